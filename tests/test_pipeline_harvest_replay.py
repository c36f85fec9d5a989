"""The raw archive: what it keeps, and that everything can be rebuilt from it."""

import random
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import stamina
from sqlalchemy import Engine, func, select

from harvester.request import wall
from models import Comment, CommentVersion, Post, RawAnswer
from models.database import open_engine, open_sessions, upgrade
from pipeline.harvest.archive import save_answers, unpack
from pipeline.harvest.harvest import SourceSpec
from pipeline.harvest.replay import replay
from tests.conftest import dump_tables
from tests.imitation.archive import fill_archive
from tests.imitation.headquarters import NOON, SPEC, Headquarters, facing
from tests.imitation.world import (
    add_topic,
    make_world,
    move,
)


@pytest.fixture(autouse=True)
def no_pauses() -> Iterator[None]:
    with stamina.set_testing(True, attempts=100, cap=True):
        yield


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    """One database is enough: the archive holds bytes."""
    return f"sqlite:///{tmp_path / 'otklik.db'}"


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Engine]:
    """Another, empty database."""
    engine = open_engine(f"sqlite:///{tmp_path / 'elsewhere.db'}")
    upgrade(engine)
    yield engine
    engine.dispose()


def carry_archive(source: Engine, target: Engine) -> None:
    with open_sessions(source)() as session, open_sessions(target).begin() as other:
        for row in session.scalars(select(RawAnswer).order_by(RawAnswer.id)):
            columns = {c.key: getattr(row, c.key) for c in RawAnswer.__table__.columns}
            other.add(RawAnswer(**columns))


def facts(engine: Engine) -> set[tuple[object, ...]]:
    """What is known of each comment, row numbers apart."""
    with open_sessions(engine)() as session:
        rows = session.execute(select(Comment, Post.vk_id).join(Post))
        return {
            (c.owner_id, c.channel, c.vk_id, post, c.text, c.version, c.from_id, c.official,
             c.thread_root, c.reply_to, c.deleted_at, c.published_at)
            for c, post in rows
        }  # fmt: skip


def test_what_was_harvested_for_days_is_rebuilt_with_edits_and_deletions(
    engine: Engine, elsewhere: Engine
) -> None:
    world, dice = make_world(1, posts=15, comments=150, deepest=30), random.Random(1)
    add_topic(world.walls[5], dice, 31, comments=120)
    specs = SPEC, SourceSpec("teplo_lo", topic=31)
    with facing(engine, world) as hq:
        for _ in range(4):
            assert hq.harvest(*specs).problems == []
            for _ in range(15):
                list(move(world, dice))
            hq.tomorrow()
        hq.harvest(*specs)
    carry_archive(engine, elsewhere)
    report = replay(open_sessions(elsewhere))
    assert facts(elsewhere) == facts(engine)
    with open_sessions(engine)() as was, open_sessions(elsewhere)() as now:
        versions = select(func.count(CommentVersion.id))
        assert was.scalar(versions) == now.scalar(versions)
        assert report.answers == now.scalar(select(func.count(RawAnswer.id)))


def test_a_replay_over_what_is_there_changes_no_row(engine: Engine) -> None:
    world, dice = make_world(2, posts=10, comments=80), random.Random(2)
    with facing(engine, world) as hq:
        for _ in range(3):
            hq.harvest()
            for _ in range(10):
                list(move(world, dice))
            hq.tomorrow()
        hq.harvest()
        before = dump_tables(engine)
        replay(hq.sessions)
        assert dump_tables(engine) == before


def test_an_equal_answer_is_kept_once(engine: Engine) -> None:
    with open_sessions(engine).begin() as session:
        for likes in (1, 2, 3):
            answer = {"count": 1, "items": [{"id": 1, "likes": {"count": likes}}]}
            save_answers(session, [(wall(-5, 0), answer)], NOON)
        save_answers(session, [(wall(-5, 0), {"count": 2, "items": []})], NOON)
        rows = session.scalars(select(RawAnswer).order_by(RawAnswer.id)).all()
    assert [(row.sequence, unpack(row.body)["count"]) for row in rows] == [(1, 1), (2, 2)]


def test_no_key_reaches_the_archive_or_any_other_table(engine: Engine) -> None:
    with facing(engine, make_world(3, posts=5, comments=30)) as hq:
        hq.imitation.tokens = {"vk1.a.SECRET": "service"}
        hq.harvest(token="vk1.a.SECRET")
        hq.harvest(token="vk1.a.OTHER")
        with hq.sessions() as session:
            bodies = [unpack(row.body) for row in session.scalars(select(RawAnswer))]
    told = repr(dump_tables(engine, without=frozenset())) + repr(bodies)
    assert "SECRET" not in told
    assert "OTHER" not in told


def test_the_archive_forgets_after_its_term(engine: Engine) -> None:
    def archived(hq: Headquarters) -> int:
        with hq.sessions() as session:
            return session.scalar(select(func.count(RawAnswer.id))) or 0

    with facing(engine, make_world(4, posts=5, comments=30)) as hq:
        hq.harvest()
        assert archived(hq) > 0
        for _ in range(91):
            hq.now += timedelta(days=1)
        hq.harvest(keep_raw=timedelta(days=90))
        with hq.sessions() as session:
            oldest = session.scalar(select(func.min(RawAnswer.fetched_at)))
        assert oldest is None or oldest >= hq.now - timedelta(days=90)


REPLAY = """
import sys, time
from models.database import open_engine, open_sessions
from pipeline.harvest.replay import replay
from tests.memory import peak_mb
began = time.process_time()
report = replay(open_sessions(open_engine(sys.argv[1])))
spent = time.process_time() - began
print(report.comments.new, spent, peak_mb())
"""


def measure(url: str) -> tuple[int, float, int]:
    """Comments, seconds of the processor, megabytes at the worst moment."""
    said = subprocess.run(
        [sys.executable, "-c", REPLAY, url], capture_output=True, text=True, check=True
    )
    comments, seconds, megabytes = said.stdout.split()
    return int(comments), float(seconds), int(megabytes)


@pytest.mark.slow
def test_a_hundred_thousand_comments_are_rebuilt_in_bounded_memory(tmp_path: Path) -> None:
    few, many = f"sqlite:///{tmp_path / 'few.db'}", f"sqlite:///{tmp_path / 'many.db'}"
    fill_archive(few, 10_000)
    fill_archive(many, 100_000)
    (found_few, _, _), (found_many, _, megabytes) = measure(few), measure(many)
    assert (found_few, found_many) == (10_000, 100_000)
    assert megabytes < 200
