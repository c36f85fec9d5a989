"""Which body answers for a topic in a district."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Routing:
    """One version of the table of departments."""

    version: str
    departments: dict[str, str]

    def department(self, topic: str, district: str | None) -> str:
        """The responsible body; empty when the table or the district does not tell."""
        name = self.departments.get(topic, "")
        if "{district}" in name and not district:
            return ""
        return name.format(district=district)


@cache
def shipped_routing() -> Routing:
    """The table that comes with the program."""
    raw = tomllib.loads((files("data") / "routing.toml").read_text("utf-8"))
    return Routing(raw["version"], raw["department"])
