"""natasha's AddrExtractor, in an environment of its own, as a finder of places."""

import json
import subprocess
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Self

from nlp.address import Extractor
from nlp.address.gazetteer import Gazetteer
from nlp.address.naming import register_order
from nlp.address.source import folded
from nlp.place import Place
from nlp.remark import Remark
from scripts.evaluate.addresses import SHARED, cases, measure
from scripts.evaluate.foreign import interpreter

PACKAGES = ("natasha==1.6.0", "setuptools<81")
NATASHA = """
import json, sys, time
from natasha import AddrExtractor, MorphVocab
extractor = AddrExtractor(MorphVocab())
for line in sys.stdin:
    start = time.process_time()
    found = [(m.start, m.stop, m.fact.type, m.fact.value) for m in extractor(json.loads(line))]
    print(json.dumps([time.process_time() - start, found]))
"""
SETS = (
    Path("data/corpus/d.jsonl"),
    Path("data/eval/addresses-second.jsonl"),
    SHARED / "real" / "vk-dev-labelled.jsonl",
)
MOST = 200  # of a set: it reads some thirty comments a second
SETTLEMENTS = {"город", "посёлок", "деревня", "село", None}  # a town without «г.» has no type
BUILDINGS = {"корпус", "строение"}

Part = tuple[int, int, str | None, str]  # start, stop, type, value


@dataclass(frozen=True, slots=True)
class Peer:
    """What natasha says of texts, put into the forms that we compare."""

    said: dict[str, list[Part]]
    seconds: float
    gazetteer: Gazetteer

    @classmethod
    def ask(cls, texts: Sequence[str]) -> Self | None:
        """Its answers to the texts; None where it cannot be installed."""
        python = interpreter("natasha", *PACKAGES)
        if python is None:
            return None
        asked = "".join(json.dumps(text) + "\n" for text in texts)
        command = [str(python), "-W", "ignore", "-c", NATASHA]
        done = subprocess.run(command, input=asked, capture_output=True, text=True, check=True)  # noqa: S603
        answers = [json.loads(line) for line in done.stdout.splitlines()]
        said = {text: parts for text, (_, parts) in zip(texts, answers, strict=True)}
        return cls(said, sum(seconds for seconds, _ in answers), Gazetteer.load())

    def find(self, remark: Remark) -> tuple[Place, ...]:
        """The places that its parts make up: a street, a house or another town begins a new one."""
        return tuple(self.places(remark.text, self.said.get(remark.text, [])))

    def places(self, text: str, parts: Sequence[Part]) -> Iterator[Place]:
        """The same; its inflected names are looked up in our own lists, which it has none of."""
        town, place = None, None
        for start, stop, kind, value in parts:
            if kind in SETTLEMENTS and (name := self.town(value)):
                town = Place(text[start:stop], start, stop, district=name[1], settlement=name[0])
                place = replace(place, settlement=name[0], district=name[1]) if place else None
            elif place and kind and kind in {"дом", "квартира"} | BUILDINGS:
                place = numbered(place, kind, value.upper())
                place = replace(place, text=text[place.start : stop], stop=stop)
            elif kind in self.gazetteer.types:
                if place:
                    yield place
                street = register_order(tuple(value.split()), self.gazetteer.types[kind])
                place = Place(text[start:stop], start, stop, street=street)
                if town:
                    place = replace(place, settlement=town.settlement, district=town.district)
        if last := place or town:
            yield last

    def town(self, value: str) -> tuple[str, str | None] | None:
        """The settlement of an inflected form, with its district when it is the only one."""
        entry = self.gazetteer.forms.find(folded(value))
        if not entry or "settlement" not in entry or not entry["settlement"].whole:
            return None
        name = entry["settlement"].whole[0]
        found = self.gazetteer.settlement(name)
        return name, found.district if found else None


def numbered(place: Place, kind: str, number: str) -> Place:
    """The place with the number of its house, of its flat or of what stands in the yard."""
    match kind:
        case "дом":
            return replace(place, house=number)
        case "квартира":
            return replace(place, flat=number)
    return replace(place, building=number)


def compared(path: Path, extractor: Extractor) -> str | None:
    """Both on one set, measure by measure; None where the peer cannot be had."""
    found = list(islice(cases(path), MOST))
    peer = Peer.ask([case.remark.text for case in found])
    if peer is None:
        return None
    start = time.process_time()
    ours = measure(extractor, found)
    seconds = time.process_time() - start
    theirs = measure(peer, found)
    lines = [f"{path.name:24} otklik  natasha   F1 on {len(found)} comments"]
    lines += [
        f"{name:24} {tally.f1:6.3f}  {theirs.tallies[name].f1:7.3f}"
        for name, tally in ours.tallies.items()
    ]
    clean = (f"{m.clean / m.empty:.3f}" if m.empty else "-" for m in (ours, theirs))
    lines.append("no-address purity        {:>6}  {:>7}".format(*clean))
    speeds = len(found) / seconds, len(found) / peer.seconds
    lines.append("comments a second        {:6.0f}  {:7.0f}".format(*speeds))
    return "\n".join(lines)


def main() -> None:
    """Print the comparison on a set held out, on one written late, and on real comments."""
    extractor = Extractor.load()
    for path in filter(Path.exists, SETS):
        if (table := compared(path, extractor)) is None:
            print("natasha could not be installed into an environment of its own: passed over")
            return
        print(table, end="\n\n")


if __name__ == "__main__":
    main()
