"""Residents' personal data stay in the house: phones, flats, names give way to a word."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Self

SEVEN_DIGITS = re.compile(r"\d(?:[ ()–-]{0,4}\d){6}")


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of personal data and the word that replaces it."""

    name: str
    near: tuple[str, ...]
    pattern: re.Pattern[str]
    replacement: str

    @classmethod
    def from_toml(cls, raw: dict[str, Any]) -> Self:
        """The rule out of its section of data/masking.toml."""
        pattern = re.compile(raw["pattern"], re.IGNORECASE)
        return cls(raw["name"], tuple(raw.get("near", ())), pattern, raw["replacement"])

    def apply(self, text: str) -> str:
        """The text with every find replaced, what the rule keeps around it left in place."""
        return self.pattern.sub(self._replaced, text)

    def _replaced(self, found: re.Match[str]) -> str:
        around = found.groupdict()
        return f"{around.get('keep') or ''}{self.replacement}{around.get('after') or ''}"


@cache
def shipped_rules() -> tuple[Rule, ...]:
    """The rules that come with the program."""
    raw = tomllib.loads((files("data") / "masking.toml").read_text("utf-8"))
    return tuple(Rule.from_toml(rule) for rule in raw["rule"])


def masked(text: str) -> str:
    """The text without phones, flats, names and long numbers."""
    lowered = text.lower()
    long_number = SEVEN_DIGITS.search(text) is not None
    # Most comments hold nothing of the kind: looking for stems is cheap, the patterns are not.
    for stem, rule in _stems():
        if stem in lowered if stem else long_number:
            text = rule.apply(text)
    return text


@cache
def _stems() -> tuple[tuple[str, Rule], ...]:
    return tuple((stem, rule) for rule in shipped_rules() for stem in rule.near or ("",))
