"""Residents' personal data stay in the house: phones, flats, names give way to a word."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Self

DIGIT = re.compile(r"\d")
SEVEN_DIGITS = re.compile(r"\d(?:[ ()–-]{0,4}\d){6}")


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of personal data and the word that replaces it."""

    name: str
    near: tuple[str, ...]
    pattern: re.Pattern[str]
    replacement: str
    letters: bool  # tried where there is no digit too

    @classmethod
    def from_toml(cls, raw: dict[str, Any]) -> Self:
        """The rule out of its section of data/masking.toml."""
        pattern = re.compile(raw["pattern"], re.IGNORECASE)
        near, letters = tuple(raw.get("near", ())), raw.get("letters", False)
        return cls(raw["name"], near, pattern, raw["replacement"], letters)

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
    # Most comments hold nothing of the kind: looking for stems is cheap, the patterns are not.
    lowered = text.lower()
    for stem, rule in _tried(text):
        if stem in lowered:
            text = rule.apply(text)
    return text


def _tried(text: str) -> tuple[tuple[str, Rule], ...]:
    digit = DIGIT.search(text)
    if digit is None:
        return _stems_of_letters()
    return _stems() if SEVEN_DIGITS.search(text, digit.start()) else _stems_of_words()


@cache
def _stems() -> tuple[tuple[str, Rule], ...]:
    return tuple((stem, rule) for rule in shipped_rules() for stem in rule.near or ("",))


@cache
def _stems_of_words() -> tuple[tuple[str, Rule], ...]:
    return tuple((stem, rule) for stem, rule in _stems() if stem)


@cache
def _stems_of_letters() -> tuple[tuple[str, Rule], ...]:
    return tuple((stem, rule) for stem, rule in _stems_of_words() if rule.letters)
