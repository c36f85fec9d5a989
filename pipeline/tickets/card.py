"""A ticket as text: one line of a list, or the whole with its talk and history."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from models import (
    Answer,
    AnswerState,
    Appeal,
    Comment,
    Event,
    EventKind,
    Outcome,
    Priority,
    Role,
    Ticket,
)
from pipeline.register.titles import topic_title
from pipeline.tickets.chronicle import chronicle
from pipeline.tickets.clocks import dated, local
from pipeline.tickets.due import DONE, is_overdue
from pipeline.tickets.inquiry import inquiries
from pipeline.tickets.past import INSTANT, is_past, texts_then
from pipeline.tickets.policy import Policy
from pipeline.tickets.preview import preview
from pipeline.tickets.witness import told_by_residents

ROLES = {
    Role.OPENING: "обращение",
    Role.DUPLICATE: "и другой житель",
    Role.FOLLOW_UP: "дополнение",
    Role.RESOLVED: "устранено",
    Role.REOPENING: "возражение",
    Role.ANSWER: "ответ",
}
Stage = tuple[str, str, datetime | None, datetime | None]
ADDRESSED = re.compile(r"\[(?:id|club|public)\d+\|([^\]\n]*)\]")


def as_lines(
    session: Session, policy: Policy, tickets: Sequence[Ticket], now: datetime
) -> Iterator[str]:
    """One line a ticket: number, state, topic, place, the nearest term."""
    told = told_by_residents(session, tickets, now + INSTANT)
    for ticket in tickets:
        late = " ПРОСРОЧЕНО" if is_overdue(ticket, now) else ""
        urgent = " СРОЧНО" if ticket.urgent else ""
        place = ticket.address or "без адреса"
        state = policy.title(ticket.status, by_resident=ticket.id in told)
        opened = local(ticket.opened_at)
        topic = topic_title(ticket.topic)
        term = _nearest(ticket)
        yield f"{ticket.number}  {opened}  {state}  {topic}  {place}{term}{urgent}{late}"


def full_text(
    session: Session, policy: Policy, ticket: Ticket, now: datetime, *, why: bool = False
) -> str:
    """Everything a dispatcher needs before moving a ticket; of a past moment, what was known."""
    past = is_past(session, now + INSTANT)
    bodies = (ticket.department or "не определён", ticket.assignee)
    rule = policy.classes[Priority(ticket.priority)]
    topics = ", ".join(map(topic_title, ticket.labels))
    head = [
        *(_since_then(session, ticket, now) if past else ()),
        *as_lines(session, policy, [ticket], now),
        f"Темы: {topics}. Класс {ticket.priority}: {rule.title}.",
        f"Отвечает: {', '.join(name for name in bodies if name)}",
        f"{', '.join(_terms(ticket)).capitalize()}.",
        *_circumstances(session, policy, ticket, now),
        *_waiting(session, ticket, now),
        *inquiries(session, ticket, now),
    ]
    talk, history = _talk(session, ticket, now, why=why), chronicle(session, policy, ticket, now)
    return "\n".join([*head, "", *talk, "", *history])


def _terms(ticket: Ticket) -> Iterator[str]:
    """«принято 23.10 09:12», «ответить до 23.10 12:00»."""
    for done, asked, at, by in _stages(ticket):
        yield f"{done} {local(at)}" if at else f"{asked} до {local(by)}"


def _nearest(ticket: Ticket) -> str:
    """«  ответить до 23.10 12:00»: the first term that still runs; nothing when all is done."""
    if ticket.status in DONE:
        return ""
    running = [(by, asked) for _, asked, at, by in _stages(ticket) if by and at is None]
    if not running:
        return ""
    by, asked = min(running)
    return f"  {asked} до {local(by)}"


def _stages(ticket: Ticket) -> tuple[Stage, ...]:
    """What is asked of a ticket: its words when done and before, when done, by when."""
    return (
        ("принято", "принять", ticket.taken_at, ticket.take_by),
        ("ответ дан", "ответить", ticket.answered_at, ticket.answer_by),
        ("решено", "решить", ticket.resolved_at, ticket.solve_by),
    )


def _circumstances(
    session: Session, policy: Policy, ticket: Ticket, now: datetime
) -> Iterator[str]:
    """What else bears on the ticket, a line each."""
    if ticket.outcome:
        yield f"Итог: {policy.outcomes[Outcome(ticket.outcome)]}."
    if ticket.reason:
        yield f"Причина: {ticket.reason.rstrip('.')}."
    if ticket.incident is not None:
        number, told = ticket.incident.number, preview(session, ticket.incident, now)
        yield f"Массовый инцидент {number}: {told}."
    if ticket.merged_into is not None:
        yield f"Объединено с {ticket.merged_into.number}."
    if ticket.paused_at is not None:
        yield f"Срок решения стоит с {local(ticket.paused_at)}: ждём ответа автора."
    if ticket.interim_until is not None:
        yield f"Промежуточный ответ, срок до {local(ticket.interim_until)}."
    if ticket.repeats:
        yield f"Возобновлялось: {ticket.repeats}."


def _since_then(session: Session, ticket: Ticket, now: datetime) -> Iterator[str]:
    """That this is the past, and what of it cannot be told any more."""
    yield f"Так было {dated(now)}. Что сейчас: otklik tickets show {ticket.number}"
    above = aliased(Ticket)
    joined = select(above.number).join(Ticket, Ticket.merged_into_id == above.id)
    whole = session.scalar(joined.where(Ticket.id == ticket.id))
    if whole is not None and ticket.merged_into is None:
        yield f"С тех пор объединено с {whole}: сообщения теперь там, otklik tickets show {whole}"
        return
    regrouped = (Event.kind.in_((EventKind.MERGED, EventKind.SPLIT)), Event.at > now)
    stmt = select(Event.id).where(Event.ticket_id == ticket.id, *regrouped)
    if session.scalar(stmt.limit(1)) is not None:
        yield "С тех пор его объединяли или разделяли, а сообщения здесь те, что в нём сейчас."


def _waiting(session: Session, ticket: Ticket, now: datetime) -> Iterator[str]:
    """Answers that a person has approved and nobody has sent yet, or nobody can send."""
    known = (Answer.ticket_id == ticket.id, Answer.created_at <= now)
    stmt = select(Answer.state, Answer.text).where(*known)
    answers = session.execute(stmt.order_by(Answer.id)).all()
    for state, text in answers:
        if state == AnswerState.APPROVED:
            yield f"Утверждён и ждёт отправки (otklik dispatch) ответ: {text}"
    if answers and answers[-1].state == AnswerState.REFUSED:
        yield f"ВКонтакте не принял ответ, составьте заново: otklik tickets answer {ticket.number}"


def _talk(session: Session, ticket: Ticket, now: datetime, *, why: bool) -> Iterator[str]:
    appeals = session.execute(
        select(Comment, Appeal.role, Appeal.why)
        .join(Appeal, Appeal.comment_id == Comment.id)
        .where(Appeal.ticket_id == ticket.id, Comment.published_at <= now)
    ).all()
    answers = session.scalars(
        select(Comment)
        .join(Answer, Answer.comment_id == Comment.id)
        .where(Answer.ticket_id == ticket.id, Comment.published_at <= now)
    ).all()
    talk = [(said, role, reason) for said, role, reason in appeals]
    talk += [(said, Role.ANSWER, "") for said in answers]
    texts = texts_then(session, [said.id for said, _, _ in talk], now + INSTANT)
    for said, role, reason in sorted(talk, key=lambda row: (row[0].published_at, row[0].id)):
        text = ADDRESSED.sub(r"\1", texts.get(said.id, said.text))
        yield f"{local(said.published_at)}  {ROLES[Role(role)]} {said.vk_id}: {text}"
        if why and reason:
            yield f"             почему здесь: {reason}"
