"""The frost outdoors that a comment tells: «на улице -20», «минус 20 за окном»."""

import re

OUTSIDE = r"(?:на улице|за окном|мороз\w{0,10}|снаружи)"
FROST = re.compile(
    rf"(?:{OUTSIDE}[^\d+]{{0,12}}?(?:[-−–]\s?|минус\s)|мороз\w?\s)(\d{{1,2}})(?!\d|\s?[-/])"
    rf"|(?<![\w/-])(?:[-−–]|минус\s)(\d{{1,2}})(?:\s?(?:°|градус\w{{0,4}}))?\s?{OUTSIDE}"
)


def outdoors(text: str) -> float | None:
    """Find the degrees of the frost, below zero."""
    found = FROST.search(text.lower())
    return -float(found[1] or found[2]) if found else None
