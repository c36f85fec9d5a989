"""Never more calls in a second than a key may make, whoever makes them."""

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator

import pytest
import stamina
from sqlalchemy import Engine, select

from harvester.token import Token
from models import TokenPace
from models.database import open_sessions
from pipeline.harvest.pace import LEASE, REST, Pacer
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
        assert hq.clock.time - started < sum(used.values()) / 3 * 0.75


def test_processes_of_one_database_share_the_turns(engine: Engine) -> None:
    clock, slept = VirtualClock(), list[float]()
    pacers = [Pacer(open_sessions(engine), NOON, slept.append, clock) for _ in range(4)]
    for pacer in pacers[:3]:
        pacer.enter(Token("service"), "wall.get", Counter())
    assert slept == []
    clock.time += 0.5
    pacers[0].leave(Token("service"))
    pacers[3].enter(Token("service"), "wall.get", Counter())
    assert slept == pytest.approx([REST])


def test_a_call_that_arrives_late_delays_the_fourth(engine: Engine) -> None:
    """A turn rests from the end of its call, not from its beginning."""
    clock = VirtualClock()
    pacer = Pacer(open_sessions(engine), NOON, clock.sleep, clock)
    arrivals = []
    for delay in (0.9, 0.0, 0.0, 0.0, 0.3, 0.0, 0.0, 0.0):
        pacer.enter(Token("service"), "wall.get", Counter())
        clock.time += delay
        arrivals.append(clock.time)
        pacer.leave(Token("service"))
    assert all(late - early >= 1.0 for early, late in zip(arrivals, arrivals[3:], strict=False))


def test_the_turns_of_a_killed_process_come_back(engine: Engine) -> None:
    clock = VirtualClock()
    for _ in range(6):
        Pacer(open_sessions(engine), NOON, clock.sleep, clock).enter(
            Token("service"), "wall.get", Counter()
        )
    assert clock.time - VirtualClock().time == pytest.approx(LEASE)


def test_a_call_longer_than_its_lease_frees_nobody_else_s_turn(engine: Engine) -> None:
    clock, slept = VirtualClock(), list[float]()
    pacers = [Pacer(open_sessions(engine), NOON, slept.append, clock) for _ in range(5)]
    for pacer in pacers[:3]:
        pacer.enter(Token("service"), "wall.get", Counter())
    clock.time += LEASE + 1.0
    pacers[3].enter(Token("service"), "wall.get", Counter())
    pacers[0].leave(Token("service"))
    with open_sessions(engine)() as session:
        leases = [turn.free_at - clock.time for turn in session.scalars(select(TokenPace))]
    assert max(leases) == pytest.approx(LEASE)


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
