"""Never more calls in a second than a key may make, whoever makes them."""

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator

import pytest
import stamina
from sqlalchemy import Engine

from harvester.token import Token
from models.database import open_sessions
from pipeline.harvest.pace import Pacer
from tests.imitation.headquarters import NOON, VirtualClock, facing
from tests.imitation.world import make_world
from tests.vk_imitation import Imitation, serving


@pytest.fixture(autouse=True)
def no_pauses() -> Iterator[None]:
    with stamina.set_testing(True, attempts=100, cap=True):
        yield


def test_the_server_never_counts_more_than_three_calls_a_second(engine: Engine) -> None:
    with facing(engine, make_world(7, posts=15, comments=40), per_second=3) as hq:
        report = hq.harvest()
        assert (report.problems, report.retries) == ([], 0)
        assert hq.imitation.most_in_a_second("service") <= 3


def test_two_keys_are_paced_apart(engine: Engine) -> None:
    with facing(engine, make_world(8, posts=15, comments=40), per_second=3) as hq:
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
