"""A ticket as text: one line of a list, or the whole with its talk and history."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Answer, Appeal, Comment, Event, EventKind, Role, Ticket
from pipeline.register.titles import topic_title
from pipeline.tickets.clocks import MOSCOW
from pipeline.tickets.listing import is_overdue
from pipeline.tickets.policy import shipped_policy

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


ROLES = {
    Role.OPENING: "обращение",
    Role.DUPLICATE: "и другой житель",
    Role.FOLLOW_UP: "дополнение",
    Role.RESOLVED: "устранено",
    Role.REOPENING: "возражение",
    Role.ANSWER: "ответ",
}
PUT_RIGHT = {"topic": "тема", "address": "адрес"}
ADDRESSED = re.compile(r"\[(?:id|club|public)\d+\|([^\]\n]*)\]")


def as_lines(tickets: Sequence[Ticket], now: datetime) -> Iterator[str]:
    """One line a ticket: number, state, topic, place, the nearest term."""
    for ticket in tickets:
        late = " ПРОСРОЧЕНО" if is_overdue(ticket, now) else ""
        urgent = " СРОЧНО" if ticket.urgent else ""
        place = ticket.address or "без адреса"
        state = shipped_policy().title(ticket.status)
        opened = local(ticket.opened_at)
        topic = topic_title(ticket.topic)
        yield f"{ticket.number}  {opened}  {state}  {topic}  {place}{urgent}{late}"


def full_text(session: Session, ticket: Ticket, now: datetime, *, why: bool = False) -> str:
    """Everything a dispatcher needs before moving a ticket."""
    bodies = (ticket.department or "не определён", ticket.assignee)
    head = [
        *as_lines([ticket], now),
        f"Темы: {', '.join(map(topic_title, ticket.labels))}. Класс {ticket.priority}.",
        f"Отвечает: {', '.join(name for name in bodies if name)}",
        f"Принять до {local(ticket.take_by)}, ответить до {local(ticket.answer_by)}, "
        f"решить до {local(ticket.solve_by)}.",
        *_circumstances(ticket),
    ]
    return "\n".join([*head, "", *_talk(session, ticket, why=why), "", *_history(session, ticket)])


def local(moment: datetime | None) -> str:
    """«13.10 17:45», Moscow time; a dash when there is none."""
    return f"{moment.astimezone(MOSCOW):%d.%m %H:%M}" if moment else "—"


def _circumstances(ticket: Ticket) -> Iterator[str]:
    """What else bears on the ticket, a line each."""
    if ticket.incident is not None:
        yield f"Массовый инцидент {ticket.incident.number}."
    if ticket.merged_into is not None:
        yield f"Объединено с {ticket.merged_into.number}."
    if ticket.paused_at is not None:
        yield f"Срок решения стоит с {local(ticket.paused_at)}: ждём ответа автора."
    if ticket.interim_until is not None:
        yield f"Промежуточный ответ, срок до {local(ticket.interim_until)}."
    if ticket.repeats:
        yield f"Возобновлялось: {ticket.repeats}."


def _talk(session: Session, ticket: Ticket, *, why: bool) -> Iterator[str]:
    appeals = session.execute(
        select(Comment, Appeal.role, Appeal.why)
        .join(Appeal, Appeal.comment_id == Comment.id)
        .where(Appeal.ticket_id == ticket.id)
    ).all()
    answers = session.scalars(
        select(Comment)
        .join(Answer, Answer.comment_id == Comment.id)
        .where(Answer.ticket_id == ticket.id)
    ).all()
    talk = [(said, role, reason) for said, role, reason in appeals]
    talk += [(said, Role.ANSWER, "") for said in answers]
    for said, role, reason in sorted(talk, key=lambda row: (row[0].published_at, row[0].id)):
        text = ADDRESSED.sub(r"\1", said.text)
        yield f"{local(said.published_at)}  {ROLES[Role(role)]} {said.vk_id}: {text}"
        if why and reason:
            yield f"             почему здесь: {reason}"


def _history(session: Session, ticket: Ticket) -> Iterator[str]:
    stmt = select(Event).where(Event.ticket_id == ticket.id).order_by(Event.sequence)
    policy = shipped_policy()
    for event in session.scalars(stmt):
        moved = f" → {policy.title(event.to_status)}" if event.to_status else ""
        reason = f" ({event.reason})" if event.reason else ""
        what = f"{EVENTS[EventKind(event.kind)]}{moved}{_put_right(event)}"
        yield f"{local(event.at)}  {event.actor}: {what}{reason}"


def _put_right(event: Event) -> str:
    """«: тема Отопление → Мусор и отходы», of a correction."""
    if event.kind != EventKind.CORRECTED:
        return ""
    was, to = event.data.get("was", {}), event.data["to"]
    parts = [(title, name) for name, title in PUT_RIGHT.items() if name in was]
    return ": " + ", ".join(
        f"{title} {topic_title(was[name]) or 'не указан'} → {topic_title(to[name]) or 'не указан'}"
        for title, name in parts
    )
