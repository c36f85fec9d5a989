"""Moves of one ticket."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.options import Actor, AsOf, Home, Number, Outcome, Reason
from commands.words import say
from commands.workplace import PATIENCE, home_of, now_or, who, writing

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from models import Ticket
    from pipeline.tickets.events import Cause
    from pipeline.tickets.policy import Policy

app = typer.Typer()


@contextmanager
def at_hand(
    number: str, home: Path | None, actor: str, reason: str, as_of: datetime | None
) -> Iterator[tuple["Session", "Policy", "Ticket", "Cause"]]:
    """A ticket to act upon, in one transaction; says how it stands afterwards."""
    from pipeline.tickets.card import as_lines
    from pipeline.tickets.events import Cause
    from pipeline.tickets.listing import get_ticket
    from pipeline.tickets.policy import find_policy

    now = now_or(as_of)
    with writing(home, wait=PATIENCE) as desk, desk.sessions.begin() as session:
        ticket, policy = get_ticket(session, number), find_policy(desk.home)
        yield session, policy, ticket, Cause(now, who(actor), reason=reason)
        say(next(iter(as_lines(session, policy, [ticket], now))))


@app.command("take")
def tickets_take(
    number: Number, actor: Actor = "", reason: Reason = "", as_of: AsOf = None, home: Home = None
) -> None:
    """Принять в работу. Пример: otklik tickets take 12 --actor Иванова"""
    from pipeline.tickets.actions import take

    with at_hand(number, home, actor, reason, as_of) as found:
        take(*found)


@app.command("assign")
def tickets_assign(
    number: Number,
    department: Annotated[str | None, typer.Option("--department", help="Какому органу.")] = None,
    assignee: Annotated[str | None, typer.Option("--assignee", help="Какому исполнителю.")] = None,
    actor: Actor = "",
    reason: Reason = "",
    as_of: AsOf = None,
    home: Home = None,
) -> None:
    """Направить органу или исполнителю. Пример: otklik tickets assign 12 --assignee Петров"""
    from pipeline.tickets.actions import assign
    from pipeline.tickets.routing import find_routing

    with at_hand(number, home, actor, reason, as_of) as found:
        assign(*found, department=department, assignee=assignee)
        ticket, routing = found[2], find_routing(home_of(home))
        say(f"Отвечает: {', '.join(filter(None, (ticket.department, ticket.assignee)))}")
        if not routing.knows(ticket.department):
            say("Внимание: такого органа нет в таблице маршрутов, проверьте название. В ней есть:")
            say(", ".join(routing.bodies))


@app.command("resolve")
def tickets_resolve(
    number: Number,
    outcome: Outcome,
    actor: Actor = "",
    reason: Reason = "",
    as_of: AsOf = None,
    home: Home = None,
) -> None:
    """Отметить устранение с итогом. Пример: otklik tickets resolve 12 --outcome fixed"""
    from pipeline.tickets.actions import get_outcome, resolve

    with at_hand(number, home, actor, reason, as_of) as found:
        resolve(*found, outcome=get_outcome(found[1], outcome))


@app.command("close")
def tickets_close(
    number: Number,
    outcome: Annotated[
        str | None, typer.Option("--outcome", help="Итог, если ещё не назван.")
    ] = None,
    actor: Actor = "",
    reason: Reason = "",
    as_of: AsOf = None,
    home: Home = None,
) -> None:
    """Закрыть после ответа жителю. Пример: otklik tickets close 12"""
    from pipeline.tickets.actions import close, get_outcome

    with at_hand(number, home, actor, reason, as_of) as found:
        close(*found, outcome=get_outcome(found[1], outcome) if outcome else None)


@app.command("reopen")
def tickets_reopen(
    number: Number, reason: Reason, actor: Actor = "", as_of: AsOf = None, home: Home = None
) -> None:
    """Возобновить. Пример: otklik tickets reopen 12 --reason "снова холодно" """
    from pipeline.tickets.actions import reopen

    with at_hand(number, home, actor, reason, as_of) as found:
        reopen(*found)


@app.command("reject")
def tickets_reject(
    number: Number, reason: Reason, actor: Actor = "", as_of: AsOf = None, home: Home = None
) -> None:
    """Отклонить с причиной. Пример: otklik tickets reject 12 --reason реклама"""
    from pipeline.tickets.actions import reject

    with at_hand(number, home, actor, "", as_of) as found:
        reject(*found, reason=reason)


@app.command("redirect")
def tickets_redirect(
    number: Number, reason: Reason, actor: Actor = "", as_of: AsOf = None, home: Home = None
) -> None:
    """Передать туда, где решают. Пример: otklik tickets redirect 12 --reason "это Петербург" """
    from pipeline.tickets.actions import redirect

    with at_hand(number, home, actor, "", as_of) as found:
        redirect(*found, reason=reason)


@app.command("note")
def tickets_note(
    number: Number,
    text: Annotated[str, typer.Argument(help="Что запомнить.", metavar="ТЕКСТ")],
    actor: Actor = "",
    as_of: AsOf = None,
    home: Home = None,
) -> None:
    """Записать заметку в историю. Пример: otklik tickets note 12 "звонили, не берут" """
    from pipeline.tickets.actions import note

    with at_hand(number, home, actor, "", as_of) as found:
        note(*found, text=text)


@app.command("checked")
def tickets_checked(
    number: Number, actor: Actor = "", reason: Reason = "", as_of: AsOf = None, home: Home = None
) -> None:
    """Снять вопросы к человеку: просмотрено, всё верно. Пример: otklik tickets checked 12"""
    from pipeline.tickets.inquiry import check

    with at_hand(number, home, actor, reason, as_of) as found:
        check(*found)


@app.command("merge")
def tickets_merge(
    number: Number,
    into: Annotated[str, typer.Argument(help="В какое обращение.", metavar="КУДА")],
    actor: Actor = "",
    reason: Reason = "",
    as_of: AsOf = None,
    home: Home = None,
) -> None:
    """Объединить с другим. Пример: otklik tickets merge 15 12"""
    from pipeline.tickets.listing import get_ticket
    from pipeline.tickets.merging import differences, merge

    with at_hand(number, home, actor, reason, as_of) as found:
        ticket, other = found[2], get_ticket(found[0], into)
        merge(*found, into=other)
        if different := differences(ticket, other):
            say(f"Внимание, у них разное: {'; '.join(different)}.")
        if other.resolved_at is not None:
            say(f"Внимание, {other.number} уже с итогом: если беда осталась, возобновите его.")
        say(f"Теперь в {other.number}. Отменить: otklik tickets split {ticket.number}")


@app.command("split")
def tickets_split(
    number: Number,
    comment: Annotated[
        list[int] | None,
        typer.Option("--comment", metavar="НОМЕР", help="Выделить это сообщение из обращения."),
    ] = None,
    actor: Actor = "",
    reason: Reason = "",
    as_of: AsOf = None,
    home: Home = None,
) -> None:
    """Отменить объединение или выделить сообщения. Пример: otklik tickets split 15"""
    from pipeline.tickets.card import as_lines
    from pipeline.tickets.splitting import split

    with at_hand(number, home, actor, reason, as_of) as found:
        session, policy, ticket, cause = found
        made = split(*found, comments=comment or ())
        if made is not ticket:
            say(f"Выделено: {next(as_lines(session, policy, [made], cause.at))}")
            say(f"Отменить: otklik tickets merge {made.number} {ticket.number}")
