"""Mass incidents above tickets: a house, a street, a boiler house's area, a town."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from sqlalchemy import insert
from sqlalchemy.orm import Session

from models import EventKind, Incident, Ticket
from pipeline.tickets.batch import Batch
from pipeline.tickets.events import Cause, change
from pipeline.tickets.local import Local
from pipeline.tickets.number import Numbers
from pipeline.tickets.place import fold_case
from pipeline.tickets.policy import Policy
from pipeline.tickets.radar import Radar

LEVELS = ("house", "street", "area", "settlement")  # from the narrowest


@dataclass(frozen=True, slots=True)
class Scope:
    """A part of a town in which tickets of one topic are one incident."""

    level: str
    name: str = ""  # of the street or the area
    house: str = ""

    @classmethod
    def of(cls, incident: Incident) -> "Scope":
        """The scope of an incident."""
        name = incident.area if incident.level == "area" else incident.street
        return cls(incident.level, name, incident.house)

    def holds(self, local: Local, ticket: Ticket) -> bool:
        """Whether a ticket of the town lies within."""
        if self.level == "settlement":
            return True
        if self.level == "area":
            return local.area(ticket) == self.name
        on_street = fold_case(ticket.street or "") == fold_case(self.name)
        return on_street and (self.level == "street" or _house(ticket) == self.house)


@dataclass(frozen=True, slots=True)
class Lookout:
    """What one ticket's incidents are seen by, where no batch is folded."""

    session: Session
    policy: Policy
    local: Local
    numbers: Numbers
    radar: Radar

    @classmethod
    def around(cls, session: Session, policy: Policy, local: Local, ticket: Ticket) -> Self:
        """The incidents and lone tickets of a ticket's own time."""
        radar = Radar(session, policy, ticket.last_at - policy.incident.window)
        return cls(session, policy, local, Numbers(session, policy), radar)


def watch(batch: Batch | Lookout, ticket: Ticket, at: datetime, cause: Cause | None = None) -> None:
    """Put a ticket that has one more voice into the incident it belongs to, if there is one.

    The cause is told where it is not the voice itself.
    """
    cause = cause or Cause(at)
    if ticket.topic not in batch.policy.incident.topics or not ticket.settlement:
        return
    radar = batch.radar
    radar.appeared(ticket)
    going = radar.incidents(ticket.settlement, ticket.topic, at)
    around = [incident for incident in going if Scope.of(incident).holds(batch.local, ticket)]
    widest = max(around, key=lambda incident: LEVELS.index(incident.level), default=None)
    if widest is not None:
        _attach(batch, [ticket], widest, cause)
    known = -1 if widest is None else LEVELS.index(widest.level)
    wider = [scope for scope in _scopes(batch, ticket) if LEVELS.index(scope.level) > known]
    housed = radar.at_houses(ticket.settlement, ticket.topic, at) if wider else []
    for scope in wider:
        narrower = [one for one in going if _is_inside(batch, one, scope)]
        counted = [one for one in housed if scope.holds(batch.local, one)]
        if _is_mass(batch, scope, [*counted, *radar.inside(narrower)]):
            lone = radar.lone(ticket.settlement, ticket.topic, at)
            alone = [one for one in lone if scope.holds(batch.local, one)]
            _raise(batch, ticket, scope, narrower, alone, cause)
            return


def belongs(local: Local, ticket: Ticket, incident: Incident) -> bool:
    """Whether a ticket, by what is known of it now, is still a part of an incident."""
    same = (ticket.topic, ticket.settlement) == (incident.topic, incident.settlement)
    return same and Scope.of(incident).holds(local, ticket)


def _scopes(batch: Batch | Lookout, ticket: Ticket) -> Iterator[Scope]:
    """Where the ticket may be one of many, the widest first."""
    yield Scope("settlement")
    if area := batch.local.area(ticket):
        yield Scope("area", area)
    if ticket.street:
        yield Scope("street", ticket.street)
        if ticket.house:
            yield Scope("house", ticket.street, _house(ticket))


def _is_mass(batch: Batch | Lookout, scope: Scope, tickets: Sequence[Ticket]) -> bool:
    rule = batch.policy.incident
    houses = {(ticket.street, _house(ticket)) for ticket in tickets if ticket.house}
    if scope.level == "settlement":
        streets = {street for street, _ in houses}
        many = len(houses) >= rule.settlement_houses
        return many and len(streets) >= rule.settlement_streets
    if scope.level == "house":
        return max((ticket.voices for ticket in tickets), default=0) >= rule.house_voices
    return len(houses) >= (rule.area_houses if scope.level == "area" else rule.street_houses)


def _raise(
    batch: Batch | Lookout,
    ticket: Ticket,
    scope: Scope,
    narrower: list[Incident],
    alone: list[Ticket],
    cause: Cause,
) -> None:
    """The earliest of the narrower incidents becomes the wide one and takes in the rest."""
    incident = narrower[0] if narrower else _new(batch, ticket)
    incident.level = scope.level
    incident.street = scope.name if scope.level in ("street", "house") else ""
    incident.area = scope.name if scope.level == "area" else ""
    incident.house = scope.house
    for other in narrower[1:]:
        _attach(batch, list(batch.radar.inside([other])), incident, cause)
        other.merged_into_id = incident.id
    _attach(batch, alone, incident, cause)


def _new(batch: Batch | Lookout, ticket: Ticket) -> Incident:
    values = {
        "number": batch.numbers.incident(ticket.opened_at),
        "topic": ticket.topic,
        "level": "house",
        "district": ticket.district or "",
        "settlement": ticket.settlement or "",
        "opened_at": ticket.opened_at,
        "last_at": ticket.last_at,
    }
    # Its tickets need its key; a flush would write all that the batch has changed so far.
    return batch.session.scalars(insert(Incident).returning(Incident), [values]).one()


def _attach(
    batch: Batch | Lookout, tickets: Iterable[Ticket], incident: Incident, cause: Cause
) -> None:
    for ticket in tickets:
        incident.opened_at = min(incident.opened_at, ticket.opened_at)
        incident.last_at = max(incident.last_at, ticket.last_at)
        if ticket.incident_id != incident.id:
            why = cause.because(f"часть массового инцидента {incident.number}")
            values = {"incident_id": incident.id}
            change(batch.session, ticket, EventKind.INCIDENT, why, values)
            batch.radar.joined(ticket, incident)


def _is_inside(batch: Batch | Lookout, incident: Incident, scope: Scope) -> bool:
    """A narrower incident within a scope."""
    if LEVELS.index(incident.level) >= LEVELS.index(scope.level):
        return False
    inside = batch.radar.inside([incident])
    return scope.level == "settlement" or all(scope.holds(batch.local, one) for one in inside)


def _house(ticket: Ticket) -> str:
    return f"{ticket.house}/{ticket.building}" if ticket.building else ticket.house or ""
