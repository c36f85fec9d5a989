"""A ticket that loses the word it ended by goes on; one that ended otherwise stays as it is."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Appeal, Incident, Outcome, Role, Status, Ticket
from pipeline.errors import WrongUsage
from pipeline.tickets import actions
from pipeline.tickets.events import Cause
from pipeline.tickets.filter import Filter
from pipeline.tickets.listing import find_tickets
from pipeline.tickets.merging import differences, merge
from pipeline.tickets.moves import advance
from pipeline.tickets.policy import shipped_policy
from pipeline.tickets.splitting import split
from tests.factory import NOON, answer, appeal, comment, ticket

POLICY = shipped_policy()
LATER = NOON + timedelta(hours=5)
BY_HAND = Cause(LATER + timedelta(hours=1), "Иванова")


def relieved(session: Session, of: Ticket) -> int:
    """«Дали тепло» moves the ticket, as the loader does it; returns the comment's number."""
    said = comment(session, text="Дали тепло, спасибо!", published_at=LATER)
    appeal(session, of, said, Role.RESOLVED)
    if of.status == Status.NEW:
        by_word = Cause(LATER, comment_id=said.id)
        advance(session, POLICY, of, Status.RESOLVED, by_word, outcome=Outcome.FIXED)
    return said.vk_id


def test_work_goes_on_by_its_old_clocks_without_the_word_it_ended_by(memory: Session) -> None:
    cold = ticket(memory)
    promised = cold.solve_by
    word = relieved(memory, cold)
    split(memory, POLICY, cold, BY_HAND, comments=[word])
    assert (cold.status, cold.outcome, cold.resolved_at) == (Status.REOPENED, None, None)
    assert (cold.solve_by, cold.repeats) == (promised, 0)
    memory.refresh(cold)
    assert cold.events[-1].reason == "слова «устранено» были не об этом обращении"


def test_nothing_stays_closed_without_an_answer_and_a_word(memory: Session) -> None:
    cold = ticket(memory)
    word = relieved(memory, cold)
    actions.close(memory, POLICY, cold, BY_HAND)
    split(memory, POLICY, cold, BY_HAND, comments=[word])
    assert (cold.status, cold.closed_at) == (Status.REOPENED, None)


def test_the_word_of_another_resident_is_enough(memory: Session) -> None:
    cold = ticket(memory)
    word = relieved(memory, cold)
    relieved(memory, cold)
    split(memory, POLICY, cold, BY_HAND, comments=[word])
    assert cold.status == Status.RESOLVED


def test_what_is_taken_out_is_found_by_its_place_and_stays_in_its_incident(
    memory: Session,
) -> None:
    mass = Incident(number="И-2023-0001", topic="heating", level="settlement",
                    settlement="Мурино", opened_at=NOON, last_at=NOON)  # fmt: skip
    memory.add(mass)
    memory.flush()
    cold = ticket(memory, incident_id=mass.id)
    said = comment(memory, text="и у нас так же", published_at=LATER)
    appeal(memory, cold, said)
    made = split(memory, POLICY, cold, BY_HAND, comments=[said.vk_id])
    assert find_tickets(memory, Filter(search="шувалова так же"), BY_HAND.at, None) == [made]
    assert made.incident_id == mass.id


def test_words_that_leave_one_by_one_leave_nothing_to_stand_on(memory: Session) -> None:
    cold = ticket(memory)
    for word in [relieved(memory, cold), relieved(memory, cold)]:
        split(memory, POLICY, cold, BY_HAND, comments=[word])
    assert cold.status == Status.REOPENED


def test_what_was_answered_and_closed_by_hand_stays_closed(memory: Session) -> None:
    cold = ticket(memory)
    word = relieved(memory, cold)
    answer(memory, cold, LATER)
    actions.close(memory, POLICY, cold, BY_HAND)
    split(memory, POLICY, cold, BY_HAND, comments=[word])
    assert cold.status == Status.CLOSED


def test_a_merge_undone_takes_its_word_along(memory: Session) -> None:
    cold, other = ticket(memory), ticket(memory, opened_at=NOON + timedelta(hours=1))
    other.status = Status.REVIEW  # its word came when it could not move by it
    relieved(memory, other)
    merge(memory, POLICY, other, BY_HAND, into=cold)
    actions.close(memory, POLICY, cold, BY_HAND, outcome=Outcome.FIXED)
    split(memory, POLICY, other, BY_HAND)
    assert (other.status, cold.status) == (Status.NEW, Status.REOPENED)


def test_nothing_is_merged_into_what_has_ended(memory: Session) -> None:
    spam, cold = ticket(memory), ticket(memory)
    actions.reject(memory, POLICY, spam, BY_HAND, reason="реклама")
    with pytest.raises(WrongUsage, match="«Отклонено»: сначала возобновите"):
        merge(memory, POLICY, cold, BY_HAND, into=spam)


def test_what_hardly_is_one_problem_is_told_when_merged(memory: Session) -> None:
    cold, same = ticket(memory), ticket(memory)
    far = ticket(memory, topic="billing", settlement="Ивангород", street=None, house=None)

    assert differences(same, cold) == []
    assert differences(far, cold) == [
        "«Начисления и тарифы» и «Отопление»",
        "«Ивангород» и «Мурино»",
    ]


def test_a_ticket_is_sent_to_a_body_once_and_the_history_names_it(memory: Session) -> None:
    cold = ticket(memory)
    actions.assign(memory, POLICY, cold, BY_HAND, department="Теплосеть", assignee="Петров")
    memory.refresh(cold)
    assert cold.events[-1].reason == "Теплосеть, Петров"
    with pytest.raises(WrongUsage, match=r"уже направлено \(Теплосеть, Петров\)"):
        actions.assign(memory, POLICY, cold, BY_HAND)


# state        | given                 | state afterwards, whether its work was taken
HANDS = """
assigned       | Петров                | assigned    | no
in_progress    | Петров                | in_progress | yes
interim        | Петров                | interim     | yes
in_progress    | Теплосеть, Петров     | assigned    | no
in_progress    | Комитет по ТЭК, Петров | in_progress | yes
need_info      | Петров                | assigned    | no
"""


@pytest.mark.parametrize("line", HANDS.strip().splitlines())
def test_another_person_goes_on_and_another_body_begins_anew(memory: Session, line: str) -> None:
    state, given, after, taken = (part.strip() for part in line.split("|"))
    body, person = given.split(", ") if "," in given else (None, given)
    cold = ticket(memory)
    advance(memory, POLICY, cold, Status(state), BY_HAND)
    actions.assign(memory, POLICY, cold, BY_HAND, department=body, assignee=person)
    assert (cold.status, cold.assignee) == (after, "Петров")
    assert (cold.taken_at is not None) == (taken == "yes")


def test_a_word_alone_is_no_ticket(memory: Session) -> None:
    cold = ticket(memory)
    relieved(memory, cold)
    [opening] = [one.comment.vk_id for one in cold.appeals if one.role == Role.OPENING]
    with pytest.raises(WrongUsage, match="без самой жалобы"):
        split(memory, POLICY, cold, BY_HAND, comments=[opening])


def test_a_promise_outlives_a_merge_undone(memory: Session) -> None:
    cold, other = ticket(memory), ticket(memory, solve_by=NOON + timedelta(hours=4))
    merge(memory, POLICY, other, BY_HAND, into=cold)
    assert cold.solve_by == NOON + timedelta(hours=4)
    actions.promise(memory, POLICY, cold, BY_HAND, until=NOON + timedelta(hours=7))
    split(memory, POLICY, other, BY_HAND)
    assert cold.solve_by == cold.interim_until == NOON + timedelta(hours=7)


@pytest.mark.parametrize("first", [NOON - timedelta(hours=1), LATER])
def test_a_word_is_not_taken_for_a_complaint(memory: Session, first: datetime) -> None:
    cold, other = ticket(memory), ticket(memory, opened_at=NOON + timedelta(hours=1))
    said = comment(memory, text="Дали тепло!", published_at=first)
    appeal(memory, cold, said, Role.RESOLVED)
    merge(memory, POLICY, other, BY_HAND, into=cold)
    roles = select(Appeal.role).where(Appeal.comment_id == said.id)
    assert memory.scalar(roles) == Role.RESOLVED
