"""Names with a slip of the finger: «вишнекова» → «вишнякова», «Вингисара» → «вингиссара»."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import cached_property

from rapidfuzz import fuzz, process

from nlp.address.gazetteer import VILLAGE, Gazetteer

SHORTEST = 6  # letters: shorter names are too like other words
SHORTEST_TYPED = 5  # behind a type word: «пр. Побды»
CLOSE = 88  # of 100, by the share of letters in common
LAST = "\uffff"  # sorts behind every letter


class Speller:
    """The nearest known form; the first letter is taken to be right.

    The forms of a letter are gathered when it is first asked for: all at once they take so
    long that a reader of one comment would notice.
    """

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer
        self._streets: dict[str, list[str]] = {}
        self._towns: dict[str, list[str]] = {}

    def street(self, word: str, shortest: int = SHORTEST) -> str | None:
        """The form of a street that was meant."""
        if not is_spellable(word, shortest):
            return None
        if word[0] not in self._streets:
            self._streets[word[0]] = [form for form in self.forms(word[0]) if self.is_street(form)]
        return nearest(word, self._streets[word[0]])

    def town(self, word: str) -> str | None:
        """The form of a settlement that was meant, of the better known ones."""
        if not is_spellable(word):
            return None
        if word[0] not in self._towns:
            self._towns[word[0]] = [form for form in self.forms(word[0]) if self.is_town(form)]
        return nearest(word, self._towns[word[0]])

    @cached_property
    def ordered(self) -> list[str]:
        """All forms; forms.tsv has them in order."""
        return list(self.gazetteer.forms.rows)

    def forms(self, letter: str) -> Iterable[str]:
        """The forms of one word that begin with the letter and are long enough to tell apart."""
        first, past = bisect_left(self.ordered, letter), bisect_left(self.ordered, letter + LAST)
        return (f for f in self.ordered[first:past] if len(f) >= SHORTEST and " " not in f)

    def is_street(self, form: str) -> bool:
        """Whether a form names a street; partnerships are too many and too like words."""
        cells = self.gazetteer.forms.rows[form]
        return "СНТ" not in cells and ("street" in cells or "petersb" in cells)

    def is_town(self, form: str) -> bool:
        """Whether a form names a town or a centre of a settlement."""
        _, settlement, rest = self.gazetteer.forms.rows[form].partition("settlement")
        if not settlement:
            return False
        names, known = rest.partition("\t")[0].lstrip("~^:").split("|"), self.gazetteer.namesakes
        return any(s.rank < VILLAGE for name in names for s in known.get(name, ()))


def is_spellable(word: str, shortest: int = SHORTEST) -> bool:
    """Whether the word is long enough to be a name with a slip in it."""
    return len(word) >= shortest and word.isalpha()


def nearest(word: str, forms: Sequence[str]) -> str | None:
    """The form most like the word, when it is like enough."""
    found = process.extractOne(word, forms, scorer=fuzz.ratio, score_cutoff=CLOSE)
    return found[0] if found else None
