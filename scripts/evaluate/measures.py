"""Figures of quality and how far they may be off."""

from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import accuracy_score, f1_score, precision_recall_fscore_support

ENOUGH = 8  # texts of a label from which its F1 enters the mean
DRAWS = 500
Names = NDArray[np.str_]
Measure = Callable[[Names, Names], float]


def counted_labels(gold: Sequence[str]) -> list[str]:
    """Labels with enough texts."""
    return sorted(label for label, n in Counter(gold).items() if n >= ENOUGH)


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


def table(gold: Sequence[str], said: Sequence[str]) -> list[str]:
    """Precision, recall, F1 with its interval and support of each label."""
    truth, answers = np.array(gold), np.array(said)
    labels = sorted(set(gold) | set(said))
    parts = precision_recall_fscore_support(truth, answers, labels=labels, zero_division=0)
    rows = [f"{'label':<22} {'P':>6} {'R':>6} {'F1':>6}  {'interval':<16} {'n':>5}"]
    for label, p, r, f, n in zip(labels, *parts, strict=True):
        low, high = interval(one_f1(label), truth, answers) if n else (0.0, 0.0)
        rows.append(
            f"{label:<22} {p:>6.2f} {r:>6.2f} {f:>6.2f}  [{low:.2f} .. {high:.2f}]   {n:>5}"
        )
    return rows


def confusions(gold: Sequence[str], said: Sequence[str], most: int = 20) -> list[str]:
    """The commonest mistakes."""
    counts = Counter((g, s) for g, s in zip(gold, said, strict=True) if g != s)
    return [f"{n:>4}  {g} read as {s}" for (g, s), n in counts.most_common(most)]


def yes_or_no(gold: Sequence[bool], said: Sequence[bool]) -> str:
    """Recall and precision of a yes."""
    hits = sum(g and s for g, s in zip(gold, said, strict=True))
    recall = hits / max(1, sum(gold))
    precision = hits / max(1, sum(said))
    return (
        f"recall {recall:.2f}, precision {precision:.2f} ({sum(gold)} in truth, {sum(said)} said)"
    )
