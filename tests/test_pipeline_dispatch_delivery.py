"""The outbox: whatever happens on the way, each message is said once."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from harvester.token import Token
from harvester.writer import Writer
from models import Event, EventKind, Message, MessageState, Status, Ticket
from pipeline.dispatch.chat import Carrier
from pipeline.dispatch.dispatch import deliver, dispatch, save_plan
from pipeline.dispatch.letter import Letter
from pipeline.dispatch.outbox import enqueue, random_id
from pipeline.dispatch.report import DispatchReport
from pipeline.dispatch.senders import Sender
from pipeline.dispatch.vk import Communities, VkChat, VkComment
from pipeline.errors import Partial, Unauthorised
from pipeline.harvest.pace import Pacer
from tests.dispatch_season import NIGHT, NOON, Season, desk, sqlite
from tests.vk_writes import VkWrites, serving


@pytest.fixture
def vk() -> Iterator[VkWrites]:
    with serving(VkWrites()) as vk:
        yield vk


@pytest.fixture
def sessions(tmp_path: Path) -> Iterator[sessionmaker[Session]]:
    with sqlite(tmp_path / "otklik.db") as sessions:
        yield sessions


def still(_seconds: float) -> None:
    """No test waits."""


def carriers(sessions: sessionmaker[Session], vk: VkWrites) -> dict[Carrier, Sender]:
    gate = Pacer(sessions, NOON, still, lambda: 0.0)
    communities = Communities([Writer(Token("secret"), gate, vk.url, still)])
    return {
        Carrier.VK_CHAT: VkChat(communities),
        Carrier.VK_COMMENT: VkComment(communities),
    }


def tickets(sessions: sessionmaker[Session], count: int, **changes: object) -> None:
    with sessions.begin() as session:
        season = Season(session)
        for _ in range(count):
            season.ticket(**changes)


def run(sessions: sessionmaker[Session], vk: VkWrites, minutes: int = 0) -> DispatchReport:
    desk_ = desk(NOON + timedelta(minutes=minutes))
    return dispatch(sessions, desk_, carriers(sessions, vk), sleep=still)


def test_cards_are_sent_once_and_their_tickets_assigned(
    sessions: sessionmaker[Session], vk: VkWrites
) -> None:
    tickets(sessions, 2)

    first, second = run(sessions, vk), run(sessions, vk, 5)

    assert (first.delivery.sent[Carrier.VK_CHAT], second.delivery.sent.total()) == (2, 0)
    assert len(vk.texts) == 2
    with sessions() as session:
        assert {t.status for t in session.scalars(select(Ticket))} == {Status.ASSIGNED}
        assert {t.assignee for t in session.scalars(select(Ticket))} == {"Иванов И. И."}
        kinds = session.scalars(select(Event.kind)).all()
    assert kinds == [EventKind.ASSIGNED] * 2


def test_planning_twice_is_planning_once(sessions: sessionmaker[Session]) -> None:
    tickets(sessions, 12)
    for _ in range(3):
        with sessions.begin() as session:
            save_plan(session, desk())

    with sessions() as session:
        channels = session.execute(
            select(Message.channel, func.count()).group_by(Message.channel)
        ).all()
    assert dict(channels) == {Carrier.VK_CHAT: 1, Carrier.DIGEST: 12}


def test_a_lost_answer_is_asked_for_again_and_the_chat_sees_one_message(
    sessions: sessionmaker[Session], vk: VkWrites
) -> None:
    tickets(sessions, 1)
    vk.faults.extend(["lose"] * 3)  # all attempts of the first run

    first = run(sessions, vk)
    assert first.delivery.delayed
    assert not run(sessions, vk, 1).delivery.sent  # it rests
    third = run(sessions, vk, 5)

    assert third.delivery.sent.total() == 1
    assert (len(vk.texts), vk.calls["messages.send"]) == (1, 4)


def test_what_is_written_later_is_told_of_later(
    sessions: sessionmaker[Session], vk: VkWrites
) -> None:
    tickets(sessions, 1, opened_at=NOON + timedelta(hours=1))
    assert run(sessions, vk).planned == []
    assert len(run(sessions, vk, 60).planned) == 1


def test_flood_control_makes_the_chat_rest_for_minutes(
    sessions: sessionmaker[Session], vk: VkWrites
) -> None:
    tickets(sessions, 3)
    vk.faults.append(9)

    report = run(sessions, vk)
    assert (report.delivery.sent.total(), vk.calls["messages.send"]) == (0, 1)
    assert isinstance(report.failure(), Partial)
    run(sessions, vk, 5)
    assert vk.calls["messages.send"] == 1
    run(sessions, vk, 11)

    assert len(vk.texts) == 3


def test_a_captcha_stops_all_writing_for_an_hour(
    sessions: sessionmaker[Session], vk: VkWrites
) -> None:
    tickets(sessions, 3)
    vk.faults.append(14)

    run(sessions, vk)
    run(sessions, vk, 30)
    assert vk.calls["messages.send"] == 1
    run(sessions, vk, 61)

    assert len(vk.texts) == 3


def test_a_bad_key_stops_the_run_and_keeps_the_messages(
    sessions: sessionmaker[Session], vk: VkWrites
) -> None:
    tickets(sessions, 3)
    vk.faults.append(5)

    report = run(sessions, vk)

    failure = report.failure()
    assert isinstance(failure, Unauthorised)
    assert "Остановлено: " in str(failure)
    assert "Неотправленное сохранено" in str(failure)
    assert "Остановлено" not in report.sentence()  # a trouble is told once
    assert vk.calls["messages.send"] == 1
    run(sessions, vk, 1)  # the key is mended
    assert len(vk.texts) == 3


def test_a_closed_chat_is_told_of_and_can_be_tried_again(
    sessions: sessionmaker[Session], vk: VkWrites
) -> None:
    tickets(sessions, 1)
    vk.closed_chats.add(2_000_000_012)

    report = run(sessions, vk)
    assert "917" in report.delivery.refused[0]
    later = run(sessions, vk, 5)
    assert not later.delivery.sent
    assert "чат не принял карточку: Иванов И. И." in later.sentence()
    vk.closed_chats.clear()
    again = dispatch(sessions, desk(NOON), carriers(sessions, vk), retry=True, sleep=still)

    assert again.delivery.sent.total() == 1


def test_a_digest_settles_the_cards_inside_it(
    sessions: sessionmaker[Session], vk: VkWrites
) -> None:
    tickets(sessions, 12)

    run(sessions, vk)

    [text] = vk.texts
    assert "Новые обращения: 12" in text
    with sessions() as session:
        assert set(session.scalars(select(Message.state))) == {MessageState.SENT}
        assert {t.status for t in session.scalars(select(Ticket))} == {Status.ASSIGNED}


def test_what_waits_at_nightfall_waits_for_the_morning(
    sessions: sessionmaker[Session], vk: VkWrites
) -> None:
    tickets(sessions, 1)
    with sessions.begin() as session:
        save_plan(session, desk())

    report = deliver(sessions, carriers(sessions, vk), desk(NIGHT), sleep=still)

    assert (report.night, vk.texts) == (1, [])


def test_an_old_season_is_counted_and_not_sent(
    sessions: sessionmaker[Session], vk: VkWrites
) -> None:
    tickets(sessions, 3)

    report = run(sessions, vk, minutes=31 * 24 * 60)

    assert (report.stale, vk.texts) == (3, [])
    assert "не отправляем: 3" in report.sentence()


def test_a_dry_run_tells_and_changes_nothing(sessions: sessionmaker[Session], vk: VkWrites) -> None:
    tickets(sessions, 1)

    report = dispatch(sessions, desk(), carriers(sessions, vk), dry_run=True, sleep=still)

    assert len(report.planned) == 1
    assert not vk.calls
    with sessions() as session:
        assert session.scalars(select(Message)).all() == []


def test_an_id_that_another_message_has_is_not_given_again(
    sessions: sessionmaker[Session],
) -> None:
    # VK would take the second message for a repetition of the first and drop it.
    wanted = random_id("card:1", ())
    with sessions.begin() as session:
        enqueue(session, [Letter("old", Carrier.VK_CHAT, "vk:1")], NOON)
        session.scalars(select(Message)).one().random_id = wanted
    with sessions.begin() as session:
        enqueue(session, [Letter("card:1", Carrier.VK_CHAT, "vk:1")], NOON)
        ids = session.scalars(select(Message.random_id)).all()

    assert len(set(ids)) == 2
    assert all(0 < number < 2**31 for number in ids)
