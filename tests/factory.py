"""Valid rows to change one thing of: a source, comments, tickets with their history."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import (
    Address,
    Answer,
    AnswerState,
    Appeal,
    Base,
    Comment,
    Event,
    EventKind,
    Post,
    Prediction,
    Role,
    Source,
    Ticket,
)

Row = TypeVar("Row", bound=Base)

NOON = datetime(2023, 10, 24, 9, tzinfo=UTC)  # 12:00 in Moscow
OWNER = -192657233
NUMBERS = count(1)


def source(session: Session, **columns: Any) -> Source:
    """The headquarters' community; the same one each time."""
    found = session.scalar(select(Source).where(Source.owner_id == columns.get("owner_id", OWNER)))
    return found or _added(session, Source(**{"owner_id": OWNER, "name": "Теплоштаб", **columns}))


def post(session: Session, **columns: Any) -> Post:
    """The intake post; the same one each time."""
    found = session.scalar(select(Post).where(Post.vk_id == columns.get("vk_id", 3845)))
    values = {
        "owner_id": OWNER,
        "vk_id": 3845,
        "from_id": OWNER,
        "published_at": NOON - timedelta(days=30),
        "text": "Приём обращений",
        "intake": True,
        **columns,
    }
    return found or _added(session, Post(source_id=source(session).id, **values))


def comment(session: Session, **columns: Any) -> Comment:
    """A resident's comment under the intake post."""
    number = next(NUMBERS)
    values = {
        "owner_id": OWNER,
        "vk_id": 10_000 + number,
        "from_id": 500_000 + number,
        "published_at": NOON,
        "text": "Мурино, Шувалова 16, батареи ледяные",
        "content_hash": str(number),
        **columns,
    }
    return _added(session, Comment(post_id=post(session).id, **values))


def prediction(session: Session, about: Comment, **columns: Any) -> Prediction:
    """What the classifier said of a comment, by default a complaint about heating."""
    values = {
        "version": about.version,
        "kind": "complaint",
        "labels": ["heating"],
        "scores": {"heating": 0.93},
        "subtopics": ["heating.none"],
        "urgent": False,
        "review": False,
        "facts": {},
        "because": ["батареи"],
        "artifact": "seed-1",
        "taxonomy": "2023-1",
        "rules": "1",
        "loaded": True,
        **columns,
    }
    return _added(session, Prediction(comment_id=about.id, **values))


def address(session: Session, of: Prediction, text: str, **columns: Any) -> Address:
    """A place that the comment names."""
    values = {"ordinal": 0, "start": 0, "stop": len(text), "confidence": 0.9, **columns}
    return _added(session, Address(prediction_id=of.id, text=text, **values))


def ticket(
    session: Session,
    *,
    text: str = "Мурино, Шувалова 16, батареи ледяные",
    said_address: str = "Шувалова 16",
    predicted: dict[str, Any] | None = None,
    **columns: Any,
) -> Ticket:
    """A ticket with the comment that opened it; its terms run from its own time."""
    at = columns.get("opened_at", NOON)
    about = comment(session, text=text, published_at=at)
    said = prediction(session, about, **(predicted or {}))
    if said_address:
        address(session, said, said_address)
    values = {
        "number": f"ТШ-{at.year}-{next(NUMBERS):06}",
        "topic": "heating",
        "subtopic": "heating.none",
        "labels": ["heating"],
        "district": "Всеволожский",
        "settlement": "Мурино",
        "street": "улица Шувалова",
        "house": "16",
        "address": "Мурино, улица Шувалова, д. 16",
        "facts": {},
        "opened_at": at,
        "registered_at": at + timedelta(minutes=20),
        "last_at": at,
        "take_by": at + timedelta(hours=2),
        "answer_by": at + timedelta(hours=3),
        "solve_by": at + timedelta(hours=8),
        "department": "Комитет по ТЭК",
        "policy": "2023-1",
        "status_since": at,
        **columns,
    }
    made = _added(session, Ticket(source_id=source(session).id, **values))
    appeal(session, made, about, Role.OPENING)
    event(session, made, at, EventKind.OPENED)
    return made


def appeal(session: Session, of: Ticket, said: Comment, role: Role = Role.DUPLICATE) -> Appeal:
    """One more comment of a ticket."""
    return _added(
        session, Appeal(ticket_id=of.id, comment_id=said.id, role=role, version=said.version)
    )


def event(
    session: Session,
    of: Ticket,
    at: datetime,
    kind: EventKind = EventKind.MOVED,
    **values: Any,
) -> Event:
    """The next event of a ticket, and the new values that it brought."""
    was = {name: getattr(of, name) for name in values}
    for name, value in values.items():
        setattr(of, name, value)
    of.last_event += 1
    kept = {
        name: old.isoformat() if isinstance(old, datetime) else old for name, old in was.items()
    }
    return _added(
        session,
        Event(
            ticket_id=of.id,
            sequence=of.last_event,
            at=at,
            actor="operator",
            kind=kind,
            from_status=was.get("status"),
            to_status=values.get("status"),
            data={"was": kept} if kept else {},
        ),
    )


def answer(session: Session, of: Ticket, at: datetime) -> Answer:
    """An official reply in the thread, with its event."""
    said = comment(session, from_id=OWNER, official=True, text="Передали в район", published_at=at)
    event(session, of, at, EventKind.ANSWERED, answered_at=of.answered_at or at)
    return _added(
        session,
        Answer(
            ticket_id=of.id,
            comment_id=said.id,
            text=said.text,
            state=AnswerState.PUBLISHED,
            created_at=at,
            published_at=at,
        ),
    )


def _added(session: Session, row: Row) -> Row:
    session.add(row)
    session.flush()
    return row
