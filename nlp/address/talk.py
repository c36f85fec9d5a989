"""What a question asks of a place: «где это?», «какой дом?», not «сколько дней?»."""

import tomllib
from functools import cache

from nlp.address.source import table
from nlp.glyphs import fold


def asks_place(text: str) -> bool:
    """Whether a text asks where it is, and not how much or how long: a number answers that too."""
    folded = fold(text)
    return "сколько" not in folded and any(map(folded.__contains__, phrases()))


@cache
def phrases() -> tuple[str, ...]:
    """The phrases of data/gazetteer/talk.toml."""
    return tuple(tomllib.loads(table("talk.toml"))["asks"])
