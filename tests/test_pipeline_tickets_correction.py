"""A ticket put right: class, terms, body, search and classifier follow, the past stays."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Incident, Label, Outcome, Priority, Review, ReviewReason, Status, Ticket
from pipeline.errors import WrongUsage
from pipeline.register.history import rewound
from pipeline.register.state import State, select_states
from pipeline.tickets import actions
from pipeline.tickets.chronicle import chronicle
from pipeline.tickets.clocks import deadlines
from pipeline.tickets.corrected import Corrected
from pipeline.tickets.correction import Correction, correct
from pipeline.tickets.events import Cause
from pipeline.tickets.filter import Filter
from pipeline.tickets.ground import reopen_groundless
from pipeline.tickets.listing import find_tickets
from pipeline.tickets.local import Local
from pipeline.tickets.merging import merge
from pipeline.tickets.moves import advance
from pipeline.tickets.open import claim
from pipeline.tickets.place import Spot
from pipeline.tickets.policy import shipped_policy
from pipeline.tickets.typed import Typed
from tests.factory import NOON, ticket

POLICY, LOCAL = shipped_policy(), Local()
LATER = NOON + timedelta(hours=5)
CAUSE = Cause(LATER, "Иванова", reason="речь о мусоре")

# typed              | the place of Мурино, улица Шувалова, д. 16, корп. 2 becomes
PLACES = """
house=9              | Всеволожский: Мурино, улица Шувалова, д. 9
house=9а building=3  | Всеволожский: Мурино, улица Шувалова, д. 9А, корп. 3
house=9к3            | Всеволожский: Мурино, улица Шувалова, д. 9, корп. 3
house=д.9/3          | Всеволожский: Мурино, улица Шувалова, д. 9/3
house=2              | Всеволожский: Мурино, улица Шувалова, д. 2
street=Оборонная     | Всеволожский: Мурино, Оборонная улица, д. 16, корп. 2
settlement=гатчина   | Гатчинский: Гатчина, улица Шувалова, д. 16, корп. 2
street= house=       | Всеволожский: Мурино
"""


def put_right(session: Session, of: Ticket, topic: str | None = None, **place: str) -> Corrected:
    wanted = Correction(topic, Typed(**place))
    return correct(session, POLICY, of, CAUSE, local=LOCAL, wanted=wanted)


@pytest.mark.parametrize("line", PLACES.strip().splitlines())
def test_a_place_is_told_in_part(line: str) -> None:
    typed, wanted = (part.strip() for part in line.split("|"))
    known = Spot("Всеволожский", "Мурино", "улица Шувалова", "16", "2")
    found = Typed(**dict(part.split("=") for part in typed.split())).over(known)
    assert f"{found.district}: {found}" == wanted


def test_a_topic_brings_its_class_terms_and_body_from_the_authors_own_time(
    memory: Session,
) -> None:
    wrong = ticket(memory)
    found = put_right(memory, wrong, "Мусор")
    assert (wrong.topic, wrong.labels, wrong.subtopic) == ("garbage", ["garbage"], "")
    assert wrong.priority == POLICY.priority("garbage", urgent=False)
    terms = deadlines(
        POLICY,
        claim(POLICY, LOCAL, at=NOON, topic="garbage", subtopic="", priority=POLICY.priority(
            "garbage", urgent=False), facts={}, district="Всеволожский"),
    )  # fmt: skip
    assert (wrong.take_by, wrong.answer_by, wrong.solve_by) == (
        terms.take_by, terms.answer_by, terms.solve_by,
    )  # fmt: skip
    assert wrong.department == LOCAL.routing.department("garbage", "Всеволожский")
    assert (wrong.opened_at, wrong.status) == (NOON, Status.NEW)
    assert found.before.topic == "heating"


def test_terms_run_from_the_last_objection_and_not_from_an_end_undone(memory: Session) -> None:
    wrong = ticket(memory)
    [opening] = wrong.appeals
    solved, objection, word = (NOON + timedelta(hours=n) for n in (1, 2, 3))
    advance(memory, POLICY, wrong, Status.RESOLVED, Cause(solved), outcome=Outcome.FIXED)
    actions.reopen(memory, POLICY, wrong, Cause(objection, reason="снова"))
    said = Cause(word, comment_id=opening.comment_id)
    advance(memory, POLICY, wrong, Status.RESOLVED, said, outcome=Outcome.FIXED)
    memory.flush()
    memory.refresh(wrong)
    reopen_groundless(memory, POLICY, wrong, CAUSE)
    memory.flush()
    memory.refresh(wrong)
    put_right(memory, wrong, "garbage")
    term = timedelta(hours=POLICY.classes[Priority(wrong.priority)].take_hours)
    assert wrong.take_by == POLICY.hours(Priority(wrong.priority)).add(objection, term)


def test_the_past_keeps_what_was_believed(memory: Session) -> None:
    wrong = ticket(memory)
    put_right(memory, wrong, "garbage", house="9")
    states = [State(*row) for row in memory.execute(select_states())]
    [then] = rewound(memory, states, [], LATER)
    [now] = rewound(memory, states, [], LATER + timedelta(minutes=1))
    assert (then.topic, then.house, then.priority) == ("heating", "16", "D")
    assert (now.topic, now.house, now.address) == ("garbage", "9", "Мурино, улица Шувалова, д. 9")
    [event] = [event for event in wrong.events if event.kind == "corrected"]
    assert (event.actor, event.reason) == ("Иванова", "речь о мусоре")


def test_work_under_way_goes_to_the_right_body_anew(memory: Session) -> None:
    wrong = ticket(memory)
    actions.take(memory, POLICY, wrong, CAUSE)
    put_right(memory, wrong, "garbage")
    assert (wrong.status, wrong.taken_at) == (Status.ASSIGNED, None)
    assert wrong.department == LOCAL.routing.department("garbage", "Всеволожский")


def test_a_house_put_right_leaves_the_body_that_a_person_chose(memory: Session) -> None:
    wrong = ticket(memory, department="Свой орган")
    put_right(memory, wrong, house="9")
    assert wrong.department == "Свой орган"


def test_the_search_and_the_queue_know_of_it(memory: Session) -> None:
    wrong = ticket(memory, street=None, house=None, address="", place_key="")
    [appeal] = wrong.appeals
    memory.add(Review(comment_id=appeal.comment_id, reason=ReviewReason.NO_ADDRESS, opened_at=NOON))
    put_right(memory, wrong, street="Оборонная", house="4")
    assert find_tickets(memory, Filter(search="оборонной"), LATER, None) == [wrong]
    assert memory.scalar(select(Review.closed_at)) == LATER


def test_a_district_put_right_is_told_though_the_address_is_the_same(memory: Session) -> None:
    wrong = ticket(memory, district="Волховский", settlement="Горка", address="Горка, д. 16",
                   street=None, place_key="горка|16")  # fmt: skip
    found = put_right(memory, wrong, district="Тихвинский")
    assert "Район: Волховский → Тихвинский" in found.lines()
    *_, last = chronicle(memory, POLICY, wrong, LATER)
    assert "исправлено: район Волховский → Тихвинский (речь о мусоре)" in last


def test_a_topic_put_right_teaches_as_a_review_does(memory: Session) -> None:
    wrong = ticket(memory)
    put_right(memory, wrong, "garbage")
    [label] = memory.scalars(select(Label))
    assert (label.labels, label.kind, label.actor) == (["garbage"], "complaint", "Иванова")


def test_it_leaves_an_incident_of_another_matter(memory: Session) -> None:
    mass = Incident(number="И-2023-0001", topic="heating", level="settlement", district="",
                    settlement="Мурино", opened_at=NOON, last_at=NOON)  # fmt: skip
    memory.add(mass)
    memory.flush()
    wrong = ticket(memory, incident_id=mass.id)
    put_right(memory, wrong, house="9")
    assert wrong.incident is mass
    put_right(memory, wrong, "garbage")
    assert wrong.incident is None


def mass(session: Session, number: str, **scope: str) -> Incident:
    made = Incident(number=number, topic="heating", district="", settlement="Мурино",
                    opened_at=NOON, last_at=NOON, **scope)  # fmt: skip
    session.add(made)
    session.flush()
    return made


def test_it_joins_the_incident_of_its_right_place_at_once(memory: Session) -> None:
    shuvalova = mass(memory, "И-2023-0001", level="street", street="улица Шувалова")
    oboronnaya = mass(memory, "И-2023-0002", level="street", street="Оборонная улица")
    wrong = ticket(memory, incident_id=shuvalova.id)
    found = put_right(memory, wrong, street="Оборонная")
    assert wrong.incident is oboronnaya
    assert "Массовый инцидент: И-2023-0001 → И-2023-0002" in found.lines()
    left, joined = (event for event in wrong.events if event.kind == "incident")
    assert "больше не часть" in left.reason
    assert (joined.at, joined.actor) == (LATER, "Иванова")


def test_the_house_that_was_missing_makes_an_incident(memory: Session) -> None:
    houses = [ticket(memory, house=house) for house in ("1", "3")]
    wrong = ticket(memory, street="Оборонная улица", house="5")
    put_right(memory, wrong, street="улица Шувалова")
    [made] = memory.scalars(select(Incident))
    assert (made.level, made.street, made.opened_at) == ("street", "улица Шувалова", NOON)
    assert {one.incident_id for one in (*houses, wrong)} == {made.id}


def test_what_is_rejected_is_part_of_nothing(memory: Session) -> None:
    mass(memory, "И-2023-0001", level="settlement")
    wrong = ticket(memory, settlement="Гатчина", status=Status.REJECTED)
    put_right(memory, wrong, settlement="Мурино")
    assert wrong.incident is None


def test_a_settlement_that_no_list_has_is_doubted(memory: Session) -> None:
    wrong = ticket(memory)
    found = put_right(memory, wrong, settlement="Иваногород")
    assert "Посёлка Иваногород в списках нет" in "\n".join(found.lines())
    assert "Может быть, Ивангород?" in "\n".join(found.lines())
    right = put_right(memory, wrong, settlement="ивангoрод", street="")  # one «o» is Latin
    assert (wrong.settlement, "Внимание" in "\n".join(right.lines())) == ("Ивангород", False)


# what is typed     | what is said of it
STREETS = """
street=Шувалава     | «Шувалава»: такой улицы в списке (Мурино) нет. Может быть, улица Шувалова?
street=Шувалова     |
settlement=Луга     | «улица Шувалова»: такой улицы в списке (Луга) нет.
house=20            |
"""


@pytest.mark.parametrize("line", STREETS.strip().splitlines())
def test_a_street_that_the_town_has_not_is_doubted(memory: Session, line: str) -> None:
    typed, told = (part.strip() for part in line.split("|"))
    name, value = typed.split("=")
    found = put_right(memory, ticket(memory, house="1"), **{name: value, "building": "2"})
    assert told in "".join(found.doubts)
    assert bool(found.doubts) == bool(told)


def test_another_about_the_same_is_named(memory: Session) -> None:
    other = ticket(memory, house="9", place_key="улица шувалова|9")
    wrong = ticket(memory)
    found = put_right(memory, wrong, house="9")
    assert found.same == (other.number,)
    assert any(f"merge {wrong.number} {other.number}" in line for line in found.lines())


# what is asked          | what is answered
REFUSED = """
topic=мосты              | Нет темы мосты: выберите из heating (Отопление)
district=Центральный     | выберите из Бокситогорский, Волосовский
district=Гатчинский      | Мурино: район Всеволожский, а не Гатчинский
settlement=Горка         | Горка: район Волховский или
house=16                 | уже такое
"""


@pytest.mark.parametrize("line", REFUSED.strip().splitlines())
def test_a_wrong_correction_is_refused_in_words(memory: Session, line: str) -> None:
    asked, answer = (part.strip() for part in line.split("|"))
    name, value = asked.split("=")
    with pytest.raises(WrongUsage, match=answer.replace("(", r"\(").replace(")", r"\)")):
        put_right(memory, ticket(memory), **{name: value})


def test_a_part_of_another_is_not_put_right(memory: Session) -> None:
    part, whole = ticket(memory), ticket(memory)
    merge(memory, POLICY, part, CAUSE, into=whole)
    with pytest.raises(WrongUsage, match=f"вошло в {whole.number}: действуйте с ним"):
        put_right(memory, part, house="9")
