"""From remarks to predictions: kind, topics, urgency, place."""

import json
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from nlp.prediction import NOT_COMPLAINT, Kind, Prediction
from nlp.remark import Remark
from nlp.tokens import pieces

TOPICAL = {Kind.COMPLAINT, Kind.FOLLOW_UP, Kind.SUGGESTION}


class Classifier:
    """A loaded artifact that answers remarks."""

    artifact: str  # id that goes with every stored prediction
    taxonomy: str
    rules: str

    def __init__(self, folder: Path) -> None:
        text = (folder / "meta.json").read_text("utf-8")
        meta = json.loads(text)
        with np.load(folder / "weights.npz", allow_pickle=False) as arrays:
            self._idf = arrays["idf"]
            self._weights = arrays["weights"]
            self._bias = arrays["bias"]
        self._index = {name: i for i, name in enumerate(meta["features"])}
        self._labels: list[str] = meta["labels"]
        self._kinds = [Kind(kind) for kind in meta["kinds"]]
        self.artifact = sha256(text.encode()).hexdigest()[:12]
        self.taxonomy = self.rules = "1"

    @classmethod
    def load(cls, folder: Path | None = None) -> Self:
        """Open the artifact in a folder, training it there first when there is none."""
        folder = folder or Path(tempfile.gettempdir()) / "otklik-artifact"
        if not (folder / "meta.json").exists():
            from nlp.training import seed_corpus, train

            folder.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(dir=folder.parent) as made:
                train(seed_corpus(), Path(made) / "artifact")
                (Path(made) / "artifact").replace(folder)
        return cls(folder)

    def predict(self, remarks: Iterable[Remark]) -> Iterator[Prediction]:
        """Answer each remark, in order."""
        for remark in remarks:
            yield self._answer(remark)

    def _scores(self, text: str) -> NDArray[np.float64]:
        counts = Counter(self._index[p] for p in pieces(text) if p in self._index)
        if not counts:
            return np.asarray(self._bias)
        ids = np.fromiter(counts, dtype=np.int64)
        values = (1 + np.log(np.fromiter(counts.values(), dtype=float))) * self._idf[ids]
        return np.asarray(values @ self._weights[ids] / np.linalg.norm(values) + self._bias)

    def _answer(self, remark: Remark) -> Prediction:
        chances = 1 / (1 + np.exp(-self._scores(remark.text)))
        n = len(self._labels)
        kind = self._kinds[int(chances[n:-1].argmax())]
        scores = {name: round(float(p), 4) for name, p in zip(self._labels, chances, strict=False)}
        ranked = sorted(scores, key=lambda name: -scores[name])
        wanted = [name for name in ranked if name != NOT_COMPLAINT and scores[name] >= 0.4][:3]
        if kind is Kind.COMPLAINT:
            wanted = wanted or [next(name for name in ranked if name != NOT_COMPLAINT)]
        labels = tuple(wanted) if wanted and kind in TOPICAL else (NOT_COMPLAINT,)
        doubtful = scores[labels[0]] < 0.4
        return Prediction(
            labels=labels,
            scores=scores,
            kind=kind,
            urgent=bool(chances[-1] >= 0.4),
            review=doubtful,
            review_reason="doubtful_topic" if doubtful else None,
        )
