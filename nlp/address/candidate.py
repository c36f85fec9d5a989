"""Words of a line at which a mention may begin."""

import re

from nlp.address.glimpse import ALIKE
from nlp.address.head import HOUSE, LONGER, TYPE
from nlp.address.line import Line
from nlp.address.view import View

ANCHOR = HOUSE | TYPE  # a name no list has is looked for beside these and numbers only
AHEAD = 3  # words
SHORTEST = 5  # letters of a name that no list has
# «саперном», «третьего», «матисова»: what may be a name, or count houses, in lower case.
LIKELY = re.compile(
    r"[сц]к[а-я]{2,3}$|(?:[ыио][йм]|[еоё]го|[еоё]му|[ао]я|[ую]ю|[ыи][ех]|ь[яюе]й?)$"
)


def candidates(view: View) -> list[int]:
    """The words at which a mention may begin: those with a role, and those just before one."""
    words, codes, openings = view.line.words, view.codes, view.gazetteer.forms.heads.openings
    found, seen = list[int](), 0
    for index, (word, role) in enumerate(zip(words[: view.line.size], codes, strict=False)):
        if word > ":" and not role:
            continue
        number = word < ":"
        if number or role & ANCHOR:
            found += [at for at in range(max(index - AHEAD, seen), index) if leads(view, at)]
            seen = index
        begins = f"{word} {words[index + 1]}" in openings if role & LONGER else False
        if number:  # «дом» or a type word stands further on, or it begins a name itself
            ahead = codes[index + 1] | codes[index + 2] | codes[index + 3]
            begins = begins or bool(ahead & ANCHOR) or is_joint(view.line, index)
        if begins or (role & ~LONGER and not number):
            found.append(index)
    return sorted(set(found))


def is_joint(line: Line, index: int) -> bool:
    """«14к2», «5-41-72», «12-м тоже», «12-го по»: a number that something hangs on."""
    joint, following = line.words[index + 1], line.words[index + 2]
    if joint == "к":
        return "0" <= following < ":"
    if following == "по":
        return joint in {"го", "м", "му"}
    return ("0" <= joint < ":" and line.gaps[index + 1] in {"-", "/"}) or following in ALIKE


def leads(view: View, at: int) -> bool:
    """Whether a word that no list has may begin a name: few words in lower case do."""
    line, word = view.line, view.line.words[at]
    if len(word) < SHORTEST:
        return False
    if line.cased[line.starts[at]].isupper() or line.gaps[at] != " " or view.codes[at - 1]:
        return True
    return bool(LIKELY.search(word)) or line.words[at - 1] in view.words.along
