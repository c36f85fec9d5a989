"""What a carried message means for its tickets; written with the mark that it was carried."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import EventKind, Message, Status, Ticket
from pipeline.dispatch.chat import Carrier
from pipeline.dispatch.delivery import Settle
from pipeline.dispatch.notice import NoticeKind
from pipeline.dispatch.outbox import Parcel
from pipeline.dispatch.publication import published, turned_down
from pipeline.dispatch.verdict import Fate, Verdict
from pipeline.tickets.events import Cause, change, save
from pipeline.tickets.moves import move
from pipeline.tickets.policy import Policy

ASSIGNABLE = (Status.NEW, Status.REOPENED)


def settled(policy: Policy, now: datetime) -> Settle:
    """The effects of one run."""

    def settle(session: Session, parcel: Parcel, verdict: Verdict) -> None:
        comment = parcel.carrier is Carrier.VK_COMMENT
        if verdict.fate is not Fate.SENT:
            if comment:  # only what is settled comes here: it was refused
                turned_down(session, policy, parcel, verdict.error, now)
        elif comment:
            published(session, policy, parcel, now)
        else:
            told(session, policy, parcel, Cause(now))

    return settle


def told(session: Session, policy: Policy, parcel: Parcel, cause: Cause) -> None:
    """The responsible have read: their tickets are assigned, warnings are in the history."""
    for ticket_id, body in _notices(session, parcel):
        # Locked where the database can: a dispatcher may work on the same ticket.
        ticket = session.get(Ticket, ticket_id, with_for_update=True)
        if ticket is None:
            continue
        if body.get("kind") == NoticeKind.CARD:
            _assigned(session, policy, ticket, body, parcel, cause)
        else:
            _escalated(session, ticket, body, parcel, cause)
        save(session, ticket)


def _notices(session: Session, parcel: Parcel) -> Iterator[tuple[int, dict[str, Any]]]:
    if parcel.ticket_id is not None:
        yield parcel.ticket_id, parcel.body
    inside = select(Message.ticket_id, Message.body).where(
        Message.channel == Carrier.DIGEST, Message.remote_id == parcel.key
    )
    for ticket_id, body in session.execute(inside).all():
        if ticket_id is not None:
            yield ticket_id, body


def _assigned(
    session: Session,
    policy: Policy,
    ticket: Ticket,
    body: dict[str, Any],
    parcel: Parcel,
    cause: Cause,
) -> None:
    values, status = {"assignee": str(body.get("person", ""))}, Status(ticket.status)
    why = cause.because(f"карточка отправлена: {body.get('person', '')}")
    if status in ASSIGNABLE and Status.ASSIGNED in policy.statuses[status].moves:
        move(session, policy, ticket, Status.ASSIGNED, why, kind=EventKind.ASSIGNED, **values)
    elif status is Status.ASSIGNED:
        data = {"message": parcel.id}
        change(session, ticket, EventKind.ASSIGNED, why, values, data=data)


def _escalated(
    session: Session, ticket: Ticket, body: dict[str, Any], parcel: Parcel, cause: Cause
) -> None:
    data = {name: body.get(name) for name in ("told", "percent")} | {"message": parcel.id}
    why = cause.because(f"предупреждение о сроке, {body.get('percent')} %")
    change(session, ticket, EventKind.ESCALATED, why, data=data)
