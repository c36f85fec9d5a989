"""A matter that nobody speaks of ends by itself; one that somebody doubts does not."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from models import Event, Outcome, Review, ReviewReason, Role, Status, Ticket
from models.database import open_sessions
from pipeline.tickets.policy import shipped_policy
from pipeline.tickets.silence import close_silent
from tests.factory import NOON, answer, appeal, comment, event, ticket

POLICY = shipped_policy()
JUST, LATER = NOON + POLICY.silence, NOON + POLICY.silence + timedelta(minutes=1)


def settled(session: Session, status: Status, **values: Any) -> Ticket:
    """A ticket that was answered and stands in a state since noon."""
    made = ticket(session, status=Status.IN_PROGRESS)
    answer(session, made, NOON)
    event(session, made, NOON, status=status, status_since=NOON, **values)
    return made


def after(engine: Engine, now: datetime) -> list[tuple[str, str | None]]:
    close_silent(open_sessions(engine), POLICY, now=now)
    with open_sessions(engine)() as session:
        return [(t.status, t.outcome) for t in session.scalars(select(Ticket).order_by(Ticket.id))]


@pytest.mark.parametrize("status", [Status.RESOLVED, Status.ANSWERED])
def test_an_answer_without_objection_ends_the_matter(engine: Engine, status: Status) -> None:
    with open_sessions(engine).begin() as session:
        settled(session, status, outcome=Outcome.EXPLAINED)
    assert after(engine, JUST - timedelta(seconds=1)) == [(status, Outcome.EXPLAINED)]
    assert after(engine, LATER) == [(Status.CLOSED, Outcome.EXPLAINED)]
    with open_sessions(engine)() as session:
        last = session.scalars(select(Event).order_by(Event.id.desc())).first()
        assert last is not None
        assert (last.actor, last.reason) == ("otklik", "возражений на ответ не было")


def test_a_question_without_an_answer_ends_too(engine: Engine) -> None:
    with open_sessions(engine).begin() as session:
        made = ticket(session)
        event(session, made, NOON, status=Status.NEED_INFO, status_since=NOON)
    assert after(engine, LATER) == [(Status.CLOSED, Outcome.AUTHOR_SILENT)]


def test_work_is_not_ended_by_silence(engine: Engine) -> None:
    with open_sessions(engine).begin() as session:
        settled(session, Status.INTERIM)
        made = ticket(session)  # resolved, but nobody has told the residents
        event(session, made, NOON, status=Status.RESOLVED, status_since=NOON, outcome="fixed")
    assert [status for status, _ in after(engine, LATER)] == [Status.INTERIM, Status.RESOLVED]


def test_a_residents_word_waits_for_a_person(engine: Engine) -> None:
    with open_sessions(engine).begin() as session:
        made = settled(session, Status.RESOLVED, outcome=Outcome.FIXED)
        said = comment(session, text="дали, спасибо")
        appeal(session, made, said, Role.RESOLVED)
        reason = ReviewReason.RESOLVED
        session.add(Review(comment_id=said.id, reason=reason, opened_at=NOON))
    assert after(engine, LATER) == [(Status.RESOLVED, Outcome.FIXED)]
    with open_sessions(engine).begin() as session:
        session.scalars(select(Review)).one().closed_at = LATER
    assert after(engine, LATER) == [(Status.CLOSED, Outcome.FIXED)]


def test_closing_twice_is_closing_once(engine: Engine) -> None:
    with open_sessions(engine).begin() as session:
        settled(session, Status.ANSWERED, outcome=Outcome.EXPLAINED)
    assert close_silent(open_sessions(engine), POLICY, now=LATER) == 1
    assert close_silent(open_sessions(engine), POLICY, now=LATER) == 0
