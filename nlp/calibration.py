"""From values of the heads to chances."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nlp.answer import URGENT
from nlp.prediction import NOT_COMPLAINT

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Choice:
    """Which one of several things is meant: what the head of each says bears on all of them."""

    bearing: Floats  # a row for each head and one for none, a column for each thing

    def chances(self, values: Floats) -> Floats:
        """Turn values of the heads into chances of the things; rows add up to 1."""
        return softmax(values @ self.bearing[:-1] + self.bearing[-1])


@dataclass(frozen=True, slots=True)
class Calibration:
    """Learnt on held-out comments: how heads bear on each other, curves of the yes-or-nos."""

    main: Choice  # of the main topic, or of what a comment without one does
    kind: Choice
    topic: tuple[float, float]
    urgent: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Chances:
    """What the heads say of some remarks, a row each; all are probabilities."""

    labels: tuple[str, ...]  # topics in order, «not_complaint» last
    kinds: tuple[str, ...]
    main: Floats  # of each label to be the main one; rows add up to 1
    topic: Floats  # of each topic to be complained about at all
    kind: Floats
    urgent: Floats

    @classmethod
    def of(cls, names: Sequence[str], values: Floats, calibration: Calibration) -> "Chances":
        """Turn values of heads, named in order, into chances."""
        topics = [i for i, name in enumerate(names) if name.startswith("topic ")]
        others = [i for i, name in enumerate(names) if name.startswith("other ")]
        kinds = [i for i, name in enumerate(names) if name.startswith("kind ")]
        choice = calibration.main.chances(values[:, topics + others])
        n = len(topics)
        rest = choice[:, n:].sum(axis=1, keepdims=True)
        urgent = values[:, list(names).index(URGENT)]
        return cls(
            labels=(*(names[i].removeprefix("topic ") for i in topics), NOT_COMPLAINT),
            kinds=tuple(names[i].removeprefix("kind ") for i in kinds),
            main=np.hstack([choice[:, :n], rest]),
            topic=logistic(calibration.topic, values[:, topics]),
            kind=calibration.kind.chances(values[:, kinds]),
            urgent=logistic(calibration.urgent, urgent),
        )


def softmax(values: Floats) -> Floats:
    """Make each row add up to one."""
    raised = np.exp(values - values.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True))


def logistic(curve: tuple[float, float], values: Floats) -> Floats:
    """Read chances off a logistic curve."""
    return np.asarray(1 / (1 + np.exp(-np.clip(curve[0] * values + curve[1], -50, 50))))
