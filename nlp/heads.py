"""One linear yes-or-no for each thing that is learnt, and what their values are worth."""

from collections.abc import Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize, minimize_scalar
from scipy.sparse import csr_matrix, diags_array
from scipy.special import expit, logsumexp
from sklearn.base import BaseEstimator
from sklearn.model_selection import KFold
from sklearn.svm import LinearSVC

from nlp.answer import URGENT, Answer, heads_of
from nlp.calibration import Calibration
from nlp.meaning import Meaning

Floats = NDArray[np.float64]
FOLDS = 5
EVEN = 0.25  # share of the stretch that every feature has alike
MILD = 0.75  # power of the stretch


class Heads(BaseEstimator):  # type: ignore[misc]
    """Linear heads fitted one by one and calibrated on held-out parts.

    Each head sees the features stretched by how much they tell its yes from its no, and the
    meaning of words beside them where one is given.
    """

    def __init__(
        self,
        strength: float = 0.1,
        folds: int = FOLDS,
        seed: int = 0,
        meaning: Meaning | None = None,
    ) -> None:
        self.strength = strength
        self.folds = folds
        self.seed = seed
        self.meaning = meaning

    def fit(self, matrix: csr_matrix, answers: Sequence[Answer]) -> Self:
        """Fit on everything; calibrate on what each fold did not see."""
        self.names_ = heads_of(answers)
        truth = np.array([[name in a.marks() for name in self.names_] for a in answers])
        weight = np.array([a.weight for a in answers])
        self.coef_, self.intercept_ = self._planes(matrix, truth, weight)
        held_out = np.zeros(truth.shape)
        parts = KFold(self.folds, shuffle=True, random_state=self.seed)
        for seen, unseen in parts.split(truth):
            coef, intercept = self._planes(matrix[seen], truth[seen], weight[seen])
            held_out[unseen] = matrix[unseen] @ coef + intercept
        self.calibration_ = calibrated(self.names_, held_out, truth, weight)
        return self

    def _planes(
        self, matrix: csr_matrix, truth: NDArray[np.bool_], weight: Floats
    ) -> tuple[Floats, Floats]:
        if self.meaning is not None:
            matrix = self.meaning.narrowed(matrix)
        shown = matrix.astype(bool).T.tocsr()
        planes = [self._plane(matrix, shown, weight, wanted) for wanted in truth.T]
        coef, intercept = np.array([own for own, _ in planes]).T, np.array([at for _, at in planes])
        if self.meaning is not None:
            coef = self.meaning.widened(coef)
        # Half precision is what the artifact keeps; training knows it already.
        return coef.astype(np.float16).astype(np.float64), intercept

    def _plane(
        self, matrix: csr_matrix, shown: csr_matrix, weight: Floats, wanted: NDArray[np.bool_]
    ) -> tuple[Floats, float]:
        """Fit one head; what nobody says is always no."""
        if not wanted.any():
            return np.zeros(matrix.shape[1]), -1.0
        stretch = telling(shown, wanted, weight)
        plane = LinearSVC(C=self.strength, random_state=self.seed)
        plane.fit(matrix @ diags_array(stretch), wanted, sample_weight=weight)
        return stretch * plane.coef_[0], float(plane.intercept_[0])

    def decision_function(self, matrix: csr_matrix) -> Floats:
        """Give the value of each head."""
        return np.asarray(matrix @ self.coef_ + self.intercept_)


def telling(shown: csr_matrix, wanted: NDArray[np.bool_], weight: Floats) -> Floats:
    """How much each feature tells yes from no; the squares are 1 on average.

    ``shown`` has a row for each feature. Naive Bayes weighs a feature by the ratio of its shares
    in yes and no, and a plane over features so stretched does better on short texts (Wang and
    Manning, Baselines and Bigrams, 2012). The root is milder: chosen by cross-validation inside
    the real training comments, as ``EVEN`` is.
    """
    yes, no = (
        np.log((shown @ (weight * side) + 1) / ((weight * side).sum() + 2))
        for side in (wanted, ~wanted)
    )
    ratio = np.abs(yes - no)
    stretch = (EVEN + (1 - EVEN) * ratio / (ratio.mean() or 1.0)) ** MILD
    return np.asarray(stretch / (np.sqrt((stretch**2).mean()) or 1.0))


def calibrated(
    names: Sequence[str], values: Floats, truth: NDArray[np.bool_], weight: Floats
) -> Calibration:
    """Find how sharp the choices are and how likely each yes is, on held-out values."""
    topics = [i for i, name in enumerate(names) if name.startswith("topic ")]
    others = [i for i, name in enumerate(names) if name.startswith("other ")]
    kinds = [i for i, name in enumerate(names) if name.startswith("kind ")]
    urgent = list(names).index(URGENT)
    return Calibration(
        choice=sharpness(values[:, topics + others], truth[:, topics + others], weight),
        kind=sharpness(values[:, kinds], truth[:, kinds], weight),
        topic=platt(
            values[:, topics].ravel(), truth[:, topics].ravel(), weight.repeat(len(topics))
        ),
        urgent=platt(values[:, urgent], truth[:, urgent], weight),
    )


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
