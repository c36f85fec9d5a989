"""Predictions from file to file: one line in, one line out, no database."""

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import TextIOWrapper
from itertools import islice
from pathlib import Path
from typing import Any, TextIO

from nlp.classifier import Classifier
from nlp.remark import Remark
from pipeline.answers import Lines, encode
from pipeline.errors import Partial, WrongUsage
from pipeline.faults import why
from pipeline.progress import Progress
from pipeline.register.part import written_whole

BATCH = 1000
SHOWN = 5  # broken lines named in the message
ENCODING = "utf-8-sig"  # a mark in front is no part of the first line
CONTEXT = ("post", "parent", "district", "settlement")


def refuse(constant: str) -> Any:
    """NaN and infinities are no JSON, whatever Python thinks."""
    raise ValueError(constant)


decode = json.JSONDecoder(parse_constant=refuse).decode


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

    def sentence(self) -> str:
        """For people."""
        return f"Разобрано строк: {self.answered}, с ошибкой: {len(self.broken)}."

    def raise_for_broken(self) -> None:
        """Raises Partial that names the first broken lines."""
        if self.broken:
            shown = "; ".join(f"строка {number}: {why}" for number, why in self.broken[:SHOWN])
            more = f" и ещё {len(self.broken) - SHOWN}" if len(self.broken) > SHOWN else ""
            msg = f"Не разобраны {shown}{more}. Остальные строки записаны."
            raise Partial(msg)


def classify_paths(
    classifier: Classifier, source: str, target: str, progress: Progress
) -> FileReport:
    """The same between two files, «-» being the standard streams; raises WrongUsage."""
    with _reading(source) as lines, _writing(target) as file:
        progress.start("Разбор строк", None)
        report = classify_lines(classifier, lines, file, progress)
        progress.finish()
    return report


@contextmanager
def _reading(source: str) -> Iterator[TextIO]:
    if source == "-":
        if isinstance(sys.stdin, TextIOWrapper):
            sys.stdin.reconfigure(encoding=ENCODING, errors="replace")
        yield sys.stdin
        return
    with _opened(Path(source)) as file:
        yield file


def _opened(path: Path) -> TextIO:
    try:
        return path.open(encoding=ENCODING, errors="replace")
    except OSError as exc:
        msg = f"Файл {path} не открыт ({why(exc)}): проверьте путь и права."
        raise WrongUsage(msg) from exc


@contextmanager
def _writing(target: str) -> Iterator[TextIO]:
    if target == "-":
        yield sys.stdout
        return
    # Inside JSON a lone surrogate written as \\udXXX is itself again.
    with (
        written_whole(Path(target)) as part,
        part.open("w", encoding="utf-8", errors="backslashreplace") as file,
    ):
        yield file


def classify_lines(
    classifier: Classifier, source: Iterable[str], target: TextIO, progress: Progress
) -> FileReport:
    """Answer every line in order; a malformed one gets its error in place of an answer."""
    report = FileReport()
    wording = Lines(classifier.artifact)
    lines = iter(enumerate(source, start=1))
    while batch := [parse(number, text) for number, text in islice(lines, BATCH)]:
        predictions = classifier.predict(line.remark for line in batch if line.remark is not None)
        for line in batch:
            if line.remark is None:
                report.broken.append((line.number, line.error))
                target.write(broken(line) + "\n")
            else:
                target.write(wording.line(line.id, next(predictions)) + "\n")
        report.answered += sum(line.remark is not None for line in batch)
        progress.advance(len(batch))
    return report


def parse(number: int, text: str) -> Line:
    """A remark out of one line of JSON."""
    try:
        given = decode(text)
    except (ValueError, RecursionError):
        return Line(number, None, None, "строка не является JSON")
    if not isinstance(given, dict):
        return Line(number, None, None, "нужен объект с полями id и text")
    if not isinstance(given.get("text"), str):
        return Line(number, given.get("id"), None, "нет поля text со строкой")
    if len(given) == 2:  # id and text, as most are
        return Line(number, given.get("id"), Remark(given["text"]))
    context = {name: given[name] for name in CONTEXT if given.get(name) is not None}
    if wrong := [name for name, value in context.items() if not isinstance(value, str)]:
        return Line(number, given.get("id"), None, f"поле {wrong[0]} должно быть строкой")
    return Line(number, given.get("id"), Remark(text=given["text"], **context))


def broken(line: Line) -> str:
    """What stands in the place of an answer."""
    return encode({"id": line.id, "error": f"строка {line.number}: {line.error}"})
