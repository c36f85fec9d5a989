"""How authors take back an address."""

import re
import tomllib
from functools import cache
from importlib.resources import files

from pipeline.tickets.place import fold_case


@cache
def _pattern() -> re.Pattern[str]:
    raw = tomllib.loads((files("data") / "talk.toml").read_text("utf-8"))
    return re.compile("|".join(raw["correction"]["stems"]))


def is_correction(text: str) -> bool:
    """«Ой, ошиблась, дом 12, не 21!»."""
    return _pattern().search(fold_case(text)) is not None
