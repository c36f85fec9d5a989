"""The whole of dispatch on every database."""

from sqlalchemy import Engine, select

from models import Answer, AnswerState, Event, Message, MessageState, Outcome, Status, Ticket
from models.database import open_sessions
from pipeline.dispatch.answers import answer, draft_missing
from pipeline.dispatch.approval import Editor
from pipeline.dispatch.phrases import shipped_phrases
from pipeline.dispatch.publication import link_published
from pipeline.tickets.policy import shipped_policy
from tests.conftest import dump_tables
from tests.dispatch_season import GROUP, NOON, Season
from tests.dispatch_victim import run
from tests.vk_writes import VkWrites, serving


def test_cards_digests_and_answers_on_every_database(engine: Engine) -> None:
    sessions = open_sessions(engine)
    with sessions.begin() as session:
        season = Season(session)
        season.ticket(priority="A")
        for _ in range(5):
            season.ticket()
        solved = season.ticket(
            "Холодно", "И у нас", status=Status.RESOLVED, outcome=Outcome.FIXED, resolved_at=NOON
        )
        editor = Editor(shipped_phrases(), NOON, "Анна")
        answer(session, editor, solved.number, approved=True)

    with serving(VkWrites(group_id=-GROUP)) as vk:
        run(sessions, vk.url)
        assert (len(vk.texts), len(vk.comments)) == (2, 2)
        before = dump_tables(engine, without=frozenset({"token_pace", "token_use"}))
        run(sessions, vk.url)
        assert dump_tables(engine, without=frozenset({"token_pace", "token_use"})) == before

    with sessions.begin() as session:
        assert set(session.scalars(select(Message.state))) == {MessageState.SENT}
        assert set(session.scalars(select(Ticket.status))) == {Status.ASSIGNED, Status.ANSWERED}
        assert link_published(session, shipped_policy(), NOON) == 0
        assert draft_missing(session, Editor(shipped_phrases(), NOON)) == 6
        states = session.scalars(select(Answer.state)).all()
        assert (states.count(AnswerState.PUBLISHED), states.count(AnswerState.DRAFT)) == (2, 6)
        assert len(session.scalars(select(Event)).all()) == 6 + 3
