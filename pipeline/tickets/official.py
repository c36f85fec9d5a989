"""What an official reply says of its ticket."""

import re
import tomllib
from enum import StrEnum
from functools import cache
from importlib.resources import files


class Says(StrEnum):
    """What an official reply does."""

    DONE = "done"  # the problem is reported as solved
    ASKS = "asks"  # wants the address or other details
    FORWARDED = "forwarded"  # anything else: taken note of, passed on, planned


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
