"""Which numbers of a snapshot each picture shows."""

from collections import Counter
from datetime import datetime, timedelta

from pipeline.register.state import State
from pipeline.register.wording import moment
from pipeline.reports.breakdown import by_district, by_topic
from pipeline.reports.equation import Equation
from pipeline.reports.metrics import ranked
from pipeline.reports.pictures import Deadlines, Funnel, Heat, Step, Trend
from pipeline.reports.snapshot import Snapshot

DAY = timedelta(days=1)
LINES = 5  # that can be told apart without colours; the other topics share one
OTHERS = "прочие"
FATES = ("в срок", "позже срока", "срок идёт", "не сделано")
TERMS = (
    ("Принятие", "take_by", "taken_at"),
    ("Ответ", "answer_by", "answered_at"),
    ("Решение", "solve_by", "resolved_at"),
)


def trend_of(snapshot: Snapshot) -> Trend:
    """Received by day and topic."""
    days = snapshot.period.days()
    groups = ranked(snapshot.received, by_topic)
    named = [(name, states) for name, states in groups[:LINES]]
    rest = [state for _, states in groups[LINES:] for state in states]
    lines = [*named, *([(OTHERS, rest)] if rest else [])]
    names = tuple(moment(day.start)[:5] for day in days)
    short = [name for name, day in zip(names, days, strict=True) if day.end - day.start < DAY]
    # A line that falls because the day is not over must not be taken for good news.
    note = f" (неполные дни: {', '.join(short)})" if short else ""
    return Trend(
        f"Поступило по дням и темам{note}",
        names,
        tuple(
            (name, tuple(sum(state.opened_at in day for state in states) for day in days))
            for name, states in lines
        ),
    )


def heat_of(snapshot: Snapshot) -> Heat:
    """Received by district and topic."""
    topics = [name for name, _ in ranked(snapshot.received, by_topic)]
    districts = ranked(snapshot.received, by_district)
    return Heat(
        "Поступило по районам и темам",
        tuple(topics),
        tuple((name, _by_topic(states, topics)) for name, states in districts),
    )


def _by_topic(states: list[State], topics: list[str]) -> tuple[int, ...]:
    counts = Counter(map(by_topic, states))
    return tuple(counts[topic] for topic in topics)


def funnel_of(sums: Equation) -> Funnel:
    """The equation: each bar is the sum of its parts, and a part of the one above."""
    return Funnel(
        "От комментария до ответа",
        (
            Step(
                "Собрано комментариев",
                (
                    ("обращения", sums.appeals),
                    ("на проверке", sums.review),
                    ("не обращения", sums.not_appeals),
                    ("не разобрано", sums.unread),
                ),
            ),
            Step(
                "Обращения",
                (
                    ("отвечено", sums.answered),
                    ("ещё открыто", sums.open),
                    ("отклонено или закрыто с причиной", sums.ended),
                ),
            ),
        ),
    )


def deadlines_of(snapshot: Snapshot) -> Deadlines:
    """Each term of the received tickets: kept, missed, still running."""
    return Deadlines(
        "Как соблюдены сроки",
        tuple(
            Step(title, _parts(snapshot.received, by, done, snapshot.now))
            for title, by, done in TERMS
        ),
    )


def _parts(
    states: tuple[State, ...], by: str, done: str, now: datetime
) -> tuple[tuple[str, int], ...]:
    pairs = ((state, getattr(state, by), getattr(state, done)) for state in states)
    counts = Counter(_kept(state, until, at, now) for state, until, at in pairs)
    return tuple((name, counts[name]) for name in FATES)


def _kept(state: State, by: datetime | None, at: datetime | None, now: datetime) -> str | None:
    if by is None or (at is None and state.done):
        return None  # nothing was asked, or the ticket ended another way
    if at is not None:
        return "в срок" if at <= by else "позже срока"
    return "срок идёт" if by >= now else "не сделано"
