"""A question stops the clock of its ticket until the author answers; a promise puts it off."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from models import AnswerState, Outcome, Status, Ticket
from pipeline.dispatch.aims import ask, promise
from pipeline.dispatch.answers import answer, draft_missing
from pipeline.dispatch.approval import Editor
from pipeline.dispatch.phrases import shipped_phrases
from pipeline.dispatch.publication import link_published
from pipeline.dispatch.wish import Wish
from pipeline.errors import WrongUsage
from pipeline.progress import Silent
from pipeline.tickets.clocks import MOSCOW
from pipeline.tickets.load import load_tickets
from pipeline.tickets.policy import shipped_policy
from tests.dispatch_season import GROUP, NOON, Season, sqlite
from tests.test_pipeline_dispatch_answers import harvested, prediction, publish
from tests.vk_writes import VkWrites, serving

POLICY = shipped_policy()
ANNA = Editor(shipped_phrases(), NOON, "Анна")  # at noon on Tuesday, 24.10
DAY = timedelta(days=1)
FRIDAY = datetime(2023, 10, 27, 18, tzinfo=MOSCOW)


@pytest.fixture
def vk() -> Iterator[VkWrites]:
    with serving(VkWrites(group_id=-GROUP)) as vk:
        yield vk


@pytest.fixture
def sessions(tmp_path: Path) -> Iterator[sessionmaker[Session]]:
    with sqlite(tmp_path / "otklik.db") as sessions:
        yield sessions


def only(session: Session) -> Ticket:
    return session.scalars(select(Ticket)).one()


def read_back(sessions: sessionmaker[Session], vk: VkWrites) -> None:
    """The next run: our reply is harvested, read by the tickets and recognised."""
    with sessions.begin() as session:
        harvested(session, vk, loaded=False)
    load_tickets(sessions, POLICY, now=NOON, progress=Silent())
    with sessions.begin() as session:
        assert link_published(session, POLICY, NOON) == len(vk.comments)


def test_the_clock_stands_from_the_question_to_the_authors_answer(
    sessions: sessionmaker[Session], vk: VkWrites
) -> None:
    with sessions.begin() as session:
        season = Season(session)
        ticket = season.ticket("Холодно", street="Садовая улица")
        due, [said] = ticket.solve_by, [appeal.comment for appeal in ticket.appeals]
        draft = ask(session, POLICY, ANNA, ticket.number, Wish())
        assert "номер" in draft.text.lower()
        assert "дом" in draft.text
        ask(session, POLICY, ANNA, ticket.number, Wish(), approved=True)
        assert (ticket.status, ticket.paused_at) == (Status.NEW, None)  # nobody has read it yet
        root, author = said.vk_id, said.from_id

    publish(sessions, vk, minutes=60)
    read_back(sessions, vk)
    with sessions.begin() as session:
        asked = only(session)
        assert (asked.status, asked.paused_at) == (Status.NEED_INFO, NOON + timedelta(hours=1))
        season = Season(session)
        reply = season.comment("дом 5", author=author or 0, reply_to=root, thread_root=root,
                               published_at=NOON + DAY)  # fmt: skip
        told = prediction(reply, loaded=False)
        told.kind = "follow_up"
        session.add(told)
    load_tickets(sessions, POLICY, now=NOON + DAY, progress=Silent())

    with sessions() as session:
        answered = only(session)
        assert (answered.status, answered.paused_at) == (Status.REVIEW, None)
        assert due is not None
        assert answered.solve_by == due + DAY - timedelta(hours=1)


def test_an_author_who_is_silent_for_a_day_may_be_reminded(
    sessions: sessionmaker[Session], vk: VkWrites
) -> None:
    with sessions.begin() as session:
        number = Season(session).ticket("Холодно").number
        ask(session, POLICY, ANNA, number, Wish(), approved=True)
    publish(sessions, vk)

    with sessions.begin() as session:
        soon = Editor(ANNA.phrases, NOON + DAY / 2, "Анна")
        assert draft_missing(session, soon) == 0
        assert answer(session, soon, number).state is AnswerState.PUBLISHED
        late = Editor(ANNA.phrases, NOON + DAY, "Анна")
        assert draft_missing(session, late) == 1
        reminder = answer(session, late, number)
        assert (reminder.state, "выше" in reminder.text) == (AnswerState.DRAFT, True)


def test_a_repeated_question_is_asked_once(sessions: sessionmaker[Session], vk: VkWrites) -> None:
    with sessions.begin() as session:
        number = Season(session).ticket("Холодно").number
        answer(session, ANNA, number, approved=True)
    publish(sessions, vk)
    for _ in range(2):  # what was answered before is no question
        with sessions.begin() as session:
            found = ask(session, POLICY, ANNA, number, Wish(), approved=True)
        publish(sessions, vk)
    assert (found.state, len(vk.comments)) == (AnswerState.PUBLISHED, 2)


def test_a_promise_puts_off_the_solution_once_it_is_read(
    sessions: sessionmaker[Session], vk: VkWrites
) -> None:
    with sessions.begin() as session:
        ticket = Season(session).ticket("Холодно", status=Status.IN_PROGRESS)
        midnight = FRIDAY - timedelta(hours=18)  # a day without an hour
        view = promise(session, POLICY, ANNA, ticket.number, Wish(), until=midnight, approved=True)
        assert "до 18:00 27 октября" in view.text
        assert "срок решения станет 27.10 18:00" in "\n".join(view.lines())
        assert ticket.status == Status.IN_PROGRESS

    publish(sessions, vk)
    read_back(sessions, vk)
    with sessions.begin() as session:
        told = only(session)
        assert (told.status, told.interim_until, told.solve_by) == (
            Status.INTERIM, FRIDAY, FRIDAY,
        )  # fmt: skip
        again = promise(session, POLICY, ANNA, told.number, Wish(), until=FRIDAY, approved=True)
        assert again.state is AnswerState.PUBLISHED
        with pytest.raises(WrongUsage, match=r"уже переносили, до 27\.10 18:00"):
            promise(session, POLICY, ANNA, told.number, Wish(), until=FRIDAY + 3 * DAY)
    assert len(vk.comments) == 1


def test_everybody_of_an_incident_hears_one_term(
    sessions: sessionmaker[Session], vk: VkWrites
) -> None:
    with sessions.begin() as session:
        season = Season(session)
        tickets = [season.ticket("Холодно", "И у нас") for _ in range(3)]
        season.incident(*tickets)
        first = tickets[0].number
        promise(session, POLICY, ANNA, first, Wish(), until=FRIDAY, approved=True, incident=True)
    publish(sessions, vk)

    assert all("до 18:00 27 октября" in said["message"] for said in vk.comments.values())
    assert len({said["message"] for said in vk.comments.values()}) == 6
    with sessions() as session:
        states = session.scalars(select(Ticket)).all()
        assert {(one.status, one.interim_until) for one in states} == {(Status.INTERIM, FRIDAY)}


def test_what_was_solved_meanwhile_is_not_put_off(
    sessions: sessionmaker[Session], vk: VkWrites
) -> None:
    with sessions.begin() as session:
        ticket = Season(session).ticket("Холодно", status=Status.IN_PROGRESS)
        promise(session, POLICY, ANNA, ticket.number, Wish(), until=FRIDAY, approved=True)
        ticket.status, ticket.outcome, ticket.resolved_at = Status.RESOLVED, Outcome.FIXED, NOON
    publish(sessions, vk)
    with sessions() as session:
        assert (only(session).interim_until, len(vk.comments)) == (None, 1)


def test_a_question_in_ones_own_words_waits_for_its_approval(
    sessions: sessionmaker[Session],
) -> None:
    with sessions.begin() as session:
        number = Season(session).ticket("Холодно").number
        own = "Скажите, пожалуйста, какой у вас подъезд?"
        ask(session, POLICY, ANNA, number, Wish(own))
        assert ask(session, POLICY, ANNA, number, Wish(), approved=True).text == own


def test_a_persons_draft_gives_way_to_a_question_only_when_asked(
    sessions: sessionmaker[Session],
) -> None:
    with sessions.begin() as session:
        number = Season(session).ticket("Холодно").number
        answer(session, ANNA, number, Wish("Слесарь придёт завтра."))
        with pytest.raises(WrongUsage, match="есть черновик: «Слесарь придёт завтра"):
            ask(session, POLICY, ANNA, number, Wish())
        assert "Слесарь" not in ask(session, POLICY, ANNA, number, Wish(again=True)).text
        for day in (FRIDAY, FRIDAY + 3 * DAY):  # words of ours are nobody's loss
            told = promise(session, POLICY, ANNA, number, Wish(), until=day)
            assert told.until == day


# state    | what is typed | why it is refused
REFUSED = """
interim    | ask | перевести в «Запрошено уточнение» нельзя
resolved   | ask | перевести в «Запрошено уточнение» нельзя
new        | ask Слесарь придёт завтра | не видно вопроса
resolved   | promise 27.10 | перевести в «Дан промежуточный ответ» нельзя
new        | promise 27.10 Слесарь занят | не видно срока
new        | promise 23.10 | срок должен быть впереди
new        | promise 03.11 | не позже 02.11.2023 12:00 .7 рабочих дней
nobody     | promise 27.10 | неизвестно, кто отвечает
"""


@pytest.mark.parametrize("line", REFUSED.strip().splitlines())
def test_a_wrong_question_or_promise_is_refused_in_words(
    line: str, sessions: sessionmaker[Session]
) -> None:
    state, typed, why = (part.strip() for part in line.split("|"))
    with sessions.begin() as session:
        nobody = {"department": ""} if state == "nobody" else {"status": Status(state)}
        number = Season(session).ticket(**nobody).number
        with pytest.raises(WrongUsage, match=why):
            type_in(session, number, typed)


def type_in(session: Session, number: str, typed: str) -> None:
    """«ask текст», «promise 27.10 текст»."""
    what, _, rest = typed.partition(" ")
    if what == "ask":
        ask(session, POLICY, ANNA, number, Wish(rest or None))
        return
    day, _, text = rest.partition(" ")
    until = datetime.strptime(f"{day}.2023", "%d.%m.%Y").replace(tzinfo=MOSCOW)
    promise(session, POLICY, ANNA, number, Wish(text or None), until=until)
