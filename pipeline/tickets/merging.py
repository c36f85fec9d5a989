"""Making two tickets one: reversible, the earliest clock is kept."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from models import Appeal, EventKind, Status, Ticket
from pipeline.errors import WrongUsage
from pipeline.register.titles import topic_title
from pipeline.tickets.appeals import appeals_of, lead
from pipeline.tickets.events import Cause, change, save
from pipeline.tickets.moves import expect_whole, move
from pipeline.tickets.policy import Policy

CLOCKS = ("opened_at", "take_by", "answer_by", "solve_by")


def merge(session: Session, policy: Policy, ticket: Ticket, cause: Cause, *, into: Ticket) -> None:
    """Make a ticket part of another, which takes over its appeals and the nearer terms."""
    if into is ticket:
        msg = f"Обращение {ticket.number} нельзя объединить с самим собой: назовите другое."
        raise WrongUsage(msg)
    for one in (ticket, into):
        expect_whole(one)
    rule = policy.statuses[Status(into.status)]
    if rule.stage == "closed":
        msg = (
            f"Обращение {into.number} в состоянии «{rule.title}»: сначала возобновите его, "
            f'otklik tickets reopen {into.number} --reason "почему"'
        )
        raise WrongUsage(msg)
    unite(session, policy, ticket, into, cause)
    save(session, ticket)


def differences(ticket: Ticket, other: Ticket) -> list[str]:
    """What is known of both tickets and differs, in words: they are hardly one problem then."""
    pairs = (
        (topic_title(ticket.topic), topic_title(other.topic)),
        (ticket.settlement, other.settlement),
        (ticket.street, other.street),
        (ticket.house, other.house),
    )
    return [f"«{one}» и «{two}»" for one, two in pairs if one and two and one != two]


def unite(session: Session, policy: Policy, ticket: Ticket, into: Ticket, cause: Cause) -> None:
    """The same without writing; what moved is kept in the event, so that it can move back."""
    cause = cause.because(cause.reason or f"{ticket.number} и {into.number} об одном и том же")
    appeals = appeals_of(session, ticket, into)
    moved = [appeal for appeal in appeals if appeal.ticket_id == ticket.id]
    data = {"merged": ticket.number, "appeals": [[a.comment_id, a.role] for a in moved]}
    end = {"merged_into_id": into.id, "closed_at": cause.at, "voices": 0}
    kind = EventKind.MERGED
    move(session, policy, ticket, Status.MERGED, cause, kind=kind, **end)
    set_committed_value(ticket, "merged_into", into)
    _hand_over(session, moved, into)
    values = {
        **{name: nearest((getattr(into, name), getattr(ticket, name))) for name in CLOCKS},
        "last_at": max(into.last_at, ticket.last_at),
        "voices": lead(appeals),
    }
    change(session, into, EventKind.MERGED, cause, values, data=data)


def _hand_over(session: Session, appeals: Iterable[Appeal], into: Ticket) -> None:
    """Write whose they are now: a flush would write all that a batch has changed so far."""
    ids = []
    for appeal in appeals:
        ids.append(appeal.id)
        set_committed_value(appeal, "ticket_id", into.id)
        set_committed_value(appeal, "ticket", into)
    stmt = update(Appeal).where(Appeal.id.in_(ids)).values(ticket_id=into.id)
    session.execute(stmt, execution_options={"synchronize_session": False})


def nearest(moments: Iterable[datetime | None]) -> datetime | None:
    """The earliest of those that are known."""
    return min((moment for moment in moments if moment is not None), default=None)
