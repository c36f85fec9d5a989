"""Case forms of names and what they stand for."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from nlp.address.head import Heads
from nlp.address.source import table

MARKS = "~^"  # in forms.tsv: an ordinary word too; so is the name of a town
SHORTENED = "~"  # before a name


@dataclass(frozen=True, slots=True)
class Names:
    """What a form may stand for."""

    whole: tuple[str, ...]
    shortened: tuple[str, ...]  # «Гагарина» for «улица Юрия Гагарина»
    ordinary: bool  # the form is an ordinary word too

    @classmethod
    def parse(cls, cell: str, ordinary: bool) -> Self:
        """From the names in a cell of forms.tsv."""
        names = cell.split("|")
        whole = tuple(name for name in names if name[0] != SHORTENED)
        shortened = tuple(name[1:] for name in names if name[0] == SHORTENED)
        return cls(whole, shortened, ordinary)


NOBODY = Names((), (), ordinary=False)
Entry = dict[str, Names]  # by kind: settlement, street, petersburg, outside, type, district


class Forms:
    """Case forms of every kind of names; an entry is read when it is first met."""

    def __init__(self, rows: dict[str, str], heads: Heads) -> None:
        self.rows = rows  # form → its cells
        self.heads = heads
        self._entries: dict[str, Entry] = {}

    def reach(self, word: str) -> int:
        """How many words the longest form has that begins with the word."""
        return self.heads.reach.get(word) or (word in self.rows)

    def find(self, form: str) -> Entry | None:
        """What the form stands for, by kind."""
        entry = self._entries.get(form)
        if entry is None and (cells := self.rows.get(form)):
            heads = (cell.partition(":") for cell in cells.split("\t"))
            entry = {
                head.rstrip(MARKS): Names.parse(names, head[-1] in MARKS)
                for head, _, names in heads
            }
            self._entries[form] = entry
        return entry


def load_forms() -> Forms:
    """The case forms made by scripts/build_gazetteer.py."""
    return Forms(dict(read_forms()), Heads.load())


def read_forms() -> Iterator[list[str]]:
    """Each form with its cells."""
    return (line.split("\t", 1) for line in table("forms.tsv").split("\n") if "\t" in line)
