"""From remarks to a weighed sparse matrix: the scikit-learn side of the features."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from types import MappingProxyType
from typing import Any, Self

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.base import BaseEstimator, TransformerMixin

from nlp.lexicon import lexicon
from nlp.meaning import Meaning, Vectors
from nlp.morphology import Morphology, analysed, is_personal
from nlp.plane import Plane
from nlp.reading import Block, Reader
from nlp.remark import Remark
from nlp.tokens import spelled, tokens

Feature = tuple[Block, str]

# Chosen by cross-validation inside the real training comments.
SHARES: Mapping[Block, float] = MappingProxyType(
    {
        Block.WORD: 1.2,
        Block.LETTERS: 1.0,
        Block.CONCEPT: 0.8,
        Block.PAIR: 0.7,
        Block.GRAMMAR: 1.0,
        Block.CUE: 0.4,
        Block.POST: 0.3,
        Block.PARENT: 0.3,
    }
)
BLOCKS = tuple(Block)
LENT = 40_000  # words of the vectors that are known without having been met
MEANING = 1.3  # how far the directions of a word reach beside the word itself


class Features(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Counts, weighs by rarity and brings each block of a remark to its share.

    The length of a block is the root of the sum over occurrences, not over distinct
    features: so a remark is a sum of its words, and serving can keep one row a word.
    Features that fewer than ``rare`` texts show, and names of people, are not learnt. The words of
    ``vectors`` are there whether a text shows them or not, and are learnt by their meaning.
    """

    def __init__(
        self,
        shares: Mapping[Block, float] = SHARES,
        rare: int = 5,
        vectors: Vectors | None = None,
    ) -> None:
        self.shares = shares
        self.rare = rare
        self.vectors = vectors

    def fit(self, remarks: Sequence[Remark], y: Any = None) -> Self:  # noqa: ARG002 (sklearn)
        """Learn the lemmas first, then the features seen through them."""
        self.reader_ = Reader(self._morphology(remarks), lexicon())
        texts = self._shown(remarks)
        shown = Counter(feature for found in texts.values() for feature in found)
        learnt = {feature: count for feature, count in shown.items() if count >= self.rare}
        # All alike: how few texts show a word that is not learnt is nobody's business.
        lent = {(Block.WORD, f"={word}"): self.rare for word in self._lent()}
        known = {**lent, **learnt}
        self.features_ = sorted(
            (feature for feature in known if not names_someone(feature[1])),
            key=lambda feature: (BLOCKS.index(feature[0]), feature[1]),
        )
        counts = np.array([known[feature] for feature in self.features_])
        rarity = np.log((1 + len(texts)) / (1 + counts)) + 1
        self.rarity_ = rarity.astype(np.float32).astype(np.float64)  # as the artifact keeps it
        self.learnt_ = np.array([feature in learnt for feature in self.features_])
        return self._indexed()

    def _lent(self) -> Iterable[str]:
        return () if self.vectors is None else islice(self.vectors.words, LENT)

    def meaning(self) -> Meaning | None:
        """Say where the words point, if there are vectors."""
        if self.vectors is None:
            return None
        words = [name.removeprefix("=") for block, name in self.features_ if block is Block.WORD]
        return Meaning(self.learnt_, MEANING * self.vectors.directions(words))

    @classmethod
    def of(cls, plane: Plane, morphology: Morphology) -> Self:
        """Take over the features of an artifact, to learn on from them."""
        taken = cls(plane.shares)
        taken.reader_ = Reader(morphology, lexicon())
        taken.features_ = list(plane.features)
        taken.rarity_ = plane.rarity.astype(np.float64)
        return taken._indexed()

    def _indexed(self) -> Self:
        self.index_ = {feature: i for i, feature in enumerate(self.features_)}
        self.block_ = np.array([BLOCKS.index(block) for block, _ in self.features_])
        return self

    def _shown(self, remarks: Sequence[Remark]) -> dict[tuple[Block | None, str], set[Feature]]:
        """What each text shows; one that is learnt twice, or has many comments, is one text."""
        shown: defaultdict[tuple[Block | None, str], set[Feature]] = defaultdict(set)
        for remark in remarks:
            around = {Block.POST: remark.post or "", Block.PARENT: remark.parent or ""}
            for block, name in self.reader_.remark(remark):
                text = (block, around[block]) if block in around else (None, remark.text)
                shown[text].add((block, name))
        return shown

    def _morphology(self, remarks: Sequence[Remark]) -> Morphology:
        seen: Counter[str] = Counter()
        shown: Counter[str] = Counter()
        for text in dict.fromkeys(remark.text for remark in remarks):
            words = {spelled(token) for token in tokens(text)}
            seen.update(words)
            shown.update({analysed(word)[0] for word in words if word.isalpha()})
        common = [
            lemma for lemma, count in shown.items() if count >= self.rare and not is_personal(lemma)
        ]
        return Morphology.build(common, sorted(seen))

    def transform(self, remarks: Sequence[Remark]) -> csr_matrix:
        """Weigh the known features of each remark."""
        counts = self.counts(remarks)
        squares = counts.copy()
        squares.data = counts.data * self.rarity_[counts.indices] ** 2
        in_block = np.eye(len(BLOCKS))[self.block_]
        lengths = np.sqrt(squares @ in_block)
        rows = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
        shares = np.array([self.shares[block] for block in BLOCKS])
        blocks = self.block_[counts.indices]
        counts.data *= self.rarity_[counts.indices] * shares[blocks] / lengths[rows, blocks]
        return counts

    def counts(self, remarks: Sequence[Remark]) -> csr_matrix:
        """Count each known feature of each remark."""
        rows: list[int] = []
        columns: list[int] = []
        for row, remark in enumerate(remarks):
            found = [self.index_[f] for f in self.reader_.remark(remark) if f in self.index_]
            columns += found
            rows += [row] * len(found)
        shape = (len(remarks), len(self.features_))
        return csr_matrix((np.ones(len(rows)), (rows, columns)), shape=shape)


def names_someone(name: str) -> bool:
    """Whether a feature holds a word that is mostly somebody's name."""
    return any(is_personal(word) for word in name.lstrip("=+").split() if word.isalpha())
