"""Matters that nobody speaks of any more: closed after the policy's silence."""

from datetime import datetime

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session, sessionmaker

from models import Appeal, Outcome, Review, ReviewReason, Status, Ticket
from pipeline.tickets.events import Cause, save
from pipeline.tickets.moves import move
from pipeline.tickets.policy import Policy

ASKED = "автор не ответил на вопрос"
ANSWERED = "возражений на ответ не было"


def close_silent(sessions: sessionmaker[Session], policy: Policy, *, now: datetime) -> int:
    """Close answered tickets without an objection and questions without an answer; how many."""
    with sessions.begin() as session:
        tickets = session.scalars(select(Ticket).where(_silent(policy, now)).order_by(Ticket.id))
        closed = list(tickets)
        for ticket in closed:
            _close(session, policy, ticket, now)
    return len(closed)


def _silent(policy: Policy, now: datetime) -> ColumnElement[bool]:
    answered = Ticket.answered_at.is_not(None) & Ticket.outcome.is_not(None)
    done = Ticket.status.in_((Status.RESOLVED, Status.ANSWERED)) & answered
    # «Дали тепло» is confirmed by a person, not by time.
    doubted = (
        exists()
        .where(Appeal.ticket_id == Ticket.id, Appeal.comment_id == Review.comment_id)
        .where(Review.reason == ReviewReason.RESOLVED, Review.closed_at.is_(None))
    )
    asked = Ticket.status == Status.NEED_INFO
    return (asked | (done & ~doubted)) & (Ticket.status_since <= now - policy.silence)


def _close(session: Session, policy: Policy, ticket: Ticket, now: datetime) -> None:
    asked = ticket.status == Status.NEED_INFO
    outcome = Outcome.AUTHOR_SILENT if asked else Outcome(ticket.outcome or Outcome.EXPLAINED)
    cause = Cause(now, reason=ASKED if asked else ANSWERED)
    move(session, policy, ticket, Status.CLOSED, cause, outcome=outcome)
    save(session, ticket)
