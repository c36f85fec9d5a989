"""Figures of quality and how far they may be off."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import accuracy_score, f1_score, precision_recall_fscore_support

ENOUGH = 8  # texts of a label from which its F1 enters the mean
DRAWS = 500
Names = NDArray[np.str_]
Measure = Callable[[Names, Names], float]


def counted_labels(gold: Sequence[str]) -> list[str]:
    """Labels with enough texts; all of a set too small to have any."""
    counts = Counter(gold)
    return sorted(label for label, n in counts.items() if n >= ENOUGH) or sorted(counts)


def macro_f1(gold: Names, said: Names) -> float:
    """Mean F1 of the labels with enough texts."""
    wanted = counted_labels(gold.tolist())
    return float(f1_score(gold, said, labels=wanted, average="macro", zero_division=0))


def accuracy(gold: Names, said: Names) -> float:
    """Share of right answers."""
    return float(accuracy_score(gold, said))


def interval(measure: Measure, gold: Names, said: Names) -> tuple[float, float]:
    """Give the 95 % bootstrap interval of a measure."""
    rng = np.random.default_rng(0)
    draws = [
        measure(gold[drawn], said[drawn])
        for drawn in rng.integers(0, len(gold), size=(DRAWS, len(gold)))
    ]
    low, high = np.quantile(draws, [0.025, 0.975])
    return float(low), float(high)


def line(name: str, measure: Measure, gold: Sequence[str], said: Sequence[str]) -> str:
    """Write a measure with its interval."""
    truth, answers = np.array(gold), np.array(said)
    low, high = interval(measure, truth, answers)
    return f"{name:<28} {measure(truth, answers):.3f}  [{low:.3f} .. {high:.3f}]"


def one_f1(label: str) -> Measure:
    """F1 of one label."""
    return lambda gold, said: float(f1_score(gold == label, said == label, zero_division=0))


@dataclass(frozen=True, slots=True)
class Standing:
    """How well one label is told; ``support`` is its texts in truth."""

    label: str
    precision: float
    recall: float
    f1: float
    support: int


def standings(gold: Sequence[str], said: Sequence[str]) -> Iterator[Standing]:
    """Give the figures of each label, in the order of names."""
    labels = sorted(set(gold) | set(said))
    parts = precision_recall_fscore_support(gold, said, labels=labels, zero_division=0)
    for label, p, r, f, n in zip(labels, *parts, strict=True):
        yield Standing(label, float(p), float(r), float(f), int(n))


def table(gold: Sequence[str], said: Sequence[str]) -> list[str]:
    """Precision, recall, F1 with its interval and support of each label."""
    truth, answers = np.array(gold), np.array(said)
    rows = [f"{'label':<22} {'P':>6} {'R':>6} {'F1':>6}  {'interval':<16} {'n':>5}"]
    for one in standings(gold, said):
        low, high = interval(one_f1(one.label), truth, answers) if one.support else (0.0, 0.0)
        rows.append(
            f"{one.label:<22} {one.precision:>6.2f} {one.recall:>6.2f} {one.f1:>6.2f}"
            f"  [{low:.2f} .. {high:.2f}]   {one.support:>5}"
        )
    return rows


def confusions(gold: Sequence[str], said: Sequence[str], most: int = 20) -> list[str]:
    """The commonest mistakes."""
    counts = Counter((g, s) for g, s in zip(gold, said, strict=True) if g != s)
    return [f"{n:>4}  {g} read as {s}" for (g, s), n in counts.most_common(most)]


def caught(gold: Sequence[bool], said: Sequence[bool]) -> tuple[float, float]:
    """Recall and precision of a yes."""
    hits = sum(g and s for g, s in zip(gold, said, strict=True))
    return hits / max(1, sum(gold)), hits / max(1, sum(said))


def yes_or_no(gold: Sequence[bool], said: Sequence[bool]) -> str:
    """Write recall and precision of a yes."""
    recall, precision = caught(gold, said)
    return (
        f"recall {recall:.2f}, precision {precision:.2f} ({sum(gold)} in truth, {sum(said)} said)"
    )
