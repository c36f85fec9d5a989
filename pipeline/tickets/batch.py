"""One batch of statements with all that folding them needs."""

from collections.abc import Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import insert, inspect, select
from sqlalchemy.orm import Session, make_transient_to_detached

from models import Answer, Appeal, Base, Event, Review, Ticket
from pipeline.tickets.board import Board, Heard
from pipeline.tickets.events import Held, held, hold
from pipeline.tickets.local import Local
from pipeline.tickets.number import Numbers
from pipeline.tickets.policy import Policy
from pipeline.tickets.radar import Radar
from pipeline.tickets.statement import Statement
from pipeline.tickets.updates import write_changed

COLUMNS = [column.key for column in inspect(Ticket).column_attrs if column.key != "id"]


@dataclass(frozen=True, slots=True)
class Batch:
    """The session, the rules, what is known, and the new rows.

    New rows wait until the end: SQLite writes thousands in one statement faster than one by one.
    """

    session: Session
    policy: Policy
    local: Local
    now: datetime  # of registration; the comments have their own
    board: Board
    numbers: Numbers
    radar: Radar
    opened: list[Ticket] = field(default_factory=list)
    appeals: list[Held] = field(default_factory=list)
    answers: list[Held] = field(default_factory=list)

    @classmethod
    def of(
        cls,
        session: Session,
        policy: Policy,
        local: Local,
        statements: Sequence[Statement],
        now: datetime,
        heard: Heard,
    ) -> "Batch":
        """Read what surrounds the statements."""
        board = Board.around(session, policy, statements, heard)
        radar = Radar(session, policy, statements[0].at - policy.incident.window)
        radar.prepare({said.spot.settlement for said in statements if said.spot.settlement})
        hold(session)
        return cls(session, policy, local, now, board, Numbers(session, policy), radar)

    def write(self) -> None:
        """All that waits; tickets first, for the rest needs their keys."""
        self._write(self.opened, held(self.session), self.appeals, self.answers)
        self._insert(Review, list(self.board.asked.values()))

    def write_ahead(self, *tickets: Ticket) -> None:
        """Some tickets with all that is theirs: their appeals are about to move."""
        opened, theirs = [ticket for ticket in tickets if ticket in self.opened], set(tickets)
        rows = (held(self.session), self.appeals, self.answers)
        self._write(opened, *(_taken(held_back, theirs) for held_back in rows))
        for ticket in opened:
            self.opened.remove(ticket)
            make_transient_to_detached(ticket)
            self.session.add(ticket)

    def _write(
        self, opened: list[Ticket], events: list[Held], appeals: list[Held], answers: list[Held]
    ) -> None:
        self._write_tickets(opened)
        write_changed(self.session, events, new=set(opened))
        for table, rows in ((Event, events), (Appeal, appeals), (Answer, answers)):
            self._insert(table, [{**row, "ticket_id": ticket.id} for ticket, row in rows])

    def _write_tickets(self, opened: list[Ticket]) -> None:
        # Past the instrumented attributes: forty of them a ticket take their time.
        rows = [vars(ticket) for ticket in opened]
        told = [name for name in COLUMNS if any(row.get(name) is not None for row in rows)]
        self._insert(Ticket, [{name: row.get(name) for name in told} for row in rows])
        numbers = [ticket.number for ticket in opened]
        stmt = select(Ticket.number, Ticket.id).where(Ticket.number.in_(numbers))
        keys = dict(self.session.execute(stmt).all()) if numbers else {}
        for ticket in opened:
            ticket.id = keys[ticket.number]

    def _insert(self, table: type[Base], rows: Sequence[dict[str, Any]]) -> None:
        if rows:
            # Into the plain table: the mapper would look at every row again.
            self.session.execute(insert(Base.metadata.tables[table.__tablename__]), rows)


def _taken(rows: list[Held], tickets: Set[Ticket]) -> list[Held]:
    """Those of some tickets, which wait no longer."""
    taken = [row for row in rows if row[0] in tickets]
    if taken:
        rows[:] = [row for row in rows if row[0] not in tickets]
    return taken
