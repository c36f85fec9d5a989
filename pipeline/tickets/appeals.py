"""The appeals of tickets and their roles."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager

from models import Appeal, Comment, Role, Ticket

VOICES = (Role.OPENING, Role.DUPLICATE)


def appeals_of(session: Session, *tickets: Ticket) -> list[Appeal]:
    """The appeals of a ticket or of several with their comments, in order of their time."""
    stmt = (
        select(Appeal)
        .join(Appeal.comment)
        .where(Appeal.ticket_id.in_([ticket.id for ticket in tickets]))
        .order_by(Comment.published_at, Comment.id)
        .options(contains_eager(Appeal.comment))
    )
    return list(session.scalars(stmt))


def begun(appeals: Sequence[Appeal]) -> datetime:
    """When the first of the appeals was made."""
    return appeals[0].comment.published_at


def complains(appeal: Appeal) -> bool:
    """«Дали тепло» is no complaint: it opens nothing."""
    return appeal.role != Role.RESOLVED


def lead(appeals: Sequence[Appeal]) -> int:
    """Make one the opening, the first that complains if any does; returns how many residents do."""
    for appeal in appeals:
        appeal.role = Role.DUPLICATE if appeal.role == Role.OPENING else appeal.role
    if appeals:
        next(filter(complains, appeals), appeals[0]).role = Role.OPENING
    return sum(appeal.role in VOICES for appeal in appeals)
