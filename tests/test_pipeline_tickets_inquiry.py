"""What a person is asked about is seen with the ticket, found in the list, and settled once."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Outcome, Review, ReviewReason, Role, Status, Ticket
from pipeline.errors import WrongUsage
from pipeline.tickets import actions
from pipeline.tickets.card import full_text
from pipeline.tickets.correction import Correction, correct
from pipeline.tickets.events import Cause
from pipeline.tickets.filter import Filter
from pipeline.tickets.inquiry import check
from pipeline.tickets.listing import find_tickets
from pipeline.tickets.local import Local
from pipeline.tickets.moves import advance
from pipeline.tickets.policy import shipped_policy
from pipeline.tickets.typed import Typed
from tests.factory import NOON, appeal, comment, ticket

POLICY = shipped_policy()
LATER = NOON + timedelta(hours=1)
BY_HAND = Cause(LATER, "Иванова", reason="прочла")

# asked        | what the ticket tells to do               | what settles it
ASKED = """
resolved     | подтвердите, otklik tickets close          | close reopen checked
objection    | а если нет, otklik tickets checked         | reopen checked
no_address   | спросите, otklik tickets ask               | correct reject checked
no_route     | Орган не определён: otklik tickets assign  | assign redirect checked
edited       | Житель изменил текст                       | reject checked
"""


def asked(session: Session, reason: str) -> Ticket:
    """A ticket with one more word of its author, about which a person is asked."""
    cold = ticket(session, department="" if reason == "no_route" else "Комитет по ТЭК")
    said = comment(session, text="Дали тепло, спасибо!", published_at=LATER)
    appeal(session, cold, said, Role.RESOLVED if reason == "resolved" else Role.FOLLOW_UP)
    session.add(Review(comment_id=said.id, reason=ReviewReason(reason), opened_at=LATER))
    if reason in ("resolved", "objection"):
        advance(session, POLICY, cold, Status.RESOLVED, Cause(LATER), outcome=Outcome.FIXED)
    session.flush()
    return cold


def do(session: Session, act: str, of: Ticket) -> None:
    acting = (session, POLICY, of, BY_HAND)
    match act:
        case "close":
            actions.close(*acting)
        case "reopen":
            actions.reopen(*acting)
        case "reject":
            actions.reject(*acting, reason="реклама")
        case "redirect":
            actions.redirect(*acting, reason="это Петербург")
        case "assign":
            actions.assign(*acting, department="Теплосеть")
        case "correct":
            where = Correction(place=Typed(house="9"))
            of.place_key = "улица шувалова|16"
            correct(*acting, local=Local(), wanted=where)
        case _:
            check(*acting)


@pytest.mark.parametrize("line", ASKED.strip().splitlines())
def test_a_question_is_seen_found_and_settled(memory: Session, line: str) -> None:
    reason, told, acts = (part.strip() for part in line.split("|"))
    for act in acts.split():
        cold = asked(memory, reason)
        assert told in full_text(memory, POLICY, cold, LATER)
        assert find_tickets(memory, Filter(review=reason), LATER, None) == [cold]
        do(memory, act, cold)
        assert told not in full_text(memory, POLICY, cold, LATER)
        assert find_tickets(memory, Filter(review=reason), LATER, None) == []
        settled = memory.scalars(select(Review).order_by(Review.id.desc())).first()
        assert settled is not None
        assert (settled.closed_at, settled.actor) == (LATER, "Иванова")


def test_relief_that_was_objected_to_needs_no_confirmation(memory: Session) -> None:
    cold = asked(memory, "resolved")
    advance(memory, POLICY, cold, Status.REOPENED, Cause(LATER))
    assert find_tickets(memory, Filter(review="resolved"), LATER, None) == []
    assert "подтвердите" not in full_text(memory, POLICY, cold, LATER)


def test_a_place_and_a_body_found_since_answer_for_themselves(memory: Session) -> None:
    for reason, known in (("no_address", {"place_key": "шувалова|9"}), ("no_route", {})):
        cold = asked(memory, reason)
        cold.place_key, cold.department = known.get("place_key", ""), "Комитет по ТЭК"
        memory.flush()
        assert find_tickets(memory, Filter(review=reason), LATER, None) == []
        assert "checked" not in full_text(memory, POLICY, cold, LATER)


def test_what_nobody_asks_about_needs_no_look(memory: Session) -> None:
    with pytest.raises(WrongUsage, match="о нём никого не спрашивают"):
        check(memory, POLICY, ticket(memory), BY_HAND)
