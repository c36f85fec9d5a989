"""The frost outdoors that a comment tells: «на улице -20», «минус 20 за окном»."""

import re

from nlp.degrees import tells
from nlp.glyphs import fold, seen, spaced

OUTSIDE = r"(?:на улице|за окном|мороз\w{0,10}|снаружи)"
FROST = re.compile(
    rf"(?:{OUTSIDE}[^\d+]{{0,12}}?(?:-\s?|минус\s)|мороз\w?\s)(\d{{1,2}})(?!\d|\s?[-/])"
    rf"|(?<![\w/-])(?:-|минус\s)(\d{{1,2}})(?:\s?(?:°|градус\w{{0,4}}))?\s?{OUTSIDE}"
)
SIGNS = ("улиц", "окном", "мороз", "снаружи")  # cheap to look for, and most comments have none


def outdoors(text: str) -> float | None:
    """Find the degrees of the frost, below zero."""
    if not tells(text.lower(), SIGNS):
        return None
    found = FROST.search(fold(spaced(seen(text))))
    return -float(found[1] or found[2]) if found else None
