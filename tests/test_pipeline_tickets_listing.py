"""The list a dispatcher begins the day with."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from models import Outcome, Role, Status
from pipeline.tickets.card import as_lines
from pipeline.tickets.events import Cause
from pipeline.tickets.filter import Filter
from pipeline.tickets.listing import find_tickets
from pipeline.tickets.moves import advance, move
from pipeline.tickets.policy import shipped_policy
from pipeline.tickets.words import search_words
from tests.factory import NOON, appeal, comment, ticket

WRITTEN = "Батареи холодные! Пишу в WhatsApp, Wi-Fi в подъе\u0301зде, +14"
# what is typed   | whether it finds that
SEARCHES = """
батареями         | yes
+14               | yes
whatsapp          | yes
подъезд           | yes
Wi-Fi батареи     | yes
батарея telegram  | no
whatsapp крыша    | no
"""


def test_a_line_ends_with_the_first_term_that_still_runs(session: Session) -> None:
    fresh = ticket(session)
    taken = ticket(session, status=Status.IN_PROGRESS, taken_at=NOON)
    solved = ticket(session, status=Status.RESOLVED, taken_at=NOON, resolved_at=NOON)

    first, second, third = as_lines(session, shipped_policy(), [fresh, taken, solved], NOON)

    assert "принять до" in first
    assert "принять до" not in second
    assert "ответить до" in second
    assert " до " not in third


# who says one after another that it is done | what the state is called
WORDS = """
resident            | Устранено (со слов жителя)
executor            | Устранено (по данным исполнителя)
office              | Устранено (по данным исполнителя)
resident, executor  | Устранено (по данным исполнителя)
executor, resident  | Устранено (со слов жителя)
"""


@pytest.mark.parametrize("line", WORDS.strip().splitlines())
def test_a_state_tells_whose_word_it_is(line: str, memory: Session) -> None:
    names, title = (part.strip() for part in line.split("|"))
    one, policy = ticket(memory), shipped_policy()
    for hour, name in enumerate(names.split(", "), start=1):
        at = NOON + timedelta(hours=hour)
        said = comment(memory, text="Дали!", published_at=at) if name != "executor" else None
        if said and name == "resident":
            appeal(memory, one, said, Role.RESOLVED)
        cause = Cause(at, comment_id=said.id if said else None)
        if one.status == Status.RESOLVED:
            move(memory, policy, one, Status.REOPENED, cause)
        advance(memory, policy, one, Status.RESOLVED, cause, outcome=Outcome.FIXED)
    memory.flush()
    [line] = as_lines(memory, policy, [one], at)
    assert f"  {title}  " in line


def test_a_past_moment_knows_nothing_of_later_tickets(session: Session) -> None:
    ticket(session, opened_at=NOON)
    later = NOON + timedelta(hours=5)
    ticket(session, opened_at=later)

    assert [one.opened_at for one in find_tickets(session, Filter(), NOON, None)] == [NOON]
    assert len(find_tickets(session, Filter(), later, None)) == 2


@pytest.mark.parametrize("line", SEARCHES.strip().splitlines())
def test_words_of_a_search_are_all_in_what_it_finds(line: str, session: Session) -> None:
    typed, finds = (part.strip() for part in line.split("|"))
    [appeal] = ticket(session, text=WRITTEN).appeals
    appeal.words = search_words(WRITTEN)
    session.flush()
    assert bool(find_tickets(session, Filter(search=typed), NOON, None)) == (finds == "yes")
