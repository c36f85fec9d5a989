"""What an official reply says of its ticket."""

import re
import tomllib
from enum import StrEnum
from functools import cache
from importlib.resources import files


class Says(StrEnum):
    """What an official reply does."""

    ASKS = "asks"  # wants the address or other details
    NATURAL = "natural"  # it went away by itself
    REFUSED = "refused"  # not ours, or no reason to act
    PLANNED = "planned"  # work and a term: an interim answer
    DONE = "done"  # the problem is reported as solved
    EXPLAINED = "explained"  # why it is so; nothing will be done
    FORWARDED = "forwarded"  # anything else: taken note of, passed on


@cache
def _patterns() -> dict[Says, re.Pattern[str]]:
    raw = tomllib.loads((files("data") / "answers.toml").read_text("utf-8"))
    return {
        Says(name): re.compile("|".join(raw[name]["stems"])) for name in raw if name != "source"
    }


def what_it_says(text: str) -> Says:
    """The meaning of an official reply by its stock phrases."""
    folded = text.lower().replace("ё", "е")
    return next(
        (says for says, pattern in _patterns().items() if pattern.search(folded)), Says.FORWARDED
    )
