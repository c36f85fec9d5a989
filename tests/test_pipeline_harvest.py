"""What is stored is what stands on the wall."""

from collections.abc import Iterator

import pytest
import stamina
from sqlalchemy import Engine

from models.text import storable
from tests.conftest import dump_tables
from tests.imitation.headquarters import facing
from tests.imitation.world import World, make_world


@pytest.fixture(autouse=True)
def no_pauses() -> Iterator[None]:
    with stamina.set_testing(True, attempts=100, cap=True):
        yield


def truth(world: World) -> dict[tuple[int, int], str]:
    return {key: storable(text) for key, text in world.living().items()}


def test_a_first_harvest_stores_the_whole_wall(engine: Engine) -> None:
    world = make_world(1)
    with facing(engine, world) as hq:
        report = hq.harvest()
        assert report.problems == []
        assert hq.stored() == truth(world)


@pytest.mark.parametrize("token", ["service", "user"])
def test_a_second_harvest_changes_no_row(engine: Engine, token: str) -> None:
    with facing(engine, make_world(2)) as hq:
        hq.harvest(token=token)
        before = dump_tables(engine, without=frozenset({"run", "token_pace", "token_use"}))
        hq.harvest(token=token)
        after = dump_tables(engine, without=frozenset({"run", "token_pace", "token_use"}))
        assert after == before
