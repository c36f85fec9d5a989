"""A harvest killed at any moment: the next run finds everything and repeats at most one post."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
import stamina
from sqlalchemy import Engine, event

from models.text import storable
from tests.conftest import dump_tables
from tests.imitation.headquarters import Headquarters, facing
from tests.imitation.world import World, make_world
from tests.vk_imitation import Call, Imitation, serving

KILLS = 50
CALLS = frozenset({"run", "token_pace", "token_use", "token_stop"})


@pytest.fixture(autouse=True)
def no_pauses() -> Iterator[None]:
    with stamina.set_testing(True, attempts=100, cap=True):
        yield


class Killed(BaseException):
    """The process is no more."""


def kill_at(engine: Engine, statement: int) -> Any:
    """Die before so many statements are executed."""
    seen = 0

    def die(*_: Any) -> None:
        nonlocal seen
        seen += 1
        if seen == statement:
            raise Killed

    event.listen(engine, "before_cursor_execute", die)
    return die


def harvest_until(hq: Headquarters, statement: int) -> None:
    listener = kill_at(hq.engine, statement)
    try:
        hq.harvest()
    except Killed:
        pass
    finally:
        event.remove(hq.engine, "before_cursor_execute", listener)


def truth(world: World) -> dict[tuple[int, int], str]:
    return {key: storable(text) for key, text in world.living().items()}


def numbers_apart(engine: Engine) -> Any:
    """All tables; PostgreSQL spends row numbers on what was rolled back."""
    tables = dump_tables(engine, without=CALLS)
    return tables if engine.dialect.name == "sqlite" else {k: len(v) for k, v in tables.items()}


@pytest.fixture
def undisturbed(engine: Engine) -> tuple[int, Any]:
    """How many statements a harvest takes, and the tables after it."""
    seen = 0

    def count(*_: Any) -> None:
        nonlocal seen
        seen += 1

    with facing(engine, world()) as hq:
        event.listen(engine, "before_cursor_execute", count)
        hq.harvest()
        event.remove(engine, "before_cursor_execute", count)
    return seen, numbers_apart(engine)


def world() -> World:
    return make_world(1, posts=8, comments=60, deepest=25)


def empty(engine: Engine) -> None:
    from models import Base

    with engine.begin() as connection:
        for table in reversed(Base.metadata.sorted_tables):
            connection.execute(table.delete())


@pytest.mark.parametrize("part", range(4))
def test_death_between_any_two_statements_changes_nothing(
    engine: Engine, undisturbed: tuple[int, Any], part: int
) -> None:
    statements, expected = undisturbed
    empty(engine)
    with facing(engine, world()) as hq:
        for moment in random.Random(part).sample(range(2, statements), 3):
            harvest_until(hq, moment)
        hq.harvest()
        assert hq.stored() == truth(hq.imitation.world)
    assert numbers_apart(engine) == expected


@dataclass(slots=True)
class Victims:
    """Harvests one after another, each in a process of its own."""

    server: subprocess.Popen[str]
    imitation: Imitation

    def harvest(self, calls: int | None = None, delay: float = 0.0) -> int:
        """The exit code; the process is killed once it has made so many calls."""
        before = len(self.imitation.calls)
        self._tell()
        number = self._hear()
        while calls and _lives(number) and len(self.imitation.calls) - before < calls:
            time.sleep(0.001)
        time.sleep(delay)
        if calls and _lives(number):
            os.kill(number, signal.SIGKILL)
        return self._hear()

    def _tell(self) -> None:
        assert self.server.stdin
        self.server.stdin.write("\n")
        self.server.stdin.flush()

    def _hear(self) -> int:
        assert self.server.stdout
        return int(self.server.stdout.readline())


def _lives(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return True


@contextmanager
def victims(url: str, base: str, imitation: Imitation) -> Iterator[Victims]:
    command = [sys.executable, "-m", "tests.imitation.process", url, base, "service"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as server:
        yield Victims(server, imitation)
        server.communicate()


def readings(calls: Sequence[Call]) -> set[tuple[tuple[str, str], ...]]:
    return {tuple(sorted(c.params.items())) for c in calls if c.method == "wall.getComments"}


@pytest.mark.slow
def test_fifty_kills_lose_nothing_and_repeat_at_most_one_post_each(engine: Engine) -> None:
    dice = random.Random(5)
    imitation = Imitation(make_world(2, posts=150, comments=900, deepest=40))
    url = engine.url.render_as_string(hide_password=False)
    with serving(imitation) as base, victims(url, base, imitation) as victim:
        before: set[tuple[tuple[str, str], ...]] = set()
        codes = []
        for _ in range(KILLS):
            first = len(imitation.calls)
            codes.append(victim.harvest(dice.randint(1, 8), dice.random() * 0.02))
            asked = readings(imitation.calls[first:])
            assert len({dict(params)["post_id"] for params in asked & before}) <= 1
            before |= asked
        assert codes.count(-signal.SIGKILL) >= KILLS * 0.8
        assert victim.harvest() == 0
    with facing(engine, imitation.world) as hq:
        assert hq.stored() == truth(imitation.world)
