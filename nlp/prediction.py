"""What we say of a comment."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from nlp.place import Place

NOT_COMPLAINT = "not_complaint"


class Kind(StrEnum):
    """What a comment does, as defined by the annotation guide."""

    COMPLAINT = "complaint"
    FOLLOW_UP = "follow_up"
    RESOLVED = "resolved"
    QUESTION = "question"
    SUGGESTION = "suggestion"
    THANKS = "thanks"
    OFFICIAL = "official"
    SPAM = "spam"
    CHATTER = "chatter"


@dataclass(frozen=True, slots=True)
class Facts:
    """Measurable things a comment tells."""

    temperature_c: float | None = None  # indoors, as the author gives it
    days: int | None = None  # how long it has lasted, in full days
    sum_rub: int | None = None  # the money in question
    vulnerable: tuple[str, ...] = ()  # «child», «elderly», «disabled», «school», «hospital»

    def document(self) -> dict[str, Any]:
        """Only the facts that the comment tells."""
        told = {
            "temperature_c": self.temperature_c,
            "days": self.days,
            "sum_rub": self.sum_rub,
            "vulnerable": list(self.vulnerable) or None,
        }
        return {name: value for name, value in told.items() if value is not None}


NO_FACTS = Facts()


@dataclass(frozen=True, slots=True)
class Prediction:
    """The whole answer for one remark; labels come main first and are never empty."""

    labels: tuple[str, ...]  # level-1 ids of the taxonomy; «not_complaint» stands alone
    scores: dict[str, float]  # label → calibrated probability 0..1
    kind: Kind
    urgent: bool
    review: bool  # below the threshold: a person must look
    review_reason: str | None = None  # «doubtful_topic», «doubtful_kind», «empty»…
    subtopics: tuple[str, ...] = ()  # level-2 ids: «heating.weak»
    addresses: tuple[Place, ...] = ()
    facts: Facts = NO_FACTS
    because: tuple[str, ...] = ()  # words of the text that decided
