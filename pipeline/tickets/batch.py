"""One batch of statements with all that folding them needs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import insert, inspect, select
from sqlalchemy.orm import Session, make_transient_to_detached

from models import Answer, Appeal, Base, Event, Review, Ticket
from pipeline.tickets.board import Board, Heard
from pipeline.tickets.events import held, hold
from pipeline.tickets.local import Local
from pipeline.tickets.number import Numbers
from pipeline.tickets.policy import Policy
from pipeline.tickets.radar import Radar
from pipeline.tickets.statement import Statement

COLUMNS = [column.key for column in inspect(Ticket).column_attrs if column.key != "id"]
Row = Mapping[str, Any]


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
    appeals: list[tuple[Ticket, Row]] = field(default_factory=list)
    answers: list[tuple[Ticket, Row]] = field(default_factory=list)

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

    def write(self, *, last: bool = False) -> None:
        """Tickets first: the rest needs their keys; after the last time nobody changes them."""
        self.session.flush()
        self._write_tickets()
        if not last:
            self._adopt_tickets()
        self._insert(Event, _of_tickets(held(self.session)))
        self._insert(Appeal, _of_tickets(self.appeals))
        self._insert(Answer, _of_tickets(self.answers))
        self._insert(Review, self.board.asked.values())
        for rows in (self.opened, self.appeals, self.answers, self.board.asked):
            rows.clear()
        hold(self.session)

    def _write_tickets(self) -> None:
        # Past the instrumented attributes: forty of them a ticket take their time.
        opened = map(vars, self.opened)
        self._insert(Ticket, ({name: row.get(name) for name in COLUMNS} for row in opened))
        numbers = [ticket.number for ticket in self.opened]
        stmt = select(Ticket.number, Ticket.id).where(Ticket.number.in_(numbers))
        keys = dict(self.session.execute(stmt).all()) if numbers else {}
        for ticket in self.opened:
            ticket.id = keys[ticket.number]

    def _adopt_tickets(self) -> None:
        """From now on the session writes their changes."""
        for ticket in self.opened:
            make_transient_to_detached(ticket)
            self.session.add(ticket)

    def _insert(self, table: type[Base], rows: Iterable[Row]) -> None:
        if values := [dict(row) for row in rows]:
            # Into the plain table: the mapper would look at every row again.
            self.session.execute(insert(Base.metadata.tables[table.__tablename__]), values)


def _of_tickets(rows: Iterable[tuple[Ticket, Row]]) -> Iterable[Row]:
    return ({**row, "ticket_id": ticket.id} for ticket, row in rows)
