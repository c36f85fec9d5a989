"""What is stored is what stands on the wall."""

import random
from collections.abc import Iterator
from datetime import timedelta

import pytest
import stamina
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from models import Comment, CommentVersion, Post, Source
from models.text import storable
from pipeline.harvest.harvest import SourceSpec
from pipeline.harvest.reconcile import posts_that_differ
from tests.conftest import dump_tables
from tests.factory import NOON, OWNER, post
from tests.imitation.headquarters import SPEC, Headquarters, facing
from tests.imitation.methods import Habits
from tests.imitation.world import (
    SPRING,
    Wall,
    World,
    WorldComment,
    WorldPost,
    add_comment,
    add_post,
    add_topic,
    make_world,
)

CALLS = frozenset({"run", "token_pace", "token_use", "token_stop"})


@pytest.fixture(autouse=True)
def no_pauses() -> Iterator[None]:
    with stamina.set_testing(True, attempts=100, cap=True):
        yield


@pytest.fixture
def hq(engine: Engine) -> Iterator[Headquarters]:
    """A headquarters whose wall is small and known to it."""
    with facing(engine, make_world(1, posts=12, comments=80, deepest=15)) as hq:
        assert hq.harvest().failure() is None
        yield hq


def wall_of(hq: Headquarters) -> Wall:
    return hq.imitation.world.walls[5]


def oldest(hq: Headquarters) -> WorldPost:
    return next(iter(wall_of(hq).posts.values()))


def say(hq: Headquarters, post: WorldPost, text: str, **change: object) -> WorldComment:
    number = wall_of(hq).number()
    comment = WorldComment(number, 1001, post.date + number, text)
    for name, value in change.items():
        setattr(comment, name, value)
    post.comments[number] = comment
    return comment


def truth(world: World) -> dict[tuple[int, int], str]:
    return {key: storable(text) for key, text in world.living().items()}


def row(hq: Headquarters, comment: WorldComment) -> Comment:
    with hq.sessions() as session:
        return session.scalars(select(Comment).where(Comment.vk_id == comment.number)).one()


def assert_exact(hq: Headquarters) -> None:
    assert hq.stored() == truth(hq.imitation.world)
    with hq.sessions() as session:
        assert list(posts_that_differ(session)) == []


@pytest.mark.parametrize("token", ["service", "user"])
def test_a_first_harvest_stores_the_whole_wall(engine: Engine, token: str) -> None:
    with facing(engine, make_world(2, posts=15, comments=150)) as hq:
        report = hq.harvest(token=token)
        assert report.problems == []
        assert_exact(hq)


@pytest.mark.parametrize("token", ["service", "user"])
def test_a_second_harvest_changes_no_row(engine: Engine, token: str) -> None:
    with facing(engine, make_world(2, posts=15, comments=150)) as hq:
        hq.harvest(SourceSpec("teplo_lo", intake_posts=("wall-5_3",)), token=token)
        before = dump_tables(engine, without=CALLS)
        hq.harvest(SourceSpec("teplo_lo", intake_posts=("wall-5_3",)), token=token)
        assert dump_tables(engine, without=CALLS) == before


HABITS = {
    "placeholders are not counted": Habits(placeholders_counted=False),
    "old shapes": Habits(old_comments=True, groups_as_list=True, posts_as_list=True),
    "the pinned post twice": Habits(pinned_twice=True),
    "start is exclusive": Habits(start_inclusive=False),
}


@pytest.mark.parametrize("habits", HABITS.values(), ids=HABITS)
def test_every_habit_of_vk_gives_the_same_rows(engine: Engine, habits: Habits) -> None:
    with facing(engine, make_world(3, posts=10, comments=150), habits=habits) as hq:
        assert hq.harvest().problems == []
        assert_exact(hq)


def test_a_late_comment_under_the_oldest_post_is_found(hq: Headquarters) -> None:
    say(hq, oldest(hq), "а у нас опять холодно")
    assert hq.harvest().comments_new == 1
    assert_exact(hq)


def test_a_new_reply_under_an_old_root_is_found(hq: Headquarters) -> None:
    post = oldest(hq)
    root = say(hq, post, "когда дадут тепло")
    hq.harvest()
    say(hq, post, "и у нас", root=root.number)
    hq.harvest()
    assert_exact(hq)


def test_a_new_post_comes_with_its_comments(hq: Headquarters) -> None:
    post = add_post(wall_of(hq), random.Random(1), SPRING + 10**6)
    say(hq, post, "спасибо")
    assert hq.harvest().posts_new == 1
    assert_exact(hq)


def test_an_edit_is_found_the_next_day_and_the_old_text_stays(hq: Headquarters) -> None:
    comment = say(hq, oldest(hq), "холодно")
    hq.harvest()
    comment.text = "холодно, дом 5"
    hq.tomorrow()
    assert hq.harvest().comments_edited == 1
    assert (row(hq, comment).text, row(hq, comment).version) == ("холодно, дом 5", 2)
    with hq.sessions() as session:
        [before] = session.scalars(select(CommentVersion))
    assert (before.text, before.version) == ("холодно", 1)


def test_one_comment_for_another_is_found_the_next_day(hq: Headquarters) -> None:
    """The count of the post is the same."""
    post = oldest(hq)
    gone = say(hq, post, "было")
    hq.harvest()
    post.delete(gone.number)
    say(hq, post, "стало")
    hq.tomorrow()
    hq.harvest()
    assert_exact(hq)


def test_a_deleted_comment_leaves_a_tombstone_with_its_text(hq: Headquarters) -> None:
    comment = say(hq, oldest(hq), "удалю потом")
    hq.harvest()
    oldest(hq).delete(comment.number)
    assert hq.harvest().comments_deleted == 1
    assert_exact(hq)
    assert row(hq, comment).deleted_at == hq.now
    assert row(hq, comment).text == "удалю потом"


def test_a_deleted_root_stays_above_its_living_replies(hq: Headquarters) -> None:
    post = oldest(hq)
    root = say(hq, post, "корень")
    reply = say(hq, post, "ответ", root=root.number)
    hq.harvest()
    post.delete(root.number)
    hq.tomorrow()
    hq.harvest()
    assert row(hq, root).deleted_at is not None
    assert (row(hq, reply).deleted_at, row(hq, reply).thread_root) == (None, root.number)
    assert_exact(hq)


def test_a_restored_comment_lives_again(hq: Headquarters) -> None:
    post = oldest(hq)
    comment = say(hq, post, "туда и обратно")
    hq.harvest()
    post.delete(comment.number)
    hq.harvest()
    post.comments[comment.number] = comment
    hq.harvest()
    assert row(hq, comment).deleted_at is None
    assert_exact(hq)


def test_a_deleted_post_takes_its_comments_along(hq: Headquarters) -> None:
    number = oldest(hq).number
    del wall_of(hq).posts[number]
    assert hq.harvest().posts_deleted == 1
    assert_exact(hq)


def test_our_own_and_configured_officials_are_known(hq: Headquarters) -> None:
    post = oldest(hq)
    ours = say(hq, post, "Добрый день! Заявка принята", from_id=-5)
    theirs = say(hq, post, "Здравствуйте, бригада выехала", from_id=777)
    resident = say(hq, post, "ждём", from_id=1002)
    hq.harvest()
    assert [row(hq, c).official for c in (ours, theirs, resident)] == [True, False, False]
    hq.harvest(SourceSpec("teplo_lo", officials=(777,)))
    assert [row(hq, c).official for c in (ours, theirs, resident)] == [True, True, False]


def test_closed_comments_keep_what_was_read_and_open_again(hq: Headquarters) -> None:
    post = oldest(hq)
    before = hq.stored()
    say(hq, post, "успел написать")
    post.closed = True
    report = hq.harvest()
    assert report.problems == []
    assert hq.stored() == before
    post.closed = False
    hq.tomorrow()
    hq.harvest()
    assert_exact(hq)


def test_a_sticker_a_repost_and_strange_characters_arrive(engine: Engine) -> None:
    world = make_world(5, posts=30, comments=400)
    posts = world.walls[5].posts.values()
    assert any(post.repeats for post in posts)
    assert any(not c.text and c.attachments for post in posts for c in post.comments.values())
    assert any("\x00" in text or "\ud83d" in text for text in world.living().values())
    with facing(engine, world) as hq:
        hq.harvest()
        assert_exact(hq)
        with hq.sessions() as session:
            texts = {post.vk_id: post.text for post in session.scalars(select(Post))}
    assert texts == {p.number: storable(p.text or p.repeats or "") for p in posts}


def test_a_renamed_community_keeps_its_rows(hq: Headquarters) -> None:
    wall_of(hq).screen_name = "teploshtab47"
    hq.tomorrow()
    say(hq, oldest(hq), "после переименования")
    assert hq.harvest().problems == []
    assert_exact(hq)
    with hq.sessions() as session:
        [source] = session.scalars(select(Source))
    assert (source.alias, source.screen_name) == ("teplo_lo", "teploshtab47")


def test_a_number_serves_as_a_name(engine: Engine) -> None:
    with facing(engine, make_world(6, posts=3, comments=10)) as hq:
        assert hq.harvest(SourceSpec("club5")).problems == []
        assert_exact(hq)


def test_several_walls_and_a_topic_in_one_run(engine: Engine) -> None:
    world = make_world(7, posts=5, comments=30)
    other = make_world(8, posts=5, comments=30, group_id=6).walls[6]
    other.screen_name = "sneg_lo"
    world.walls[6] = other
    topic = add_topic(world.walls[5], random.Random(9), 31, comments=230)
    specs = SPEC, SourceSpec("sneg_lo", profile="snow"), SourceSpec("teplo_lo", topic=31)
    with facing(engine, world) as hq:
        assert hq.harvest(*specs).complete == ["teplo_lo", "sneg_lo", "teplo_lo"]
        with hq.sessions() as session:
            stored = session.scalars(select(Comment).where(Comment.channel == "topic")).all()
            profiles = session.scalars(select(Source.profile).order_by(Source.id)).all()
        assert {c.vk_id: c.text for c in stored} == {
            number: storable(c.text) for number, c in topic.comments.items()
        }
        assert profiles == ["heating", "snow", "heating"]
        before = dump_tables(engine, without=CALLS)
        hq.harvest(*specs)
        assert dump_tables(engine, without=CALLS) == before


def test_a_harvest_since_a_moment_leaves_older_posts_alone(engine: Engine) -> None:
    world = make_world(10, posts=30, comments=100)
    with facing(engine, world) as hq:
        border = sorted(post.date for post in world.walls[5].posts.values())[20]
        hq.harvest(since=hq.now.fromtimestamp(border, hq.now.tzinfo))
        with hq.sessions() as session:
            assert session.query(Post).count() == 10
        # The depth is remembered: a cycle does not dig deeper by itself.
        hq.tomorrow()
        hq.harvest()
        with hq.sessions() as session:
            assert session.query(Post).count() == 10
        hq.harvest(full=True)
        assert_exact(hq)


def test_an_intake_post_is_read_whatever_its_age(engine: Engine) -> None:
    world = make_world(11, posts=30, comments=0, deepest=0)
    wall = world.walls[5]
    intake = next(iter(wall.posts.values()))
    for _ in range(150):
        add_comment(wall, intake, random.Random(1))
    spec = SourceSpec("teplo_lo", intake_posts=(f"wall-5_{intake.number}",))
    with facing(engine, world) as hq:
        hq.harvest(spec, since=hq.now)
        assert hq.stored() == truth(world)
        intake.comments[max(n for n, c in intake.comments.items() if not c.root)].text = "правка"
        hq.harvest(spec, since=hq.now)
        assert hq.stored() == truth(world)


def test_settings_that_change_reach_the_rows(hq: Headquarters) -> None:
    hq.harvest(SourceSpec("teplo_lo", district="Всеволожский", intake_posts=("wall-5_2",)))
    with hq.sessions() as session:
        assert session.scalars(select(Source.district)).all() == ["Всеволожский"]
        assert session.scalars(select(Post.vk_id).where(Post.intake)).all() == [2]
    hq.harvest(SPEC)
    with hq.sessions() as session:
        assert session.scalars(select(Post.vk_id).where(Post.intake)).all() == []


def test_a_plan_calls_nobody(hq: Headquarters) -> None:
    say(hq, oldest(hq), "новое")
    before = len(hq.imitation.calls), dump_tables(hq.engine)
    report = hq.harvest(dry_run=True, full=True)
    assert report.plan[0].startswith("teplo_lo:")
    assert (len(hq.imitation.calls), dump_tables(hq.engine)) == before


def test_posts_that_differ_come_oldest_first_on_any_database(session: Session) -> None:
    for number, since in ((1, None), (2, NOON), (3, NOON - timedelta(days=1))):
        post(session, vk_id=number, vk_count=5, read_count=4, differs_since=since)
    found = [one.post for one in posts_that_differ(session)]
    assert found == [f"wall{OWNER}_{number}" for number in (3, 2, 1)]
