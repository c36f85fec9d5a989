"""Close to the fewest calls possible, and never more in a second than a key may make."""

import random
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from math import ceil

import pytest
import stamina
from sqlalchemy import Engine

from harvester.token import Token
from models.database import open_sessions
from pipeline.harvest import Reach, SourceSpec
from pipeline.pace import Pacer
from tests.imitation.headquarters import NOON, VirtualClock, facing
from tests.imitation.world import add_comment, make_world
from tests.vk_imitation import Imitation, serving

INTAKE = SourceSpec("teplo_lo", intake_posts=("wall-5_3", "wall-5_9"))


@pytest.fixture(autouse=True)
def no_pauses() -> Iterator[None]:
    with stamina.set_testing(True, attempts=100, cap=True):
        yield


@pytest.mark.parametrize("posts", [30, 100, 130])
def test_a_cycle_without_news_costs_a_call_a_hundred_posts_and_one_an_intake_post(
    engine: Engine, posts: int
) -> None:
    world = make_world(1, posts=posts, comments=posts)
    with facing(engine, world) as hq:
        hq.harvest(INTAKE)
        before = len(hq.imitation.calls)
        hq.harvest(INTAKE)
        assert len(hq.imitation.calls) - before <= ceil(posts / 100) + 2


def test_a_window_ends_before_old_posts(engine: Engine) -> None:
    """The whole wall is walked once a day; other cycles look at the newest posts only."""
    reach = Reach(posts=100)
    world = make_world(2, posts=330, comments=0, deepest=0)
    with facing(engine, world) as hq:
        for _ in range(100):
            hq.tomorrow()
        hq.harvest(reach=reach)
        assert hq.calls_of(reach=reach) == 1
        hq.tomorrow()
        assert hq.calls_of(reach=reach) == 1 + 4


def test_one_new_comment_costs_one_post(engine: Engine) -> None:
    world = make_world(3, posts=20, comments=100, deepest=0)
    with facing(engine, world) as hq:
        hq.harvest()
        post = next(iter(world.walls[5].posts.values()))
        add_comment(world.walls[5], post, random.Random(1))
        assert hq.calls_of() == 2


def test_the_sweep_is_spread_over_the_cycles_of_a_day(engine: Engine) -> None:
    reach = Reach(sweep=8)
    world = make_world(4, posts=20, comments=200, deepest=0)
    assert all(post.comments for post in world.walls[5].posts.values())
    with facing(engine, world) as hq:
        hq.harvest(reach=reach)
        hq.tomorrow()
        swept = [hq.harvest(reach=reach).posts_read for _ in range(4)]
    assert swept == [8, 8, 4, 0]


def test_a_user_key_makes_a_tenth_of_the_calls(engine: Engine) -> None:
    world = make_world(5, posts=60, comments=400)
    with facing(engine, world) as hq:
        report = hq.harvest(token="user")
        assert report.calls == len(hq.imitation.calls) <= 12
        assert report.budget_left == 5000 - 1


def test_calls_and_the_budget_left_are_reported(engine: Engine) -> None:
    with facing(engine, make_world(6, posts=12, comments=50)) as hq:
        report = hq.harvest()
        assert report.calls == len(hq.imitation.calls)
        assert report.budget_left == 4999
        assert hq.harvest().budget_left == 4998
        hq.tomorrow()
        assert hq.harvest().budget_left == 4999


def test_the_server_never_counts_more_than_three_calls_a_second(engine: Engine) -> None:
    with facing(engine, make_world(7, posts=30, comments=100), per_second=3) as hq:
        report = hq.harvest()
        assert (report.problems, report.retries) == ([], 0)
        assert hq.imitation.most_in_a_second("service") <= 3


def test_two_keys_are_paced_apart(engine: Engine) -> None:
    with facing(engine, make_world(8, posts=30, comments=100), per_second=3) as hq:
        hq.imitation.tokens["second"] = "service"
        started = hq.clock.time
        hq.harvest(token=["service", "second"])
        used = Counter(call.token for call in hq.imitation.calls)
        assert abs(used["service"] - used["second"]) <= 1
        assert hq.imitation.most_in_a_second("service") <= 3
        # Twice as many keys, half the time.
        assert hq.clock.time - started < 0.36 * sum(used.values()) * 0.75


def test_processes_of_one_database_share_the_turns(engine: Engine) -> None:
    clock, slept = VirtualClock(), list[float]()
    pacers = [Pacer(open_sessions(engine), NOON, slept.append, clock) for _ in range(3)]
    for pacer in pacers * 2:
        pacer.enter(Token("service"), "wall.get", Counter())
    assert slept == pytest.approx([0.36 * n for n in range(1, 6)])


def run_two(url: str, base: str) -> None:
    command = [sys.executable, "-m", "tests.imitation.spender", url, base]
    processes = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(2)]
    for process in processes:
        process.communicate()
        assert process.returncode == 0


@pytest.mark.slow
def test_two_hosts_with_one_database_keep_the_limit_of_the_key(engine: Engine) -> None:
    imitation = Imitation(make_world(9, posts=3, comments=0), per_second=3)
    with serving(imitation) as base:
        run_two(engine.url.render_as_string(hide_password=False), base)
    assert len(imitation.calls) == 2 * 12
    assert imitation.most_in_a_second("service") <= 3
