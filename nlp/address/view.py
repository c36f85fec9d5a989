"""What the grammar looks through: a line with the gazetteer and the guard words beside it."""

from dataclasses import dataclass

from nlp.address.gazetteer import NOBODY, Gazetteer, Names, Type
from nlp.address.house import House
from nlp.address.houses import houses_at
from nlp.address.line import Line
from nlp.address.vocabulary import Vocabulary

GLUE = frozenset({"", " ", "-", ".", ". ", " - ", "  "})  # between the words of one name


@dataclass(slots=True)
class View:
    """Look-ups at a word of the line."""

    line: Line
    gazetteer: Gazetteer
    words: Vocabulary

    def longest(self, kind: str, index: int) -> tuple[Names, int] | None:
        """The longest form of the kind that begins at the word, and the index past it."""
        words, forms = self.line.words, self.gazetteer.forms[kind]
        for size in range(min(self.reach(index), len(words) - index), 0, -1):
            if size > 1 and not self.is_glued(index, index + size):
                continue
            form = words[index] if size == 1 else " ".join(words[index : index + size])
            if names := forms.find(form):
                return names, index + size
        return None

    def reach(self, index: int) -> int:
        """How many words the longest form has that begins with the word there."""
        return self.gazetteer.longest.get(self.line.word(index), 0)

    def is_glued(self, first: int, last: int) -> bool:
        """Whether only spaces, dots and hyphens part the words."""
        return all(self.line.gap(index) in GLUE for index in range(first + 1, last))

    def type_at(self, index: int) -> tuple[Type, int] | None:
        """The type word at the word, and the index past it."""
        if found := self.longest("type", index):
            names, after = found
            return self.gazetteer.types[names.whole[0]], after
        return None

    def street_type_at(self, index: int) -> tuple[Type, int] | None:
        """The same, of a street only: not «микрорайон»."""
        found = self.type_at(index)
        return found if found and found[0].level == "street" else None

    def known(self, index: int) -> tuple[Names, Names, int] | None:
        """The longest known street: names in the oblast, in St Petersburg, the index past it."""
        oblast, city = self.longest("street", index), self.longest("petersburg", index)
        after = max(oblast[1] if oblast else 0, city[1] if city else 0)
        if not after:
            return None
        ours = oblast[0] if oblast and oblast[1] == after else NOBODY
        theirs = city[0] if city and city[1] == after else NOBODY
        return ours, theirs, after

    def houses(self, after: int) -> tuple[House, ...]:
        """The houses right behind the word before the index."""
        return houses_at(self.line, self.line.stops[after - 1], self.words)

    def has_capital(self, index: int, after: int) -> bool:
        """Whether the name has a capital letter: that of «8 Марта» is in its second word."""
        return any(
            self.line.capital(at) for at in range(index, after) if not self.line.word(at).isdigit()
        )
