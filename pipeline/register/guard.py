"""People's text must neither become a formula in a committee's Excel nor a date."""

import re
from collections.abc import Callable
from enum import StrEnum

# Spreadsheets look at the first visible character, and some see it behind these.
INVISIBLE = (
    "\\s\x00-\x1f\x7f-\xa0\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f"
    "\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb"
    "\U000e0000-\U000e0fff"
)
SIGNS = "=+\\-@＝＋－＠﹢﹣﹦﹫−⁺⁻⁼"
# An apostrophe before it counts too, so that a mark of ours is never mistaken for theirs.
FORMULA = re.compile(f"[{INVISIBLE}']*[{SIGNS}]|'*[\\t\\r\\n]")
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")

LONGEST_DATE = 40  # letters and blanks of the longest that begins with a month
MONTHS = (
    "янв|фев|мар|апр|мая|май|июн|июл|авг|сен|окт|ноя|дек"
    "|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
)
# 007, 1-2, 16/2, 12.05, 1e5, 12:30, 5 %, 1 мая, май 5, ИСТИНА; a plain «16» is the same number.
# Possessive throughout: a comment of thirty thousand digits must not take a second.
ALTERED = re.compile(
    rf"""'*+\s*+(?:
        (?!(?:0|[1-9]\d{{0,14}}+)\s*+$) (?=\D*+\d) [\d\s.,/:\\()%$€₽eе+-]++
      | \d{{1,4}}+[\s./-]*+(?:{MONTHS})[^\W\d]*+\.?(?:[\s./-]*+\d{{1,4}}+)?
      | (?:{MONTHS})[^\W\d]*+\.?[\s./-]*+\d{{1,4}}+(?:[\s,./-]++\d{{1,4}}+)?
      | true | false | истина | ложь
    )\s*+""",
    re.VERBOSE | re.IGNORECASE,
)


class Guard(StrEnum):
    """What is put before a text that a spreadsheet would take for something else."""

    APOSTROPHE = "apostrophe"
    TAB = "tab"  # invisible in Excel, and stays when the file is saved and opened again
    OFF = "off"


MARKS = {Guard.APOSTROPHE: "'", Guard.TAB: "\t", Guard.OFF: ""}


def printable(text: str) -> str:
    """The text without characters that no table can hold."""
    return text if text.isprintable() else CONTROL.sub("", text)


def guarded(text: str, guard: Guard = Guard.APOSTROPHE, read: Callable[[str], str] = str) -> str:
    """Text that a spreadsheet shows as it is: marked when it would run or be reworded.

    What counts is how the text is read from the file, whose encoding may know fewer letters.
    """
    text = printable(text)
    return MARKS[guard] + text if _misread(read(text)) else text


def _misread(text: str) -> bool:
    if text[:1].isalpha() and len(text) > LONGEST_DATE:
        return False  # most comments: neither a sign at the beginning nor a date
    return FORMULA.match(text) is not None or ALTERED.fullmatch(text) is not None


def unguarded(text: str) -> str:
    """What was written before the guard: a filled register comes back with our marks in it."""
    bare = text[1:]
    return bare if text[:1] in ("'", "\t") and guarded(bare) != bare else text
