"""Answers that do something to their ticket: a question stops its clock, a promise puts it off."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from models import Status, Ticket
from pipeline.dispatch.answers import AnswerView, answer
from pipeline.dispatch.approval import Editor
from pipeline.dispatch.wish import Wish
from pipeline.errors import WrongUsage
from pipeline.tickets.actions import end_of_day, expect_routed, interim_latest
from pipeline.tickets.clocks import dated, local
from pipeline.tickets.listing import get_ticket
from pipeline.tickets.moves import forbidden
from pipeline.tickets.official import Says, what_it_says
from pipeline.tickets.policy import Policy

# The wall is read like any official's words: there a text must mean what it is meant for.
UNLIKE = {
    Says.ASKS: "В тексте не видно вопроса: напишите, например, «Уточните, пожалуйста, номер дома».",
    Says.PLANNED: "В тексте не видно срока: напишите, например, «Ремонт запланирован, срок до …».",
}


def ask(
    session: Session,
    policy: Policy,
    editor: Editor,
    number: str,
    wish: Wish,
    *,
    approved: bool = False,
) -> AnswerView:
    """Draft or approve a question to the author; raises WrongUsage where none may be asked."""
    ticket = get_ticket(session, number)
    here = Status(ticket.status)
    if Status.NEED_INFO not in (here, *policy.statuses[here].moves):
        raise WrongUsage(forbidden(policy, ticket, Status.NEED_INFO))
    _expect_meaning(wish, Says.ASKS)
    return answer(session, editor, number, replace(wish, asks=True), approved=approved)


def promise(
    session: Session,
    policy: Policy,
    editor: Editor,
    number: str,
    wish: Wish,
    *,
    until: datetime,
    approved: bool = False,
    incident: bool = False,
) -> AnswerView:
    """Draft or approve an interim answer; raises WrongUsage for a term that nobody may promise."""
    ticket = get_ticket(session, number)
    until = end_of_day(policy, until)
    if ticket.interim_until != until:
        _expect_promisable(policy, ticket, until, editor.now)
    _expect_meaning(wish, Says.PLANNED)
    wish = replace(wish, until=until)
    return answer(session, editor, number, wish, approved=approved, incident=incident)


def _expect_promisable(policy: Policy, ticket: Ticket, until: datetime, now: datetime) -> None:
    expect_routed(ticket)
    here, latest = Status(ticket.status), interim_latest(policy, now)
    if here is not Status.INTERIM and not policy.path(here, Status.INTERIM):
        raise WrongUsage(forbidden(policy, ticket, Status.INTERIM))
    if ticket.interim_until is not None:
        msg = (
            f"Обращение {ticket.number}: срок уже переносили, до {local(ticket.interim_until)}. "
            "Второй раз не переносят: напишите жителю как есть, "
            f'otklik tickets answer {ticket.number} --text "…" --again'
        )
        raise WrongUsage(msg)
    if not now < until <= latest:
        msg = (
            f"Обещать до {dated(until)} нельзя: срок должен быть впереди, но не позже "
            f"{dated(latest)} ({policy.interim_days} рабочих дней)."
        )
        raise WrongUsage(msg)


def _expect_meaning(wish: Wish, says: Says) -> None:
    if wish.text is not None and what_it_says(wish.text) is not says:
        raise WrongUsage(UNLIKE[says])
