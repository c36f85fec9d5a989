"""Live events: minutes earlier than a cycle, and never instead of it."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

import pytest
import stamina
from sqlalchemy import Engine, select

from harvester.client import Client
from harvester.token import Token
from models import Comment, Source
from models.text import storable
from pipeline.errors import Busy
from pipeline.harvest.live import sweep
from pipeline.harvest.pace import Pacer
from pipeline.harvest.watch import Seen, watch
from pipeline.workspace import open_workspace
from tests.imitation.headquarters import NOON, Headquarters, facing
from tests.imitation.world import WorldPost, make_world


@pytest.fixture(autouse=True)
def no_pauses() -> Iterator[None]:
    with stamina.set_testing(True, attempts=3, cap=True):
        yield


@pytest.fixture
def hq(engine: Engine) -> Iterator[Headquarters]:
    with facing(engine, make_world(1, posts=5, comments=20)) as hq:
        hq.imitation.tokens["own"] = "group"
        hq.harvest()
        yield hq


def watching(hq: Headquarters, **options: Any) -> Iterator[Seen]:
    pacer = Pacer(hq.sessions, NOON, hq.clock.sleep, hq.clock)
    client = Client([Token("own")], pacer, hq.base)
    options = {"clock": lambda: NOON, "sleep": hq.clock.sleep, **options}
    return watch(hq.sessions, client, source_id(hq), **options)


def source_id(hq: Headquarters) -> int:
    with hq.sessions() as session:
        return session.scalars(select(Source.id)).one()


def happen(hq: Headquarters, kind: str, **what: Any) -> None:
    event = {"type": kind, "event_id": "e", "v": "5.199", "group_id": 5, "object": what}
    hq.imitation.longpoll.events.append(event)


def comment(post: WorldPost, number: int, **change: Any) -> dict[str, Any]:
    return {
        "id": number,
        "owner_id": -5,
        "post_id": post.number,
        "from_id": 1001,
        "date": post.date + 60,
        "text": "прорвало трубу",
        "parents_stack": [],
        **change,
    }


def any_post(hq: Headquarters) -> WorldPost:
    return next(iter(hq.imitation.world.walls[5].posts.values()))


def texts(hq: Headquarters, number: int) -> list[tuple[str, int, bool]]:
    with hq.sessions() as session:
        rows = session.scalars(select(Comment).where(Comment.vk_id == number))
        return [(row.text, row.version, row.deleted_at is None) for row in rows]


def test_comments_are_written_edited_deleted_and_restored_as_it_happens(hq: Headquarters) -> None:
    rounds, post = watching(hq), any_post(hq)
    next(rounds)
    happen(hq, "wall_reply_new", **comment(post, 9001))
    happen(hq, "wall_reply_edit", **comment(post, 9001, text="прорвало, дом 5"))
    assert next(rounds) == Seen(events=2, lost=False)
    assert texts(hq, 9001) == [("прорвало, дом 5", 2, True)]
    happen(hq, "wall_reply_delete", owner_id=-5, id=9001, post_id=post.number)
    next(rounds)
    assert texts(hq, 9001) == [("прорвало, дом 5", 2, False)]
    happen(hq, "wall_reply_restore", **comment(post, 9001, text="прорвало, дом 5"))
    next(rounds)
    assert texts(hq, 9001) == [("прорвало, дом 5", 2, True)]


def test_a_new_post_and_a_comment_under_an_unknown_one(hq: Headquarters) -> None:
    rounds = watching(hq)
    next(rounds)
    happen(hq, "wall_post_new", id=9000, owner_id=-5, from_id=-5, date=1_696_500_000, text="План")
    happen(hq, "wall_reply_new", **comment(WorldPost(9100, -5, 1_696_500_000, ""), 9101))
    assert next(rounds).events == 2
    assert texts(hq, 9101) == [("прорвало трубу", 1, True)]


def test_the_next_cycle_has_the_last_word(hq: Headquarters) -> None:
    """An event told of a comment that the wall never showed."""
    rounds = watching(hq)
    next(rounds)
    happen(hq, "wall_reply_new", **comment(any_post(hq), 9001))
    next(rounds)
    hq.harvest()
    assert hq.stored() == {key: storable(text) for key, text in hq.imitation.world.living().items()}


def test_watching_goes_on_where_it_was_left(hq: Headquarters) -> None:
    next(watching(hq))
    happen(hq, "wall_reply_new", **comment(any_post(hq), 9001))
    assert next(watching(hq)).events == 1
    assert next(watching(hq)).events == 0


TROUBLES = """
1 | lost   | VK remembers less than we missed
2 | intact | a new key, the old place
3 | lost   | a new key, a new place
"""


@pytest.mark.parametrize("line", TROUBLES.strip().splitlines())
def test_each_trouble_of_the_queue(hq: Headquarters, line: str) -> None:
    failed, fate, _ = (part.strip() for part in line.split("|"))
    rounds = watching(hq)
    next(rounds)
    happen(hq, "wall_reply_new", **comment(any_post(hq), 9001))
    hq.imitation.longpoll.troubles = [int(failed)]
    assert next(rounds).lost == (fate == "lost")
    assert next(rounds).events == (fate == "intact")


def test_events_wait_while_another_run_writes(hq: Headquarters) -> None:
    refusals = [Busy("занято"), Busy("занято")]

    def writing() -> AbstractContextManager[None]:
        if refusals:
            raise refusals.pop()
        return nullcontext()

    happen(hq, "wall_reply_new", **comment(any_post(hq), 9001))
    with hq.sessions.begin() as session:
        session.get_one(Source, source_id(hq)).poll_ts = "0"
    assert next(watching(hq, writing=writing)).events == 1
    assert texts(hq, 9001) == [("прорвало трубу", 1, True)]


def test_events_that_nobody_knows_or_can_read_are_passed_over(hq: Headquarters) -> None:
    rounds = watching(hq)
    next(rounds)
    happen(hq, "group_join", user_id=1)
    happen(hq, "wall_reply_new", id="x")
    happen(hq, "wall_reply_delete", owner_id=-5, id=424242, post_id=1)
    assert not next(rounds).lost


def test_a_sweep_that_failed_is_told_and_ends_no_watch(tmp_path: Path) -> None:
    (tmp_path / "otklik.toml").write_text('[[source]]\ngroup = "teplo_lo"\n')
    told: list[str] = []
    sweep(open_workspace(tmp_path), "teplo_lo", NOON, told.append)
    [said] = told
    assert said.startswith("Потерянное ещё не перечитано")
    assert "Нет ключа ВКонтакте" in said
