"""Who is told what and when: rules asked as functions, without a database."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import Status
from pipeline.dispatch.case import Case, Place
from pipeline.dispatch.chat import Carrier, Chat
from pipeline.dispatch.desk import Desk
from pipeline.dispatch.notice import CardSent, Notice, cards, unroutable, warnings
from pipeline.dispatch.plan import MESSAGE, Traffic, plan
from pipeline.dispatch.responsible import parse_responsible, recipient
from pipeline.dispatch.rules import shipped_rules
from pipeline.errors import WrongUsage
from pipeline.tickets.clocks import MOSCOW
from tests.dispatch_season import CHAT, DUTY, NIGHT, NOON, desk

RULES = shipped_rules()


def case(number: int = 1, now: datetime = NOON, **changes: Any) -> Case:
    """A fresh ticket of class B about cold radiators."""
    ordinary = Case(
        id=number,
        number=f"ТШ-2023-{number:06d}",
        status=Status.NEW,
        priority="B",
        topic="heating",
        subtopic="",
        district="Кингисеппский",
        address=f"Ивангород, Садовая улица, д. {number}",
        department="Комитет по ТЭК",
        assignee="",
        opened_at=now,
        last_at=now,
        started_at=now,
        take_by=now + timedelta(hours=2),
        answer_by=now + timedelta(hours=3),
        solve_by=now + timedelta(hours=8),
        taken_at=None,
        answered_at=None,
        resolved_at=None,
        outcome=None,
        paused=False,
        repeats=0,
        voices=1,
        facts={},
        incident="",
        place=Place(-5, 10, 1_000 + number),
        words="Батареи холодные",
        street="Садовая улица",
        house=str(number),
    )
    return replace(ordinary, **changes)


def fresh(count: int, **changes: Any) -> list[Notice]:
    return list(cards(desk(), [case(n, **changes) for n in range(1, count + 1)], {}))


# new tickets | class | messages of the last half hour | digest so many minutes ago | now, MSK
# → single messages, digests, notices that wait
BATCHES = """
1  | B | 0 | -  | 12:00 | 1  | 0 | 0
3  | B | 0 | -  | 12:00 | 3  | 0 | 0
4  | B | 0 | -  | 12:00 | 0  | 1 | 0
2  | B | 2 | -  | 12:00 | 0  | 1 | 0
2  | B | 3 | 10 | 12:00 | 0  | 0 | 2
2  | B | 3 | 31 | 12:00 | 0  | 1 | 0
45 | C | 0 | -  | 12:00 | 0  | 3 | 0
250 | C | 0 | - | 12:00 | 0  | 5 | 150
1  | B | 0 | -  | 22:00 | 0  | 0 | 1
1  | B | 0 | -  | 21:59 | 1  | 0 | 0
5  | D | 0 | -  | 06:59 | 0  | 0 | 5
5  | D | 0 | -  | 07:00 | 0  | 1 | 0
1  | A | 9 | 1  | 03:00 | 1  | 0 | 0
10 | A | 0 | -  | 03:00 | 10 | 0 | 0
11 | A | 0 | -  | 03:00 | 0  | 1 | 0
"""


@pytest.mark.parametrize("line", BATCHES.strip().splitlines())
def test_few_come_one_by_one_many_as_a_digest_none_at_night(line: str) -> None:
    count, priority, before, ago, clock, singles, digests, held = map(str.strip, line.split("|"))
    hour, minute = map(int, clock.split(":"))
    now = datetime(2023, 10, 24, hour, minute, tzinfo=MOSCOW)
    digest_at = None if ago == "-" else now - timedelta(minutes=int(ago))

    batch = plan(
        fresh(int(count), priority=priority),
        {CHAT: Traffic(int(before), digest_at)},
        RULES,
        now,
    )

    found = [len(letter.members) for letter in batch.letters]
    assert (found.count(0), len(found) - found.count(0)) == (int(singles), int(digests))
    assert len(batch.held) == int(held)


@given(
    st.lists(st.sampled_from("ABCDE"), max_size=150),
    st.integers(0, 5),
    st.integers(0, 366 * 24 * 60).map(lambda minutes: NOON + timedelta(minutes=minutes)),
)
def test_every_notice_is_sent_once_or_held_and_every_message_fits(
    classes: list[str], before: int, now: datetime
) -> None:
    everyone = [case(n, priority=name) for n, name in enumerate(classes, 1)]
    notices = list(cards(desk(now), everyone, {}))

    batch = plan(notices, {CHAT: Traffic(before, None)}, RULES, now)

    told = [
        key
        for letter in batch.letters
        for key in ([member.key for member in letter.members] or [letter.key])
    ]
    assert sorted([*told, *(notice.key for notice in batch.held)]) == sorted(
        notice.key for notice in notices
    )
    assert all(len(str(letter.body["text"])) <= MESSAGE for letter in batch.letters)
    if classes.count("A") <= RULES.digests * RULES.digest_lines:
        assert not any(notice.case.priority == "A" for notice in batch.held)


def test_a_card_is_sent_again_when_the_ticket_goes_elsewhere_or_comes_back() -> None:
    sent = {1: CardSent(CHAT, 0, NOON, 1)}
    elsewhere = desk(
        people=parse_responsible(
            "department,district,person,chat\nКомитет по ТЭК,,Петрова П. П.,vk:2000000099\n", "csv"
        )
    )

    assert list(cards(desk(), [case()], sent)) == []
    [moved] = cards(elsewhere, [case()], sent)
    [again] = cards(desk(), [case(repeats=1)], sent)
    assert (str(moved.chat), str(again.chat)) == ("vk:2000000099", CHAT)
    assert len({moved.key, again.key, f"card:{case().number}:1:{CHAT}"}) == 3


@pytest.mark.parametrize("status", [Status.NEW, Status.IN_PROGRESS])
def test_who_was_told_of_another_place_is_told_of_the_right_one(status: Status) -> None:
    sent = {1: CardSent(CHAT, 0, NOON, 1)}
    right = case(status=status, corrected_at=NOON + timedelta(hours=1))
    [again] = cards(desk(), [right], sent)
    assert "Исправлено" in again.text
    assert list(cards(desk(), [right], {1: CardSent(CHAT, 0, NOON + timedelta(hours=2), 2)})) == []


# state → is a card due
UNTAKEN = """
new         | yes
assigned    | yes
reopened    | yes
review      | no
need_info   | no
in_progress | no
resolved    | no
rejected    | no
merged      | no
"""


@pytest.mark.parametrize("line", UNTAKEN.strip().splitlines())
def test_cards_tell_of_work_that_nobody_has_taken(line: str) -> None:
    status, due = map(str.strip, line.split("|"))
    assert bool(list(cards(desk(), [case(status=Status(status))], {}))) == (due == "yes")


def test_a_ticket_without_a_responsible_person_is_named_with_the_reason() -> None:
    found = unroutable(
        desk(), [case(1), case(2, department=""), case(3, department="Дорожный комитет")]
    )

    assert [(one.number[-1], one.reason) for one in found] == [
        ("2", "не определён ответственный орган"),
        ("3", "нет ответственного: Дорожный комитет, район Кингисеппский"),
    ]


# class | term | hours since the start | what was done | chats that hear, and the percent
WARNINGS = """
B | take   | 1.5 | -     | -
B | take   | 1.6 | -     | responsible 80
B | take   | 2.0 | -     | responsible 100, duty 100
B | take   | 2.0 | taken | -
B | answer | 2.9 | taken | responsible 80
B | answer | 3.1 | taken | responsible 100, duty 100
C | take   | 1.9 | -     | -
C | take   | 2.1 | -     | responsible 100, duty 100
D | take   | 2.1 | -     | responsible 100
A | take   | 1.0 | -     | responsible 50
A | take   | 1.7 | -     | responsible 80, duty 80
A | take   | 9.0 | -     | responsible 100, duty 100
"""


@pytest.mark.parametrize("line", WARNINGS.strip().splitlines())
def test_a_term_that_runs_out_is_told_of_by_its_class(line: str) -> None:
    priority, term, hours, done, heard = map(str.strip, line.split("|"))
    now = NOON + timedelta(hours=float(hours))
    one = case(priority=priority, taken_at=NOON if done == "taken" else None)
    told = {1: CardSent(CHAT, 0, NOON, 1)}

    notices = warnings(desk(now), [one], told, frozenset())

    names = {CHAT: "responsible", str(DUTY): "duty"}
    found = [
        f"{names[str(notice.chat)]} {key.split(':')[3]}"
        for notice in notices
        for key in notice.told
        if key.split(":")[2] == term
    ]
    text = ", ".join(found)
    assert (text or "-") == heard


def test_a_warning_is_given_once_and_again_for_a_new_term() -> None:
    now, told = NOON + timedelta(hours=2), {1: CardSent(CHAT, 0, NOON, 1)}
    first = list(warnings(desk(now), [case()], told, frozenset()))
    warned = frozenset(key for notice in first for key in notice.told)

    assert len(first) == 2
    assert list(warnings(desk(now), [case()], told, warned)) == []
    later = case(take_by=NOON + timedelta(hours=1))
    assert len(list(warnings(desk(now), [later], told, warned))) == 2


def test_a_card_that_came_late_needs_no_warning_beside_it() -> None:
    late = NOON + timedelta(hours=5)
    told = {1: CardSent(CHAT, 0, late, 1)}

    [notice] = warnings(desk(late), [case()], told, frozenset())
    assert (notice.chat, len(notice.told)) == (DUTY, 2)


def test_a_paused_ticket_is_not_pressed_to_be_solved() -> None:
    asked = case(status=Status.NEED_INFO, paused=True, taken_at=NOON, answered_at=NOON)
    late = desk(NOON + timedelta(days=2))

    assert list(warnings(late, [asked], {}, frozenset())) == []


PEOPLE = """\
department;district;person;chat;valid_from;valid_to;deputy;deputy_from;deputy_to
Комитет по ТЭК;;Общий;vk:1;;;;;
Комитет по ТЭК;Всеволожский;Местный;vk:2;01.10.2023;31.10.2023;Замов;23.10.2023;24.10.2023
Комитет по ТЭК;Всеволожский;Новый;vk:3;01.11.2023;;;;
Администрация: Лужский;;Лужин;file:карточки/луга;;;;;
"""

# department | district | day | person | chat
RECIPIENTS = """
Комитет по ТЭК         | Всеволожский | 2023-10-22 | Местный | vk:2
Комитет по ТЭК         | Всеволожский | 2023-10-23 | Замов   | vk:2
Комитет по ТЭК         | Всеволожский | 2023-10-24 | Замов   | vk:2
Комитет по ТЭК         | всеволожский | 2023-10-25 | Местный | vk:2
Комитет по ТЭК         | Всеволожский | 2023-11-01 | Новый   | vk:3
Комитет по ТЭК         | Всеволожский | 2023-09-30 | Общий   | vk:1
Комитет по ТЭК         | Лужский      | 2023-10-23 | Общий   | vk:1
Комитет по ТЭК         |              | 2023-10-23 | Общий   | vk:1
Администрация: Лужский | Лужский      | 2023-10-23 | Лужин   | file:карточки/луга
Дорожный комитет       | Лужский      | 2023-10-23 | -       | -
"""


@pytest.mark.parametrize("line", RECIPIENTS.strip().splitlines())
def test_the_responsible_person_of_a_district_on_a_day(line: str) -> None:
    department, district, day, person, chat = map(str.strip, line.split("|"))
    rows = parse_responsible(PEOPLE, "responsible.csv")

    found = recipient(rows, department, district or None, date.fromisoformat(day))

    assert (found.person if found else "-", str(found.chat) if found else "-") == (person, chat)


# assignee of the ticket | day | who answers
ASSIGNEES = """
           | 2023-10-22 | Местный
Общий      | 2023-10-22 | Общий
Замов      | 2023-10-22 | Местный
Местный    | 2023-10-23 | Замов
Кто-то     | 2023-10-22 | Местный
Местный    | 2023-11-01 | Новый
"""


@pytest.mark.parametrize("line", ASSIGNEES.strip("\n").splitlines())
def test_a_person_named_on_the_ticket_wins_while_in_office(line: str) -> None:
    assignee, day, person = map(str.strip, line.split("|"))
    rows = parse_responsible(PEOPLE, "responsible.csv")

    found = recipient(rows, "Комитет по ТЭК", "Всеволожский", date.fromisoformat(day), assignee)

    assert found
    assert found.person == person


# a wrong file | what is said of it
BROKEN = {
    "person;chat\nА;vk:1\n": "нет столбцов department, district",
    "department;district;person;chat\nК;;А;сосед\n": "строка 2: Чат «сосед» не понят",
    "department;district;person;chat\nК;;;vk:1\n": "строка 2: нужны столбцы",
    "department;district;person;chat;valid_from\nК;;А;vk:1;32.10.2023\n": "строка 2: день",
    'department;district;person;chat\nК;;"А;vk:1\n' + "я" * 140_000: "парность кавычек",
    "department;district;person;chat\nК;;А;vk:1\nк;;Б;vk:2\n": "отвечают А и Б",
}


@pytest.mark.parametrize("text", BROKEN)
def test_a_wrong_file_of_the_responsible_names_its_line(text: str) -> None:
    with pytest.raises(WrongUsage, match=BROKEN[text]):
        parse_responsible(text, "responsible.csv")


# chat | carrier
CHATS = """
vk:2000000012           | vk_chat
vk:club5/2000000012     | vk_chat
file:карточки/          | file
stdout:                 | stdout
https://example.org/x   | webhook
http://127.0.0.1:8080/x | webhook
http://example.org/x    | -
vk:teplo                | -
почта@example.org       | -
"""


@pytest.mark.parametrize("line", CHATS.strip().splitlines())
def test_the_scheme_of_a_chat_chooses_who_carries(line: str) -> None:
    text, carrier = map(str.strip, line.split("|"))
    if carrier == "-":
        with pytest.raises(WrongUsage, match="не понят"):
            Chat.parse(text)
    else:
        found = Chat.parse(text)
        assert found.carrier is Carrier(carrier)
        assert Chat.parse(str(found)) == found


def test_a_night_desk_is_quiet_but_for_threats_to_life() -> None:
    quiet: Desk = desk(NIGHT)
    assert quiet.rules.quiet.hold(NIGHT, "B")
    assert not quiet.rules.quiet.hold(NIGHT, "A")
