"""What residents may be answered, read from data/templates_answers.toml."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from functools import cache
from importlib.resources import files
from string import Formatter
from typing import Any, Self

from pipeline.errors import WrongUsage

BLANK = "[впишите"  # a place that a person must fill before the answer is approved


class Situation(StrEnum):
    """What there is to say of a ticket."""

    TAKEN = "taken"
    PASSED = "passed"
    WORKING = "working"
    INTERIM = "interim"
    PROMISED = "promised"  # an interim answer whose term a person has named
    ASKS = "asks"  # where it is
    ASKS_STREET = "asks_street"  # the settlement is known
    ASKS_HOUSE = "asks_house"
    ASKS_MORE = "asks_more"  # the place is known
    REMINDS = "reminds"  # of a question
    FIXED = "fixed"
    EXPLAINED = "explained"
    PLANNED = "planned"
    NOT_CONFIRMED = "not_confirmed"
    NATURAL = "natural"
    NO_ACCESS = "no_access"
    OUT_OF_SCOPE = "out_of_scope"
    REJECTED = "rejected"
    REOPENED = "reopened"


@dataclass(frozen=True, slots=True)
class Values:
    """What may stand in a text; empty is unknown."""

    number: str
    address: str = ""
    department: str = ""
    deadline: str = ""

    @property
    def document(self) -> dict[str, str]:
        """By the names that texts use."""
        return {name: getattr(self, name) for name in NAMES}


NAMES = tuple(field.name for field in fields(Values))


def names_in(text: str) -> set[str]:
    """The values that a text asks for; raises WrongUsage for an unknown or broken one."""
    try:
        found = {name for _, name, _, _ in Formatter().parse(text) if name is not None}
    except ValueError as exc:
        msg = f"шаблон «{text}»: {exc}"
        raise WrongUsage(msg) from exc
    if unknown := sorted(found - set(NAMES)):
        msg = f"шаблон «{text}»: нет значения {{{unknown[0]}}}, есть {', '.join(NAMES)}"
        raise WrongUsage(msg)
    return found


@dataclass(frozen=True, slots=True)
class Template:
    """One meaning in several wordings."""

    id: str
    situation: Situation
    topics: tuple[str, ...]  # none: for any
    texts: tuple[str, ...]

    @classmethod
    def from_toml(cls, raw: Mapping[str, Any]) -> Self:
        """Out of the file; raises WrongUsage for an unknown value in a text."""
        for text in raw["texts"]:
            names_in(text)
        topics, texts = tuple(raw.get("topics", ())), tuple(raw["texts"])
        return cls(raw["id"], Situation(raw["situation"]), topics, texts)

    def wordings(self, values: Values) -> tuple[str, ...]:
        """The texts whose values are all known, filled in."""
        known = values.document
        return tuple(
            text.format(**known)
            for text in self.texts
            if all(known[name] for name in names_in(text))
        )


@dataclass(frozen=True, slots=True)
class Phrases:
    """One version of the texts."""

    version: str
    greetings: tuple[str, ...]
    closings: tuple[str, ...]
    templates: tuple[Template, ...]
    officialese: re.Pattern[str]
    departments: tuple[tuple[re.Pattern[str], str], ...]  # how to name one inside a sentence

    @classmethod
    def from_toml(cls, raw: Mapping[str, Any]) -> Self:
        """The texts out of their file."""
        return cls(
            raw["version"],
            tuple(raw["greetings"]),
            tuple(raw["closings"]),
            tuple(Template.from_toml(one) for one in raw["template"]),
            re.compile("|".join(raw["officialese"]), re.IGNORECASE),
            tuple((_named(name), shown) for name, shown in raw["departments"].items()),
        )

    def get(self, template_id: str) -> Template:
        """A template by its id; raises WrongUsage naming some that exist."""
        for template in self.templates:
            if template.id == template_id:
                return template
        names = ", ".join(template.id for template in self.templates)
        msg = f"Шаблона {template_id} нет. Есть: {names}"
        raise WrongUsage(msg)

    def fitting(self, situation: Situation, topic: str) -> Iterator[Template]:
        """Templates for a situation, those of the topic first."""
        here = [template for template in self.templates if template.situation is situation]
        yield from (template for template in here if topic in template.topics)
        yield from (template for template in here if not template.topics)

    def body(self, situation: Situation, topic: str, values: Values, salt: int) -> str:
        """The wording that the salt chooses."""
        for template in self.fitting(situation, topic):
            if wordings := template.wordings(values):
                return wordings[salt % len(wordings)]
        raise AssertionError(situation)  # each situation has a wording that needs no values

    def dressed(self, body: str, values: Values, salt: int) -> str:
        """A body with the greeting and the closing that the salt chooses."""
        greeting = self.greetings[salt % len(self.greetings)]
        closing = self.closings[salt // len(self.greetings) % len(self.closings)]
        return f"{greeting} {body} {closing.format(**values.document)}"

    def undressed(self, text: str, values: Values) -> str:
        """A text without the greeting and the closing that we may have put around it."""
        for greeting in sorted(self.greetings, key=len, reverse=True):
            if text.startswith(greeting):
                text = text.removeprefix(greeting).lstrip()
                break
        for closing in sorted(self.closings, key=len, reverse=True):
            if text.endswith(shown := closing.format(**values.document)):
                return text.removesuffix(shown).rstrip()
        return text

    def template_of(self, body: str, values: Values) -> Template | None:
        """The template that a body was made from, when nobody has changed it."""
        return next((one for one in self.templates if body in one.wordings(values)), None)

    def department(self, name: str) -> str:
        """«администрация района (Лужский)» for «Администрация: Лужский»."""
        for pattern, shown in self.departments:
            if found := pattern.fullmatch(name):
                return shown.format(**found.groupdict())
        return name

    def stiff(self, text: str) -> list[str]:
        """Words of office papers in a text."""
        return [found[0] for found in self.officialese.finditer(text)]


def _named(name: str) -> re.Pattern[str]:
    return re.compile(re.escape(name).replace(r"\{district\}", "(?P<district>.+)"))


@cache
def shipped_phrases() -> Phrases:
    """The texts that come with the program."""
    path = files("data") / "templates_answers.toml"
    return Phrases.from_toml(tomllib.loads(path.read_text("utf-8")))
