"""How phrases of data/talk are written: its README.md tells people the same."""

import re
from collections.abc import Iterable, Mapping, Sequence

Lists = Mapping[str, Sequence[str]]

NO_LISTS: Lists = {}
NO_DEGREES = r"(?![\d:.]?\d|-?[а-я]| (?:дом|этаж|кв|подъезд|час|минут))"  # «в 12 доме», «12:30»
RANGE = re.compile(r"\{(\d+)\.\.(\d+)\}")
NAME = re.compile(r"<([^>]+)>")
OPTIONAL = re.compile(r"\[([^\]]+)\] ")
SIGNS = {
    " … ?": r"\b[^.!?]*\?",
    " … ": r"(?:[^а-я\d.!?][^.!?]{0,30})?(?<![а-я])",
    "… ": r"[^.!?]{0,100}(?<![а-я])",
    " $": r"(?= ?[^а-я\d ]| ?$)",
    " .": r"(?= ?[^а-я\d ,;:—-]| ?$)",
    ". ": r"[.!?)] ?",
    "^ ": r"^[^a-zа-я]*",
    "^": r"^[^a-zа-я]*",
    " ": r"[^а-я\d.!?]{1,3}",
    "*": r"[а-я]*",
    "#": r"\d+",
    "?": r"\?",
    "+": r"\+",
    "(": "(?:",
}
EDGES = {"*": "(?<![а-я])", "#": r"(?<!\d)"}  # a word or a number is looked at once
SIGN = re.compile("|".join(map(re.escape, SIGNS)))  # the longest first
WORD = re.compile(r"[а-я\d]")


def pattern_of(phrases: Iterable[str], lists: Lists = NO_LISTS) -> str:
    """The regular expression of any of the phrases; they may call lists of words by name."""
    named = [NAME.sub(lambda name: f"({'|'.join(lists[name[1]])})", phrase) for phrase in phrases]
    plain = [phrase.lower().replace("ё", "е") for phrase in named]
    spread = [one for phrase in plain for one in _spread(phrase)]
    words = [phrase for phrase in spread if WORD.match(phrase)]
    signs = [_translated(phrase) for phrase in spread if not WORD.match(phrase)]
    bounded = [rf"\b(?:{_by_letter(words)})"] if words else []  # looked for at words only: faster
    return "|".join(bounded + signs)


def _spread(phrase: str) -> list[str]:
    """«(а|б) в» as «а в» and «б в», «[а] в» as «а в» and «в»: each begins with its own letter."""
    if phrase[0] not in "([":
        return [phrase]
    end = _closing(phrase)
    rest = phrase[end + 1 :]
    begun = [f"{choice}{rest}" for choice in _choices(phrase[1:end])]
    if phrase[0] == "[":
        begun.append(rest.lstrip())
    return [one for phrase in begun for one in _spread(phrase)]


def _closing(phrase: str) -> int:
    """Where the bracket that a phrase begins with is closed."""
    depth = 0
    for index, sign in enumerate(phrase):
        depth += (sign in "([") - (sign in ")]")
        if not depth:
            return index
    msg = f"скобка не закрыта: {phrase}"
    raise ValueError(msg)


def _choices(inside: str) -> list[str]:
    """What stands between the bars of a bracket, its inner brackets whole."""
    found, depth = [""], 0
    for sign in inside:
        depth += (sign in "([") - (sign in ")]")
        if sign == "|" and not depth:
            found.append("")
        else:
            found[-1] += sign
    return found


def _by_letter(phrases: Iterable[str]) -> str:
    """Only those that begin with the letter of a word are tried at it."""
    letters: dict[str, list[str]] = {}
    for phrase in phrases:
        letters.setdefault(phrase[0], []).append(_translated(phrase)[1:])
    return "|".join(f"{letter}(?:{'|'.join(rest)})" for letter, rest in letters.items())


def _translated(phrase: str) -> str:
    signs = SIGN.sub(lambda sign: SIGNS[sign[0]], OPTIONAL.sub(r"(|(\1) )", phrase))
    opened = EDGES.get(phrase[0], "")
    closed = r"\b" if phrase[-1].isalpha() or phrase.endswith(")") else ""
    return opened + RANGE.sub(_number, signs) + closed


def _number(found: re.Match[str]) -> str:
    numbers = "|".join(map(str, range(int(found[1]), int(found[2]) + 1)))
    return rf"(?<!\d)\+? ?(?:{numbers}){NO_DEGREES}"
