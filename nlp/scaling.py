"""What values of the heads are worth, found on comments that those heads had not seen."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize, minimize_scalar
from scipy.special import expit, logsumexp, softmax

from nlp.answer import URGENT
from nlp.calibration import Calibration, Choice
from nlp.plane import ABSENT

Floats = NDArray[np.float64]
MODESTY = 20.0  # how dear it is that one head bears on another: by cross-validation
DIGITS = 4


@dataclass(frozen=True, slots=True)
class Held:
    """Comments with what the heads say of them and what is true; a row each."""

    names: Sequence[str]  # of the heads
    values: Floats
    truth: NDArray[np.bool_]
    weight: Floats
    winners: Sequence[Collection[str]]  # heads that should win, of comments that stand alone

    def places(self, *groups: str) -> list[int]:
        """Where the heads of some groups stand, group after group."""
        return [
            i for group in groups for i, name in enumerate(self.names) if name.startswith(group)
        ]


def calibrated(held: Held) -> Calibration:
    """Find how to choose and how likely each yes is."""
    topics = held.places("topic ")
    urgent = list(held.names).index(URGENT)
    values, truth, weight = held.values, held.truth, held.weight
    return Calibration(
        main=chosen(held, "topic ", "other "),
        kind=chosen(held, "kind "),
        topic=platt(
            values[:, topics].ravel(), truth[:, topics].ravel(), weight.repeat(len(topics))
        ),
        urgent=platt(values[:, urgent], truth[:, urgent], weight),
    )


def chosen(held: Held, *groups: str) -> Choice:
    """Find how the heads of some groups bear on which of them wins.

    Each head tells whether a comment is about its thing at all: of a bill for cold radiators two
    say yes, and which of them comes first only both together can tell.
    """
    heads = held.places(*groups)
    column = {held.names[head]: at for at, head in enumerate(heads)}
    right = np.array([winner_at(column, own) for own in held.winners])
    known = right != ABSENT
    right, values, weight = right[known], held.values[known][:, heads], held.weight[known]
    alike = np.eye(len(heads))
    even = sharpness(values, alike[right].astype(bool), weight) * alike
    return Choice(bent(np.vstack([even, np.zeros(len(heads))]), values, right, weight))


def winner_at(column: Mapping[str, int], winners: Iterable[str]) -> int:
    """Where the winner among some heads stands; absent where none of them should win."""
    return max((column.get(winner, ABSENT) for winner in winners), default=ABSENT)


def bent(even: Floats, values: Floats, right: NDArray[np.intp], weight: Floats) -> Floats:
    """Bend a choice, in which no head bears on another, as far as held-out comments ask for it.

    Matrix scaling (Guo and others, On Calibration of Modern Neural Networks, 2017), held near to
    where it begins; the last row, which no head moves, is free.
    """
    rows = np.arange(len(right))

    def surprise(flat: Floats) -> tuple[float, Floats]:
        bearing = flat.reshape(even.shape)
        scaled = values @ bearing[:-1] + bearing[-1]
        lost = weight @ (logsumexp(scaled, axis=1) - scaled[rows, right])
        excess = softmax(scaled, axis=1)
        excess[rows, right] -= 1
        excess *= weight[:, None]
        away = bearing[:-1] - even[:-1]
        slope = np.vstack([values.T @ excess + 2 * MODESTY * away, excess.sum(axis=0)])
        return float(lost + MODESTY * (away**2).sum()), slope.ravel()

    found = minimize(surprise, even.ravel(), jac=True, method="L-BFGS-B").x
    return np.round(found.reshape(even.shape), DIGITS)


def sharpness(values: Floats, truth: NDArray[np.bool_], weight: Floats) -> float:
    """Find the factor before softmax under which the truth is likeliest."""

    def surprise(factor: float) -> float:
        scaled = factor * values
        right = np.where(truth, scaled, -np.inf).max(axis=1)
        known = np.isfinite(right)
        lost = logsumexp(scaled, axis=1) - right
        return float((lost[known] * weight[known]).sum())

    return round(float(minimize_scalar(surprise, bounds=(0.5, 20), method="bounded").x), 4)


def platt(values: Floats, truth: NDArray[np.bool_], weight: Floats) -> tuple[float, float]:
    """Fit a logistic curve from values to chances."""

    def surprise(curve: Any) -> float:
        chance = np.clip(expit(curve[0] * values + curve[1]), 1e-9, 1 - 1e-9)
        return float(-(weight * np.log(np.where(truth, chance, 1 - chance))).sum())

    slope, shift = minimize(surprise, x0=np.array([2.0, 0.0]), method="Nelder-Mead").x
    return round(float(slope), 4), round(float(shift), 4)
