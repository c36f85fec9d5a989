"""Whose word it is that a trouble is over: the executor's or a resident's."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from models import Appeal, Event, Status, Ticket
from pipeline.register.state import State

PORTION = 10_000  # tickets in one query


def told_by_residents(
    session: Session, tickets: Sequence[Ticket] | Sequence[State], now: datetime
) -> set[int]:
    """Ids of those that stand as resolved because a resident said so before the moment."""
    resolved = [ticket.id for ticket in tickets if ticket.status == Status.RESOLVED]
    is_residents = exists().where(Appeal.comment_id == Event.comment_id)
    words = select(Event.ticket_id, is_residents).where(
        Event.to_status == Status.RESOLVED, Event.at < now
    )
    last: dict[int, bool] = {}
    for start in range(0, len(resolved), PORTION):
        stmt = words.where(Event.ticket_id.in_(resolved[start : start + PORTION]))
        last |= dict(session.execute(stmt.order_by(Event.sequence)).all())
    return {ticket for ticket, by_resident in last.items() if by_resident}
