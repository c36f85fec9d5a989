"""From remarks to predictions: kind, topics, urgency, places and facts."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib.resources import as_file, files
from itertools import islice
from pathlib import Path
from typing import Self

import numpy as np

from nlp.address import Extractor
from nlp.artifact import Artifact, load, rules
from nlp.calibration import Chances
from nlp.decision import Decision, decisions, is_urgent, served_first
from nlp.engine import Engine, Sight
from nlp.facts import facts
from nlp.frost import outdoors
from nlp.lexicon import lexicon
from nlp.place import Place, without_streets
from nlp.plane import ABSENT, Floats
from nlp.prediction import NO_FACTS, NOT_COMPLAINT, Kind, Prediction
from nlp.reading import Reader
from nlp.remark import Remark
from nlp.taxonomy import taxonomy

BATCH = 1000  # remarks whose rows stay near the processor
BATCH_LETTERS = 200_000  # the same for long ones
REASONS = 3  # words given as the reason
LONGEST_REASON = 40  # letters
WITH_PLACE = frozenset(
    {Kind.COMPLAINT, Kind.FOLLOW_UP, Kind.SUGGESTION, Kind.RESOLVED, Kind.QUESTION}
)
# Of an official answer or of thanks only a place that is surely of the oblast is told.
WITH_SURE_PLACE = frozenset({Kind.OFFICIAL, Kind.THANKS})
TELLS_PLACES = WITH_PLACE | WITH_SURE_PLACE
DIGIT = re.compile(r"\d")
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
        for batch in batches(remarks):
            yield from self._answers(batch)

    def places(self, remark: Remark) -> tuple[Place, ...]:
        """Find the places that a remark of any kind names."""
        return self._find(remark)

    def chances(self, remarks: Iterable[Remark]) -> Chances:
        """Give the probabilities behind the answers."""
        values = [self._engine.values(batch) for batch in batches(remarks)]
        return self._chances(np.concatenate(values))

    def _chances(self, values: Floats) -> Chances:
        return Chances.of(self._names, values.astype(np.float64), self._calibration)

    def _answers(self, batch: Sequence[Remark]) -> list[Prediction]:
        sight = self._engine.see(batch)
        decided = list(decisions(self._chances(sight.values), taxonomy()))
        spoke = self._spoke(sight, decided)
        return [
            self._answer(remark, decision, sight, i, spoke[i])
            for i, (remark, decision) in enumerate(zip(batch, decided, strict=True))
        ]

    def _answer(
        self, remark: Remark, decision: Decision, sight: Sight, at: int, spoke: list[float]
    ) -> Prediction:
        topical, cut = decision.labels[0] != NOT_COMPLAINT, sight.cut[at]
        places = self._places(remark, decision.kind)
        told = facts(without_streets(remark.text, places), cut) if topical else NO_FACTS
        named, empty = sight.dangers[at], not cut
        frost = outdoors(remark.text) if named else None  # a danger by itself it is not
        urgent = topical and is_urgent(decision, named, told.temperature_c, frost)
        labels = served_first(decision.labels, taxonomy()) if urgent else decision.labels
        return Prediction(
            labels=labels,
            scores=decision.scores,
            kind=Kind.CHATTER if empty else decision.kind,
            urgent=urgent,
            review=decision.doubt is not None and not empty,
            review_reason=None if empty else decision.doubt,
            subtopics=self._subtopics(labels, cut) if topical else (),
            addresses=places,
            facts=told,
            because=reasons(cut, spoke) if topical else (),
        )

    def _places(self, remark: Remark, kind: Kind) -> tuple[Place, ...]:
        looked = kind in TELLS_PLACES or kind is Kind.CHATTER
        # Most chatter names no house: not looking saves a fifth of the time.
        if not looked or (kind is Kind.CHATTER and not DIGIT.search(remark.text)):
            return ()
        return told(kind, self._find(remark))

    def _subtopics(self, labels: Iterable[str], cut: Sequence[str]) -> tuple[str, ...]:
        named = self._engine.concepts_of(cut)
        found = (lexicon().subtopic(label, named) for label in labels)
        return tuple(subtopic for subtopic in found if subtopic)

    def _spoke(self, sight: Sight, decided: Sequence[Decision]) -> list[list[float]]:
        """Say how much each word of each remark with a topic spoke for the main one."""
        heads = [self._topic_at.get(decision.labels[0], ABSENT) for decision in decided]
        spoke = iter(self._engine.spoke(sight, np.array(heads, dtype=np.intp)).tolist())
        sizes = (len(cut) if head >= 0 else 0 for cut, head in zip(sight.cut, heads, strict=True))
        return [list(islice(spoke, size)) for size in sizes]


def told(kind: Kind, places: tuple[Place, ...]) -> tuple[Place, ...]:
    """The places that a remark of the kind tells."""
    if kind in WITH_PLACE:
        return places
    if kind is Kind.SPAM:
        return ()
    # Who names a house in chatter has most likely been misjudged.
    sure = kind in WITH_SURE_PLACE
    return tuple(place for place in places if place.district and (sure or place.house))


def batches(remarks: Iterable[Remark]) -> Iterator[list[Remark]]:
    """Take as many remarks at a time as are quickly worked out together."""
    batch, letters = [], 0
    for remark in remarks:
        batch.append(remark)
        letters += len(remark.text)
        if len(batch) >= BATCH or letters >= BATCH_LETTERS:
            yield batch
            batch, letters = [], 0
    if batch:
        yield batch


def reasons(words: Iterable[str], spoke: Iterable[float]) -> tuple[str, ...]:
    """Name the words that spoke most for the main label."""
    said = {
        word: much
        for word, much in zip(words, spoke, strict=True)
        if much > 0 and 2 < len(word) <= LONGEST_REASON
    }
    return tuple(sorted(said, key=said.__getitem__, reverse=True)[:REASONS])
