"""Residents' text must never become a formula in a committee's Excel."""

import re

# Excel, LibreOffice and Google Sheets look at the first visible character.
INVISIBLE = "\\s\u00a0\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff"
FORMULA = re.compile(f"[{INVISIBLE}]*[=+\\-@＝＋－＠]|[\\t\\r\\n]")
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


def guarded(text: str) -> str:
    """Text that a spreadsheet shows and does not run: an apostrophe goes before a formula."""
    text = CONTROL.sub("", text)
    return f"'{text}" if FORMULA.match(text) else text
