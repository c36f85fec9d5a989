"""Close to the fewest calls possible."""

import random
from collections.abc import Iterator
from math import ceil
from pathlib import Path

import pytest
import stamina
from sqlalchemy import Engine

from pipeline.harvest.harvest import Reach, SourceSpec
from pipeline.harvest.reconcile import posts_that_differ
from tests.imitation.headquarters import facing
from tests.imitation.methods import Habits
from tests.imitation.world import add_comment, make_world

INTAKE = SourceSpec("teplo_lo", intake_posts=("wall-5_3", "wall-5_9"))


@pytest.fixture(autouse=True)
def no_pauses() -> Iterator[None]:
    with stamina.set_testing(True, attempts=100, cap=True):
        yield


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    """One database is enough: calls are counted by the server."""
    return f"sqlite:///{tmp_path / 'otklik.db'}"


@pytest.mark.parametrize("posts", [30, 110])
def test_a_cycle_without_news_costs_a_call_a_hundred_posts_and_one_an_intake_post(
    engine: Engine, posts: int
) -> None:
    world = make_world(1, posts=posts, comments=40)
    with facing(engine, world) as hq:
        hq.harvest(INTAKE)
        before = len(hq.imitation.calls)
        hq.harvest(INTAKE)
        assert len(hq.imitation.calls) - before <= ceil(posts / 100) + 2


def test_counts_that_never_agree_cost_one_question_and_no_second_reading(engine: Engine) -> None:
    """The wall may leave out the hidden comments that the comments' own count includes."""
    world = make_world(1, posts=30, comments=120, deepest=0)
    comments = [c for post in world.walls[5].posts.values() for c in post.comments.values()]
    for comment in [c for c in comments if c.root][:5]:
        comment.hidden = True
    with facing(engine, world, habits=Habits(wall_counts_hidden=False)) as hq:
        hq.harvest()
        assert [c.method for c in hq.imitation.calls].count("wall.getById") == 1
        assert hq.calls_of() == 1


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


def test_news_under_a_long_post_cost_one_call_and_an_edit_waits_for_the_sweep(
    engine: Engine,
) -> None:
    world, dice = make_world(3, posts=2, comments=0, deepest=0), random.Random(1)
    wall, post = world.walls[5], world.walls[5].posts[1]
    for _ in range(400):
        add_comment(wall, post, dice)
    with facing(engine, world) as hq:
        hq.harvest()
        for _ in range(3):
            first = post.roots()[0]
            first.text += " исправлено"
            add_comment(wall, post, dice, root=post.roots()[-1])
            assert hq.calls_of() == 2
            assert hq.stored().keys() == world.living().keys()
            with hq.sessions() as session:
                assert list(posts_that_differ(session)) == []
        hq.tomorrow()
        hq.harvest()
        assert hq.stored()[-5, first.number] == first.text


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
