"""From remarks to predictions: kind, topics, urgency, places and facts."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib.resources import as_file, files
from itertools import islice
from pathlib import Path
from typing import Self

import numpy as np

from nlp.address import Extractor
from nlp.artifact import Artifact, load, rules
from nlp.calibration import Chances
from nlp.decision import Decision, decisions, is_urgent
from nlp.engine import Engine
from nlp.facts import facts
from nlp.lexicon import lexicon
from nlp.place import Place
from nlp.prediction import NOT_COMPLAINT, Facts, Kind, Prediction
from nlp.reading import Reader
from nlp.remark import Remark
from nlp.taxonomy import taxonomy
from nlp.tokens import tokens

BATCH = 1000
REASONS = 3  # words given as the reason
WITH_PLACE = frozenset(
    {Kind.COMPLAINT, Kind.FOLLOW_UP, Kind.SUGGESTION, Kind.RESOLVED, Kind.QUESTION}
)
Find = Callable[[Remark], tuple[Place, ...]]


class Classifier:
    """A loaded artifact that answers remarks."""

    def __init__(self, artifact: Artifact, find: Find) -> None:
        self.artifact = artifact.id  # these three go with every stored prediction
        self.taxonomy = taxonomy().version
        self.rules = rules()
        self._names = artifact.names
        self._calibration = artifact.calibration
        self._engine = Engine(artifact.plane, Reader(artifact.morphology, lexicon()))
        self._find = find
        self._topic_at = {name.removeprefix("topic "): i for i, name in enumerate(artifact.names)}

    @classmethod
    def load(cls, folder: Path | None = None, find: Find | None = None) -> Self:
        """Open an artifact, the shipped one by default; it must agree with its manifest."""
        find = find or Extractor.load().find
        if folder is not None:
            return cls(load(folder), find)
        with as_file(files("data") / "artifact") as shipped:
            return cls(load(shipped), find)

    def predict(self, remarks: Iterable[Remark]) -> Iterator[Prediction]:
        """Answer each remark, in order."""
        waiting = iter(remarks)
        while batch := list(islice(waiting, BATCH)):
            yield from self._answers(batch)

    def places(self, remark: Remark) -> tuple[Place, ...]:
        """Find the places that a remark of any kind names."""
        return self._find(remark)

    def chances(self, remarks: Sequence[Remark]) -> Chances:
        """Give the probabilities behind the answers."""
        values = self._engine.values(remarks).astype(np.float64)
        return Chances.of(self._names, values, self._calibration)

    def _answers(self, batch: Sequence[Remark]) -> Iterator[Prediction]:
        found = [tokens(remark.text) for remark in batch]
        values = self._engine.values_of(batch, found).astype(np.float64)
        chances = Chances.of(self._names, values, self._calibration)
        concepts = self._engine.concepts_of(found)
        decided = decisions(chances, taxonomy())
        for remark, cut, named, decision in zip(batch, found, concepts, decided, strict=True):
            yield self._answer(remark, cut, named, decision)

    def _answer(
        self, remark: Remark, cut: list[str], named: frozenset[str], decision: Decision
    ) -> Prediction:
        topical = decision.labels[0] != NOT_COMPLAINT
        empty = not cut
        return Prediction(
            labels=decision.labels,
            scores=decision.scores,
            kind=Kind.CHATTER if empty else decision.kind,
            urgent=is_urgent(decision, lexicon().endangered(named)) if topical else False,
            review=decision.doubt is not None and not empty,
            review_reason=None if empty else decision.doubt,
            subtopics=self._subtopics(decision.labels, named) if topical else (),
            addresses=self._find(remark) if decision.kind in WITH_PLACE else (),
            facts=facts(remark.text) if topical else Facts(),
            because=self._because(cut, decision.labels[0]) if topical else (),
        )

    def _subtopics(self, labels: Iterable[str], named: frozenset[str]) -> tuple[str, ...]:
        found = (lexicon().subtopic(label, named) for label in labels)
        return tuple(subtopic for subtopic in found if subtopic)

    def _because(self, cut: list[str], label: str) -> tuple[str, ...]:
        """Name the words that spoke most for the label."""
        words = list(dict.fromkeys(word for word in cut if len(word) > 2))
        if not words:
            return ()
        spoke = self._engine.spoke(words, self._topic_at[label])
        best = np.argsort(-spoke, kind="stable")[:REASONS]
        return tuple(words[i] for i in best if spoke[i] > 0)
