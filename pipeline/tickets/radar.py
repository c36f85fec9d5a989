"""What the database knows of mass incidents around a batch, and of tickets that may become one."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from models import Incident, Status, Ticket
from pipeline.tickets.policy import Policy

GONE = (Status.REJECTED, Status.REDIRECTED, Status.MERGED)


Matter = tuple[str, str]  # a town and a topic


@dataclass(slots=True)
class Radar:
    """Incidents and lone tickets by town; read once a batch, kept in step while it is folded.

    Only houses make an incident; tickets without one are asked about when there is one to join.
    """

    session: Session
    policy: Policy
    since: datetime  # what was silent since before is over
    houses: dict[Matter, dict[Ticket, None]] = field(default_factory=dict)
    others: dict[Matter, dict[Ticket, None]] = field(default_factory=dict)
    known: dict[str, dict[Incident, None]] = field(default_factory=dict)
    parts: dict[Incident, dict[Ticket, None]] = field(default_factory=dict)
    asked: set[Matter | Incident] = field(default_factory=set)  # their others, their parts

    def prepare(self, towns: Iterable[str]) -> None:
        """Read several towns at once."""
        new = {town for town in towns if town not in self.known}
        if not new:
            return
        self.known |= {town: {} for town in new}
        topics = self.policy.incident.topics
        stmt = self._lone().where(Ticket.settlement.in_(new), Ticket.topic.in_(topics))
        for ticket in self.session.scalars(stmt.where(Ticket.house.is_not(None))):
            self._put(ticket)
        incidents = select(Incident).where(
            Incident.settlement.in_(new),
            Incident.last_at >= self.since,
            Incident.merged_into_id.is_(None),
        )
        for incident in self.session.scalars(incidents.order_by(Incident.id)):
            self.known[incident.settlement][incident] = None

    def at_houses(self, town: str, topic: str, at: datetime) -> list[Ticket]:
        """Tickets of the window with a house that are part of nothing yet."""
        self.prepare([town])
        return list(self._near_by(self.houses.get((town, topic), {}), town, at))

    def lone(self, town: str, topic: str, at: datetime) -> list[Ticket]:
        """All of the window that are part of nothing yet, in order of their opening."""
        matter = (town, topic)
        if matter not in self.asked:
            self.asked.add(matter)
            stmt = self._lone().where(Ticket.settlement == town, Ticket.topic == topic)
            for ticket in self.session.scalars(stmt.where(Ticket.house.is_(None))):
                self._put(ticket)
        others = self._near_by(self.others.get(matter, {}), town, at)
        found = dict.fromkeys((*self.at_houses(town, topic, at), *others))
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
            parts = self.parts.setdefault(incident, {})
            if incident not in self.asked:
                self.asked.add(incident)
                stmt = select(Ticket).where(Ticket.incident_id == incident.id).order_by(Ticket.id)
                parts |= dict.fromkeys(self.session.scalars(stmt))
            yield from (ticket for ticket in parts if ticket.incident_id == incident.id)

    def appeared(self, ticket: Ticket) -> None:
        """A ticket has opened in a town, or moved there."""
        self.prepare([ticket.settlement or ""])
        if ticket.incident_id is None:
            self._put(ticket)

    def joined(self, ticket: Ticket, incident: Incident) -> None:
        """A ticket has become part of an incident."""
        for tickets in (self.houses, self.others):
            tickets.get((ticket.settlement or "", ticket.topic), {}).pop(ticket, None)
        self.known[incident.settlement][incident] = None
        self.parts.setdefault(incident, {})[ticket] = None

    def _lone(self) -> Select[Ticket]:
        return (
            select(Ticket)
            # «Is null» would have SQLite go through the tickets of all towns.
            .where(Ticket.last_at >= self.since, func.coalesce(Ticket.incident_id, 0) == 0)
            .order_by(Ticket.id)
        )

    def _put(self, ticket: Ticket) -> None:
        kin = self.houses if ticket.house else self.others
        kin.setdefault((ticket.settlement or "", ticket.topic), {})[ticket] = None

    def _near_by(self, tickets: Iterable[Ticket], town: str, at: datetime) -> Iterator[Ticket]:
        return (
            ticket
            for ticket in tickets
            if ticket.incident_id is None
            and ticket.settlement == town
            and ticket.status not in GONE
            and self._near(ticket.last_at, at)
        )

    def _near(self, one: datetime, other: datetime) -> bool:
        return abs(one - other) <= self.policy.incident.window
