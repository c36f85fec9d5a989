"""Whatever VK's habits are where nobody wrote them down, what is stored is exact."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
import stamina
from sqlalchemy import Engine

from models.text import storable
from tests.imitation.headquarters import facing
from tests.imitation.methods import Habits
from tests.imitation.weather import Weather
from tests.imitation.world import World, make_world

MOVES = {"moves": 100, "moves_a_call": 2}


@pytest.fixture(autouse=True)
def no_pauses() -> Iterator[None]:
    with stamina.set_testing(True, attempts=100, cap=True):
        yield


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    """One database is enough: the habits are outside."""
    return f"sqlite:///{tmp_path / 'otklik.db'}"


def truth(world: World) -> dict[tuple[int, int], str]:
    return {key: storable(text) for key, text in world.living().items()}


def odd_world(seed: int) -> World:
    """With comments that are counted and shown to nobody."""
    dice = random.Random(seed)
    world = make_world(seed, posts=dice.choice([15, 45, 110]), comments=250, deepest=45)
    comments = [c for post in world.walls[5].posts.values() for c in post.comments.values()]
    for comment in dice.sample(comments, 6):
        comment.hidden = comment.root is not None
    return world


@pytest.mark.parametrize("token", ["service", "user"])
@pytest.mark.parametrize("seed", range(6))
def test_any_habits_of_vk_give_exact_rows(engine: Engine, token: str, seed: int) -> None:
    world, habits = odd_world(seed), Habits.of(random.Random(seed))
    with facing(engine, world, habits=habits) as hq:
        assert hq.harvest(token=token).problems == []
        assert hq.stored() == truth(world)


# 31: a count went down while its post was read, and came back
@pytest.mark.parametrize("token", ["service", "user"])
@pytest.mark.parametrize("seed", [*range(6, 12), 31])
def test_any_habits_on_a_bad_day_with_a_moving_wall(engine: Engine, token: str, seed: int) -> None:
    world, habits = odd_world(seed), Habits.of(random.Random(seed))
    with facing(
        engine, world, habits=habits, weather=Weather(0.2, seed), **MOVES, moves_seed=seed
    ) as hq:
        hq.harvest(token=token)
        touched, stored = hq.imitation.touched, hq.stored()
        for key, text in truth(world).items():
            assert key[1] in touched or stored[key] == text
        hq.imitation.moves = 0
        hq.harvest(token=token)
        assert hq.harvest(token=token).problems == []
        assert hq.stored() == truth(world)
