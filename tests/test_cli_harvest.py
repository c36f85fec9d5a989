"""A harvest as a whole process: beside another one, and killed at any moment."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from sqlalchemy import select

from models import Comment
from models.database import open_engine, open_sessions
from models.text import storable
from tests.imitation.world import make_world
from tests.vk_imitation import Call, Imitation, serving

BUSY = 75
SECOND = 3  # calls that a key may make


def workspace(home: Path) -> Path:
    home.mkdir()
    (home / "otklik.toml").write_text('[[source]]\ngroup = "teplo_lo"\nprofile = "heating"\n')
    return home


def start(home: Path, base: str, database_url: str, key: str = "service") -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "cli", "harvest", "--home", str(home)]
    secrets = {"OTKLIK_VK_TOKEN": key, "OTKLIK_VK_API_URL": base}
    environment = os.environ | secrets | {"OTKLIK_DATABASE_URL": database_url}
    return subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)


def end(process: subprocess.Popen[str]) -> tuple[int, str]:
    _, said = process.communicate()
    return process.returncode, said


@pytest.fixture
def imitation() -> Imitation:
    return Imitation(make_world(3, posts=30, comments=200, deepest=30), per_second=SECOND)


@pytest.fixture
def base(imitation: Imitation) -> Iterator[str]:
    with serving(imitation) as url:
        yield url


def assert_exact(imitation: Imitation, database_url: str) -> None:
    engine = open_engine(database_url)
    with open_sessions(engine)() as session:
        rows = session.scalars(select(Comment).where(Comment.deleted_at.is_(None))).all()
    engine.dispose()
    truth = {key: storable(text) for key, text in imitation.world.living().items()}
    assert {(row.owner_id, row.vk_id): row.text for row in rows} == truth
    assert imitation.most_in_a_second("service") <= SECOND


@pytest.mark.slow
def test_of_two_harvests_of_one_workspace_one_works(
    tmp_path: Path, imitation: Imitation, base: str, database_url: str
) -> None:
    home = workspace(tmp_path / "home")
    first, second = (start(home, base, database_url) for _ in range(2))
    codes = sorted(end(process)[0] for process in (first, second))
    assert codes == [0, BUSY]
    assert_exact(imitation, database_url)


@pytest.mark.slow
def test_two_hosts_of_one_database_keep_the_limit_and_lose_nothing(
    tmp_path: Path, imitation: Imitation, base: str, database_url: str
) -> None:
    homes = [workspace(tmp_path / name) for name in ("here", "there")]
    ended = [end(process) for process in [start(home, base, database_url) for home in homes]]
    assert [code for code, _ in ended] == [0, 0], ended
    assert_exact(imitation, database_url)


def readings(calls: Sequence[Call]) -> dict[tuple[tuple[str, str], ...], str]:
    """Calls for comments, each with its post."""
    return {
        tuple(sorted(call.params.items())): call.params["post_id"]
        for call in calls
        if call.method == "wall.getComments"
    }


@pytest.mark.slow
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_twenty_kills_of_the_command_repeat_at_most_one_post_each(
    tmp_path: Path, imitation: Imitation, base: str, database_url: str
) -> None:
    home, dice, asked = workspace(tmp_path / "home"), random.Random(47), set[object]()
    for _ in range(20):
        before = len(imitation.calls)
        process = start(home, base, database_url)
        time.sleep(dice.uniform(0.3, 3.0))
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
        made = readings(imitation.calls[before:])
        assert len({made[call] for call in made.keys() & asked}) <= 1
        asked |= made.keys()
    code, said = end(start(home, base, database_url))
    assert code == 0, said
    assert_exact(imitation, database_url)
