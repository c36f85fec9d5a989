"""What the grammar looks through: a line with the gazetteer and the guard words beside it."""

from dataclasses import dataclass, field

from nlp.address.gazetteer import NOBODY, Gazetteer, Names, Type
from nlp.address.house import House
from nlp.address.houses import houses_at
from nlp.address.line import Line
from nlp.address.vocabulary import Vocabulary

GLUE = frozenset({"", " ", "-", ".", ". ", " - ", "  "})  # between the words of one name
CLOSE = frozenset({"", "-"})  # between the parts of a short type word: «б-р»

Known = tuple[Names, Names, int]  # in the oblast, in St Petersburg, the index past the name


@dataclass(slots=True)
class View:
    """Look-ups at a word of the line; the dear ones are remembered."""

    line: Line
    gazetteer: Gazetteer
    words: Vocabulary
    _streets: dict[int, Known | None] = field(default_factory=dict)
    _types: dict[int, tuple[Type, int] | None] = field(default_factory=dict)
    _houses: dict[int, tuple[House, ...]] = field(default_factory=dict)

    def longest(self, kind: str, index: int) -> tuple[Names, int] | None:
        """The longest form of the kind that begins at the word, and the index past it."""
        reach = self.reach(index)
        if not reach:
            return None
        words, forms = self.line.words, self.gazetteer.forms[kind]
        for size in range(min(reach, len(words) - index), 1, -1):
            if self.is_glued(index, index + size):
                names = forms.find(" ".join(words[index : index + size]))
                if names:
                    return names, index + size
        names = forms.find(words[index])
        return (names, index + 1) if names else None

    def reach(self, index: int) -> int:
        """How many words the longest form has that begins with the word there."""
        return self.gazetteer.longest.get(self.line.word(index), 0)

    def is_glued(self, first: int, last: int) -> bool:
        """Whether only spaces, dots and hyphens part the words."""
        return all(self.line.gap(index) in GLUE for index in range(first + 1, last))

    def type_at(self, index: int) -> tuple[Type, int] | None:
        """The type word at the word, and the index past it."""
        if index not in self._types:
            found = self.longest("type", index)
            if found and found[1] == index + 2 and self.line.gap(index + 1) not in CLOSE:
                names = self.gazetteer.forms["type"].find(self.line.word(index))
                found = (names, index + 1) if names else None
            self._types[index] = (
                (self.gazetteer.types[found[0].whole[0]], found[1]) if found else None
            )
        return self._types[index]

    def street_type_at(self, index: int) -> tuple[Type, int] | None:
        """The same, of a street only: not «микрорайон»."""
        found = self.type_at(index)
        return found if found and found[0].level == "street" else None

    def known(self, index: int) -> Known | None:
        """The longest known street that begins at the word."""
        if index not in self._streets:
            oblast, city = self.longest("street", index), self.longest("petersburg", index)
            after = max(oblast[1] if oblast else 0, city[1] if city else 0)
            ours = oblast[0] if oblast and oblast[1] == after else NOBODY
            theirs = city[0] if city and city[1] == after else NOBODY
            self._streets[index] = (ours, theirs, after) if after else None
        return self._streets[index]

    def houses(self, after: int) -> tuple[House, ...]:
        """The houses right behind the word before the index."""
        stop = self.line.stops[after - 1]
        if stop not in self._houses:
            self._houses[stop] = houses_at(self.line, stop, self.words)
        return self._houses[stop]

    def has_capital(self, index: int, after: int) -> bool:
        """Whether the name has a capital letter: that of «8 Марта» is in its second word."""
        return any(
            self.line.capital(at) for at in range(index, after) if not self.line.word(at).isdigit()
        )
