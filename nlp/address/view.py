"""What the grammar looks through: a line with the gazetteer and the guard words beside it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import repeat

from nlp.address.forms import NOBODY, Entry, Names
from nlp.address.gazetteer import Gazetteer, Type
from nlp.address.head import TYPE
from nlp.address.house import House
from nlp.address.houses import houses_at
from nlp.address.line import Line
from nlp.address.typo import Speller
from nlp.address.vocabulary import Vocabulary

GLUE = frozenset({"", " ", "-", ".", ". ", " - "})  # between the words of one name
CLOSE = frozenset({"", "-"})  # between the parts of a short type word: «б-р»

NOTHING: list[tuple[Entry, int]] = []
Known = tuple[Names, Names, int]  # in the oblast, in St Petersburg, the index past the name


@dataclass(slots=True)
class View:
    """Look-ups at a word of the line; the dear ones are remembered."""

    line: Line
    gazetteer: Gazetteer
    words: Vocabulary
    roles: Mapping[str, int]  # of glimpse
    speller: Speller
    codes: list[int] = field(init=False)  # the role of each word: 0 for one that begins nothing
    _entries: dict[int, list[tuple[Entry, int]]] = field(default_factory=dict)
    _types: dict[int, tuple[Type, int] | None] = field(default_factory=dict)
    _streets: dict[int, Known | None] = field(default_factory=dict)
    _houses: dict[int, tuple[House, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.codes = list(map(self.roles.get, self.line.words, repeat(0)))

    def entries(self, index: int) -> list[tuple[Entry, int]]:
        """What the forms that begin at the word stand for, the longest first."""
        if not self.codes[index]:
            return NOTHING
        found = self._entries.get(index)
        if found is None:
            found = self._entries[index] = self.look_up(index)
        return found

    def look_up(self, index: int) -> list[tuple[Entry, int]]:
        """The same, not remembered."""
        forms, words = self.gazetteer.forms, self.line.words
        word, found = words[index], []
        reach = forms.reach(word)
        if reach > 1 and f"{word} {words[index + 1]}" in forms.heads.openings:
            for after in range(min(index + reach, self.line.size), index + 1, -1):
                entry = forms.find(" ".join(words[index:after]))
                if entry and self.is_glued(index, after):
                    found.append((entry, after))
        if reach and (entry := forms.find(word)):
            found.append((entry, index + 1))
        return found

    def longest(self, kind: str, index: int) -> tuple[Names, int] | None:
        """The longest form of the kind that begins at the word, and the index past it."""
        for entry, after in self.entries(index):
            if names := entry.get(kind):
                return names, after
        return None

    def is_glued(self, first: int, last: int) -> bool:
        """Whether only spaces, dots and hyphens part the words."""
        return all(self.line.gap(index) in GLUE for index in range(first + 1, last))

    def type_at(self, index: int) -> tuple[Type, int] | None:
        """The type word at the word, and the index past it."""
        if not self.codes[index] & TYPE:
            return None
        if index not in self._types:
            self._types[index] = self.find_type(index)
        return self._types[index]

    def find_type(self, index: int) -> tuple[Type, int] | None:
        """The same, not remembered; of «пр.д.23» only «пр» is one."""
        for entry, after in self.entries(index):
            close = after == index + 1 or self.line.gap(index + 1) in CLOSE
            if close and (names := entry.get("type")):
                return self.gazetteer.types[names.whole[0]], after
        return None

    def street_type_at(self, index: int) -> tuple[Type, int] | None:
        """The same, of a street only: not «микрорайон»."""
        found = self.type_at(index)
        return found if found and found[0].level == "street" else None

    def known(self, index: int) -> Known | None:
        """The longest known street that begins at the word."""
        if not self.codes[index]:
            return None
        if index not in self._streets:
            self._streets[index] = next(self.find_streets(index), None)
        return self._streets[index]

    def find_streets(self, index: int) -> Iterator[Known]:
        """The known streets that begin at the word, the longest first."""
        for entry, after in self.entries(index):
            if "street" in entry or "petersburg" in entry:
                yield entry.get("street", NOBODY), entry.get("petersburg", NOBODY), after

    def houses(self, after: int) -> tuple[House, ...]:
        """The houses right behind the word before the index."""
        return self.houses_from(self.line.stops[after - 1])

    def houses_from(self, stop: int) -> tuple[House, ...]:
        """The houses that begin right at the offset."""
        found = self._houses.get(stop)
        if found is None:
            found = self._houses[stop] = houses_at(self.line, stop, self.words)
        return found

    def has_capital(self, index: int, after: int) -> bool:
        """Whether the name has a capital letter: that of «8 Марта» is in its second word."""
        return any(self.line.capital(at) for at in range(index, after) if self.line.words[at] > ":")
