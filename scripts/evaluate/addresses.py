"""Measure the addresses: places predicted against places annotated."""

import argparse
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from nlp.address import Extractor
from nlp.classifier import told
from nlp.place import Place
from nlp.prediction import Kind
from nlp.remark import Remark

SHARED = Path("../shared")
FILES = (
    *(Path("data/corpus") / f"{letter}.jsonl" for letter in "abcdefghi"),
    Path("data/eval/addresses.jsonl"),
    Path("data/eval/addresses-second.jsonl"),
    Path("data/eval/addresses-third.jsonl"),
    Path("data/eval/addresses-fourth.jsonl"),
    Path("data/eval/addresses-fifth.jsonl"),
    SHARED / "real" / "vk-dev-labelled.jsonl",
)
PLAN = re.compile(r"микрорайон|квартал|СНТ|ЖК|городок|КП")
TYPE = re.compile(
    r"\b(?:ул|пр|пер|наб|ш|пл|просп|бул|б-р|алл?)\b|улиц|просп|переул|набер|шосс|площ|бульв|"
    r"алле|лини|проезд|канал|дорог|тракт"
)
FIELDS = ("district", "settlement", "street", "house", "building", "flat")


class Finder(Protocol):
    """What is measured."""

    def find(self, remark: Remark) -> Sequence[Place]:
        """The places of a remark."""


@dataclass(frozen=True, slots=True)
class Case:
    """A remark with the places a person marked."""

    id: str
    remark: Remark
    gold: tuple[Place, ...]
    kind: str  # what the comment does, as annotated


@dataclass(slots=True)
class Tally:
    """Hits, predictions and gold of one measure."""

    hits: int = 0
    predicted: int = 0
    gold: int = 0

    @property
    def precision(self) -> float:
        """How much of what was predicted is right."""
        return self.hits / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """How much of what is there was predicted."""
        return self.hits / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """Their harmonic mean."""
        total = self.predicted + self.gold
        return 2 * self.hits / total if total else 0.0


@dataclass(slots=True)
class Measures:
    """All measures over one set."""

    tallies: dict[str, Tally] = field(default_factory=dict)
    clean: int = 0
    empty: int = 0
    phenomena: dict[str, Tally] = field(default_factory=dict)
    district_hits: int = 0
    district_gold: int = 0

    def add(self, name: str, predicted: Counter[Any], gold: Counter[Any]) -> None:
        """Count one remark for one measure."""
        tally = self.tallies.setdefault(name, Tally())
        tally.hits += (predicted & gold).total()
        tally.predicted += predicted.total()
        tally.gold += gold.total()


def cases(path: Path) -> Iterator[Case]:
    """The annotated remarks of a file."""
    for line in path.read_text(encoding="utf-8").splitlines():
        raw = json.loads(line)
        remark = Remark(
            raw["text"],
            raw.get("post"),
            raw.get("parent"),
            raw.get("district"),
            raw.get("settlement"),
        )
        yield Case(str(raw["id"]), remark, tuple(gold_places(raw)), raw["kind"])


def gold_places(raw: dict[str, Any]) -> Iterator[Place]:
    """The annotated places; equal texts are taken in order of the remark."""
    past: dict[str, int] = {}
    for address in raw["addresses"]:
        text = address["text"]
        start = raw["text"].find(text, past.get(text, 0))
        if start < 0:
            start = raw["text"].find(text)
        past[text] = start
        yield Place(text, start, start + len(text), None, *(address.get(name) for name in FIELDS))


def plain(value: str | None) -> str | None:
    """A field as it is compared: ё as е, without quotation marks, lower case."""
    if value is None:
        return None
    return value.lower().replace("ё", "е").replace("«", "").replace("»", "").replace('"', "")


def fields_of(place: Place) -> tuple[str | None, ...]:
    """All fields of a place as compared."""
    return tuple(plain(getattr(place, name)) for name in FIELDS)


def on_street(values: tuple[str | None, ...]) -> tuple[str | None, str | None] | None:
    """Street and house, None when both are missing."""
    return (values[2], values[3]) if values[2] or values[3] else None


def filled(values: Iterable[Any]) -> Counter[Any]:
    """The values that are there, counted."""
    return Counter(value for value in values if value is not None)


def overlapping(predicted: Sequence[Place], gold: Sequence[Place]) -> int:
    """How many gold spans meet a prediction of their own."""
    free = list(predicted)
    hits = 0
    for place in gold:
        met = next((p for p in free if p.start < place.stop and place.start < p.stop), None)
        if met is not None:
            free.remove(met)
            hits += 1
    return hits


def count(measures: Measures, case: Case, predicted: Sequence[Place]) -> None:
    """Add one remark to the measures."""
    got, want = [fields_of(p) for p in predicted], [fields_of(p) for p in case.gold]
    for number, name in enumerate(FIELDS):
        measures.add(name, filled(v[number] for v in got), filled(v[number] for v in want))
    measures.add("full address", Counter(got), Counter(want))
    measures.add("street + house", filled(map(on_street, got)), filled(map(on_street, want)))
    span = measures.tallies.setdefault("span", Tally())
    span.hits += overlapping(predicted, case.gold)
    span.predicted += len(predicted)
    span.gold += len(case.gold)
    left = Counter(got)
    for place, values in zip(case.gold, want, strict=True):
        hit = left[values] > 0
        left[values] -= hit
        for name in phenomena(case, place):
            tally = measures.phenomena.setdefault(name, Tally())
            tally.gold += 1
            tally.hits += hit
    if not case.gold:
        measures.empty += 1
        measures.clean += not predicted
    for place in case.gold:
        if place.district:
            measures.district_gold += 1
            measures.district_hits += any(p.district == place.district for p in predicted)


def phenomena(case: Case, place: Place) -> Iterator[str]:
    """What is hard about a place, by how it is written."""
    words = place.text.lower()
    if place.street is None:
        yield "house in a village" if place.house else "no street"
    elif PLAN.search(place.street):
        yield "micro-district, complex"
    elif not TYPE.search(words):
        yield "street without a type word"
    if place.street and place.text == words and re.search("[а-я]", words):
        yield "lower case"
    if place.house and ("/" in place.house or "-" in place.house):
        yield "fraction or range"
    if place.building or (place.house and place.house[-1].isalpha()):
        yield "corpus or letter"
    if place.settlement and case.remark.text.find(place.text) < town_at(case, place):
        yield "settlement behind"
    if len(case.gold) > 1:
        yield "several places"


def town_at(case: Case, place: Place) -> int:
    """Where the settlement stands in the text by its first letters, -1 when nowhere."""
    stem = (place.settlement or "").lower()[:-2]
    return case.remark.text.lower().find(stem, place.stop) if stem else -1


def measure(finder: Finder, found: Iterable[Case]) -> Measures:
    """Every measure over the cases."""
    measures = Measures()
    for case in found:
        count(measures, case, finder.find(case.remark))
    return measures


def measure_told(finder: Finder, found: Iterable[Case]) -> Measures:
    """The same for what the classifier tells of the kinds annotated."""
    measures = Measures()
    for case in found:
        count(measures, case, told(Kind(case.kind), tuple(finder.find(case.remark))))
    return measures


def report(title: str, measures: Measures) -> str:
    """The measures as a table."""
    lines = [f"{title}", f"{'':16}    P     R     F1"]
    lines += [
        f"{name:16} {tally.precision:.3f} {tally.recall:.3f} {tally.f1:.3f}"
        for name, tally in measures.tallies.items()
    ]
    if measures.empty:
        lines.append(f"purity           {measures.clean / measures.empty:.3f} of {measures.empty}")
    if measures.district_gold:
        share = measures.district_hits / measures.district_gold
        lines.append(f"district known   {share:.3f} of {measures.district_gold}")
    lines += [
        f"  {name:28} {tally.recall:.3f} of {tally.gold}"
        for name, tally in sorted(measures.phenomena.items())
    ]
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure the shipped extractor on the shared sets."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path)
    extractor = Extractor.load()
    for path in parser.parse_args(arguments).files or filter(Path.exists, FILES):
        found = list(cases(path))
        print(report(path.name, measure(extractor, found)), end="\n\n")
        print(report(f"{path.name}, what is told", measure_told(extractor, found)), end="\n\n")


if __name__ == "__main__":
    main()
