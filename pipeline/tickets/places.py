"""Tickets by place: read for a whole batch at once, kept in step while it is folded."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, Select, case, func, or_, select, true
from sqlalchemy.orm import Session

from models import Ticket
from pipeline.tickets.marks import live
from pipeline.tickets.place import Spot
from pipeline.tickets.policy import Policy

ANYWHERE = "*"  # for a place whose town is not told
TOWNS = 32  # in one statement: most statements then have a shape that is prepared already
Place = tuple[str, str | None]  # key of a spot and its town
Alike = dict[Ticket, None]  # in order
# Of a place: each ticket that an appeal may join alone, of all others those of one spot together.
There = dict[Ticket | Spot, Alike]


@dataclass(slots=True)
class Places:
    """Tickets at houses and on streets.

    A street without its house is one place only for some topics. Of the other tickets there it is
    enough to know one: a street in distress has thousands of them.
    """

    session: Session
    policy: Policy
    since: datetime  # tickets silent since before do not matter
    tickets: dict[int, Ticket] = field(default_factory=dict)  # those read, by key
    known: dict[Place, There] = field(default_factory=dict)
    told: dict[str, Alike] = field(default_factory=dict)  # in this batch, by key of their place

    def at(self, spot: Spot) -> list[Ticket]:
        """Tickets at the same house or on the same street; of any town, where it is not told."""
        if not spot.is_point:
            return []
        key, town = spot.key, spot.settlement
        wanted = [(key, ANYWHERE)] if town is None else [(key, town), (key, None)]
        self.read(wanted)
        groups = (alike for place in wanted for alike in self.known[place].values())
        return list(
            dict.fromkeys(live(ticket) for alike in groups for ticket in _latest(alike, key))
        )

    def add(self, ticket: Ticket) -> None:
        """A ticket has opened at its place, or its place became better known."""
        if ticket.house is None and ticket.street is None:
            return
        key = ticket.place_key
        self.told.setdefault(key, {})[ticket] = None
        for town in (ticket.settlement, ANYWHERE):
            if (key, town) in self.known:
                self._put((key, town), ticket)

    def read(self, wanted: Iterable[Place]) -> None:
        """Ask about places that nobody has asked about yet."""
        new = {place for place in wanted if place not in self.known}
        if not new:
            return
        self.known |= {place: {} for place in new}
        found = self._found(new)
        tickets = self.get(found)
        for number, (key, town) in sorted(found.items()):
            for place in ((key, town), (key, ANYWHERE)):
                if place in new:
                    self._put(place, tickets[number])
        for key, town in new:
            for ticket in self.told.get(key, ()):
                if town in (ticket.settlement, ANYWHERE):
                    self._put((key, town), ticket)

    def get(self, numbers: Iterable[int]) -> dict[int, Ticket]:
        """Tickets by their keys; a row of forty columns is read once."""
        if new := {number for number in numbers if number not in self.tickets}:
            for ticket in self.session.scalars(select(Ticket).where(Ticket.id.in_(new))):
                self.tickets[ticket.id] = ticket
        return self.tickets

    def _put(self, place: Place, ticket: Ticket) -> None:
        spot = Spot.of(ticket)
        joinable = self.policy.fold.is_place(ticket.topic, spot)
        self.known[place].setdefault(ticket if joinable else spot, {})[ticket] = None

    def _found(self, places: Iterable[Place]) -> dict[int, Place]:
        """Where the tickets that matter are, by their keys."""
        stmt, rows = self._distinct(), self.session.execute
        return {
            number: (key, town)
            for there in _at_places(places)
            for number, key, town in rows(stmt.where(there))
        }

    def _distinct(self) -> Select[int, str, str | None]:
        """The tickets that an appeal may join, and the latest of the others of each spot."""
        joinable = Ticket.house.is_not(None) | Ticket.topic.in_(self.policy.fold.street_topics)
        town = (Ticket.settlement, Ticket.district)
        return (
            select(func.max(Ticket.id), Ticket.place_key, Ticket.settlement)
            .where(Ticket.last_at >= self.since)
            .group_by(Ticket.place_key, *town, case((joinable, Ticket.id)))
        )


def _latest(alike: Alike, key: str) -> Iterator[Ticket]:
    """The last of them that is still at the place."""
    while alike and (ticket := next(reversed(alike))):
        if ticket.place_key == key:
            yield ticket
            return
        del alike[ticket]


def _at_places(places: Iterable[Place]) -> Iterator[ColumnElement[bool]]:
    """Conditions that the tickets of places meet, town by town: the index knows both together."""
    towns: dict[str | None, set[str]] = {}
    for key, town in places:
        towns.setdefault(town, set()).add(key)
    # What is no town first: statements differ in shape the less.
    told = sorted(towns.items(), key=lambda named: str(named[0]))
    there = [_is_in(town) & Ticket.place_key.in_(keys) for town, keys in told]
    for start in range(0, len(there), TOWNS):
        yield or_(*there[start : start + TOWNS])


def _is_in(town: str | None) -> ColumnElement[bool]:
    return true() if town == ANYWHERE else Ticket.settlement == town
