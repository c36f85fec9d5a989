"""Degrees that a resident has measured, against the mere likelihood that somebody freezes."""

import re
from collections.abc import Mapping
from typing import Any

from nlp.danger import dangers
from nlp.frost import outdoors
from nlp.lexicon import lexicon
from pipeline.tickets.words import folded, words

# More than one flat is cold: then the degrees of one say little.
MANY = re.compile(r"\b(?:вс(?:ем|ему|его|ю|ей|е|ех)|весь|цел(?:ый|ом|ого|иком)|никого)\b")


def is_mild(topic: str, text: str, facts: Mapping[str, Any]) -> bool:
    """A flat is warmer than where danger begins, and the text names no other danger."""
    told = facts.get("temperature_c")
    if told is None or facts.get("vulnerable") or topic not in dangers().endangered((), -99):
        return False
    endangered = dangers().endangered(_dangers(text), told, outdoors(text))
    return topic not in endangered and not MANY.search(folded(text))


def _dangers(text: str) -> tuple[str, ...]:
    return dangers().read((word, lexicon().concepts(word)) for word in words(text))
