"""Tickets that wait: without an answer, or open for long."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from pipeline.register.form import Form, Value
from pipeline.register.state import State
from pipeline.register.titles import topic_title
from pipeline.reports.breakdown import by_topic
from pipeline.reports.metrics import ranked
from pipeline.reports.question import Question
from pipeline.reports.report import Definition, Heading, Report, Table, define
from pipeline.reports.snapshot import read_snapshot
from pipeline.reports.terms import terms
from pipeline.tickets.witness import told_by_residents

NOBODY = "ответственный не найден"
LIST = (
    Heading("number", "Номер", Form.TEXT),
    Heading("opened_at", "Сообщение", Form.MOMENT),
    Heading("waiting", "Ждёт, ч", Form.NUMBER, "ждёт, ч"),
    Heading("answer_by", "Срок ответа", Form.MOMENT),
    Heading("topic", "Тема", Form.TEXT),
    Heading("address", "Адрес", Form.FREE_TEXT),
    Heading("department", "Ответственный орган", Form.FREE_TEXT, "орган"),
    Heading("status", "Статус", Form.TEXT),
)


def unanswered(session: Session, asked: Question) -> Report:
    """Every ticket that waits for a public answer too long, by who owes it."""
    snapshot = read_snapshot(session, asked)
    now, found = asked.now, snapshot.unanswered()
    hours = f"{terms().unanswered_hours:g}"
    owed = ranked(found, by_department)
    return Report(
        name="unanswered",
        title=f"Без ответа больше {hours} ч",
        now=now,
        period=None,
        sentences=(
            f"Без ответа больше {hours} ч: {len(found)}; из них срок ответа прошёл у"
            f" {sum(state.answer_by is not None and state.answer_by < now for state in found)}.",
        ),
        tables=(
            Table(
                "departments",
                "Кто отвечает",
                (
                    Heading("name", "Ответственный орган", Form.FREE_TEXT),
                    Heading("count", "Без ответа", Form.COUNT),
                ),
                tuple((name, len(states)) for name, states in owed),
                ("Всего", len(found)),
                _defined("unanswered", "Без ответа"),
                "Все получили ответ.",
            ),
            _listed(session, "tickets", "Обращения, давние сверху", found, asked),
        ),
    )


def ageing(session: Session, asked: Question) -> Report:
    """Open tickets by how long ago they came, and the oldest of them."""
    snapshot = read_snapshot(session, asked)
    now, found = asked.now, [state for state in snapshot.pending if not state.done]
    ages = (
        _by_age("topics", "По темам", "Тема", ranked(found, by_topic), found, now),
        _by_age("departments", "По органам", "Орган", ranked(found, by_department), found, now),
    )
    return Report(
        name="ageing",
        title="Возраст открытых обращений",
        now=now,
        period=None,
        sentences=(f"Открыто {len(found)}, просрочено {len(snapshot.overdue())}.",),
        tables=(*ages, _listed(session, "oldest", "Самые давние", found[: terms().oldest], asked)),
    )


def by_department(state: State) -> str:
    """Who answers for it."""
    return state.department or NOBODY


def _by_age(
    code: str,
    title: str,
    first: str,
    groups: Iterable[tuple[str, list[State]]],
    found: Sequence[State],
    now: datetime,
) -> Table:
    edges = (0, *terms().age_hours)
    names = [*(f"до {_span(edge)}" for edge in edges[1:]), f"больше {_span(edges[-1])}"]
    headings = (Heading(f"age_{number}", name, Form.COUNT) for number, name in enumerate(names))
    return Table(
        code,
        title,
        (Heading("name", first, Form.FREE_TEXT), *headings, Heading("all", "Всего", Form.COUNT)),
        tuple((name, *_ages(states, now), len(states)) for name, states in groups),
        ("Всего", *_ages(found, now), len(found)),
        _defined("age", "Возраст"),
        "Открытых обращений нет.",
    )


def _ages(states: Sequence[State], now: datetime) -> list[int]:
    limits = [timedelta(hours=hours) for hours in terms().age_hours]
    counts = [0] * (len(limits) + 1)
    for state in states:
        counts[sum(now - state.opened_at >= limit for limit in limits)] += 1
    return counts


def _span(hours: float) -> str:
    return f"{hours:g} ч" if hours < 48 else f"{hours / 24:g} дн."


def _listed(
    session: Session, code: str, title: str, states: Sequence[State], asked: Question
) -> Table:
    told = told_by_residents(session, states, asked.now)
    return Table(
        code,
        title,
        LIST,
        tuple(_line(state, asked, by_resident=state.id in told) for state in states),
        definitions=define(LIST),
        empty="Таких обращений нет.",
    )


def _line(state: State, asked: Question, *, by_resident: bool) -> tuple[Value, ...]:
    return (
        state.number,
        state.opened_at,
        round((asked.now - state.opened_at).total_seconds() / 3600, 1),
        state.answer_by,
        topic_title(state.subtopic or state.topic),
        state.address,
        state.department,
        asked.policy.title(state.status, by_resident=by_resident),
    )


def _defined(code: str, term: str) -> tuple[Definition, ...]:
    return (Definition(term, terms().measures[code]),)
