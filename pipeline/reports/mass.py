"""Mass incidents at a moment: how many residents, since when, how fast they grow."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Appeal, Comment, Incident, Ticket
from pipeline.register.state import State
from pipeline.register.titles import topic_title
from pipeline.reports.snapshot import Snapshot

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Mass:
    """An incident as it stood."""

    number: str
    topic: str  # title
    place: str
    began: datetime
    tickets: int
    open: int
    appeals: int
    last_day: int
    last_hour: int
    houses: int

    def __str__(self) -> str:
        growth = f", за сутки {self.last_day}" if self.last_day else ""
        return (
            f"{self.number} {self.place} ({self.topic.lower()}): сообщений {self.appeals}{growth}"
        )


def find_masses(session: Session, snapshot: Snapshot) -> list[Mass]:
    """Incidents that came in the period or still go on, the most numerous first."""
    lively = {state.incident_id for state in (*snapshot.received, *snapshot.pending)}
    # All of an incident is counted, what has been mended too: as the register counts it.
    tickets: dict[int, list[State]] = {}
    for state in snapshot.massed:
        if state.incident_id in lively and state.incident_id is not None:
            tickets.setdefault(state.incident_id, []).append(state)
    times = _appeal_times(session, snapshot.now)
    rows = session.scalars(select(Incident).where(Incident.id.in_(tickets)))
    masses = [_mass(row, tickets[row.id], times, snapshot.now) for row in rows]
    return sorted(masses, key=lambda mass: (-mass.appeals, mass.number))


def _appeal_times(session: Session, now: datetime) -> dict[int, list[datetime]]:
    stmt = (
        select(Appeal.ticket_id, Comment.published_at)
        .join(Comment, Appeal.comment_id == Comment.id)
        .where(
            Appeal.ticket_id.in_(select(Ticket.id).where(Ticket.incident_id.is_not(None))),
            Comment.published_at < now,
        )
    )
    times: dict[int, list[datetime]] = {}
    for ticket, at in session.execute(stmt):
        times.setdefault(ticket, []).append(at)
    return times


def _mass(
    row: Incident, states: list[State], times: dict[int, list[datetime]], now: datetime
) -> Mass:
    said = [at for state in states for at in times.get(state.id, ())]
    houses = Counter((state.street, state.house) for state in states if state.house)
    return Mass(
        number=row.number,
        topic=topic_title(row.topic),
        place=place(row),
        began=min(state.opened_at for state in states),
        tickets=len(states),
        open=sum(not state.done for state in states),
        appeals=len(said),
        last_day=sum(at >= now - DAY for at in said),
        last_hour=sum(at >= now - HOUR for at in said),
        houses=len(houses),
    )


def place(row: Incident) -> str:
    """The narrowest name that fits all of its tickets."""
    parts = (row.area or row.settlement or row.district, row.street, row.house)
    return ", ".join(part for part in parts if part) or "место не указано"
