"""From chances to what we say: topics, kind, urgency, and when a person must look."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nlp.calibration import Chances
from nlp.danger import CALMED, dangers
from nlp.prediction import NOT_COMPLAINT, Kind
from nlp.taxonomy import Taxonomy

MOST_LABELS = 3
TOPICAL = (Kind.COMPLAINT, Kind.FOLLOW_UP, Kind.SUGGESTION)  # kinds that can have a topic
DOUBTFUL_MAIN = 0.45  # below it a person looks: about one comment in six
DOUBTFUL_KIND = 0.35
# A false alarm costs a look, an overlooked one may cost a life: where no sign is told, one chance
# in ten is enough. Recall 0.96 at precision 0.60 in cross-validation inside the real training
# comments, whose texts were read while the signs were written; 0.80 at 0.74 on written ones, half
# of them near misses, by an author who did not know the signs.
URGENT = 0.1


@dataclass(frozen=True, slots=True)
class Decision:
    """What we say of one remark, before its places and facts."""

    labels: tuple[str, ...]
    scores: dict[str, float]
    kind: Kind
    urgency: float
    doubt: str | None


def decisions(chances: Chances, taxonomy: Taxonomy) -> Iterator[Decision]:
    """Decide row by row; the kind must fit the topic."""
    kinds = [Kind(kind) for kind in chances.kinds]
    may_be_topical = np.array([kind in TOPICAL for kind in kinds])
    may_be_other = np.array([kind is not Kind.COMPLAINT for kind in kinds])
    topical = is_topical(chances)
    allowed = np.where(topical[:, None], may_be_topical, may_be_other)
    kind_at = np.where(allowed, chances.kind, -1).argmax(axis=1)
    also = named_beside(chances, taxonomy)
    doubts = zip(
        np.where(topical, chances.main[:, :-1].max(axis=1), chances.main[:, -1]).tolist(),
        chances.kind[np.arange(len(kind_at)), kind_at].tolist(),
        (also.any(axis=1) & ~topical).tolist(),
        strict=True,
    )
    scores = np.round(np.hstack([chances.topic, chances.main[:, -1:]]), 4).tolist()
    rows = zip(
        labels(chances, also, main_topics(chances, also, topical, taxonomy)),
        scores,
        kind_at.tolist(),
        chances.urgent.tolist(),
        doubts,
        strict=True,
    )
    for named, score, kind, urgency, why in rows:
        by_label = dict(zip(chances.labels, score, strict=True))
        yield Decision(named, by_label, kinds[kind], urgency, doubt(*why))


def is_topical(chances: Chances) -> NDArray[np.bool_]:
    """Whether some topic outweighs «no complaint»: the likeliest one and half of the others.

    By the likeliest alone a complaint of two things would be overlooked, by all of them
    chatter that reminds of many things would be a complaint.
    """
    topics, none = chances.main[:, :-1], chances.main[:, -1]
    return np.asarray((topics.max(axis=1) + topics.sum(axis=1)) / 2 > none)


def named_beside(chances: Chances, taxonomy: Taxonomy) -> NDArray[np.bool_]:
    """Mark the topics likely enough to be named beside the main one."""
    thresholds = np.array([taxonomy.topics[topic].threshold for topic in chances.labels[:-1]])
    return np.asarray(chances.topic >= np.maximum(thresholds, 0.3))


def main_topics(
    chances: Chances, also: NDArray[np.bool_], topical: NDArray[np.bool_], taxonomy: Taxonomy
) -> NDArray[np.intp]:
    """Number the main topic of each row: the likeliest, or what goes before it; -1 where none."""
    main = np.where(topical, chances.main[:, :-1].argmax(axis=1), -1)
    for at, label in enumerate(chances.labels[:-1]):
        before = taxonomy.topics[label].before
        behind = [place for place, other in enumerate(chances.labels) if other in before]
        main[np.isin(main, behind) & also[:, at]] = at
    return main


def labels(
    chances: Chances, also: NDArray[np.bool_], main: NDArray[np.intp]
) -> list[tuple[str, ...]]:
    """Give the topics of each row, the main one first, then the likeliest."""
    alone = [(label,) for label in chances.labels]
    named: list[tuple[str, ...]] = [alone[i] for i in main.tolist()]
    others = also & (np.arange(also.shape[1]) != main[:, None])
    for row in np.flatnonzero(others.any(axis=1) & (main >= 0)).tolist():
        order = np.argsort(-chances.topic[row]).tolist()
        rest = (chances.labels[i] for i in order if others[row, i])
        named[row] = (*named[row], *rest)[:MOST_LABELS]
    return named


def served_first(named: tuple[str, ...], taxonomy: Taxonomy) -> tuple[str, ...]:
    """Put a service before its bill: where life is at stake, who serves must come at once."""
    behind = taxonomy.topics[named[0]].before
    service = next((label for label in named if label in behind), named[0])
    return (service, *(label for label in named if label != service))


def is_urgent(
    decision: Decision,
    named: Collection[str],
    indoors_c: float | None,
    outdoors_c: float | None,
) -> bool:
    """Whether life or health is at stake: by a danger under a topic, or by likelihood.

    Where signs of danger are told only of what is over or feared, likelihood does not count.
    """
    if decision.labels[0] == NOT_COMPLAINT or decision.kind is Kind.SUGGESTION:
        return False
    endangered = dangers().endangered(named, indoors_c, outdoors_c)
    if not endangered.isdisjoint(decision.labels):
        return True
    return decision.urgency >= URGENT and CALMED not in named


def doubt(main: float, kind: float, overlooked: bool) -> str | None:
    """Say why a person must look, if one must."""
    if overlooked:
        return "possible_topic"
    if main < DOUBTFUL_MAIN:
        return "doubtful_topic"
    return "doubtful_kind" if kind < DOUBTFUL_KIND else None
