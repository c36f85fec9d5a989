"""Answers to residents: one approval, one reply to each author, and no reply twice."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from harvester.token import Token
from harvester.writer import Writer
from models import (
    Answer,
    AnswerState,
    Appeal,
    Comment,
    Event,
    EventKind,
    Message,
    MessageState,
    Outcome,
    Prediction,
    Role,
    Status,
    Ticket,
)
from pipeline.dispatch.answers import answer, draft_missing, take_back
from pipeline.dispatch.approval import Editor, approve
from pipeline.dispatch.chat import Carrier
from pipeline.dispatch.delivery import DeliveryReport
from pipeline.dispatch.dispatch import deliver
from pipeline.dispatch.phrases import shipped_phrases
from pipeline.dispatch.publication import link_published
from pipeline.dispatch.senders import Sender
from pipeline.dispatch.vk import Communities, VkComment
from pipeline.dispatch.wish import Wish
from pipeline.errors import WrongUsage
from pipeline.harvest.pace import Pacer
from pipeline.progress import Silent
from pipeline.tickets import actions
from pipeline.tickets.card import full_text
from pipeline.tickets.events import Cause, change
from pipeline.tickets.load import load_tickets
from pipeline.tickets.moves import move
from pipeline.tickets.policy import shipped_policy
from tests.dispatch_season import GROUP, NIGHT, NOON, Season, desk, sqlite
from tests.vk_writes import VkWrites, serving

POLICY = shipped_policy()
ANNA = Editor(shipped_phrases(), NOON, "Анна")
SOLVED = {"status": Status.RESOLVED, "outcome": Outcome.FIXED, "resolved_at": NOON}


@pytest.fixture
def vk() -> Iterator[VkWrites]:
    with serving(VkWrites(group_id=-GROUP)) as vk:
        yield vk


@pytest.fixture
def sessions(tmp_path: Path) -> Iterator[sessionmaker[Session]]:
    with sqlite(tmp_path / "otklik.db") as sessions:
        yield sessions


def publish(
    sessions: sessionmaker[Session],
    vk: VkWrites,
    pauses: list[float] | None = None,
    minutes: int = 0,
) -> DeliveryReport:
    def still(seconds: float) -> None:
        if pauses is not None:
            pauses.append(seconds)

    gate = Pacer(sessions, NOON, still, lambda: 0.0)
    communities = Communities([Writer(Token("secret"), gate, vk.url, still)])
    carriers: dict[Carrier, Sender] = {Carrier.VK_COMMENT: VkComment(communities)}
    return deliver(sessions, carriers, desk(NOON + timedelta(minutes=minutes)), sleep=still)


def harvested(session: Session, vk: VkWrites, *, loaded: bool = True) -> list[Comment]:
    """Our replies as the next harvest stores them, read by the tickets or not yet."""
    season = Season(session)
    rows = [
        season.comment(
            said["message"],
            author=GROUP,
            vk_id=said["comment_id"],
            reply_to=int(said["reply_to_comment"]),
            official=True,
            published_at=NOON + timedelta(minutes=1),
        )
        for said in vk.comments.values()
    ]
    session.add_all([prediction(row, loaded=loaded) for row in rows])
    session.flush()
    return rows


def prediction(comment: Comment, *, loaded: bool) -> Prediction:
    """What the classifier says of an official reply."""
    return Prediction(
        comment_id=comment.id,
        version=1,
        kind="official",
        labels=["not_complaint"],
        scores={},
        subtopics=[],
        urgent=False,
        review=False,
        facts={},
        because=[],
        artifact="test",
        taxonomy="test",
        rules="test",
        loaded=loaded,
    )


def test_every_author_of_a_ticket_gets_one_reply_in_words_of_its_own(
    sessions: sessionmaker[Session], vk: VkWrites
) -> None:
    with sessions.begin() as session:
        ticket = Season(session).ticket("Холодно", "И у нас", "Тоже", **SOLVED)
        view = answer(session, ANNA, ticket.number, approved=True)

    publish(sessions, vk)

    assert view.authors == 3
    assert {said["reply_to_comment"] for said in vk.comments.values()} == {"1002", "1003", "1004"}
    assert len({said["message"] for said in vk.comments.values()}) == 3
    with sessions() as session:
        [ticket] = session.scalars(select(Ticket))
        assert (ticket.status, ticket.answered_at) == (Status.ANSWERED, NOON)
        assert {row.state for row in session.scalars(select(Answer))} == {AnswerState.PUBLISHED}
        kinds = session.scalars(select(Event.kind).order_by(Event.sequence)).all()
    assert kinds == [EventKind.NOTED, EventKind.ANSWERED, EventKind.MOVED]


def test_an_incident_is_answered_house_by_house(
    sessions: sessionmaker[Session], vk: VkWrites
) -> None:
    with sessions.begin() as session:
        season = Season(session)
        tickets = [season.ticket("Холодно", **SOLVED) for _ in range(4)]
        rejected = season.ticket("Реклама", status=Status.REJECTED)
        season.incident(*tickets, rejected)
        view = answer(session, ANNA, tickets[0].number, approved=True, incident=True)

    publish(sessions, vk)

    assert view.authors == len(vk.comments) == 4
    for said in vk.comments.values():
        with sessions() as session:
            stmt = (
                select(Ticket)
                .join(Appeal, Appeal.ticket_id == Ticket.id)
                .join(Comment, Appeal.comment_id == Comment.id)
                .where(Comment.vk_id == int(said["reply_to_comment"]))
            )
            own = session.scalars(stmt).one()
        assert own.number in said["message"]


def test_the_address_of_one_house_is_not_told_to_others(sessions: sessionmaker[Session]) -> None:
    with sessions.begin() as session:
        season = Season(session)
        tickets = [season.ticket("Холодно", **SOLVED) for _ in range(2)]
        season.incident(*tickets)
        words = f"Слесарь был: {tickets[0].address}."
        with pytest.raises(WrongUsage, match="жители других домов"):
            answer(session, ANNA, tickets[0].number, Wish(words), approved=True, incident=True)


def test_authors_of_merged_tickets_hear_with_the_others(sessions: sessionmaker[Session]) -> None:
    with sessions.begin() as session:
        season = Season(session)
        parent = season.ticket("Холодно", **SOLVED)
        season.ticket("Холодно", status=Status.MERGED, merged_into_id=parent.id)

        assert answer(session, ANNA, parent.number).authors == 2


# who is asked → how many replies
AUTHORS = """
two words of one author            | 1
a deleted comment                  | 0
an author whom VK does not name    | 2
a comment of a board               | 0
"""


@pytest.mark.parametrize("line", AUTHORS.strip().splitlines())
def test_whom_an_answer_reaches(line: str, sessions: sessionmaker[Session]) -> None:
    what, count = map(str.strip, line.split("|"))
    with sessions.begin() as session:
        season = Season(session)
        ticket = season.ticket("Холодно", **SOLVED)
        first = session.scalars(select(Comment)).one()
        if what.startswith("two"):
            later = season.comment("Ну что там", author=first.from_id or 0)
            session.add(Appeal(comment_id=later.id, ticket=ticket, role=Role.FOLLOW_UP, version=1))
        elif "deleted" in what:
            first.deleted_at = NOON
        elif "name" in what:
            other = season.comment("И у нас", author=1, author_known=False)
            first.author_known = False
            session.add(Appeal(comment_id=other.id, ticket=ticket, role=Role.DUPLICATE, version=1))
        else:
            first.channel = "topic"

        view = answer(session, ANNA, ticket.number)
        assert view.authors == int(count)
        assert ("Отвечать некому" in "\n".join(view.lines())) == (count == "0")


def test_an_answer_is_approved_once(sessions: sessionmaker[Session]) -> None:
    with sessions.begin() as session:
        ticket = Season(session).ticket(**SOLVED)
        view = answer(session, ANNA, ticket.number, approved=True)
        with pytest.raises(WrongUsage, match="уже утверждён"):
            approve(session, ANNA, view.answer_id)
        assert answer(session, ANNA, ticket.number, approved=True) == view
        answer(session, ANNA, ticket.number, Wish(again=True))
        with pytest.raises(WrongUsage, match="ждёт отправки, otklik dispatch"):
            answer(session, ANNA, ticket.number, approved=True)


# what happens after an answer was sent to both authors | what the repeated command tells
AFTERWARDS = """
nothing                       | опубликован 24.10 12:00, получателей: 2
our replies are harvested     | опубликован 24.10 12:01, получателей: 2
the ticket goes to work       | опубликован 24.10 12:00, получателей: 2
nobody objects for three days | опубликован 24.10 12:00, получателей: 2
a resident objects            | черновик, получателей: 2
the executor reports          | черновик, получателей: 2
it turns out not to be ours   | черновик, получателей: 2
one more is asked for         | черновик, получателей: 2
"""


@pytest.mark.parametrize("line", AFTERWARDS.strip().splitlines())
def test_a_repeated_command_tells_what_was_sent_until_there_is_news(
    line: str, sessions: sessionmaker[Session], vk: VkWrites
) -> None:
    what, told = map(str.strip, line.split("|"))
    solved = SOLVED if what.startswith("nobody") else {"status": Status.ASSIGNED}
    with sessions.begin() as session:
        number = Season(session).ticket("Холодно", "И у нас", **solved).number
        sent = answer(session, ANNA, number, approved=True).text
    publish(sessions, vk)

    with sessions.begin() as session:
        afterwards(session, vk, what)
        session.flush()
        view = answer(session, ANNA, number, Wish(again=what.startswith("one more")))

        assert view.lines()[0] == f"{number}: {told}"
        assert view.text == sent or "черновик" in told


def afterwards(session: Session, vk: VkWrites, what: str) -> None:
    """Let one thing happen to the only ticket."""
    ticket = session.scalars(select(Ticket)).one()
    later, by_hand = NOON + timedelta(days=4), Cause(NOON + timedelta(hours=1), "Анна")
    acting = (session, POLICY, ticket)
    match what.split()[0]:
        case "our":
            harvested(session, vk)
            link_published(session, POLICY, NOON)
        case "the" if "work" in what:
            actions.take(*acting, by_hand)
        case "the":
            actions.resolve(*acting, by_hand, outcome=Outcome.FIXED)
        case "nobody":
            move(*acting, Status.CLOSED, Cause(later), outcome=Outcome.FIXED)
        case "a":
            change(session, ticket, EventKind.JOINED, Cause(later), data={"role": "follow_up"})
        case "it":
            actions.redirect(*acting, by_hand, reason="это Петербург")


def test_an_approval_is_taken_back_before_anything_is_sent(
    sessions: sessionmaker[Session], vk: VkWrites
) -> None:
    with sessions.begin() as session:
        season = Season(session)
        tickets = [season.ticket("Холодно", "И у нас", **SOLVED) for _ in range(2)]
        season.incident(*tickets)
        number = tickets[0].number
        before = answer(session, ANNA, number, Wish("Тепло даже."), approved=True, incident=True)
        assert before.authors == 4
        view = take_back(session, POLICY, ANNA, number)
        assert (view.state, view.text, view.authors) == (AnswerState.DRAFT, "Тепло даже.", 2)
        assert len(session.scalars(select(Answer)).all()) == 1
        assert session.scalars(select(Message)).all() == []
        with pytest.raises(WrongUsage, match="отзывать нечего"):
            take_back(session, POLICY, ANNA, number)
        answer(session, ANNA, number, Wish("Тепло дали."))
        answer(session, ANNA, number, approved=True)
    publish(sessions, vk)

    assert len(vk.comments) == 2
    assert all("Тепло дали." in said["message"] for said in vk.comments.values())
    with sessions.begin() as session, pytest.raises(WrongUsage, match="отзывать нечего"):
        take_back(session, POLICY, ANNA, number)


def test_what_is_on_its_way_is_not_taken_back(
    sessions: sessionmaker[Session], vk: VkWrites
) -> None:
    with sessions.begin() as session:
        number = Season(session).ticket(**SOLVED).number
        answer(session, ANNA, number, approved=True)
    vk.faults.extend(["", *["lose"] * 3])  # it may have arrived
    publish(sessions, vk)
    with sessions.begin() as session, pytest.raises(WrongUsage, match="ответ уже уходит"):
        take_back(session, POLICY, ANNA, number)


def test_an_incident_answer_is_taken_back_from_any_of_its_tickets(
    sessions: sessionmaker[Session],
) -> None:
    with sessions.begin() as session:
        season = Season(session)
        first, second, third = (season.ticket("Холодно", "И у нас", **SOLVED) for _ in range(3))
        season.incident(first, second, third)
        for words in ("Тепло даже.", "Тепло дали."):
            answer(session, ANNA, first.number, Wish(words), approved=True, incident=True)
            view = take_back(session, POLICY, ANNA, second.number)
            assert (view.number, view.withdrawn, view.gone) == (second.number, 6, 0)
            assert "Отозвано ответов: 6." in view.lines()
            [left] = session.scalars(select(Answer))
            assert (left.state, left.ticket_id) == (AnswerState.DRAFT, second.id)
            assert session.scalars(select(Message)).all() == []
            session.delete(left)
            for one in (first, second):
                assert one.events[-1].reason == "ответ отозван, получателей: 6"
                session.expire(one, ["events"])


def test_a_draft_begun_since_is_not_lost_to_a_withdrawal(sessions: sessionmaker[Session]) -> None:
    with sessions.begin() as session:
        number = Season(session).ticket(**SOLVED).number
        answer(session, ANNA, number, Wish("Тепло даже."), approved=True)
        answer(session, ANNA, number, Wish("Тепло дали.", again=True))
        view = take_back(session, POLICY, ANNA, number)
        assert (view.state, view.text, view.withdrawn) == (AnswerState.DRAFT, "Тепло дали.", 1)
        assert len(session.scalars(select(Answer)).all()) == 1


def test_what_is_sent_already_stays_and_the_rest_of_it_is_taken_back(
    sessions: sessionmaker[Session], vk: VkWrites
) -> None:
    with sessions.begin() as session:
        season = Season(session)
        first, second = season.ticket(**SOLVED), season.ticket("Холодно", "И у нас", **SOLVED)
        season.incident(first, second)
        answer(session, ANNA, first.number, Wish("Тепло дали."), approved=True, incident=True)
        numbers = first.number, second.number
        *_, last = session.scalars(select(Message).order_by(Message.id))
        last.not_before = NIGHT
    publish(sessions, vk)
    with sessions.begin() as session:
        assert [one.status for one in session.scalars(select(Ticket))] == ["answered", "resolved"]
        view = take_back(session, POLICY, ANNA, numbers[0])
        assert (view.number, view.withdrawn, view.gone) == (numbers[1], 1, 2)
        sent, half = session.scalars(select(Ticket).order_by(Ticket.id))
        assert (sent.status, half.status) == (Status.ANSWERED, Status.ANSWERED)


def test_other_words_need_to_be_asked_for(sessions: sessionmaker[Session], vk: VkWrites) -> None:
    with sessions.begin() as session:
        number = Season(session).ticket(**SOLVED).number
        answer(session, ANNA, number, Wish("Слесарь был, стояк тёплый."), approved=True)
    publish(sessions, vk)

    with sessions.begin() as session:
        same = answer(session, ANNA, number, Wish("Слесарь был, стояк тёплый. "), approved=True)
        assert same.state is AnswerState.PUBLISHED
        with pytest.raises(WrongUsage, match=r"ответ уже дан 24\.10 12:00.+--again"):
            answer(session, ANNA, number, Wish("Слесарь придёт ещё раз."), approved=True)
        answer(session, ANNA, number, Wish("Слесарь придёт ещё раз.", again=True), approved=True)
    publish(sessions, vk)
    assert [said["message"] for said in vk.comments.values()][1] == "Слесарь придёт ещё раз."


# words | what is said of them
UNFIT = {
    " ": "Ответ пуст",
    "Проверили. [впишите причину]": "замените это своими словами",
    "а" * 4_001: "длиннее 4000 знаков",
}


@pytest.mark.parametrize("words", UNFIT, ids=["empty", "blank", "long"])
def test_an_unfit_answer_is_not_approved(words: str, sessions: sessionmaker[Session]) -> None:
    with sessions.begin() as session:
        ticket = Season(session).ticket(**SOLVED)
        with pytest.raises(WrongUsage, match=UNFIT[words]):
            answer(session, ANNA, ticket.number, Wish(words), approved=True)


def test_a_draft_shows_what_a_person_must_mend(sessions: sessionmaker[Session]) -> None:
    with sessions.begin() as session:
        ticket = Season(session).ticket(**SOLVED)
        words = "В рамках работы: [впишите причину]"
        view = answer(session, ANNA, ticket.number, Wish(words))

    assert (view.state, view.blank, view.stiff) == (AnswerState.DRAFT, True, ("В рамках",))
    assert "Канцелярит" in "\n".join(view.lines())


def test_a_persons_words_outlive_our_redrafting(sessions: sessionmaker[Session]) -> None:
    with sessions.begin() as session:
        ticket = Season(session).ticket(**SOLVED)
        answer(session, ANNA, ticket.number, Wish("Слесарь придёт завтра."))
        draft_missing(session, Editor(shipped_phrases(), NOON))

        assert answer(session, ANNA, ticket.number).text == "Слесарь придёт завтра."


def test_looking_at_a_draft_does_not_make_it_a_persons(sessions: sessionmaker[Session]) -> None:
    with sessions.begin() as session:
        ticket = Season(session).ticket(status=Status.ASSIGNED)
        before = answer(session, ANNA, ticket.number).text
        ticket.status = Status.IN_PROGRESS

        assert answer(session, ANNA, ticket.number).text != before


def test_drafts_are_made_for_what_residents_wait_to_hear(
    sessions: sessionmaker[Session],
) -> None:
    robot = Editor(shipped_phrases(), NOON)
    with sessions.begin() as session:
        season = Season(session)
        season.ticket(status=Status.ASSIGNED)
        solved = season.ticket(**SOLVED)
        season.ticket(status=Status.ASSIGNED, answered_at=NOON)
        season.ticket(status=Status.INTERIM, interim_until=NOON, answered_at=NOON)
        season.ticket(status=Status.REJECTED)

        assert draft_missing(session, robot) == 2
        before = {row.id: row.text for row in session.scalars(select(Answer))}
        assert draft_missing(session, robot) == 2
        assert {row.id: row.text for row in session.scalars(select(Answer))} == before
        solved.status = Status.ANSWERED  # somebody answered by hand
        assert draft_missing(session, robot) == 1


def test_replies_are_paced_and_the_rest_waits_for_the_next_run(
    sessions: sessionmaker[Session], vk: VkWrites
) -> None:
    pauses: list[float] = []
    with sessions.begin() as session:
        ticket = Season(session).ticket(*["Холодно"] * 65, **SOLVED)
        answer(session, ANNA, ticket.number, approved=True)

    publish(sessions, vk, pauses)
    assert (len(vk.comments), pauses.count(4.0)) == (60, 59)
    with sessions() as session:
        assert session.scalars(select(Ticket.status)).one() == Status.RESOLVED
    publish(sessions, vk)

    assert len(vk.comments) == 65
    with sessions() as session:
        assert session.scalars(select(Ticket.status)).one() == Status.ANSWERED


def test_nobody_is_answered_at_night(sessions: sessionmaker[Session], vk: VkWrites) -> None:
    with sessions.begin() as session:
        answer(session, ANNA, Season(session).ticket(**SOLVED).number, approved=True)

    night = (NIGHT - NOON).total_seconds() / 60
    report = publish(sessions, vk, minutes=int(night))

    assert (report.night, len(vk.comments)) == (1, 0)


# VK's refusal | what is left
REFUSALS = """
213 | comments closed
222 | links forbidden
223 | too many replies
"""


@pytest.mark.parametrize("line", REFUSALS.strip().splitlines())
def test_a_refused_reply_is_told_of_and_its_author_can_be_answered_anew(
    line: str, sessions: sessionmaker[Session], vk: VkWrites
) -> None:
    code = line.split("|")[0].strip()
    with sessions.begin() as session:
        ticket = Season(session).ticket(**SOLVED)
        answer(session, ANNA, ticket.number, approved=True)
    vk.faults.extend(["", int(code)])  # the first call asks whose key it is

    report = publish(sessions, vk)

    assert code in report.refused[0]
    with sessions.begin() as session:
        assert session.scalars(select(Ticket.status)).one() == Status.RESOLVED
        told = full_text(session, POLICY, session.scalars(select(Ticket)).one(), NOON)
        assert f"составьте заново: otklik tickets answer {ticket.number}" in told
        assert "ВКонтакте не принял ответ: " in told.splitlines()[-1]
        assert draft_missing(session, ANNA) == 1
        answer(session, ANNA, ticket.number, Wish("Иначе."), approved=True)
        assert draft_missing(session, ANNA) == 0
    publish(sessions, vk)
    assert len(vk.comments) == 1


def test_a_reply_refused_last_leaves_the_others_answered(
    sessions: sessionmaker[Session], vk: VkWrites
) -> None:
    with sessions.begin() as session:
        answer(session, ANNA, Season(session).ticket("Холодно", "И у нас", **SOLVED).number,
               approved=True)  # fmt: skip
    vk.faults.extend(["", "", 213])  # whose key it is, the first reply, the second
    report = publish(sessions, vk)

    assert (len(vk.comments), len(report.refused)) == (1, 1)
    with sessions() as session:
        assert session.scalars(select(Ticket.status)).one() == Status.ANSWERED


def test_our_reply_is_known_when_it_is_harvested(
    sessions: sessionmaker[Session], vk: VkWrites
) -> None:
    with sessions.begin() as session:
        season = Season(session)
        answer(session, ANNA, season.ticket("Холодно", "И у нас", **SOLVED).number, approved=True)
    publish(sessions, vk)

    with sessions.begin() as session:
        comments = harvested(session, vk)
        assert link_published(session, POLICY, NOON) == 2
        assert link_published(session, POLICY, NOON) == 0
        answers = session.scalars(select(Answer)).all()
        assert {row.comment_id for row in answers} == {comment.id for comment in comments}


def test_what_the_tickets_took_for_an_officials_own_reply_becomes_ours(
    sessions: sessionmaker[Session], vk: VkWrites
) -> None:
    with sessions.begin() as session:
        ticket = Season(session).ticket(**SOLVED)
        answer(session, ANNA, ticket.number, approved=True)
    publish(sessions, vk)

    with sessions.begin() as session:
        [comment] = harvested(session, vk)
        session.add(
            Answer(
                ticket_id=session.scalars(select(Ticket.id)).one(),
                comment_id=comment.id,
                text=comment.text,
                state=AnswerState.PUBLISHED,
                created_at=NOON,
            )
        )
        link_published(session, POLICY, NOON)

        [row] = session.scalars(select(Answer))
        assert (row.comment_id, row.actor) == (comment.id, "Анна")


def test_harvesting_folding_and_dispatching_again_leave_one_answer(
    sessions: sessionmaker[Session], vk: VkWrites
) -> None:
    with sessions.begin() as session:
        ticket = Season(session).ticket("Холодно", "И у нас", **SOLVED)
        answer(session, ANNA, ticket.number, approved=True)
    publish(sessions, vk)
    with sessions.begin() as session:
        harvested(session, vk, loaded=False)
        assert link_published(session, POLICY, NOON) == 0  # the tickets read it first
    load_tickets(sessions, POLICY, now=NOON, progress=Silent())

    with sessions.begin() as session:
        link_published(session, POLICY, NOON)
        rows = session.scalars(select(Answer)).all()
        assert {row.actor for row in rows} == {"Анна"}
        assert len({row.comment_id for row in rows}) == len(rows) == 2
        assert session.scalars(select(Ticket.status)).one() == Status.ANSWERED


def test_a_reply_in_doubt_that_stands_on_the_wall_is_not_sent_again(
    sessions: sessionmaker[Session], vk: VkWrites
) -> None:
    with sessions.begin() as session:
        answer(session, ANNA, Season(session).ticket(**SOLVED).number, approved=True)
    vk.faults.extend(["", *["lose"] * 3])  # the first call asks whose key it is
    publish(sessions, vk)

    with sessions.begin() as session:
        harvested(session, vk)
        assert link_published(session, POLICY, NOON) == 1
        assert session.scalars(select(Message.state)).one() == MessageState.SENT
        assert session.scalars(select(Ticket.status)).one() == Status.ANSWERED
    calls = vk.calls["wall.createComment"]
    publish(sessions, vk, minutes=60)
    assert (vk.calls["wall.createComment"], len(vk.comments)) == (calls, 1)
