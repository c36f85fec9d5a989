"""What is still to be done on a ticket, and whether it is late."""

from datetime import datetime

from sqlalchemy import ColumnElement

from models import Status, Ticket

ENDED = (Status.CLOSED, Status.REJECTED, Status.REDIRECTED, Status.MERGED)
DONE = (*ENDED, Status.RESOLVED, Status.ANSWERED)


def overdue_at(now: datetime) -> ColumnElement[bool]:
    """One of the three terms has passed and what it asks for has not been done."""
    late_take = (Ticket.take_by < now) & Ticket.taken_at.is_(None)
    late_answer = (Ticket.answer_by < now) & Ticket.answered_at.is_(None)
    late_solve = (Ticket.solve_by < now) & Ticket.resolved_at.is_(None)
    return Ticket.status.not_in(DONE) & (late_take | late_answer | late_solve)


def is_overdue(ticket: Ticket, now: datetime) -> bool:
    """The same for one ticket in hand."""
    if ticket.status in DONE:
        return False
    terms = (
        (ticket.take_by, ticket.taken_at),
        (ticket.answer_by, ticket.answered_at),
        (ticket.solve_by, ticket.resolved_at),
    )
    return any(by is not None and by < now and done is None for by, done in terms)
