"""Under any weather: what is stored is exact, what is missing is told, nothing is lost."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import stamina
from sqlalchemy import Engine, select

from models import Comment
from models.database import open_engine, upgrade
from models.text import storable
from pipeline.errors import OtklikError, Partial, Suspicious, Unauthorised, Unavailable
from pipeline.harvest.harvest import SourceSpec
from pipeline.harvest.outcome import HarvestReport
from pipeline.harvest.reconcile import posts_that_differ
from tests.imitation.headquarters import SPEC, Headquarters, facing
from tests.imitation.methods import Habits
from tests.imitation.weather import Trouble, Weather
from tests.imitation.world import World, make_world


@pytest.fixture(autouse=True)
def no_pauses() -> Iterator[None]:
    with stamina.set_testing(True, attempts=100, cap=True):
        yield


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    """One database is enough: the weather is outside."""
    return f"sqlite:///{tmp_path / 'otklik.db'}"


def truth(world: World) -> dict[tuple[int, int], str]:
    return {key: storable(text) for key, text in world.living().items()}


def failure(report: HarvestReport) -> type[OtklikError] | None:
    found = report.failure()
    return None if found is None else type(found)


def small(seed: int = 1) -> World:
    return make_world(seed, posts=12, comments=80, deepest=15)


@pytest.mark.parametrize("seed", range(2))
def test_a_fifth_of_calls_failing_costs_calls_and_no_comment(engine: Engine, seed: int) -> None:
    world = make_world(seed, posts=30, comments=250)
    with facing(engine, world, weather=Weather(0.2, seed)) as hq:
        assert hq.harvest().problems == []
        assert hq.stored() == truth(world)
        with hq.sessions() as session:
            assert list(posts_that_differ(session)) == []


@pytest.mark.parametrize("trouble", list(Trouble))
def test_a_storm_in_the_middle_is_told_and_made_good_by_the_next_run(
    engine: Engine, trouble: Trouble
) -> None:
    world = small()
    with facing(engine, world) as hq:
        hq.imitation.weather = Weather(1.0, kinds=(trouble,), calm=6)
        report = hq.harvest()
        assert failure(report) is Partial
        assert 0 < len(hq.stored()) < len(truth(world))
        hq.imitation.weather = Weather()
        assert failure(hq.harvest()) is None
        assert hq.stored() == truth(world)


def test_an_api_that_never_answers_is_unavailable(engine: Engine) -> None:
    with facing(engine, small(), weather=Weather(1.0, kinds=(Trouble.RESET,))) as hq:
        assert failure(hq.harvest()) is Unavailable


def test_one_post_that_always_fails_is_skipped_and_named(engine: Engine) -> None:
    world = small()
    with facing(engine, world) as hq:
        hq.imitation.broken_posts = {7}
        report = hq.harvest()
        assert failure(report) is Partial
        assert "wall-5_7" in report.problems[0].message
        missing = {(-5, number) for number in world.walls[5].posts[7].comments}
        assert hq.stored().keys() == truth(world).keys() - missing


CODES = """
5   | Unauthorised | OTKLIK_VK_TOKEN
27  | Unauthorised | сервисный ключ
14  | Unauthorised | войдите в VK
17  | Unauthorised | войдите в VK
29  | Unavailable  | снова можно после 13.10.2023 00:00
15  | Unavailable  | доступ закрыт
18  | Unavailable  | удалена
1   | Unavailable  | VK
100 | Suspicious   | параметр
"""
FAILURES = {cls.__name__: cls for cls in (Unauthorised, Unavailable, Suspicious)}


@pytest.mark.parametrize("line", CODES.strip().splitlines())
def test_each_refusal_of_a_wall_has_its_failure_and_its_advice(engine: Engine, line: str) -> None:
    code, name, advice = (part.strip() for part in line.split("|"))
    with facing(engine, small(), refusals={"wall.get": int(code)}) as hq:
        report = hq.harvest()
        assert failure(report) is FAILURES[name]
        assert advice in str(report.failure())


@pytest.mark.parametrize("code", [5, 27, 28])
def test_a_key_that_may_not_batch_reads_everything_call_by_call(engine: Engine, code: int) -> None:
    with facing(engine, small(), refusals={"execute": code}) as hq:
        assert hq.harvest(token="user").problems == []
        assert hq.stored() == truth(hq.imitation.world)


def test_a_wall_that_shows_less_than_half_of_its_count_is_suspicious(engine: Engine) -> None:
    with facing(engine, make_world(5, posts=110), habits=Habits(wall_ends_at=40)) as hq:
        assert failure(hq.harvest()) is Suspicious


def test_posts_that_the_wall_leaves_out_live_while_they_are_shown_by_name(engine: Engine) -> None:
    world = make_world(5, posts=60, comments=100, deepest=0)
    with facing(engine, world, habits=Habits(named_cap=4)) as hq:
        hq.harvest()
        hq.imitation.habits.wall_ends_at = 45
        del world.walls[5].posts[7]
        assert hq.harvest().posts_deleted == 1
        assert hq.stored() == truth(world)


def test_an_unknown_community_is_named(engine: Engine) -> None:
    with facing(engine, small()) as hq:
        report = hq.harvest(SPEC, SourceSpec("net_takogo"))
        assert failure(report) is Partial
        assert "net_takogo" in str(report.failure())
        assert hq.stored() == truth(hq.imitation.world)


def test_an_unknown_topic_is_named(engine: Engine) -> None:
    with facing(engine, small()) as hq:
        report = hq.harvest(SourceSpec("teplo_lo", topic=99))
        assert failure(report) is Unavailable
        assert "topic-5_99" in str(report.failure())


def test_a_community_that_is_gone_is_left_alone_for_a_week(engine: Engine) -> None:
    world = small()
    with facing(engine, world) as hq:
        hq.harvest()
        before = hq.stored()
        world.walls[5].deactivated = "banned"
        hq.tomorrow()
        assert failure(hq.harvest()) is Unavailable
        assert hq.calls_of() == 0
        assert hq.stored() == before
        world.walls[5].deactivated = ""
        for _ in range(8):
            hq.tomorrow()
        assert failure(hq.harvest()) is None
        assert hq.stored() == truth(world)


def test_a_closed_wall_is_asked_again_the_next_day(engine: Engine) -> None:
    world = small()
    with facing(engine, world) as hq:
        world.walls[5].closed = True
        assert failure(hq.harvest()) is Unavailable
        assert hq.calls_of() == 0
        world.walls[5].closed = False
        hq.tomorrow()
        assert failure(hq.harvest()) is None
        assert hq.stored() == truth(world)


def test_a_used_up_limit_of_the_wall_leaves_the_comments_running(engine: Engine) -> None:
    world = small()
    intake = next(iter(world.walls[5].posts))
    spec = SourceSpec("teplo_lo", intake_posts=(f"wall-5_{intake}",))
    with facing(engine, world) as hq:
        hq.harvest(spec)
        hq.imitation.daily = {"wall.get": 0}
        added = max(world.walls[5].posts[intake].comments, default=0)
        comment = world.walls[5].posts[intake].comments[added]
        comment.text = "исправлено, пока лимит исчерпан"
        hq.tomorrow()
        report = hq.harvest(spec)
        assert failure(report) is Unavailable
        assert hq.stored() == truth(world)
        # Until the limit is forgotten nobody tries.
        before = len([c for c in hq.imitation.calls if c.method == "wall.get"])
        hq.harvest(spec)
        assert len([c for c in hq.imitation.calls if c.method == "wall.get"]) == before
        hq.imitation.daily = {}
        hq.tomorrow()
        assert failure(hq.harvest(spec)) is None


def test_a_wall_that_is_suddenly_empty_is_suspicious_and_buries_nobody(engine: Engine) -> None:
    world = small()
    with facing(engine, world) as hq:
        hq.harvest()
        before, posts = hq.stored(), world.walls[5].posts
        world.walls[5].posts = {}
        for _ in range(3):
            assert failure(hq.harvest()) is Suspicious
            hq.tomorrow()
        assert hq.stored() == before
        world.walls[5].posts = posts
        assert failure(hq.harvest()) is None


def test_a_wall_that_was_really_emptied_is_accepted_by_a_full_harvest(engine: Engine) -> None:
    world = small()
    with facing(engine, world) as hq:
        hq.harvest()
        for number in list(world.walls[5].posts)[2:]:
            del world.walls[5].posts[number]
        report = hq.harvest()
        assert failure(report) is Suspicious
        assert "--full" in str(report.failure())
        assert failure(hq.harvest(full=True)) is None
        assert hq.stored() == truth(world)


def test_a_post_whose_comments_are_suddenly_not_shown_buries_nobody(engine: Engine) -> None:
    world = small()
    post = max(world.walls[5].posts.values(), key=lambda post: len(post.comments))
    with facing(engine, world) as hq:
        hq.harvest()
        before = hq.stored()
        for comment in post.comments.values():
            comment.hidden = True
        hq.tomorrow()
        assert failure(hq.harvest()) is Suspicious
        assert hq.stored() == before


def test_half_a_post_gone_at_once_needs_two_runs_to_be_believed(engine: Engine) -> None:
    world = make_world(4, posts=2, comments=60, deepest=0)
    post = max(world.walls[5].posts.values(), key=lambda post: len(post.comments))
    with facing(engine, world) as hq:
        hq.harvest()
        before = hq.stored()
        for number in list(post.comments)[3:]:
            if number in post.comments:
                post.delete(number)
        assert failure(hq.harvest()) is Suspicious
        assert hq.stored() == before
        assert failure(hq.harvest()) is None
        assert hq.stored() == truth(world)


def test_items_of_unknown_shape_are_suspicious_and_their_neighbours_kept(engine: Engine) -> None:
    world = small()
    with facing(engine, world) as hq:
        hq.imitation.garble = True
        report = hq.harvest()
        assert failure(report) is Suspicious
        assert 0 < len(hq.stored()) < len(truth(world))
        hq.imitation.garble = False
        hq.tomorrow()
        hq.harvest()
        assert hq.stored() == truth(world)


@pytest.mark.parametrize("token", ["service", "user"])
@pytest.mark.parametrize("seed", range(2))
def test_a_moving_wall_is_exact_after_one_quiet_run(engine: Engine, token: str, seed: int) -> None:
    world = make_world(seed, posts=25, comments=250)
    with facing(engine, world, moves=60, moves_seed=seed) as hq:
        assert hq.harvest(token=token).problems == []
        touched, stored = hq.imitation.touched, hq.stored()
        for key, text in truth(world).items():
            assert key[1] in touched or stored[key] == text
        hq.imitation.moves = 0
        assert hq.harvest(token=token).problems == []
        assert hq.stored() == truth(world)


@pytest.mark.slow
@pytest.mark.parametrize("token", ["service", "user"])
@pytest.mark.parametrize("seed", range(3))
def test_240_posts_and_2500_comments_are_exact(engine: Engine, token: str, seed: int) -> None:
    world = make_world(seed, posts=240, comments=2500, deepest=60)
    with facing(engine, world) as hq:
        assert hq.harvest(token=token).problems == []
        assert hq.stored() == truth(world)
        tombs = {c for c in _comments(hq) if c.deleted_at}
        gone = {n for p in world.walls[5].posts.values() for n, c in p.comments.items() if c.gone}
        assert {tomb.vk_id for tomb in tombs} == gone


def _comments(hq: Headquarters) -> list[Comment]:
    with hq.sessions() as session:
        return list(session.scalars(select(Comment)))


@pytest.mark.slow
def test_a_fifth_failing_costs_at_most_1_35_of_the_calm_calls(tmp_path: Path) -> None:
    calls = {}
    for share in (0.0, 0.2):
        world = make_world(7, posts=240, comments=2500)
        engine = open_engine(f"sqlite:///{tmp_path / str(share)}.db")
        upgrade(engine)
        with facing(engine, world, weather=Weather(share, 11)) as hq:
            hq.harvest()
            assert hq.stored() == truth(world)
            calls[share] = len(hq.imitation.calls)
        engine.dispose()
    assert calls[0.2] <= 1.35 * calls[0.0]


@pytest.mark.slow
@pytest.mark.parametrize("token", ["service", "user"])
@pytest.mark.parametrize("seed", range(2))
def test_400_changes_during_a_run(engine: Engine, token: str, seed: int) -> None:
    world = make_world(seed, posts=240, comments=2500)
    a_call = 25 if token == "user" else 2
    with facing(engine, world, moves=400, moves_seed=seed, moves_a_call=a_call) as hq:
        hq.harvest(token=token)
        assert hq.imitation.moves == 0
        touched, stored = hq.imitation.touched, hq.stored()
        for key, text in truth(world).items():
            assert key[1] in touched or stored[key] == text
        hq.harvest(token=token)
        assert hq.stored() == truth(world)
