"""The rating of districts: who keeps the terms, how fast, how often the trouble comes back."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from pipeline.register.form import Form, Value
from pipeline.register.state import State
from pipeline.reports.breakdown import UNKNOWN, by_district
from pipeline.reports.metrics import (
    ANSWER_HOURS,
    ON_TIME,
    OVERDUE,
    RECEIVED,
    REPEATS,
    SOLVE_HOURS,
    SOLVED,
    TAKE_HOURS,
    is_late,
    is_on_time,
    on_time_share,
    ranked,
)
from pipeline.reports.question import Question
from pipeline.reports.report import Heading, Report, Table, define
from pipeline.reports.sketches import heat_of
from pipeline.reports.snapshot import Snapshot, read_snapshot
from pipeline.reports.terms import terms

MEASURES = (
    RECEIVED,
    ON_TIME,
    OVERDUE,
    TAKE_HOURS,
    ANSWER_HOURS,
    SOLVE_HOURS,
    SOLVED,
    REPEATS,
)
PLACE = Heading("place", "Место", Form.COUNT, "место")
NAME = Heading("name", "Район", Form.FREE_TEXT)
BEFORE = Heading("on_time_before", "% в срок было", Form.NUMBER, "% было")


def districts(session: Session, asked: Question) -> Report:
    """Districts by the share of tickets that ended in time."""
    snapshot = read_snapshot(session, asked)
    return Report(
        name="districts",
        title=f"Рейтинг районов: {asked.period}",
        now=asked.now,
        period=asked.period,
        sentences=(
            f"Места — по доле завершённых в срок; меньше {terms().rated_from} карточек,"
            " чей срок наступил, места не дают.",
        ),
        tables=(_rating(snapshot),),
        pictures=(heat_of(snapshot),),
    )


def _rating(snapshot: Snapshot) -> Table:
    now, headings = snapshot.now, (PLACE, NAME, *map(Heading.of, MEASURES), BEFORE)
    before = dict(ranked(snapshot.before, by_district))

    def figures(states: Sequence[State], earlier: Sequence[State]) -> Iterator[Value]:
        yield from (measure.of(states, snapshot) for measure in MEASURES)
        yield on_time_share(earlier, now)

    groups = sorted(ranked(snapshot.received, by_district), key=lambda group: _rank(group, now))
    lines: list[tuple[Value, ...]] = []
    for name, states in groups:
        place = len(lines) + 1 if _is_rated(name, states, now) else None
        lines.append((place, name, *figures(states, before.get(name, ()))))
    return Table(
        "rating",
        "Районы",
        headings,
        tuple(lines),
        (None, "Всего", *figures(snapshot.received, snapshot.before)),
        define(headings),
        "За период ничего не поступило.",
    )


def _rank(group: tuple[str, list[State]], now: datetime) -> tuple[bool, float, int, str]:
    name, states = group
    share = on_time_share(states, now)
    return not _is_rated(name, states, now), -(share or 0), -len(states), name


def _is_rated(name: str, states: list[State], now: datetime) -> bool:
    due = sum(is_on_time(state) or is_late(state, now) for state in states)
    return name != UNKNOWN and due >= terms().rated_from
