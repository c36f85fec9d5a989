"""A remark with what a person said of it, and the list of things that are learnt."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from nlp.prediction import NOT_COMPLAINT, Kind
from nlp.remark import Remark

URGENT = "urgent"


@dataclass(frozen=True, slots=True)
class Answer:
    """One labelled comment; ``weight`` is how much it counts in training.

    It is ``alone`` where no other one tells the same or is of the same talk: then what a model
    that was taught by others says of it is a fair test.
    """

    remark: Remark
    labels: tuple[str, ...]
    kind: Kind
    urgent: bool
    weight: float = 1.0
    alone: bool = True

    @classmethod
    def from_json(cls, raw: Mapping[str, Any], weight: float = 1.0, *, alone: bool = True) -> Self:
        """Read a line of a labelled set."""
        return cls(
            remark=Remark(raw["text"], post=raw.get("post"), parent=raw.get("parent")),
            labels=tuple(raw["labels"]),
            kind=Kind(raw["kind"]),
            urgent=bool(raw["urgent"]),
            weight=weight,
            alone=alone,
        )

    def marks(self) -> set[str]:
        """Name the heads that should say yes.

        «No complaint» is many things, so that each kind of it is learnt on its own.
        """
        found = {f"topic {label}" for label in self.labels if label != NOT_COMPLAINT}
        return found | {*self.winners()} | ({URGENT} if self.urgent else set())

    def winners(self) -> tuple[str, str]:
        """Name the heads that should win: of what it is about, or does without, and of its kind."""
        main = f"topic {self.labels[0]}" if self.topical else f"other {self.kind}"
        return main, f"kind {self.kind}"

    @property
    def topical(self) -> bool:
        """Whether someone could be asked to fix something."""
        return self.labels[0] != NOT_COMPLAINT


def heads_of(answers: Sequence[Answer], rare: int = 8) -> tuple[str, ...]:
    """List what can be learnt from these answers: topics, kinds, «other» by kind, urgency."""
    shown: dict[str, int] = {}
    for answer in answers:
        for mark in answer.marks():
            shown[mark] = shown.get(mark, 0) + 1
    return tuple(sorted(mark for mark, count in shown.items() if count >= rare))
