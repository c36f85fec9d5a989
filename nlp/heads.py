"""One linear yes-or-no for each thing that is learnt, and what their values are worth."""

from collections.abc import Sequence
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags_array
from sklearn.base import BaseEstimator
from sklearn.model_selection import KFold
from sklearn.svm import LinearSVC

from nlp.answer import Answer, heads_of
from nlp.meaning import Meaning
from nlp.scaling import Held, calibrated

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
        winners = [answer.winners() if answer.alone else () for answer in answers]
        self.calibration_ = calibrated(Held(self.names_, held_out, truth, weight, winners))
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
