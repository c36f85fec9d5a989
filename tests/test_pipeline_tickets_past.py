"""The list and the whole of a ticket, as they stood at a moment of the past."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from models import CommentVersion, EventKind, Incident, Outcome, Review, ReviewReason, Role, Ticket
from pipeline.errors import WrongUsage
from pipeline.tickets import actions
from pipeline.tickets.card import full_text
from pipeline.tickets.events import Cause
from pipeline.tickets.filter import Filter
from pipeline.tickets.listing import as_json, find_tickets, get_ticket_as_of
from pipeline.tickets.merging import merge
from pipeline.tickets.policy import shipped_policy
from pipeline.tickets.splitting import split
from tests.factory import NOON, answer, appeal, comment, event, ticket

POLICY = shipped_policy()
HOUR = timedelta(hours=1)
LATER = NOON + 3 * HOUR


def solved(memory: Session) -> Ticket:
    """Taken at one, resolved at two."""
    one = ticket(memory)
    actions.take(memory, POLICY, one, Cause(NOON + HOUR, "Иванова"))
    actions.resolve(memory, POLICY, one, Cause(NOON + 2 * HOUR, "Иванова"), outcome=Outcome.FIXED)
    return one


def listed(memory: Session, at: datetime, **asked: Any) -> list[Any]:
    """What the list of a fresh session tells."""
    memory.flush()
    memory.expire_all()
    return as_json(memory, find_tickets(memory, Filter(**asked), at, None), at)


def shown(memory: Session, one: Ticket, at: datetime) -> str:
    """The same of the whole ticket."""
    memory.flush()
    memory.expire_all()
    return full_text(memory, POLICY, get_ticket_as_of(memory, one.number, at), at)


# hours since noon | state | outcome
HISTORY = """
0   | new         | -
1   | in_progress | -
1.9 | in_progress | -
2   | resolved    | fixed
"""


@pytest.mark.parametrize("line", HISTORY.strip().splitlines())
def test_a_list_tells_the_state_of_its_moment(memory: Session, line: str) -> None:
    solved(memory)
    hours, status, outcome = map(str.strip, line.split("|"))
    [one] = listed(memory, NOON + float(hours) * HOUR)
    assert (one["status"], one["outcome"] or "-") == (status, outcome)
    assert (one["taken_at"] is None) == (status == "new")


# hours since noon | what is asked | is it there?
ASKED = """
0 | status=new               | yes
1 | status=new               | no
1 | status=in_progress       | yes
3 | status=in_progress       | no
4 | unanswered               | yes
5 | unanswered               | no
4 | district=Всеволожский    | yes
6 | district=Всеволожский    | no
6 | district=Гатчинский      | yes
1 | topic=heating            | yes
1 | topic=roads              | no
1 | incident=1               | no
4 | incident=1               | yes
1 | review=no_address        | no
0 | search=батарея           | yes
"""


@pytest.mark.parametrize("line", ASKED.strip().splitlines())
def test_filters_ask_the_past_too(memory: Session, line: str) -> None:
    one = solved(memory)
    mass = Incident(number="И-2023-0001", topic="heating", level="house", opened_at=NOON,
                    last_at=NOON)  # fmt: skip
    memory.add(mass)
    memory.flush()
    one.appeals[0].words = " батарея "
    event(memory, one, LATER, EventKind.INCIDENT, incident_id=mass.id)
    answer(memory, one, NOON + 5 * HOUR)
    event(memory, one, NOON + 6 * HOUR, EventKind.CORRECTED, district="Гатчинский")

    hours, asked, there = map(str.strip, line.split("|"))
    name, _, value = asked.partition("=")
    found = listed(memory, NOON + int(hours) * HOUR, **{name: value or True})

    assert len(found) == (there == "yes")


def test_what_was_late_then_is_late_in_the_list_of_then(memory: Session) -> None:
    one = ticket(memory)
    actions.take(memory, POLICY, one, Cause(LATER, "Иванова"))  # to be taken by two
    assert listed(memory, NOON + 2.5 * HOUR, overdue=True)
    assert not listed(memory, NOON + 2 * HOUR, overdue=True)


def test_a_question_settled_since_was_asked_then(memory: Session) -> None:
    lost = ticket(memory, place_key="")
    memory.add(Review(comment_id=lost.appeals[0].comment_id, reason=ReviewReason.NO_ADDRESS,
                      detail="", opened_at=NOON, closed_at=LATER))  # fmt: skip
    event(memory, lost, LATER, place_key="мурино/16")
    assert len(listed(memory, NOON, review="no_address")) == 1
    assert "Адреса нет: спросите" in shown(memory, lost, NOON)
    assert listed(memory, LATER, review="no_address") == []
    assert "Адреса нет" not in shown(memory, lost, LATER)


def test_a_limit_counts_what_is_left(memory: Session) -> None:
    for _ in range(3):
        solved(memory)
    ticket(memory, opened_at=NOON + HOUR)
    assert len(find_tickets(memory, Filter(status="in_progress"), NOON + HOUR, 2)) == 2


def test_a_ticket_split_off_later_is_not_there_yet(memory: Session) -> None:
    one = ticket(memory)
    other = comment(memory, text="А у нас нет воды", published_at=NOON)
    appeal(memory, one, other, Role.DUPLICATE)
    made = split(memory, POLICY, one, Cause(LATER, "Иванова"), comments=[other.vk_id])
    assert [told["number"] for told in listed(memory, NOON)] == [one.number]
    with pytest.raises(WrongUsage, match=r"на 24\.10\.2023 12:00 ещё не было"):
        shown(memory, made, NOON)
    assert "С тех пор его объединяли или разделяли" in shown(memory, one, NOON)
    assert len(listed(memory, LATER)) == 2


def test_a_ticket_merged_later_tells_where_its_messages_are(memory: Session) -> None:
    one, other = ticket(memory), ticket(memory)
    merge(memory, POLICY, one, Cause(LATER, "Иванова"), into=other)
    told = shown(memory, one, NOON)
    assert f"объединено с {other.number}: сообщения теперь там" in told
    assert "Объединено" not in told
    assert "сообщения теперь там" not in shown(memory, one, LATER)


def test_a_ticket_is_shown_without_what_was_said_and_done_later(memory: Session) -> None:
    one = solved(memory)
    appeal(memory, one, comment(memory, text="И у нас", published_at=LATER))
    answer(memory, one, LATER)
    said = one.appeals[0].comment
    memory.add(CommentVersion(comment_id=said.id, version=1, text="Холодно!", content_hash="",
                              seen_at=LATER))  # fmt: skip
    text = shown(memory, one, NOON + HOUR)
    assert "Холодно!" in text
    assert "Так было 24.10.2023 13:00. Что сейчас: otklik tickets show" in text
    assert not [word for word in ("И у нас", "Передали", "устранено", "Итог") if word in text]
    now = shown(memory, one, LATER)
    assert all(word in now for word in ("И у нас", "Передали", "Итог"))
    assert "Так было" not in now
