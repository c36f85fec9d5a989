"""Every number of a summary is the same count over the exported register and over plain SQL."""

import json
import random
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.orm import Session

from models import EventKind, Incident, Status, Ticket
from models.database import open_engine, open_sessions, upgrade
from pipeline.register.export import export_register
from pipeline.register.profile import Profile
from pipeline.register.selection import Selection
from pipeline.register.titles import topic_title
from pipeline.register.wording import iso
from pipeline.reports.catalogue import make_report
from pipeline.reports.names import ReportName
from pipeline.tickets.filter import Filter
from tests.factory import NOON, answer, event, ticket

TICKETS, DAYS = 80, 12
HOUR = timedelta(hours=1)
TOPICS = ("heating", "hot_water", "billing", "snow_removal")
DISTRICTS = ("Всеволожский", "Кингисеппский", "Гатчинский", None)
DEPARTMENTS = ("Комитет по ТЭК", "Комитет по ЖКХ", "")
OUTCOMES = ("fixed", "fixed", "explained", "natural")

CLEARED = ("taken_at", "answered_at", "resolved_at", "outcome")  # by a reopening

Line = dict[str, Any]


@pytest.fixture(scope="module")
def season(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Session, Path]]:
    """A season of random lives, and a place for its registers."""
    engine = open_engine("sqlite://")
    upgrade(engine)
    with open_sessions(engine)() as session:
        chance = random.Random(47)
        masses = [_incident(session, number) for number in range(3)]
        for _ in range(TICKETS):
            _live(session, chance, masses)
        yield session, tmp_path_factory.mktemp("registers") / "register.jsonl"
    engine.dispose()


def _incident(session: Session, number: int) -> int:
    made = Incident(
        number=f"И-2023-{number:04}", topic="heating", level="house", opened_at=NOON, last_at=NOON
    )
    session.add(made)
    session.flush()
    return made.id


def _live(session: Session, chance: random.Random, masses: list[int]) -> None:
    """One ticket from its opening to wherever its life has come."""
    district = chance.choice(DISTRICTS)
    placed: dict[str, Any] = {} if district else {"settlement": None, "street": None, "house": None}
    at = NOON + timedelta(minutes=chance.randrange(DAYS * 24 * 60))
    told = ticket(
        session,
        opened_at=at,
        topic=chance.choice(TOPICS),
        subtopic="",
        urgent=chance.random() < 0.2,
        district=district,
        department=chance.choice(DEPARTMENTS),
        incident_id=chance.choice([None, None, *masses]),
        **placed,
    )
    for _ in range(chance.randrange(7)):
        at += timedelta(minutes=chance.randrange(1, 600))
        _step(session, chance, told, at)


def _step(session: Session, chance: random.Random, told: Ticket, at: datetime) -> None:
    taken, resolved = told.taken_at or at, told.resolved_at or at
    body = chance.choice((told.department, told.department, *DEPARTMENTS))
    match told.status, chance.random():
        case Status.NEW, dice if dice < 0.1:
            event(session, told, at, EventKind.MERGED, status=Status.MERGED)
        case Status.NEW, dice if dice < 0.25:
            event(session, told, at, status=Status.REJECTED, reason="спам")
        case ((Status.NEW | Status.REOPENED), _):
            event(session, told, at, status=Status.ASSIGNED, department=body)
        case Status.ASSIGNED, dice if dice < 0.2:
            event(session, told, at, status=Status.REDIRECTED, reason="не наш дом")
        case Status.ASSIGNED, _:
            event(session, told, at, status=Status.IN_PROGRESS, taken_at=taken, department=body)
        case Status.IN_PROGRESS, dice if dice < 0.4:
            answer(session, told, at)
        case Status.IN_PROGRESS, _:
            outcome = chance.choice(OUTCOMES)
            event(session, told, at, status=Status.RESOLVED, resolved_at=resolved, outcome=outcome)
        case ((Status.RESOLVED | Status.ANSWERED), dice) if dice < 0.4:
            again: dict[str, Any] = dict.fromkeys(
                ("taken_at", "answered_at", "resolved_at", "outcome")
            )
            repeats = told.repeats + 1
            event(session, told, at, status=Status.REOPENED, repeats=repeats, **again)
        case Status.RESOLVED, _:
            answer(session, told, at)
            event(session, told, at, status=Status.ANSWERED)


# ---- the same numbers out of the register


def on_time(line: Line) -> bool:
    ended = line["resolved_at"] or line["answered_at"]
    good = finished(line) and ended is not None and ended <= line["solve_by"]
    return good and "повторное" not in (line["signs"] or "")


def late(line: Line, now: str) -> bool:
    if on_time(line):
        return False
    if finished(line):
        return bool(line["resolved_at"] or line["answered_at"])
    return line["status"] not in ENDED and line["solve_by"] < now


def finished(line: Line) -> bool:
    return line["status"] in ("resolved", "answered", "closed")


ENDED = ("rejected", "redirected", "merged", "resolved", "answered", "closed")


def share(lines: list[Line], now: str) -> float | None:
    good, bad = sum(map(on_time, lines)), sum(late(line, now) for line in lines)
    return round(100 * good / (good + bad), 1) if good + bad else None


def hours(lines: list[Line], code: str) -> float | None:
    spent = [
        (datetime.fromisoformat(line[code]) - datetime.fromisoformat(line["opened_at"])) / HOUR
        for line in lines
        if line[code]
    ]
    return round(median(spent), 1) if spent else None


def counted(lines: list[Line], now: str) -> Line:
    """The numbers of a line of the свод, counted over lines of the register."""
    return {
        "received": len(lines),
        "repeats": sum("повторное" in (line["signs"] or "") for line in lines),
        "directed": sum(
            bool(line["department"])
            and line["status"] not in ("new", "review", "need_info", "rejected", "redirected")
            for line in lines
        ),
        "taken": sum(line["taken_at"] is not None for line in lines),
        "answered": sum(line["answered_at"] is not None for line in lines),
        "solved": sum(
            line["resolved_at"] is not None and line["outcome"] in (None, "fixed") for line in lines
        ),
        "rejected": sum(line["status"] in ("rejected", "redirected") for line in lines),
        "finished": sum(map(finished, lines)),
        "open": sum(line["status"] not in ENDED for line in lines),
        "overdue": sum(line["late_hours"] is not None for line in lines),
        "on_time": share(lines, now),
        "take_hours": hours(lines, "taken_at"),
        "answer_hours": hours(lines, "answered_at"),
        "solve_hours": hours(lines, "resolved_at"),
        "incidents": len({line["incident"] for line in lines} - {None}),
        "no_address": sum(line["precision"] == "нет адреса" for line in lines),
    }


# ---- the same numbers out of the tables

THEN = """
    CASE WHEN EXISTS (SELECT 1 FROM event e WHERE e.ticket_id = t.id AND e.at >= :now
                      AND json_type(e.data, '$.was.{0}') IS NOT NULL)
         THEN (SELECT json_extract(e.data, '$.was.{0}') FROM event e
               WHERE e.ticket_id = t.id AND e.at >= :now
               AND json_type(e.data, '$.was.{0}') IS NOT NULL ORDER BY e.sequence LIMIT 1)
         ELSE t.{0} END AS {0}
"""
REWRITTEN = ("status", "department", "taken_at", "answered_at", "resolved_at", "outcome", "repeats")
SQL = f"""
WITH then_ AS (
    SELECT t.opened_at, t.topic, t.district, t.take_by, t.answer_by, t.solve_by,
           {", ".join(THEN.format(name) for name in REWRITTEN)}
    FROM ticket t WHERE t.opened_at >= :since AND t.opened_at < :until AND t.opened_at < :now
)
SELECT count(*) AS received,
       coalesce(sum(repeats > 0), 0) AS repeats,
       coalesce(sum(taken_at IS NOT NULL), 0) AS taken,
       coalesce(sum(answered_at IS NOT NULL), 0) AS answered,
       coalesce(sum(resolved_at IS NOT NULL AND coalesce(outcome, 'fixed') = 'fixed'), 0) AS solved,
       coalesce(sum(status IN ('rejected', 'redirected')), 0) AS rejected,
       coalesce(sum(status IN ('resolved', 'answered', 'closed')), 0) AS finished,
       coalesce(sum(status NOT IN ('resolved', 'answered', 'closed', 'rejected', 'redirected')), 0)
           AS open,
       coalesce(sum(status NOT IN ('resolved', 'answered', 'closed', 'rejected', 'redirected')
           AND (take_by < :now AND taken_at IS NULL OR answer_by < :now AND answered_at IS NULL
                OR solve_by < :now AND resolved_at IS NULL)), 0) AS overdue
FROM then_ WHERE status <> 'merged' {{more}}
"""


def over_sql(
    session: Session, wanted: Selection, since: datetime, until: datetime, now: datetime
) -> Line:
    """The counts that SQL can tell of, past moments included."""
    asked = {"topic": wanted.topics, "district": wanted.districts, "department": wanted.departments}
    more = "".join(
        f" AND {name} IN ({', '.join(repr(value) for value in values)})"
        for name, values in asked.items()
        if values
    )
    moments = {"since": since, "until": until, "now": now}
    stored = {name: f"{at:%Y-%m-%d %H:%M:%S}.000000" for name, at in moments.items()}
    return dict(session.execute(text(SQL.format(more=more)), stored).one()._mapping)


# ---- and they agree

MOMENTS = st.integers(0, (DAYS + 3) * 24).map(lambda hour: NOON + hour * HOUR)
SHARES = st.builds(
    Selection,
    topics=st.sets(st.sampled_from(TOPICS), max_size=2).map(lambda s: tuple(sorted(s))),
    districts=st.sets(st.sampled_from(DISTRICTS[:-1]), max_size=2).map(lambda s: tuple(sorted(s))),
    departments=st.sets(st.sampled_from(DEPARTMENTS[:-1]), max_size=1).map(tuple),
)


@settings(max_examples=200, derandomize=True)
@given(wanted=SHARES, moments=st.tuples(MOMENTS, MOMENTS, MOMENTS).map(sorted))
def test_the_summary_the_register_and_sql_agree(
    season: tuple[Session, Path], wanted: Selection, moments: list[datetime]
) -> None:
    session, path = season
    since, until, now = moments
    report = make_report(
        session, ReportName.WEEKLY, now=now, since=since, until=until, wanted=wanted
    )
    lines = _lines(session, path, wanted, Filter(since=since, until=until), now)
    districts, topics = report.tables
    check(_table(districts), lines, lambda line: line["district"] or "район не указан", now)
    check(_table(topics), lines, lambda line: topic_title(line["topic"]), now)
    told = over_sql(session, wanted, since, until, now)
    total = _table(districts)["Всего"]
    assert {name: total[name] for name in told} == told


def _lines(
    session: Session, path: Path, wanted: Selection, period: Filter, now: datetime
) -> list[Line]:
    asked = Selection(period, wanted.topics, wanted.districts, wanted.departments)
    export_register(session, path, now=now, wanted=asked, profile=Profile.JSONL)
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return [line for line in lines if line["status"] != "merged"]


def _table(table: Any) -> dict[str, Line]:
    codes = [heading.code for heading in table.headings]
    rows = [dict(zip(codes, row, strict=True)) for row in (*table.rows, table.total)]
    return {row["name"]: row for row in rows}


def check(
    told: dict[str, Line], lines: list[Line], key: Callable[[Line], str], now: datetime
) -> None:
    """Each line of a table is the count over the lines of the register that belong to it."""
    groups: dict[str, list[Line]] = {"Всего": lines}
    for line in lines:
        groups.setdefault(key(line), []).append(line)
    for name, row in told.items():
        expected = counted(groups.get(name, []), iso(now))
        assert {code: row[code] for code in expected} == expected, name
