"""Changes of a batch are written together, and still only over what was read."""

import pytest
from sqlalchemy import event, update
from sqlalchemy.orm import Session

from models import EventKind, Status
from pipeline.tickets.events import Cause, TakenByAnother, change, held, hold
from pipeline.tickets.updates import TABLE, write_changed
from tests.factory import NOON, ticket

CAUSE = Cause(NOON, reason="ещё одно обращение")


def test_tickets_that_change_alike_are_one_statement(session: Session) -> None:
    tickets = [ticket(session) for _ in range(3)]
    session.flush()
    hold(session)
    for one in tickets:
        change(session, one, EventKind.JOINED, CAUSE, {"voices": 7})
        change(session, one, EventKind.NOTED, CAUSE)
    change(session, tickets[2], EventKind.MOVED, CAUSE, {"status": Status.REVIEW})
    statements: list[object] = []
    event.listen(session.get_bind(), "after_cursor_execute", lambda *of: statements.append(of))

    write_changed(session, held(session), new=set())

    assert len(statements) == 2  # of the two that only changed their voices, and of the third
    session.expire_all()
    assert [one.voices for one in tickets] == [7, 7, 7]
    assert [one.last_event for one in tickets] == [3, 3, 4]
    assert [one.status for one in tickets] == [Status.NEW, Status.NEW, Status.REVIEW]


def test_one_ticket_changed_by_another_stops_all(session: Session) -> None:
    tickets = [ticket(session) for _ in range(3)]
    session.flush()
    hold(session)
    for one in tickets:
        change(session, one, EventKind.JOINED, CAUSE, {"voices": 7})
    quicker = update(TABLE).where(TABLE.c.id == tickets[1].id)
    session.execute(quicker.values(last_event=TABLE.c.last_event + 1))

    with pytest.raises(TakenByAnother, match="повторите otklik tickets load"):
        write_changed(session, held(session), new=set())
