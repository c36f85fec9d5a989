"""Which body answers for a topic in a district."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Self

from pipeline.tickets.place import fold_case
from pipeline.tickets.rulefile import find_rules

NAME = "routing.toml"


@dataclass(frozen=True, slots=True)
class Route:
    """An exception to the table: for a subtopic, for districts, or for both."""

    subject: str  # a topic, or a subtopic by its owner: a yard, a street, a road of the region
    districts: frozenset[str]  # empty: all
    department: str

    @classmethod
    def from_toml(cls, raw: dict[str, Any]) -> Self:
        """A table «route»."""
        return cls(raw["subject"], frozenset(raw.get("districts", ())), raw["department"])


@dataclass(frozen=True, slots=True)
class Routing:
    """One version of the table of departments."""

    version: str
    departments: dict[str, str]
    routes: tuple[Route, ...] = ()

    @classmethod
    def from_toml(cls, raw: dict[str, Any]) -> Self:
        """The table out of its file."""
        routes = tuple(Route.from_toml(route) for route in raw.get("route", ()))
        return cls(raw["version"], raw["department"], routes)

    def department(self, topic: str, district: str | None, subtopic: str = "") -> str:
        """The responsible body; empty when the table or the district does not tell."""
        name = self._exception(subtopic, district) or self._exception(topic, district)
        name = name or self.departments.get(topic, "")
        if "{district}" in name and not district:
            return ""
        return name.format(district=district)

    @property
    def bodies(self) -> tuple[str, ...]:
        """All that the table may name, each once; «{district}» stands for any."""
        exceptions = (route.department for route in self.routes)
        return tuple(dict.fromkeys((*self.departments.values(), *exceptions)))

    def knows(self, department: str) -> bool:
        """Whether the table may name this body; one that it never names is misspelt or rare."""
        patterns = (re.escape(fold_case(body)) for body in self.bodies)
        said = fold_case(department)
        return any(re.fullmatch(one.replace(r"\{district\}", ".+"), said) for one in patterns)

    def _exception(self, subject: str, district: str | None) -> str | None:
        fitting = (
            route
            for route in self.routes
            if route.subject == subject and (not route.districts or district in route.districts)
        )
        return next((route.department for route in fitting), None)


@cache
def shipped_routing() -> Routing:
    """The table that comes with the program."""
    return Routing.from_toml(tomllib.loads((files("data") / NAME).read_text("utf-8")))


def find_routing(home: Path) -> Routing:
    """The workspace's own table, else the one that ships; raises WrongUsage for a broken file."""
    return find_rules(home / NAME, Routing.from_toml) or shipped_routing()
