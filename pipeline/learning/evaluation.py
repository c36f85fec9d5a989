"""How well a classifier tells what people have told."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from nlp.answer import Answer
from nlp.classifier import Classifier
from nlp.measures import Standing, accuracy, caught, macro_f1, standings
from nlp.prediction import NOT_COMPLAINT, Prediction
from nlp.taxonomy import taxonomy
from pipeline.errors import BelowBar, WrongUsage


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Figures of one classifier on one labelled set, 0..1."""

    artifact: str
    texts: int
    macro_f1: float  # main label
    accuracy: float  # main label
    complaint: float  # complaint or not
    kind: float
    urgent: int  # in truth
    urgent_recall: float
    urgent_precision: float
    review: float  # share left to a person
    errors: float  # wrong main labels among the rest
    labels: tuple[Standing, ...]

    def document(self) -> dict[str, Any]:
        """For --json."""
        return asdict(self)

    def lines(self) -> Iterator[str]:
        """For people."""
        yield f"Классификатор {self.artifact}, комментариев {self.texts}"
        yield f"главная тема: macro-F1 {self.macro_f1:.3f}, верно {self.accuracy:.3f}"
        yield f"жалоба или нет: верно {self.complaint:.3f}; вид: верно {self.kind:.3f}"
        yield (
            f"срочные ({self.urgent}): полнота {self.urgent_recall:.2f}, "
            f"точность {self.urgent_precision:.2f}"
        )
        yield f"на проверку {self.review:.1%}, ошибок среди остальных {self.errors:.1%}"
        yield ""
        yield f"{'тема':<20} {'точн.':>6} {'полн.':>6} {'F1':>6} {'всего':>6}"
        for one in self.labels:
            yield (
                f"{one.label:<20} {one.precision:>6.2f} {one.recall:>6.2f} "
                f"{one.f1:>6.2f} {one.support:>6}"
            )

    def failure(self, bar: float | None) -> BelowBar | None:
        """What to raise where the macro-F1 is under the bar."""
        if bar is None or self.macro_f1 >= bar:
            return None
        return BelowBar(f"macro-F1 {self.macro_f1:.3f} ниже порога {bar:.3f}.")


def evaluate(classifier: Classifier, answers: Sequence[Answer]) -> Evaluation:
    """Ask about every labelled comment and compare."""
    said = list(classifier.predict(answer.remark for answer in answers))
    gold, ours = _main(answers), _main(said)
    recall, precision = caught([a.urgent for a in answers], [p.urgent for p in said])
    kept = np.array([not p.review for p in said])
    return Evaluation(
        artifact=classifier.artifact,
        texts=len(answers),
        macro_f1=macro_f1(gold, ours),
        accuracy=accuracy(gold, ours),
        complaint=float(np.mean((gold == NOT_COMPLAINT) == (ours == NOT_COMPLAINT))),
        kind=float(np.mean([a.kind == p.kind for a, p in zip(answers, said, strict=True)])),
        urgent=sum(answer.urgent for answer in answers),
        urgent_recall=recall,
        urgent_precision=precision,
        review=float(1 - kept.mean()),
        errors=float(np.mean((gold != ours)[kept])) if kept.any() else 0.0,
        labels=tuple(standings(gold.tolist(), ours.tolist())),
    )


def _main(said: Sequence[Answer] | Sequence[Prediction]) -> np.ndarray[Any, np.dtype[np.str_]]:
    return np.array([one.labels[0] for one in said])


def _labelled(raw: dict[str, Any]) -> Answer:
    answer = Answer.from_json(raw)
    if not answer.labels or not isinstance(answer.remark.text, str):
        msg = "labels и text не могут быть пустыми"
        raise ValueError(msg)
    if unknown := set(answer.labels) - {*taxonomy().topics, NOT_COMPLAINT}:
        msg = f"нет темы {min(unknown)}"
        raise ValueError(msg)
    return answer


def read_labelled(path: Path) -> list[Answer]:
    """Labelled lines «text», «labels», «kind», «urgent»; raises WrongUsage naming the line."""
    found = []
    for number, line in enumerate(path.read_bytes().splitlines(), start=1):
        try:
            found.append(_labelled(json.loads(line)))
        except (ValueError, LookupError, TypeError) as exc:
            msg = f"{path}, строка {number}: нужен JSON с text, labels, kind, urgent ({exc})."
            raise WrongUsage(msg) from exc
    if not found:
        msg = f"{path}: размеченных комментариев нет."
        raise WrongUsage(msg)
    return found
