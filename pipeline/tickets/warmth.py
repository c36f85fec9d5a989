"""Degrees that a resident has measured, against the mere likelihood that somebody freezes."""

import re
from collections.abc import Mapping
from typing import Any

from nlp.lexicon import lexicon, neighbours
from pipeline.tickets.words import folded, words

# More than one flat is cold: then the degrees of one say little.
MANY = re.compile(r"\b(?:вс(?:ем|ему|его|ю|ей|е|ех)|весь|цел(?:ый|ом|ого|иком)|никого)\b")


def is_mild(topic: str, text: str, facts: Mapping[str, Any]) -> bool:
    """A flat is warmer than where danger begins, and the text names no other danger."""
    told = facts.get("temperature_c")
    if told is None or facts.get("vulnerable") or topic not in lexicon().endangered((), -99):
        return False
    return topic not in lexicon().endangered(_dangers(text), told) and not MANY.search(folded(text))


def _dangers(text: str) -> frozenset[str]:
    known = lexicon()
    named = [
        (at, found)
        for at, word in enumerate(words(text))
        if (found := known.alarms.intersection(known.concepts(word)))
    ]
    return frozenset(name for near in neighbours(named) for name in known.danger(near))
