"""Predictions from file to file: one line in, one line out, no database."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from itertools import islice
from typing import Any, TextIO

from nlp.classifier import Classifier
from nlp.place import Place
from nlp.prediction import Prediction
from nlp.remark import Remark
from pipeline.classify import facts_document
from pipeline.progress import Progress

BATCH = 1000
CONTEXT = ("post", "parent", "district", "settlement")


@dataclass(frozen=True, slots=True)
class Line:
    """One parsed line: a remark, or what is wrong with it."""

    number: int
    id: Any
    remark: Remark | None
    error: str = ""


@dataclass(slots=True)
class FileReport:
    """How many lines were answered and which were not."""

    answered: int = 0
    broken: list[tuple[int, str]] = field(default_factory=list)


def classify_lines(
    classifier: Classifier, source: Iterable[str], target: TextIO, progress: Progress
) -> FileReport:
    """Answer every line in order; a malformed one gets its error in place of an answer."""
    report = FileReport()
    lines = iter(enumerate(source, start=1))
    while batch := [parse(number, text) for number, text in islice(lines, BATCH)]:
        for line, answer in _answers(classifier, batch):
            if line.remark is None:
                report.broken.append((line.number, line.error))
            else:
                report.answered += 1
            target.write(json.dumps(answer, ensure_ascii=False) + "\n")
        progress.advance(len(batch))
    return report


def parse(number: int, text: str) -> Line:
    """A remark out of one line of JSON."""
    try:
        given = json.loads(text)
    except (ValueError, RecursionError):
        return Line(number, None, None, "строка не является JSON")
    if not isinstance(given, dict):
        return Line(number, None, None, "нужен объект с полями id и text")
    if not isinstance(given.get("text"), str):
        return Line(number, given.get("id"), None, "нет поля text со строкой")
    context = {name: given[name] for name in CONTEXT if given.get(name) is not None}
    if wrong := [name for name, value in context.items() if not isinstance(value, str)]:
        return Line(number, given.get("id"), None, f"поле {wrong[0]} должно быть строкой")
    return Line(number, given.get("id"), Remark(text=given["text"], **context))


def _answers(classifier: Classifier, batch: list[Line]) -> Iterator[tuple[Line, dict[str, Any]]]:
    predictions = classifier.predict(line.remark for line in batch if line.remark is not None)
    for line in batch:
        if line.remark is None:
            yield line, {"id": line.id, "error": f"строка {line.number}: {line.error}"}
        else:
            yield line, {"id": line.id, **answer(next(predictions), classifier.artifact)}


def answer(prediction: Prediction, artifact: str) -> dict[str, Any]:
    """A prediction with the keys of the contract."""
    return {
        "labels": list(prediction.labels),
        "scores": prediction.scores,
        "subtopics": list(prediction.subtopics),
        "kind": str(prediction.kind),
        "urgent": prediction.urgent,
        "review": prediction.review,
        "addresses": [_place(place) for place in prediction.addresses],
        "facts": facts_document(prediction.facts),
        "because": list(prediction.because),
        "artifact": artifact,
    }


def _place(place: Place) -> dict[str, Any]:
    return asdict(place)
