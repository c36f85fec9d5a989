"""A cheap look before the grammar: can this text name a place at all?"""

import re

from nlp.address.head import (
    DISTRICT,
    ELSEWHERE,
    HOUSE,
    LONGER,
    MARK,
    NAME,
    PROPER,
    TOWN,
    TYPE,
    Heads,
)
from nlp.address.line import GLUED
from nlp.address.naming import RELATIONAL, STRONG
from nlp.address.numeral import cardinal
from nlp.address.street import SHORT_TYPES
from nlp.address.vocabulary import Vocabulary
from nlp.glyphs import SILENT, is_mixed

WORD = re.compile(r"[а-яА-Яa-zA-Z]+|\d+")
ODD = re.compile(rf"[a-zA-Z]|{SILENT.pattern}")
# Behind the number of a house without a street: see ALIKE of unplaced.py.
ALIKE = frozenset(
    {"тоже", "также", "так", "то", "холодный", "мерзнет", "без"}
    | {"присоединяется", "присоединяемся", "присоединяюсь"}
)
INSIDE = frozenset({"в", "во", "В", "Во"})
SUFFIX = 2  # letters: of «12-го», «3-й»
LONG = 6  # letters: a misspelt name is looked for from here on


class Glimpse:
    """The roles of words, and the look."""

    def __init__(self, heads: Heads, words: Vocabulary) -> None:
        self.units = words.units
        self.openings = heads.openings
        self.roles = dict(heads.roles)
        for word in words.houses:
            self.give(HOUSE, word)
        for word in words.urban | words.villages - {"с", "х"}:
            self.give(MARK, word)
        # Of «к. маркса» the surname is a form too: no need to stop at every single letter.
        self.telling = {
            word: role for word, role in self.roles.items() if role != LONGER or len(word) > 1
        }

    def give(self, role: int, word: str) -> None:
        """Add a role to a word."""
        self.roles[word] = self.roles.get(word, 0) | role

    def promises(self, text: str) -> bool:
        """Whether the grammar may find a place of the oblast in it; hardly ever wrongly no."""
        if "ё" in text or "Ё" in text:
            text = text.replace("ё", "е").replace("Ё", "Е")
        words, role_of = WORD.findall(text), self.telling.get
        for at, word in enumerate(words):
            if word < ":":
                if self.is_numbered(words, at):
                    return True
            elif (role := role_of(word if word >= "а" else word.lower())) and self.is_promising(
                words, at, role
            ):
                return True
        odd = ODD.search(text) and (is_mixed(text.lower()) or SILENT.search(text))
        return bool(odd or GLUED.search(text))

    def is_promising(self, words: list[str], at: int, role: int) -> bool:
        """Whether a mention may begin at the word or end with it."""
        if role & NAME:
            return True
        word = words[at]
        if role == LONGER:
            return " ".join(words[at : at + 2]).lower() in self.openings
        before, after = words[at - 1] if at else "", words[at + 1] if at + 1 < len(words) else ""
        if role == ELSEWHERE:  # of no other city is told by itself than of one lived in
            return before in INSIDE
        if role & (PROPER | DISTRICT) and word[0].isupper():
            return True
        if role & TOWN and (before.lower() in {"в", "во"} or after.lower() in self.roles):
            return True
        if role & DISTRICT and after.lower()[:2] in {"ра", "р", "рн", "ок", "мо", "го"}:
            return True
        if role & MARK and (after[:1].isupper() or self.roles.get(after, 0) & PROPER):
            return True
        if role & HOUSE and self.is_house(before, after):
            return True
        if role & TYPE and self.is_typed(word.lower(), before, after):
            return True
        return bool(role & LONGER) and f"{word} {after}".lower() in self.openings

    def is_house(self, before: str, after: str) -> bool:
        """«дом 5», «дом пять», «третий дом»."""
        if after[:1].isdigit() or cardinal(after.lower(), 0):
            return True
        return before.endswith(("ий", "ый", "ой", "ом", "ем", "го"))

    def is_typed(self, word: str, before: str, after: str) -> bool:
        """A type word with a neighbour that may be its name; a short one always has it."""
        if word in SHORT_TYPES:
            return True
        if before[:1].isupper() and (len(before) > 4 or before.lower() in self.roles):
            return True
        if after[:1].isupper() or before[:1].isdigit() or after[:1].isdigit():
            return True
        if RELATIONAL.search(before) or RELATIONAL.search(after):
            return True
        # A name that is no ordinary word, and one of several words, are seen by themselves.
        return bool((self.roles.get(before, 0) | self.roles.get(after, 0)) & PROPER)

    def is_numbered(self, words: list[str], at: int) -> bool:
        """A house behind a name or «дом», a numbered street, a numbered quarter."""
        before, after = words[at - 1] if at else "", words[at + 1] if at + 1 < len(words) else ""
        if after.startswith(self.units):
            return False
        # The last word of a name of several words is no reason: the first one is seen by itself.
        if self.roles.get(before.lower(), 0) & ~LONGER or RELATIONAL.search(before):
            return True
        if (
            len(before) > 4
            and before[0].isupper()
            and (len(before) >= LONG or STRONG.search(before))
        ):
            return True
        if len(before) >= LONG and at > 1 and self.roles.get(words[at - 2].lower(), 0) & TOWN:
            return True  # «сланцы грибоеова 6»
        following = words[at + 2] if len(after) <= SUFFIX and at + 2 < len(words) else ""
        if following in ALIKE or (following[:1].isdigit() and after in {"к", "К"}):  # «16к1»
            return True
        for word in (after, following):
            if self.roles.get(word.lower(), 0) & (TYPE | HOUSE):
                return True
        return f"{words[at]} {after}".lower() in self.openings
