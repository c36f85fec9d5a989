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
WORD = re.compile(r"[а-я\d(\[]")


def pattern_of(phrases: Iterable[str], lists: Lists = NO_LISTS) -> str:
    """The regular expression of any of the phrases; they may call lists of words by name."""
    named = [NAME.sub(lambda name: f"({'|'.join(lists[name[1]])})", phrase) for phrase in phrases]
    plain = [phrase.lower().replace("ё", "е") for phrase in named]
    words = [_translated(phrase) for phrase in plain if WORD.match(phrase)]
    signs = [_translated(phrase) for phrase in plain if not WORD.match(phrase)]
    bounded = [rf"\b(?:{'|'.join(words)})"] if words else []  # looked for at words only: faster
    return "|".join(bounded + signs)


def _translated(phrase: str) -> str:
    signs = SIGN.sub(lambda sign: SIGNS[sign[0]], OPTIONAL.sub(r"(|(\1) )", phrase))
    opened = EDGES.get(phrase[0], "")
    closed = r"\b" if phrase[-1].isalpha() or phrase.endswith(")") else ""
    return opened + RANGE.sub(_number, signs) + closed


def _number(found: re.Match[str]) -> str:
    numbers = "|".join(map(str, range(int(found[1]), int(found[2]) + 1)))
    return rf"(?<!\d)\+? ?(?:{numbers}){NO_DEGREES}"
