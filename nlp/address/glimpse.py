"""A cheap look before the grammar: can this text name a place at all?"""

import re

from nlp.address.gazetteer import Gazetteer
from nlp.address.line import SILENT, is_mixed
from nlp.address.naming import STRONG
from nlp.address.numeral import cardinal
from nlp.address.street import SHORT_TYPES
from nlp.address.vocabulary import Vocabulary

WORD = re.compile(r"[а-яА-Яa-zA-Z]+|\d+")
LATIN = re.compile(r"[a-zA-Z]")
RELATIONAL = re.compile(r"[сц]к[а-я]{2,3}$")
LONG = 6  # letters: a misspelt name is looked for from here on
HOUSE_WORDS = frozenset(
    [
        "д",
        "дом",
        "дома",
        "доме",
        "дому",
        "домом",
        "домов",
        "домах",
        "домам",
        "домами",
        "зд",
        "здание",
        "вл",
    ]
)


# What a word may be the beginning of. Plain numbers: this look is taken at every word.
NAME = 1  # a name even in lower case
PROPER = 2  # a name when it has a capital letter
LONGER = 4  # a name of several words
TOWN = 8  # a town whose name is an ordinary word
TYPE = 16
HOUSE = 32
MARK = 64  # «деревня», «пос»
DISTRICT = 128
ELSEWHERE = 256  # a city that is not of the oblast: no reason to look further
ROLES = {"type": TYPE, "district": DISTRICT, "outside": ELSEWHERE, "outside~": ELSEWHERE}
ROLES |= dict.fromkeys(("settlement", "street", "petersburg"), NAME)
ROLES |= {f"{kind}~": PROPER for kind in ("settlement", "street", "petersburg")}
ROLES |= {"settlement^": PROPER | TOWN}


def role_of(cells: str) -> int:
    """The role of a form of one word by its cells in forms.tsv."""
    role = 0
    for cell in cells.split("\t"):
        role |= ROLES[cell.partition(":")[0]]
    return role


class Glimpse:
    """The roles of words, and the look."""

    def __init__(self, gazetteer: Gazetteer, words: Vocabulary) -> None:
        self.units = words.units
        self.openings = gazetteer.forms.openings
        self.roles: dict[str, int] = {}
        for form, cells in gazetteer.forms.rows.items():
            first, space, _ = form.partition(" ")
            if not space:
                self.give(role_of(cells), first)
            else:
                self.give(TYPE if cells.startswith("type") else LONGER, first)
        for word in HOUSE_WORDS:
            self.give(HOUSE, word)
        for word in words.urban | words.villages - {"с", "х"}:
            self.give(MARK, word)
        # Of «к. маркса» the surname is a form too: no need to stop at every single letter.
        words_ = [word for word in self.roles if len(word) > 1 or self.roles[word] != LONGER]
        cases = (str.lower, str.capitalize, str.upper)
        self.heads = frozenset(case(word) for word in words_ for case in cases)

    def give(self, role: int, word: str) -> None:
        """Add a role to a word."""
        self.roles[word] = self.roles.get(word, 0) | role

    def promises(self, text: str) -> bool:
        """Whether the grammar may find anything in the text; never wrongly no."""
        words = WORD.findall(text.replace("ё", "е").replace("Ё", "Е"))
        heads = self.heads
        for at, word in enumerate(words):
            if (word in heads or word < ":") and self.is_promising(words, at):
                return True
        return bool(LATIN.search(text) and is_mixed(text.lower())) or bool(SILENT.search(text))

    def is_promising(self, words: list[str], at: int) -> bool:
        """Whether a mention may begin at the word or end with it."""
        word = words[at]
        if word < ":":  # a number
            return self.is_numbered(words, at)
        role = self.roles[word.lower()]
        if role == LONGER:
            return " ".join(words[at : at + 2]).lower() in self.openings
        before, after = words[at - 1] if at else "", words[at + 1] if at + 1 < len(words) else ""
        capital = word[0].isupper()
        if role & NAME or (capital and role & (PROPER | DISTRICT)):
            return True
        if role & TOWN and (before.lower() in {"в", "во"} or after in self.heads):
            return True
        if role & DISTRICT and after.lower()[:2] in {"ра", "р", "рн", "ок", "мо", "го"}:
            return True
        if role & MARK and after[:1].isupper():
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
        for name in (before, after):
            if name[:1].isupper() or name[:1].isdigit() or RELATIONAL.search(name):
                return True
            if self.roles.get(name, 0) & (NAME | PROPER | LONGER):
                return True
        return False

    def is_numbered(self, words: list[str], at: int) -> bool:
        """A house behind a name or «дом», a numbered street, a numbered quarter."""
        before, after = words[at - 1] if at else "", words[at + 1] if at + 1 < len(words) else ""
        if after.startswith(self.units):
            return False
        if before.lower() in HOUSE_WORDS or before in self.heads or RELATIONAL.search(before):
            return True
        if (
            len(before) > 4
            and before[0].isupper()
            and (len(before) >= LONG or STRONG.search(before))
        ):
            return True
        following = words[at + 2] if at + 2 < len(words) else ""
        for word in (after, following if len(after) <= 2 else ""):
            if self.roles.get(word.lower(), 0) & (TYPE | HOUSE):
                return True
        return f"{words[at]} {after}".lower() in self.openings
