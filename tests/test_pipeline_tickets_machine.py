"""Random moves by several actors: no illegal state, no lost event, the sums always agree."""

import os
from collections.abc import Callable
from datetime import timedelta
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import Engine

from models.database import open_engine, upgrade
from nlp.prediction import Kind
from pipeline.tickets import actions
from tests.ticket_office import ACTIONS, Office

KINDS = (Kind.COMPLAINT, Kind.COMPLAINT, Kind.FOLLOW_UP, Kind.RESOLVED, Kind.CHATTER, Kind.THANKS)

# A hundred thousand take a quarter of an hour: OTKLIK_MOVES=100000 pytest -n auto -m slow FILE
MOVES = int(os.environ.get("OTKLIK_MOVES", "20000"))
STEPS = 100

authors = st.integers(0, 4)  # 0: the headquarters itself
houses = st.none() | st.integers(1, 3)
which = st.integers(0, 30)


@cache
def tables() -> Engine:
    engine = open_engine("sqlite://")
    upgrade(engine)
    return engine


class Season(RuleBasedStateMachine):
    """Residents write, officials reply, dispatchers act, days pass; in any order."""

    every = 1  # moves between two looks at everything; the last look is at the end

    def __init__(self) -> None:
        super().__init__()
        self.connection = tables().connect()
        self.outer = self.connection.begin()
        self.office, self.moves = Office(self.connection), 0

    def teardown(self) -> None:
        try:
            self.office.check()
        finally:
            self.outer.rollback()
            self.connection.close()

    @rule(
        author=authors, house=houses, kind=st.sampled_from(KINDS),
        topic=st.sampled_from(("heating", "elevator")), reply=which, doubt=st.booleans(),
    )  # fmt: skip
    def write(self, **said: Any) -> None:
        self.office.write(**said)

    @rule(ticket=which, act=st.sampled_from(ACTIONS))
    def act(self, ticket: int, act: tuple[str, Callable[..., object], dict[str, Any]]) -> None:
        self.office.act(ticket, act[1], **act[2])

    @rule(ticket=which, days=st.integers(1, 20))
    def promise(self, ticket: int, days: int) -> None:
        until = self.office.now + timedelta(days=days)
        self.office.act(ticket, actions.promise, until=until)

    @rule(ticket=which, other=which)
    def join(self, ticket: int, other: int) -> None:
        self.office.join(ticket, other)

    @rule(ticket=which, piece=st.integers(0, 5))
    def part(self, ticket: int, piece: int) -> None:
        self.office.part(ticket, piece)

    @rule(minutes=st.sampled_from((1, 10, 600, 4 * 1440, 20 * 1440)))
    def wait(self, minutes: int) -> None:
        self.office.wait(minutes)

    @invariant()
    def everything_is_in_its_place(self) -> None:
        self.moves += 1
        if self.moves % self.every == 0:
            self.office.check()


TestSeason = Season.TestCase
TestSeason.settings = settings(max_examples=15, stateful_step_count=30, deadline=None)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(10))  # for several processes
def test_many_moves(part: int) -> None:
    long = settings(
        max_examples=MOVES // STEPS // 10,
        stateful_step_count=STEPS,
        deadline=None,
        database=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    season = type("Part", (Season,), {"every": 20})
    run_state_machine_as_test(seed(part)(season), settings=long)
