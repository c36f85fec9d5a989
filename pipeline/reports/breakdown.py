"""The свод: a line for each district or topic, and a line of totals."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pipeline.register.form import Form, Value
from pipeline.register.state import State
from pipeline.register.titles import topic_title
from pipeline.reports.metrics import Measure, ranked
from pipeline.reports.report import Definition, Heading, Table
from pipeline.reports.snapshot import Snapshot
from pipeline.reports.terms import terms

UNKNOWN = "район не указан"
TOTAL = "Всего"

Key = Callable[[State], str]


def by_district(state: State) -> str:
    """The district's name."""
    return state.district or UNKNOWN


def by_topic(state: State) -> str:
    """The topic's title."""
    return topic_title(state.topic)


@dataclass(frozen=True, slots=True)
class Figure:
    """A column of a свод: its value for a line's name and tickets; no name: the totals."""

    heading: Heading
    of: Callable[[str | None, Sequence[State]], Value]
    names: frozenset[str] = frozenset()  # that need a line even without a ticket

    @property
    def definition(self) -> Definition:
        """As printed under the table."""
        return Definition.of(self.heading, terms().measures[self.heading.code])


def measured(measure: Measure, snapshot: Snapshot) -> Figure:
    """A measure of the line's tickets."""
    return Figure(Heading.of(measure), lambda _, states: measure.of(states, snapshot))


def counted(code: str, title: str, short: str, counts: Counter[str]) -> Figure:
    """Something that was counted elsewhere by the same names."""
    return Figure(
        Heading(code, title, Form.COUNT, short),
        lambda name, _: counts.total() if name is None else counts[name],
        frozenset(counts),
    )


def compared(snapshot: Snapshot, key: Key) -> tuple[Figure, Figure]:
    """What was received in the period before, and the difference."""
    before = Counter(map(key, snapshot.before))
    previous = counted("previous", "Было", "было", before)

    def change(name: str | None, states: Sequence[State]) -> Value:
        return len(states) - (before.total() if name is None else before[name])

    return previous, Figure(Heading("change", "Изменение", Form.CHANGE, "±"), change)


def breakdown(
    code: str, title: str, first: str, snapshot: Snapshot, key: Key, figures: Sequence[Figure]
) -> Table:
    """The received tickets by a key, the greatest group first, with what was there before."""
    groups = dict(ranked(snapshot.received, key))
    more = frozenset().union(*(figure.names for figure in figures)) - groups.keys()
    lines = [(name, groups.get(name, [])) for name in (*groups, *sorted(more))]
    return Table(
        code,
        title,
        (Heading("name", first, Form.FREE_TEXT), *(figure.heading for figure in figures)),
        tuple((name, *(f.of(name, states) for f in figures)) for name, states in lines),
        (TOTAL, *(figure.of(None, snapshot.received) for figure in figures)),
        tuple(figure.definition for figure in figures),
        "За период ничего не поступило.",
    )
