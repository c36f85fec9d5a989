"""The daily summary: what came in 24 hours, what is late, what needs a head's decision."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from pipeline.register.selection import Selection
from pipeline.register.state import State
from pipeline.register.wording import moment
from pipeline.reports.breakdown import breakdown, by_district, by_topic, compared, measured
from pipeline.reports.equation import equation
from pipeline.reports.mass import Mass, find_masses
from pipeline.reports.metrics import ANSWERED, OPEN, OVERDUE, RECEIVED, SOLVED
from pipeline.reports.period import Period
from pipeline.reports.question import Question
from pipeline.reports.report import Headline, Report, Table
from pipeline.reports.snapshot import Snapshot, read_snapshot
from pipeline.reports.terms import terms
from pipeline.tickets.clocks import MOSCOW

DAY = timedelta(days=1)


def daily(session: Session, asked: Question) -> Report:
    """The 24 hours before a moment, unless told another period."""
    snapshot = read_snapshot(session, asked)
    # Comments are folded into tickets of all bodies: a share of them has no sum of its own.
    whole, period, now = asked.wanted == Selection(), asked.period, asked.now
    said = equation(session, period.start, period.end, now=now).appeals if whole else None
    masses = [mass for mass in find_masses(session, snapshot) if mass.open]
    return Report(
        name="daily",
        title=f"Сводка {_span(period)} на {moment(now)}",
        now=now,
        period=period,
        sentences=tuple(_sentences(snapshot, said, masses)),
        tables=tuple(_tables(snapshot)),
        headlines=tuple(_headlines(snapshot)),
        brief=True,
    )


def _sentences(snapshot: Snapshot, said: int | None, masses: list[Mass]) -> Iterator[str]:
    local = snapshot.now.astimezone(MOSCOW)
    received, hours = len(snapshot.received), f"{terms().unanswered_hours:g}"
    comments = "" if said is None else f", сообщений жителей {said}"
    before = "предыдущим суткам" if _is_day(snapshot.period) else "такому же периоду перед ним"
    yield (
        f"На {local:%H:%M %d.%m.%Y} {_span(snapshot.period)} поступило {received}"
        f" ({received - len(snapshot.before):+d} к {before}){comments};"
        f" всего с начала сезона {snapshot.season}."
    )
    yield f"Темы: {shares(map(by_topic, snapshot.received))}"
    yield f"Районы: {shares(map(by_district, snapshot.received))}"
    yield f"Массовые: {_list(map(str, masses))}"
    yield f"Просрочено: {_late(snapshot)}"
    yield f"Без ответа больше {hours} ч: {len(snapshot.unanswered())}."
    yield f"Требуют решения руководителя: {_list(_decisions(snapshot))}"


def _headlines(snapshot: Snapshot) -> Iterator[Headline]:
    received, late = len(snapshot.received), snapshot.overdue()
    yield Headline(
        "Поступило",
        str(received),
        f"{received - len(snapshot.before):+d} к предыдущему периоду",
    )
    hours = f"{terms().unanswered_hours:g}"
    yield Headline(
        f"Без ответа больше {hours} ч", str(len(snapshot.unanswered())), "вместе с прежними"
    )
    urgent = sum(state.urgent for state in late)
    yield Headline("Просрочено", str(len(late)), f"из них срочных {urgent}")
    decisions = sum(1 for _ in _decisions(snapshot))
    yield Headline("Ждут руководителя", str(decisions), "требуют решения")


def _is_day(period: Period) -> bool:
    return period.end - period.start == DAY


def _span(period: Period) -> str:
    return "за сутки" if _is_day(period) else f"за период {period}"


def shares(names: Iterable[str]) -> str:
    """«Отопление 120 (51 %), Мусор 8 (3 %), прочие 4.»"""
    counts = Counter(names)
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    top, total = terms().top, counts.total()
    named = [f"{name} {count} ({100 * count / total:.0f} %)" for name, count in ranked[:top]]
    rest = sum(count for _, count in ranked[top:])
    return _list([*named, *([f"прочие {rest}"] if rest else [])], most=top + 1, between=", ")


def _late(snapshot: Snapshot) -> str:
    late = snapshot.overdue()
    urgent = sum(state.urgent for state in late)
    return f"{len(late)}, из них срочных {urgent}." if late else "нет."


def _decisions(snapshot: Snapshot) -> Iterator[str]:
    for state in sorted(snapshot.pending, key=lambda state: (not state.urgent, state.opened_at)):
        if reason := decision(state, snapshot.now):
            yield f"{state.number} ({reason})"


def decision(state: State, now: datetime) -> str | None:
    """Why a head must decide about a ticket, if so."""
    if state.done:
        return None
    missed = state.missed(now)
    late = (now - min(missed)).total_seconds() / 3600 if missed else 0
    if state.urgent and missed:
        return f"срочное, просрочено на {late:.0f} ч"
    if late > terms().decide_overdue_hours:
        return f"просрочено на {late:.0f} ч"
    if state.repeats >= terms().decide_repeats:
        return f"возобновлений: {state.repeats}"
    return None if state.department or not missed else "не найден ответственный"


def _list(found: Iterable[str], most: int | None = None, between: str = "; ") -> str:
    items = list(found)
    shown = items[: most or terms().top]
    rest = len(items) - len(shown)
    return between.join([*shown, *([f"и ещё {rest}"] if rest else [])]) + "." if items else "нет."


def _tables(snapshot: Snapshot) -> Iterator[Table]:
    for code, title, first, key in (
        ("topics", "По темам", "Тема", by_topic),
        ("districts", "По районам", "Район", by_district),
    ):
        counts = (RECEIVED, ANSWERED, SOLVED, OPEN, OVERDUE)
        figures = [measured(measure, snapshot) for measure in counts]
        figures[1:1] = compared(snapshot, key)
        yield breakdown(code, title, first, snapshot, key, figures)
