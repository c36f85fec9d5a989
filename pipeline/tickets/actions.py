"""What a dispatcher does to a ticket; every act is a guarded move or a change with its event."""

from datetime import datetime, timedelta
from shlex import quote
from typing import Any

from sqlalchemy.orm import Session

from models import EventKind, Outcome, Priority, ReviewReason, Status, Ticket
from pipeline.errors import WrongUsage
from pipeline.tickets.choice import outcome_called
from pipeline.tickets.clocks import MOSCOW
from pipeline.tickets.events import Cause, change, save
from pipeline.tickets.ground import has_word, owes_answer
from pipeline.tickets.inquiry import settle
from pipeline.tickets.moves import advance, expect_whole, move
from pipeline.tickets.policy import Policy

# Somebody was to do the work already: another body starts the executor's clock anew.
ROUTED = (Status.ASSIGNED, Status.IN_PROGRESS, Status.INTERIM)
OVER = ("done", "closed")  # stages that only a reopening leaves


def take(session: Session, policy: Policy, ticket: Ticket, cause: Cause) -> None:
    """The executor takes the ticket into work."""
    expect_routed(ticket)
    _expect_open(policy, ticket)
    if ticket.status == Status.IN_PROGRESS:
        raise WrongUsage(_taken(ticket))
    advance(session, policy, ticket, Status.IN_PROGRESS, cause)
    save(session, ticket)


def assign(
    session: Session,
    policy: Policy,
    ticket: Ticket,
    cause: Cause,
    *,
    department: str | None = None,
    assignee: str | None = None,
) -> None:
    """Send to a body or a person; another body's clock starts anew, the author's goes on.

    Another person of the same body goes on with what is in work.
    """
    _expect_open(policy, ticket)
    if ticket.status == Status.ASSIGNED and department is None and assignee is None:
        raise WrongUsage(_assigned(ticket))
    values = _bodies(ticket, department, assignee)
    another = values["department"] != ticket.department
    whom = ", ".join(name for name in values.values() if name)
    cause = cause.because(f"{whom}: {cause.reason}" if cause.reason else whom)
    if another and ticket.status in ROUTED:
        values |= {"take_by": _take_by(policy, ticket, cause.at), "taken_at": None}
    goes_on = ticket.status in ROUTED and not another and bool(assignee)
    if ticket.status == Status.ASSIGNED or goes_on:
        change(session, ticket, EventKind.ASSIGNED, cause, values)
    else:
        if ticket.status == Status.INTERIM:
            move(session, policy, ticket, Status.IN_PROGRESS, cause)
        move(session, policy, ticket, Status.ASSIGNED, cause, kind=EventKind.ASSIGNED, **values)
    settle(session, ticket, cause, (ReviewReason.NO_ROUTE,))
    save(session, ticket)


def _bodies(ticket: Ticket, department: str | None, assignee: str | None) -> dict[str, Any]:
    """Who is to answer: a body told anew does not keep the person of the old one."""
    if assignee is None:
        assignee = "" if department else ticket.assignee
    found = department or ticket.department
    if not found:
        msg = (
            f"Обращение {ticket.number}: назовите орган, таблица маршрутов его не знает: "
            f"otklik tickets assign {ticket.number} --department ОРГАН"
        )
        raise WrongUsage(msg)
    return {"department": found, "assignee": assignee}


def ask(session: Session, policy: Policy, ticket: Ticket, cause: Cause) -> None:
    """The author was asked for details; the solve clock stands until the answer."""
    move(session, policy, ticket, Status.NEED_INFO, cause)
    save(session, ticket)


def promise(
    session: Session, policy: Policy, ticket: Ticket, cause: Cause, *, until: datetime
) -> None:
    """An interim answer with a new term, no later than the policy permits."""
    latest = interim_latest(policy, cause.at)
    if until > latest:
        msg = (
            f"Промежуточный ответ может отложить решение до {latest.astimezone(MOSCOW):%d.%m.%Y}:"
            f" не больше {policy.interim_days} рабочих дней."
        )
        raise WrongUsage(msg)
    expect_routed(ticket)
    values = {"interim_until": until, "solve_by": until}
    if ticket.status == Status.INTERIM:
        change(session, ticket, EventKind.TERMS, cause, values)
    else:
        advance(session, policy, ticket, Status.INTERIM, cause, **values)
    save(session, ticket)


def may_wait(policy: Policy, ticket: Ticket) -> bool:
    """Whether an interim answer can put the solution off: somebody is to do it, nobody has yet."""
    there = ticket.status == Status.INTERIM
    steps = policy.path(Status(ticket.status), Status.INTERIM)
    return bool(ticket.department) and (there or bool(steps))


def interim_latest(policy: Policy, at: datetime) -> datetime:
    """The latest term that an interim answer given at a moment may promise."""
    day = datetime.combine(at, policy.working_hours.closes) - datetime.combine(
        at, policy.working_hours.opens
    )
    return policy.working_hours.add(at, day * policy.interim_days)


def end_of_day(policy: Policy, until: datetime) -> datetime:
    """A term without an hour: its day lasts as long as its work."""
    here = until.astimezone(MOSCOW)
    if here.hour or here.minute:
        return until
    closes = policy.working_hours.closes
    return here.replace(hour=closes.hour, minute=closes.minute)


def resolve(
    session: Session, policy: Policy, ticket: Ticket, cause: Cause, *, outcome: Outcome
) -> None:
    """The executor reports what became of the problem."""
    expect_routed(ticket)
    _expect_open(policy, ticket)
    advance(session, policy, ticket, Status.RESOLVED, cause, outcome=outcome)
    save(session, ticket)


def close(
    session: Session,
    policy: Policy,
    ticket: Ticket,
    cause: Cause,
    *,
    outcome: Outcome | None = None,
) -> None:
    """End the matter; needs an outcome, and an answer unless the resident said so himself."""
    expect_whole(ticket)
    if ticket.status == Status.CLOSED:
        raise WrongUsage(_closed(policy, ticket))
    final = outcome or (Outcome(ticket.outcome) if ticket.outcome else None)
    if final is None:
        titles = ", ".join(f"{name} ({title})" for name, title in policy.outcomes.items())
        msg = f"Обращение {ticket.number}: «закрыто» не значит «устранено», назовите итог: {titles}"
        raise WrongUsage(msg)
    if owes_answer(policy, ticket, final) and not has_word(session, ticket):
        msg = (
            f"Обращение {ticket.number} без ответа жителю: сначала ответьте, "
            f"otklik tickets answer {ticket.number}, и отправьте ответ, otklik dispatch."
        )
        raise WrongUsage(msg)
    advance(session, policy, ticket, Status.CLOSED, cause, outcome=final)
    settle(session, ticket, cause)
    save(session, ticket)


def reopen(session: Session, policy: Policy, ticket: Ticket, cause: Cause) -> None:
    """Work begins again, with new clocks; the first round's stay for reports."""
    expect_whole(ticket)
    expect_reason(ticket, cause.reason)
    move(session, policy, ticket, Status.REOPENED, cause)
    settle(session, ticket, cause)
    save(session, ticket)


def reject(session: Session, policy: Policy, ticket: Ticket, cause: Cause, *, reason: str) -> None:
    """Spam, abuse without substance, a test, not a problem; what was passed on is redirected."""
    expect_reason(ticket, reason)
    _expect_open(policy, ticket)
    if Status.REJECTED not in policy.statuses[Status(ticket.status)].moves:
        raise WrongUsage(_passed_on(policy, ticket, reason))
    cause = cause.because(reason)
    move(session, policy, ticket, Status.REJECTED, cause, reason=reason, closed_at=cause.at)
    settle(session, ticket, cause)
    save(session, ticket)


def redirect(
    session: Session, policy: Policy, ticket: Ticket, cause: Cause, *, reason: str
) -> None:
    """Not ours: the reason says whose it is."""
    expect_reason(ticket, reason)
    values = {
        "reason": reason,
        "closed_at": cause.at,
        "outcome": Outcome.OUT_OF_SCOPE,
    }
    _expect_open(policy, ticket)
    advance(session, policy, ticket, Status.REDIRECTED, cause.because(reason), **values)
    settle(session, ticket, cause)
    save(session, ticket)


def note(
    session: Session,
    policy: Policy,  # noqa: ARG001 (all acts are called alike)
    ticket: Ticket,
    cause: Cause,
    *,
    text: str,
) -> None:
    """A remark for colleagues."""
    if not text.strip():
        msg = f"Обращение {ticket.number}: заметка пуста, напишите её в кавычках."
        raise WrongUsage(msg)
    change(session, ticket, EventKind.NOTED, cause.because(text))
    save(session, ticket)


def _taken(ticket: Ticket) -> str:
    by = next(e for e in reversed(ticket.events) if e.to_status == Status.IN_PROGRESS)
    at = by.at.astimezone(MOSCOW)
    return f"Обращение {ticket.number} уже в работе: {by.actor}, {at:%d.%m %H:%M}."


def _closed(policy: Policy, ticket: Ticket) -> str:
    told = policy.outcomes[Outcome(ticket.outcome)] if ticket.outcome else "не назван"
    return (
        f"Обращение {ticket.number} уже закрыто, итог: {told}. Чтобы назвать другой, возобновите: "
        f'otklik tickets reopen {ticket.number} --reason "почему"'
    )


def _assigned(ticket: Ticket) -> str:
    whom = ", ".join(name for name in (ticket.department, ticket.assignee) if name)
    return f"Обращение {ticket.number} уже направлено ({whom}): назовите другой орган или человека."


def _passed_on(policy: Policy, ticket: Ticket, reason: str) -> str:
    """Too late to reject: the ways that are left, as they are typed."""
    rules = policy.statuses.values()
    rejected = ", ".join(f"«{rule.title}»" for rule in rules if Status.REJECTED in rule.moves)
    number, why = ticket.number, f'"{reason}"' if '"' not in reason else quote(reason)
    return (
        f"Обращение {number} в состоянии «{policy.title(ticket.status)}», а отклоняют из "
        f"{rejected}. Не тупик:\n"
        f"не наше или не жалоба вовсе: otklik tickets redirect {number} --reason {why}\n"
        f"проверили, беды нет: otklik tickets resolve {number} --outcome not_confirmed"
    )


def _take_by(policy: Policy, ticket: Ticket, at: datetime) -> datetime:
    priority = Priority(ticket.priority)
    term = timedelta(hours=policy.classes[priority].take_hours)
    return policy.hours(priority).add(at, term)


def _expect_open(policy: Policy, ticket: Ticket) -> None:
    expect_whole(ticket)
    rule, number = policy.statuses[Status(ticket.status)], ticket.number
    if rule.stage in OVER:
        msg = (
            f"Обращение {number} в состоянии «{rule.title}»: сначала возобновите его, "
            f'otklik tickets reopen {number} --reason "почему"'
        )
        raise WrongUsage(msg)


def expect_routed(ticket: Ticket) -> None:
    """Raises WrongUsage when nobody is known to answer for it."""
    if not ticket.department:
        msg = (
            f"Обращение {ticket.number}: неизвестно, кто отвечает. Сначала направьте его органу: "
            f"otklik tickets assign {ticket.number} --department ОРГАН"
        )
        raise WrongUsage(msg)


def expect_reason(ticket: Ticket, reason: str) -> None:
    """Raises WrongUsage when nobody would understand it later."""
    if not reason.strip():
        msg = f"Обращение {ticket.number}: нужна причина, её увидят житель и проверяющий."
        raise WrongUsage(msg)


def get_outcome(policy: Policy, name: str) -> Outcome:
    """The outcome by its code or its title; raises WrongUsage with all of them."""
    return Outcome(outcome_called(policy, name))
