"""Dispatch killed at any step, with any fault of VK: nothing is said twice, nothing is missing."""

import os
import random
import subprocess
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from models import (
    Answer,
    AnswerState,
    Event,
    EventKind,
    Message,
    MessageState,
    Outcome,
    Priority,
    Status,
    Ticket,
)
from pipeline.dispatch.answers import answer
from pipeline.dispatch.approval import Editor
from pipeline.dispatch.chat import Carrier
from pipeline.dispatch.phrases import shipped_phrases
from tests.dispatch_season import GROUP, NOON, Season, sqlite
from tests.dispatch_victim import dying, run
from tests.vk_writes import VkWrites, serving

ROOT = Path(__file__).parent.parent
ANNA = Editor(shipped_phrases(), NOON, "Анна")
KILLS = 50


def check(sessions: sessionmaker[Session], vk: VkWrites) -> None:
    """Each row of the outbox stands in VK once, and the tickets know."""
    with sessions() as session:
        rows = session.scalars(select(Message)).all()
        answers = session.scalars(select(Answer)).all()
        tickets = session.scalars(select(Ticket)).all()
        events = session.scalars(select(Event)).all()
    assert {row.state for row in rows} <= {MessageState.SENT}
    chats = [row for row in rows if row.channel == Carrier.VK_CHAT]
    assert sorted(vk.texts) == sorted(row.body["text"] for row in chats)
    approved = [row for row in answers if row.state != AnswerState.DRAFT]
    assert {row.state for row in approved} <= {AnswerState.PUBLISHED}
    assert sorted(said["message"] for said in vk.comments.values()) == sorted(
        row.text for row in approved
    )
    replied = Counter(said["reply_to_comment"] for said in vk.comments.values())
    assert set(replied.values()) <= {1}
    told = Counter(event.ticket_id for event in events if event.kind == EventKind.ASSIGNED)
    assert set(told.values()) <= {1}
    for ticket in tickets:
        assert ticket.status in (Status.ASSIGNED, Status.ANSWERED)


def season(session: Session, *, urgent: int, ordinary: int, solved: int) -> None:
    """Cards one by one, a digest, and answers to several authors each."""
    whole = Season(session)
    for _ in range(urgent):
        whole.ticket(priority=Priority.A)
    for _ in range(ordinary):
        whole.ticket()
    for _ in range(solved):
        answered = whole.ticket(
            "Холодно", "И у нас", "Тоже", status=Status.RESOLVED, outcome=Outcome.FIXED
        )
        answer(session, ANNA, answered.number, approved=True)


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="victims are forked")
def test_fifty_kills_double_nothing_and_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "otklik.db"
    chance = random.Random(20231024)
    with sqlite(path) as sessions, serving(VkWrites(group_id=-GROUP)) as vk:
        with sessions.begin() as session:
            season(session, urgent=10, ordinary=12, solved=20)
        with subprocess.Popen(
            [sys.executable, "-m", "tests.dispatch_victim", f"sqlite:///{path}", vk.url],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as hangman:
            assert hangman.stdin
            assert hangman.stdout
            killed = 0
            while killed < KILLS:
                # Every other one dies between VK's acceptance and the note of it.
                moment = (0, chance.randint(1, 3)) if killed % 2 else (chance.randint(1, 45), 0)
                print(*moment, file=hangman.stdin, flush=True)
                killed += int(hangman.stdout.readline()) == -9
            for _ in range(2):  # one to finish, one to find nothing to do
                print(0, 0, file=hangman.stdin, flush=True)
                assert hangman.stdout.readline() == "0\n"
            hangman.stdin.close()
        assert len(vk.texts) == 11
        assert len(vk.comments) == 60
        check(sessions, vk)


# What VK does to one message: a code, or all three attempts lost on the way back or there.
FAULTS: list[tuple[int | str, ...]] = [
    (6,),
    (9,),
    (10, 10),
    (14,),
    ("",),
    ("lose",),
    ("lose",) * 3,
    ("hang up",) * 3,
    ("502",) * 3,
]


class Death(BaseException):
    """The process ends here."""


class Dispatching(RuleBasedStateMachine):
    """Tickets come, answers are approved, VK fails, dispatch dies; in the end all is said once."""

    @initialize()
    def begin(self) -> None:
        self.folder = TemporaryDirectory()
        self.database = sqlite(Path(self.folder.name) / "otklik.db")
        self.server = serving(VkWrites(group_id=-GROUP))
        self.sessions, self.vk = self.database.__enter__(), self.server.__enter__()
        self.now = NOON

    @rule(urgent=st.integers(1, 3), ordinary=st.integers(0, 5), solved=st.integers(0, 2))
    def come(self, urgent: int, ordinary: int, solved: int) -> None:
        with self.sessions.begin() as session:
            season(session, urgent=urgent, ordinary=ordinary, solved=solved)

    @rule(step=st.integers(1, 150))
    def die_at_a_step(self, step: int) -> None:
        self.dispatch(step=step)

    @rule(accepted=st.integers(1, 6))
    def die_before_the_answer_is_noted(self, accepted: int) -> None:
        self.dispatch(accepted=accepted)

    @rule(faults=st.lists(st.sampled_from(FAULTS), min_size=1, max_size=4))
    def suffer(self, faults: list[tuple[int | str, ...]]) -> None:
        self.vk.faults.extend(one for fault in faults for one in fault)
        self.dispatch()
        self.vk.faults.clear()

    def dispatch(self, step: int = 0, accepted: int = 0) -> None:
        try:
            with dying(self.sessions, step, self.die, accepted=accepted):
                run(self.sessions, self.vk.url, self.now)
        except Death:
            pass

    @rule(minutes=st.integers(1, 5))
    def wait(self, minutes: int) -> None:
        # Within the first hour no warning is due and no night falls.
        self.now = min(self.now + timedelta(minutes=minutes), NOON + timedelta(minutes=40))

    def die(self) -> None:
        raise Death

    def teardown(self) -> None:
        self.now = NOON + timedelta(minutes=40)
        rests = timedelta(hours=4)
        with self.sessions.begin() as session:
            for row in session.scalars(select(Message).where(Message.not_before.is_not(None))):
                assert row.not_before
                assert row.not_before <= self.now + rests
                row.not_before = None  # the rest is over
        run(self.sessions, self.vk.url, NOON + timedelta(minutes=80))
        check(self.sessions, self.vk)
        self.server.__exit__(None, None, None)
        self.database.__exit__(None, None, None)
        self.folder.cleanup()


TestDispatching = pytest.mark.slow(Dispatching.TestCase)
TestDispatching.settings = settings(
    max_examples=20,
    stateful_step_count=10,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),  # shrinking would run whole seasons for minutes
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
