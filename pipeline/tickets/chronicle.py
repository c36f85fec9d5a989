"""The history of a ticket in words."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Event, EventKind, Ticket
from pipeline.register.titles import topic_title
from pipeline.tickets.clocks import local
from pipeline.tickets.policy import Policy

EVENTS = {
    EventKind.OPENED: "зарегистрировано",
    EventKind.JOINED: "присоединено сообщение",
    EventKind.MOVED: "состояние",
    EventKind.ASSIGNED: "направлено",
    EventKind.ANSWERED: "ответ опубликован",
    EventKind.NOTED: "заметка",
    EventKind.MERGED: "объединено",
    EventKind.SPLIT: "разделено",
    EventKind.EDITED: "текст изменён",
    EventKind.ESCALATED: "передано выше",
    EventKind.TERMS: "сроки изменены",
    EventKind.INCIDENT: "массовый инцидент",
    EventKind.CORRECTED: "исправлено",
}
PUT_RIGHT = {"topic": "тема", "address": "адрес", "district": "район"}
# What the event of a merge or a split calls the ticket on the other side.
OTHERS = {"merged": "с", "from": "из", "split": "выделено"}


def chronicle(session: Session, policy: Policy, ticket: Ticket, now: datetime) -> Iterator[str]:
    """A line for every event up to a moment: when, who, what, why."""
    stmt = select(Event).where(Event.ticket_id == ticket.id, Event.at <= now)
    for event in session.scalars(stmt.order_by(Event.sequence)):
        moved = f" → {_state(policy, event)}" if event.to_status else ""
        reason = f" ({event.reason})" if event.reason else ""
        what = f"{EVENTS[EventKind(event.kind)]}{moved}{_put_right(event)}{_other(ticket, event)}"
        yield f"{local(event.at)}  {event.actor}: {what}{reason}"


def _state(policy: Policy, event: Event) -> str:
    """The title of the new state; where the reason is told, without the one in its brackets."""
    title = policy.title(event.to_status or "")
    return title.partition(" (")[0] if event.reason else title


def _put_right(event: Event) -> str:
    """«: тема Отопление → Мусор и отходы», of a correction."""
    if event.kind != EventKind.CORRECTED:
        return ""
    was, to = event.data["was"], event.data["to"]
    return ": " + ", ".join(
        f"{title} {_named(name, was[name])} → {_named(name, to[name])}"
        for name, title in PUT_RIGHT.items()
        if name in was
    )


def _named(name: str, value: str | None) -> str:
    return (topic_title(value) if name == "topic" and value else value) or "не указан"


def _other(ticket: Ticket, event: Event) -> str:
    """«: из ТШ-2023-000001», of a merge or a split seen from either side."""
    named = ((word, event.data.get(key)) for key, word in OTHERS.items())
    return "".join(
        f": {word} {number}" for word, number in named if number and number != ticket.number
    )
