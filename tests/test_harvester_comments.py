"""Reading all comments of a post, whatever habits VK turns out to have."""

import random
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from harvester.asking import Asking, Drive
from harvester.comments import Reading, glance, read_comments, read_topic
from harvester.errors import HarvestError, Malformed, Refused, UnknownShape, error_of
from harvester.items import CommentItem
from harvester.request import Request
from harvester.text import storable
from tests.imitation.execute import ApiFailure
from tests.imitation.methods import Habits, Methods
from tests.imitation.world import (
    Wall,
    World,
    WorldComment,
    WorldPost,
    add_comment,
    add_topic,
    make_world,
)

HABITS = st.builds(
    Habits,
    placeholders_counted=st.booleans(),
    lost_start=st.sampled_from(["next", "empty", "beginning", "error"]),
    start_inclusive=st.booleans(),
    old_comments=st.booleans(),
    level_count=st.sampled_from(["level", "page", "none"]),
    comments_cap=st.sampled_from([100, 100, 40]),
    inline=st.booleans(),
    bare=st.booleans(),
    root_in_thread=st.booleans(),
)


class Vk:
    """The methods without a network, and a count of calls."""

    def __init__(self, world: World, habits: Habits | None = None) -> None:
        self.methods = Methods(world, habits or Habits())
        self.calls: list[Request] = []
        self.before_call: Callable[[], None] = lambda: None

    def ask_all(self, requests: Sequence[Request]) -> list[Any]:
        return [self.ask(request) for request in requests]

    def ask(self, request: Request) -> Any:
        self.before_call()
        self.calls.append(request)
        try:
            return self.methods.perform(request.method, request.document)
        except ApiFailure as exc:
            return error_of(exc.code, str(exc))

    def run(self, asking: Asking) -> HarvestError | None:
        drive: Drive[str] = Drive(self.ask_all, lambda: 25)
        [(_, error)] = drive.run([("post", asking)])
        return error


def read(vk: Vk, post: WorldPost) -> Reading:
    [wall] = vk.methods.world.walls.values()
    reading = Reading(wall.owner_id, post.number)
    assert vk.run(read_comments(reading)) is None
    return reading


def shown(post: WorldPost) -> dict[int, str]:
    return {
        number: storable(comment.text)
        for number, comment in post.comments.items()
        if not comment.gone and not comment.hidden
    }


def living(reading: Reading) -> dict[int, str]:
    return {c.comment_id: c.text for c in reading.comments.values() if not c.deleted}


def one_post(seed: int, comments: int, deepest: int = 0) -> tuple[World, WorldPost]:
    world = make_world(seed, posts=1, comments=comments, deepest=deepest)
    [wall] = world.walls.values()
    [post] = wall.posts.values()
    return world, post


@given(
    seed=st.integers(0, 10**6), size=st.integers(0, 320), habits=HABITS, hidden=st.floats(0, 0.2)
)
@settings(max_examples=60, deadline=None)
def test_every_comment_that_is_shown_is_read(
    seed: int, size: int, habits: Habits, hidden: float
) -> None:
    world, post = one_post(seed, size, deepest=130)
    dice = random.Random(seed)
    for comment in post.comments.values():
        comment.hidden = not comment.gone and dice.random() < hidden
    reading = read(Vk(world, habits), post)
    orphans = {  # nothing leads to the replies of a root that nobody can see
        number for number, c in post.comments.items() if c.root and post.comments[c.root].hidden
    }
    assert living(reading).keys() - orphans == shown(post).keys() - orphans
    assert reading.complete


@given(seed=st.integers(0, 10**6), habits=HABITS)
@example(
    seed=396549,  # a root came twice, and between a reply went
    habits=Habits(
        placeholders_counted=True,
        lost_start="empty",
        start_inclusive=False,
        old_comments=False,
        level_count="none",
    ),
)
@settings(max_examples=40, deadline=None)
def test_comments_that_nobody_touches_survive_a_moving_post(seed: int, habits: Habits) -> None:
    world, post = one_post(seed, 350)
    [wall] = world.walls.values()
    dice, touched = random.Random(seed), set[int]()

    def change() -> None:
        for _ in range(3):
            number = dice.choice([n for n, c in post.comments.items() if not c.gone])
            touched.add(number)
            post.delete(number)
            touched.add(add_comment(wall, post, dice).number)

    vk = Vk(world, habits)
    vk.before_call = change
    reading = read(vk, post)
    kept = {n for n in shown(post) if n not in touched}
    assert kept <= living(reading).keys()


@pytest.mark.parametrize("hidden", [0, 80])
@pytest.mark.parametrize("deleted", [0, 10])
def test_calls_stay_near_the_lower_bound(hidden: int, deleted: int) -> None:
    """5,000 comments: each page brings 100 at most, each thread over ten costs a call."""
    world = World({5: Wall(5, "Теплоштаб", "teplo_lo")})
    wall, dice = world.walls[5], random.Random(1)
    post = WorldPost(wall.number(), -5, 1, "приём жалоб")
    wall.posts[post.number] = post
    roots = [_plain(wall, post) for _ in range(3400)]
    for n, root in enumerate(dice.sample(roots, 40)):
        for _ in range(40):
            _plain(wall, post, root if n else roots[0])
    for root in roots[: deleted or 0]:
        post.delete(root.number)  # the first has replies and leaves its place
    replies = [c for c in post.comments.values() if c.root]
    for comment in dice.sample(replies, hidden):
        comment.hidden = True
    vk = Vk(world)
    reading = read(vk, post)
    assert len(living(reading)) == 5000 - hidden - deleted
    bound = 3400 / 100 + 40
    assert len(vk.calls) <= 1.1 * bound


def _plain(wall: Wall, post: WorldPost, root: WorldComment | None = None) -> WorldComment:
    number = wall.number()
    comment = WorldComment(number, 1001, number, "холодно", root=root.number if root else None)
    post.comments[number] = comment
    return comment


@pytest.mark.parametrize("size", [0, 1, 99])
def test_a_small_post_costs_one_call(size: int) -> None:
    world = World({5: Wall(5, "Теплоштаб", "teplo_lo")})
    post = WorldPost(1, -5, 1, "")
    world.walls[5].posts[1] = post
    for _ in range(size):
        _plain(world.walls[5], post)
    vk = Vk(world)
    read(vk, post)
    assert len(vk.calls) == 1


def test_replies_of_a_deleted_root_are_alive() -> None:
    world, post = one_post(3, 0)
    [wall] = world.walls.values()
    root = _plain(wall, post)
    replies = [_plain(wall, post, root).number for _ in range(25)]
    post.delete(root.number)
    reading = read(Vk(world), post)
    assert list(living(reading)) == replies
    assert reading.comments[root.number].deleted
    assert reading.comments[root.number].from_id is None


def test_closed_comments_are_a_refusal_and_not_an_empty_list() -> None:
    world, post = one_post(4, 10)
    post.closed = True
    reading = Reading(-5, post.number)
    assert isinstance(Vk(world).run(read_comments(reading)), Refused)
    assert not reading.complete


def test_a_thread_that_is_refused_leaves_the_reading_open() -> None:
    """Its root, or the whole post, went after the root's page was read."""
    world, post = one_post(9, 0)
    [wall] = world.walls.values()
    root, other = _plain(wall, post), _plain(wall, post)
    for _ in range(25):
        _plain(wall, post, root)
    vk, reading = Vk(world), Reading(-5, post.number)
    vk.before_call = lambda: wall.posts.clear() if vk.calls else None
    assert vk.run(read_comments(reading)) is None
    assert {root.number, other.number} <= living(reading).keys()
    assert (reading.torn, reading.complete) == (True, False)


def test_a_post_that_goes_between_two_pages_is_refused() -> None:
    world, post = one_post(10, 0)
    [wall] = world.walls.values()
    for _ in range(250):
        _plain(wall, post)
    vk, reading = Vk(world), Reading(-5, post.number)
    vk.before_call = lambda: wall.posts.clear() if vk.calls else None
    assert isinstance(vk.run(read_comments(reading)), Malformed)


def test_no_comments_may_come_without_a_list() -> None:
    reading = Reading(-5, 1)
    asking = read_comments(reading)
    next(asking)
    with pytest.raises(StopIteration):
        asking.send([{"count": 0}])
    assert reading.complete


def test_a_deleted_root_may_have_lost_its_date() -> None:
    raw = {"id": 7, "deleted": True, "thread": {"count": 1}}
    item = CommentItem.from_api(raw, -5, 1)
    assert (item.deleted, item.reply_count) == (True, 1)


@pytest.mark.parametrize("answer", [None, [], {}, {"count": 3}, {"items": None}, "items"], ids=repr)
def test_an_answer_of_unknown_shape_is_an_error(answer: Any) -> None:
    reading = Reading(-5, 1)
    asking = read_comments(reading)
    next(asking)
    with pytest.raises(UnknownShape):
        asking.send([answer])


def test_an_item_that_nobody_can_read_spoils_the_reading_and_not_its_neighbours() -> None:
    reading = Reading(-5, 1)
    asking = read_comments(reading)
    next(asking)
    items = [{"id": 7, "date": 1, "from_id": 2, "text": "вода"}, {"id": "x"}, 5]
    with pytest.raises(StopIteration):
        asking.send([{"count": 1, "current_level_count": 1, "items": items}])
    assert list(reading.comments) == [7]
    assert (reading.broken, reading.complete) == (2, False)


def test_texts_come_uncut_though_vk_cuts_them_unless_told() -> None:
    world, post = one_post(5, 0)
    [wall] = world.walls.values()
    _plain(wall, post).text = "холодно " * 100
    assert list(living(read(Vk(world), post)).values()) == ["холодно " * 100]


def test_a_topic_is_read_whole() -> None:
    world = make_world(6, posts=1, comments=0)
    topic = add_topic(world.walls[5], random.Random(6), 31, comments=250)
    reading = Reading(-5, 31)
    assert Vk(world).run(read_topic(reading)) is None
    assert living(reading) == shown(topic)


def _glance(vk: Vk, post: WorldPost, known: Reading) -> Reading:
    hashes = {number: "" if c.deleted else c.content_hash for number, c in known.comments.items()}
    reading = Reading(-5, post.number)
    count = max(len(post.comments), known.counts[-1])
    assert vk.run(glance(reading, hashes, count, count - known.counts[-1])) is None
    return reading


def test_a_glance_at_an_unchanged_post_costs_one_call() -> None:
    world, post = one_post(7, 300)
    known = read(Vk(world), post)
    vk = Vk(world)
    assert _glance(vk, post, known).unchanged
    assert len(vk.calls) == 1


def test_new_comments_on_top_of_a_known_post_cost_one_call() -> None:
    world, post = one_post(7, 300)
    [wall] = world.walls.values()
    known = read(Vk(world), post)
    news = {_plain(wall, post).number, _plain(wall, post, post.roots()[-1]).number}
    vk = Vk(world)
    reading = _glance(vk, post, known)
    assert (reading.news, reading.complete, len(vk.calls)) == (True, False, 1)
    assert reading.comments.keys() - known.comments.keys() == news


@pytest.mark.parametrize("change", ["edit", "delete", "edit and comment", "delete and comment"])
def test_a_glance_that_meets_a_change_reads_everything(change: str) -> None:
    world, post = one_post(8, 300)
    [wall] = world.walls.values()
    known = read(Vk(world), post)
    newest = post.roots()[-1]
    if "comment" in change:
        _plain(wall, post)
    if "edit" in change:
        newest.text = "исправлено"
    else:
        post.delete(newest.number)
    reading = _glance(Vk(world), post, known)
    assert reading.complete
    assert living(reading) == shown(post)


def test_a_reply_deep_in_an_old_thread_is_not_explained_by_the_newest_page() -> None:
    world, post = one_post(8, 300)
    [wall] = world.walls.values()
    oldest = post.roots()[0]
    for _ in range(12):
        _plain(wall, post, oldest)
    known = read(Vk(world), post)
    _plain(wall, post, oldest)
    reading = _glance(Vk(world), post, known)
    assert reading.complete
    assert living(reading) == shown(post)
