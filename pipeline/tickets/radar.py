"""What the database knows of mass incidents around a batch, and of tickets that may become one."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Incident, Status, Ticket
from pipeline.tickets.policy import Policy

GONE = (Status.REJECTED, Status.REDIRECTED, Status.MERGED)


@dataclass(slots=True)
class Radar:
    """Incidents and lone tickets by town; read once a batch, kept in step while it is folded."""

    session: Session
    policy: Policy
    since: datetime  # what was silent since before is over
    lone: dict[str, dict[Ticket, None]] = field(default_factory=dict)
    known: dict[str, dict[Incident, None]] = field(default_factory=dict)
    parts: dict[Incident, list[Ticket]] = field(default_factory=dict)

    def prepare(self, towns: Iterable[str]) -> None:
        """Read several towns at once."""
        new = {town for town in towns if town not in self.lone}
        if not new:
            return
        for town in new:
            self.lone[town], self.known[town] = {}, {}
        topics = self.policy.incident.topics
        tickets = select(Ticket).where(
            Ticket.settlement.in_(new),
            Ticket.topic.in_(topics),
            Ticket.last_at >= self.since,
            # «Is null» would have SQLite go through the tickets of all towns.
            func.coalesce(Ticket.incident_id, 0) == 0,
        )
        for ticket in self.session.scalars(tickets.order_by(Ticket.id)):
            self.lone[ticket.settlement or ""][ticket] = None
        incidents = select(Incident).where(
            Incident.settlement.in_(new),
            Incident.last_at >= self.since,
            Incident.merged_into_id.is_(None),
        )
        for incident in self.session.scalars(incidents.order_by(Incident.id)):
            self.known[incident.settlement][incident] = None

    def tickets(self, town: str, topic: str, at: datetime) -> list[Ticket]:
        """Tickets of the window that are part of nothing yet, in order of their opening."""
        self.prepare([town])
        found = (
            ticket
            for ticket in self.lone[town]
            if ticket.incident_id is None
            and ticket.topic == topic
            and ticket.settlement == town
            and ticket.status not in GONE
            and self._near(ticket.last_at, at)
        )
        return sorted(found, key=lambda ticket: (ticket.opened_at, ticket.number))

    def incidents(self, town: str, topic: str, at: datetime) -> list[Incident]:
        """Incidents that still go on, in order of their beginning."""
        self.prepare([town])
        found = (
            incident
            for incident in self.known[town]
            if incident.topic == topic
            and incident.merged_into_id is None
            and self._near(incident.last_at, at)
        )
        return sorted(found, key=lambda incident: (incident.opened_at, incident.number))

    def inside(self, incidents: Iterable[Incident]) -> Iterator[Ticket]:
        """The tickets of incidents."""
        for incident in incidents:
            if incident not in self.parts:
                stmt = select(Ticket).where(Ticket.incident_id == incident.id).order_by(Ticket.id)
                self.parts[incident] = list(self.session.scalars(stmt))
            yield from self.parts[incident]

    def appeared(self, ticket: Ticket) -> None:
        """A ticket has opened in a town, or moved there."""
        self.prepare([ticket.settlement or ""])
        self.lone[ticket.settlement or ""][ticket] = None

    def joined(self, ticket: Ticket, incident: Incident) -> None:
        """A ticket has become part of an incident."""
        self.known[incident.settlement][incident] = None
        if incident in self.parts:
            self.parts[incident].append(ticket)

    def _near(self, one: datetime, other: datetime) -> bool:
        return abs(one - other) <= self.policy.incident.window
