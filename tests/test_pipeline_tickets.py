"""One problem at one place is one ticket, with one clock and a history."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from models import Appeal, Comment, Event, Outcome, Role, Status, Ticket
from models.database import open_engine, open_sessions, upgrade
from nlp.classifier import Classifier
from pipeline.classify import classify
from pipeline.errors import WrongUsage
from pipeline.exchange.dump import import_lines
from pipeline.progress import Silent
from pipeline.reports.equation import equation
from pipeline.tickets import actions
from pipeline.tickets.events import Cause
from pipeline.tickets.filter import Filter
from pipeline.tickets.listing import as_json, find_tickets
from pipeline.tickets.load import load_tickets
from pipeline.tickets.policy import shipped_policy
from tests.conftest import dump_tables

POLICY = shipped_policy()
CLASSIFIER = Classifier.load()
START = datetime(2023, 10, 12, 7, 0, tzinfo=UTC)
NOW = START + timedelta(days=3)
HQ = -1

# number < number answered | author | minutes later | text
THREAD = """
10    | 7  | 0   | Гатчина, Рощинская 9, нет отопления, батареи ледяные
11    | 8  | 40  | Гатчина, улица Рощинская дом 9, холодно, отопления нет третий день
12<10 | HQ | 90  | Здравствуйте! Обращение передано в теплоснабжающую организацию.
13    | 9  | 95  | Гатчина, Рощинская 9, лифт не работает вторую неделю
14    | 5  | 99  | Снег зимой, кто бы мог подумать )))
15<12 | 7  | 900 | До сих пор ничего
16    | 6  | 950 | Луга, проспект Урицкого 77, нет отопления, батареи холодные
"""


def lines(thread: str) -> Iterator[tuple[int, bytes]]:
    at = int(START.timestamp())
    post = {"type": "post", "id": 1, "owner_id": HQ, "from_id": HQ, "date": at, "text": "Приём"}
    yield 1, json.dumps(post).encode()
    for line in thread.strip().splitlines():
        number, author, minutes, text = (part.strip() for part in line.split("|", 3))
        own, _, target = number.partition("<")
        comment: dict[str, object] = {
            "type": "comment", "id": int(own), "owner_id": HQ, "post_id": 1,
            "from_id": HQ if author == "HQ" else int(author),
            "date": at + 60 * int(minutes), "text": text,
        }  # fmt: skip
        if target:
            comment |= {"reply_to_comment": int(target), "parents_stack": [10]}
        yield int(own), json.dumps(comment).encode()


def work(engine: Engine, thread: str = THREAD) -> None:
    sessions = open_sessions(engine)
    import_lines(sessions, lines(thread), now=NOW)
    classify(sessions, CLASSIFIER, progress=Silent())
    load_tickets(sessions, POLICY, now=NOW, progress=Silent())


def roles(session: Session) -> dict[int, tuple[str, str]]:
    """Comment → topic of its ticket and role."""
    stmt = select(Comment.vk_id, Ticket.topic, Appeal.role).join_from(Appeal, Ticket).join(Comment)
    return {number: (topic, role) for number, topic, role in session.execute(stmt)}


def test_one_problem_at_one_house_is_one_ticket(engine: Engine) -> None:
    work(engine)
    with open_sessions(engine)() as session:
        found = roles(session)
    assert found[10] == ("heating", Role.OPENING)
    assert found[11] == ("heating", Role.DUPLICATE)
    assert found[13] == ("elevator", Role.OPENING)
    assert found[15] == ("heating", Role.FOLLOW_UP)
    assert found[16] == ("heating", Role.OPENING)
    assert not {12, 14} & set(found)


def test_every_comment_is_in_exactly_one_place(engine: Engine) -> None:
    work(engine)
    with open_sessions(engine)() as session:
        sums = equation(session)
    assert sums.holds
    assert sums.harvested == 7


def test_loading_twice_is_loading_once(engine: Engine) -> None:
    work(engine)
    before = dump_tables(engine)
    work(engine)
    assert dump_tables(engine) == before


def test_an_official_answer_stops_the_clock_of_the_answer(engine: Engine) -> None:
    work(engine)
    with open_sessions(engine)() as session:
        [ticket] = (t for t in find_tickets(session, Filter(), NOW, None) if t.house == "9" and
                    t.topic == "heating")  # fmt: skip
        assert ticket.answered_at == START + timedelta(minutes=90)
        [listed] = as_json(session, [ticket], NOW)
    assert [comment["role"] for comment in listed["comments"]] == [
        Role.OPENING, Role.DUPLICATE, Role.ANSWER, Role.FOLLOW_UP,
    ]  # fmt: skip


def test_a_ticket_lives_by_allowed_moves_and_keeps_each(engine: Engine) -> None:
    work(engine)
    with open_sessions(engine).begin() as session:
        ticket = next(t for t in find_tickets(session, Filter(topic="elevator"), NOW, 1))
        cause = Cause(NOW, "Иванова")
        actions.take(session, POLICY, ticket, cause)
        assert ticket.status == Status.IN_PROGRESS
        assert ticket.taken_at == NOW
        actions.resolve(session, POLICY, ticket, cause, outcome=Outcome.FIXED)
        assert (ticket.status, ticket.outcome) == (Status.RESOLVED, Outcome.FIXED)
        with pytest.raises(WrongUsage, match="сначала ответьте"):
            actions.close(session, POLICY, ticket, cause)
        actions.reopen(session, POLICY, ticket, cause.because("снова"))
        assert (ticket.status, ticket.outcome) == (Status.REOPENED, None)
        moved = select(Event.to_status).where(Event.ticket_id == ticket.id, Event.to_status != "")
        said = [status for status in session.scalars(moved.order_by(Event.sequence)) if status]
    assert said[-4:] == [Status.ASSIGNED, Status.IN_PROGRESS, Status.RESOLVED, Status.REOPENED]


def test_an_illegal_move_names_the_allowed_ones(engine: Engine) -> None:
    work(engine)
    with open_sessions(engine).begin() as session:
        ticket = find_tickets(session, Filter(topic="elevator"), NOW, 1)[0]
        with pytest.raises(WrongUsage, match="Можно: "):
            actions.reopen(session, POLICY, ticket, Cause(NOW, "Иванова", reason="снова"))


def test_an_unknown_outcome_names_all() -> None:
    with pytest.raises(WrongUsage, match="natural"):
        actions.get_outcome(POLICY, "melted")


@settings(max_examples=8)
@given(order=st.permutations(range(4)))
def test_the_order_of_import_does_not_matter(order: list[int]) -> None:
    written = THREAD.strip().splitlines()[:4]
    expected = found_after(written)
    assert found_after([written[n] for n in order]) == expected


def found_after(written: list[str]) -> dict[int, tuple[str, str]]:
    engine = open_engine("sqlite://")
    upgrade(engine)
    work(engine, "\n".join(written))
    with open_sessions(engine)() as session:
        found = roles(session)
    engine.dispose()
    return found


def test_the_table_of_states_is_closed() -> None:
    assert set(POLICY.statuses) == set(Status)
    for status, rule in POLICY.statuses.items():
        assert status not in rule.moves


def test_the_second_of_two_dispatchers_is_told_who_was_first(engine: Engine) -> None:
    work(engine)
    with open_sessions(engine).begin() as session:
        ticket = find_tickets(session, Filter(topic="elevator"), NOW, 1)[0]
        actions.take(session, POLICY, ticket, Cause(NOW, "Иванова"))
        with pytest.raises(WrongUsage, match="уже в работе: Иванова"):
            actions.take(session, POLICY, ticket, Cause(NOW, "Петров"))


RELIEF = """
10    | 7  | 0   | Ивангород, Федюнинского 17, нет отопления, батареи ледяные
11<10 | 7  | 900 | Ивангород: наконец дали тепло, спасибо!
"""


def test_a_place_is_not_forgotten_by_a_word_that_names_less_of_it(engine: Engine) -> None:
    work(engine, RELIEF)
    with open_sessions(engine)() as session:
        [ticket] = find_tickets(session, Filter(), NOW, None)
    assert (ticket.settlement, ticket.house) == ("Ивангород", "17")
    assert ticket.status == Status.RESOLVED


def test_a_filter_of_no_known_word_names_the_known_ones() -> None:
    with pytest.raises(WrongUsage, match="elevator"):
        Filter(topic="lift")
    with pytest.raises(WrongUsage, match="need_info"):
        Filter(status="ждём")
