"""Topics in two levels, as told in data/taxonomy.toml."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Topic:
    """A label of level 1 with its subtopics and the costs of mistakes about it."""

    label: str
    title: str
    department: str
    priority: str
    miss: float  # cost of overlooking it
    alarm: float  # cost of naming it in vain
    before: tuple[str, ...]  # topics that it is main beside when both are complained about
    subtopics: Mapping[str, str]  # id → title

    @property
    def threshold(self) -> float:
        """The chance from which naming the topic costs less than leaving it out."""
        return self.alarm / (self.alarm + self.miss)


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """All topics by label."""

    version: str
    topics: Mapping[str, Topic]


@cache
def taxonomy() -> Taxonomy:
    """Load the taxonomy that ships with the program, once."""
    raw = tomllib.loads((files("data") / "taxonomy.toml").read_text("utf-8"))
    titles = raw["titles"]
    return Taxonomy(
        version=raw["version"],
        topics={
            label: Topic(
                label=label,
                title=titles[label],
                department=told["department"],
                priority=told["priority"],
                miss=told["miss"],
                alarm=told["alarm"],
                before=tuple(told.get("before", ())),
                subtopics={
                    f"{label}.{name}": titles[f"{label}.{name}"] for name in told["subtopic"]
                },
            )
            for label, told in raw["topic"].items()
        },
    )
