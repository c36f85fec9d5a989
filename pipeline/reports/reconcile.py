"""Whether everything adds up, for the exit code."""

from datetime import datetime

from sqlalchemy.orm import Session

from pipeline.errors import Suspicious
from pipeline.harvest.reconcile import posts_that_differ
from pipeline.reports.equation import equation


def check_sums(
    session: Session, since: datetime | None, until: datetime | None, now: datetime
) -> None:
    """Raises Suspicious when a comment is missing anywhere, or a post is counted otherwise."""
    if not equation(session, since, until, now=now).holds or any(posts_that_differ(session)):
        msg = "Сверка не сошлась: выполните otklik harvest --full и повторите сверку."
        raise Suspicious(msg)
