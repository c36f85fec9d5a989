"""A topic put right on a ticket is a word of a person on the comment that opened it."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from nlp.decision import MOST_LABELS, TOPICAL
from nlp.prediction import NOT_COMPLAINT, Kind
from pipeline.learning.review import Case, keep


def teach(
    session: Session, case: Case, topic: str, *, instead_of: str, actor: str, now: datetime
) -> None:
    """Keep the right topic, as a review would, for the classifier to learn from."""
    wrong = (topic, instead_of, NOT_COMPLAINT)
    others = (label for label in case.ours.labels if label not in wrong)
    kind = case.ours.kind if case.ours.kind in TOPICAL else Kind.COMPLAINT
    verdict = replace(case.ours, labels=(topic, *others)[:MOST_LABELS], kind=kind)
    keep(session, case, verdict, actor=actor, now=now)
