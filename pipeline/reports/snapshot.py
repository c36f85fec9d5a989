"""The tickets of a period and those still open, as they stood at one moment."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from models import Status
from pipeline.register.selection import find_portions
from pipeline.register.state import State
from pipeline.reports.period import Period
from pipeline.reports.question import Question
from pipeline.reports.terms import terms
from pipeline.tickets.policy import Policy


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All that a summary counts; read once, so that its numbers add up."""

    now: datetime
    period: Period
    policy: Policy
    received: tuple[State, ...]  # first told of in the period
    before: tuple[State, ...]  # in the period before
    pending: tuple[State, ...]  # not done or not answered at the moment, whenever they came
    massed: tuple[State, ...]  # parts of incidents, whenever they came and however they ended
    season: int  # received since the season began

    def unanswered(self) -> list[State]:
        """Open to the public for longer than they may be, the longest first."""
        limit = self.now - timedelta(hours=terms().unanswered_hours)
        return [state for state in self.pending if state.unanswered and state.opened_at < limit]

    def overdue(self) -> list[State]:
        """With a missed term, the longest first."""
        late = [state for state in self.pending if state.missed(self.now)]
        return sorted(late, key=lambda state: min(state.missed(self.now)))


def read_snapshot(session: Session, asked: Question) -> Snapshot:
    """Read the tickets opened before the moment that a selection asks for, whatever its period."""
    wanted, period, now = asked.wanted, asked.period, asked.now
    everything = replace(wanted, filter=replace(wanted.filter, since=None, until=None))
    season, previous = terms().season(now), period.previous()
    belongs: dict[str, Callable[[State], bool]] = {
        "received": lambda state: state.opened_at in period,
        "before": lambda state: state.opened_at in previous,
        "pending": lambda state: not state.done or state.unanswered,
        "massed": lambda state: state.incident_id is not None,
    }
    groups: dict[str, list[State]] = {name: [] for name in belongs}
    counted = 0
    for portion in find_portions(session, everything, now):
        for state in portion.states:
            if state.status == Status.MERGED:
                continue
            counted += state.opened_at >= season
            for name, holds in belongs.items():
                if holds(state):
                    groups[name].append(state)
    found = {name: tuple(states) for name, states in groups.items()}
    return Snapshot(now, period, asked.policy, season=counted, **found)
