"""Names with a slip of the finger: «вишнекова» → «вишнякова», «Вингисара» → «вингиссара»."""

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property

from rapidfuzz import fuzz, process

from nlp.address.forms import Forms
from nlp.address.gazetteer import VILLAGE, Gazetteer

SHORTEST = 6  # letters: shorter names are too like other words
CLOSE = 88  # of 100, by the share of letters in common


class Speller:
    """The nearest known form; the first letter is taken to be right."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer

    @cached_property
    def streets(self) -> dict[str, list[str]]:
        """Forms of streets by their first letter."""
        return by_letter(street_forms(self.gazetteer.forms))

    @cached_property
    def towns(self) -> dict[str, list[str]]:
        """Forms of settlements by their first letter."""
        return by_letter(town_forms(self.gazetteer))

    def street(self, word: str) -> str | None:
        """The form of a street that was meant."""
        return nearest(word, self.streets)

    def town(self, word: str) -> str | None:
        """The form of a settlement that was meant, of the better known ones."""
        return nearest(word, self.towns)


def street_forms(forms: Forms) -> Iterable[str]:
    """The forms of one word that name streets; partnerships are too many and too like words."""
    for form, cells in forms.rows.items():
        if " " not in form and "СНТ" not in cells and ("street" in cells or "petersb" in cells):
            yield form


def town_forms(gazetteer: Gazetteer) -> Iterable[str]:
    """The forms of one word that name towns and centres of settlements."""
    for form, cells in gazetteer.forms.rows.items():
        if " " in form or "settlement" not in cells:
            continue
        names = cells.split("settlement", 1)[1].partition("\t")[0].lstrip("~^:").split("|")
        if any(s.rank < VILLAGE for name in names for s in gazetteer.namesakes.get(name, ())):
            yield form


def by_letter(forms: Iterable[str]) -> dict[str, list[str]]:
    """Forms long enough to be told apart, by their first letter."""
    found: dict[str, list[str]] = defaultdict(list)
    for form in forms:
        if len(form) >= SHORTEST:
            found[form[0]].append(form)
    return dict(found)


def nearest(word: str, forms: dict[str, list[str]]) -> str | None:
    """The form most like the word, when it is like enough."""
    if len(word) < SHORTEST or not word.isalpha():
        return None
    found = process.extractOne(word, forms.get(word[0], ()), scorer=fuzz.ratio, score_cutoff=CLOSE)
    return found[0] if found else None
