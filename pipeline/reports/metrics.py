"""The numbers behind all summaries: one definition each, counted over tickets in hand."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from models import Outcome, Status
from pipeline.register.form import Form, Value
from pipeline.register.state import State
from pipeline.reports.snapshot import Snapshot

REFUSED = (Status.REJECTED, Status.REDIRECTED)
UNDIRECTED = (Status.NEW, Status.REVIEW, Status.NEED_INFO)

Holds = Callable[[State, Snapshot], bool]
Count = Callable[[Sequence[State], Snapshot], Value]


def is_refused(state: State, _at: Snapshot | None = None) -> bool:
    """Ended with a reason why nothing will be done."""
    return state.status in REFUSED


def is_finished(state: State, _at: Snapshot | None = None) -> bool:
    """Ended by work or by an answer."""
    return state.done and state.status not in (*REFUSED, Status.MERGED)


def is_solved(state: State, at: Snapshot) -> bool:
    """The executor mended it; what melted by itself does not count."""
    outcome = Outcome(state.outcome) if state.outcome else None
    return state.resolved_at is not None and outcome in (None, *at.policy.solved)


def is_directed(state: State, _at: Snapshot | None = None) -> bool:
    """Somebody was told to deal with it."""
    sent = state.status not in (*UNDIRECTED, *REFUSED, Status.MERGED)
    return sent and bool(state.department)


def is_overdue(state: State, at: Snapshot) -> bool:
    """A term has passed and what it asks for is not done."""
    return bool(state.missed(at.now))


def is_on_time(state: State, _at: Snapshot | None = None) -> bool:
    """Ended before its term, at the first attempt."""
    ended = state.resolved_at or state.answered_at
    if not is_finished(state) or ended is None or state.solve_by is None:
        return False
    return state.repeats == 0 and ended <= state.solve_by


def is_late(state: State, now: datetime) -> bool:
    """Ended after its term, ended twice, or not ended although the term has passed."""
    if state.solve_by is None or is_on_time(state):
        return False
    if is_finished(state):
        return (state.resolved_at or state.answered_at) is not None
    return not state.done and state.solve_by < now


@dataclass(frozen=True, slots=True)
class Measure:
    """A column of the свод: what is counted, in which words."""

    code: str
    title: str
    form: Form
    of: Count
    short: str = ""


def _count(holds: Holds) -> Count:
    return lambda states, at: sum(holds(state, at) for state in states)


def _median(name: str) -> Count:
    def hours(states: Sequence[State], _at: Snapshot) -> Value:
        ends = ((getattr(state, name), state.opened_at) for state in states)
        spent = [(end - start).total_seconds() / 3600 for end, start in ends if end is not None]
        return round(median(spent), 1) if spent else None

    return hours


def on_time_share(states: Sequence[State], now: datetime) -> float | None:
    """Percent; None when nothing has come to its term."""
    good = sum(is_on_time(state) for state in states)
    bad = sum(is_late(state, now) for state in states)
    return round(100 * good / (good + bad), 1) if good + bad else None


def _incidents(states: Sequence[State], _at: Snapshot) -> Value:
    return len({state.incident_id for state in states} - {None})


RECEIVED = Measure("received", "Поступило", Form.COUNT, lambda states, _: len(states), "пост.")
REPEATS = Measure(
    "repeats", "в т.ч. повторных", Form.COUNT, _count(lambda s, _: s.repeats > 0), "повт."
)
DIRECTED = Measure("directed", "Направлено", Form.COUNT, _count(is_directed), "напр.")
TAKEN = Measure(
    "taken", "Принято в работу", Form.COUNT, _count(lambda s, _: s.taken_at is not None), "прин."
)
ANSWERED = Measure(
    "answered", "Дан ответ", Form.COUNT, _count(lambda s, _: s.answered_at is not None), "отв."
)
SOLVED = Measure("solved", "Решено", Form.COUNT, _count(is_solved), "реш.")
REJECTED = Measure("rejected", "Отклонено", Form.COUNT, _count(is_refused), "откл.")
FINISHED = Measure("finished", "Завершено", Form.COUNT, _count(is_finished), "зав.")
OPEN = Measure("open", "В работе", Form.COUNT, _count(lambda s, _: not s.done), "в раб.")
OVERDUE = Measure("overdue", "Просрочено", Form.COUNT, _count(is_overdue), "проср.")
ON_TIME = Measure(
    "on_time", "% в срок", Form.NUMBER, lambda states, at: on_time_share(states, at.now), "% срок"
)
TAKE_HOURS = Measure(
    "take_hours", "Медиана принятия, ч", Form.NUMBER, _median("taken_at"), "прин., ч"
)
ANSWER_HOURS = Measure(
    "answer_hours", "Медиана ответа, ч", Form.NUMBER, _median("answered_at"), "отв., ч"
)
SOLVE_HOURS = Measure(
    "solve_hours", "Медиана решения, ч", Form.NUMBER, _median("resolved_at"), "реш., ч"
)
INCIDENTS = Measure("incidents", "Инцидентов", Form.COUNT, _incidents, "инц.")
NO_ADDRESS = Measure(
    "no_address", "Без адреса", Form.COUNT, _count(lambda s, _: not s.placed), "без адр."
)

# The свод in the order of its form; comments that are no appeals come from elsewhere.
FORM = (
    *(RECEIVED, REPEATS, DIRECTED, TAKEN, ANSWERED, SOLVED, REJECTED, FINISHED, OPEN, OVERDUE),
    *(ON_TIME, TAKE_HOURS, ANSWER_HOURS, SOLVE_HOURS, INCIDENTS, NO_ADDRESS),
)


def ranked(states: Iterable[State], key: Callable[[State], str]) -> list[tuple[str, list[State]]]:
    """Groups of tickets, the greatest first, ties by name."""
    groups: dict[str, list[State]] = {}
    for state in states:
        groups.setdefault(key(state), []).append(state)
    return sorted(groups.items(), key=lambda group: (-len(group[1]), group[0]))
