"""Walking down a wall that does not stand still."""

import random
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harvester.request import Request
from harvester.walls import WallPage, WallWalk
from tests.imitation.methods import Habits, Methods
from tests.imitation.world import World, WorldPost, add_post, make_world


def never(page: WallPage) -> bool:
    return False


class Walker:
    """A walk over a world that may change before each call."""

    def __init__(self, world: World, habits: Habits | None = None) -> None:
        self.methods = Methods(world, habits or Habits())
        self.before_call: Callable[[], None] = lambda: None
        self.calls = 0

    def ask(self, request: Request) -> Any:
        self.before_call()
        self.calls += 1
        return self.methods.perform(request.method, request.document)

    def walk(self, enough: Callable[[WallPage], bool] = never) -> WallWalk:
        walk = WallWalk(-5, self.ask, enough)
        for _ in walk.pages():
            pass
        return walk


def wall_of(posts: int, seed: int = 1) -> World:
    return make_world(seed, posts=posts, comments=0, deepest=0)


@pytest.mark.parametrize(
    ("posts", "calls"), [(0, 1), (1, 1), (100, 1), (101, 2), (240, 3), (300, 3), (1000, 10)]
)
def test_a_calm_wall_costs_a_call_for_each_hundred_posts(posts: int, calls: int) -> None:
    world = wall_of(posts)
    walker = Walker(world)
    walk = walker.walk()
    assert walk.seen.keys() == world.walls[5].posts.keys()
    assert (walk.whole, walk.moved, walker.calls) == (True, False, calls)


@given(
    seed=st.integers(0, 10**6),
    posts=st.integers(1, 400),
    short=st.integers(0, 3),
    twice=st.booleans(),
)
@settings(max_examples=30, deadline=None)
def test_short_pages_and_pinned_posts_lose_nothing(
    seed: int, posts: int, short: int, twice: bool
) -> None:
    world = wall_of(posts, seed)
    wall = world.walls[5]
    for post in wall.posts.values():
        post.pinned = False
    random.Random(seed).choice(list(wall.posts.values())).pinned = True
    walker = Walker(world, Habits(pinned_twice=twice))
    assert walker.walk().seen.keys() == wall.posts.keys()
    # Pages that come short of some posts are not the end of the wall.
    lossy = Walker(world, Habits(pages_short_by=short)).walk()
    assert lossy.whole
    assert len(wall.posts) - len(lossy.seen) <= short * (posts // 100)


def delete_new(wall_posts: dict[int, WorldPost], dice: random.Random) -> None:
    newest = sorted(wall_posts, reverse=True)[:50]
    if len(wall_posts) > 60:
        del wall_posts[dice.choice(newest)]


CHANGES = ("publish", "delete", "pin", "unpin", "all")


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("seed", range(5))
def test_posts_that_nobody_touches_survive_a_moving_wall(change: str, seed: int) -> None:
    world = wall_of(420, seed)
    wall, dice = world.walls[5], random.Random(seed)
    for post in wall.posts.values():
        post.pinned = False
    if change == "unpin":
        dice.choice(list(wall.posts.values())).pinned = True
    before = set(wall.posts)

    def move() -> None:
        what = dice.choice(CHANGES[:-1]) if change == "all" else change
        if "pin" in what and walker.calls != 1:
            return  # nobody pins at every call
        if what == "publish":
            add_post(wall, dice, max(p.date for p in wall.posts.values()) + 60)
        elif what == "delete":
            delete_new(wall.posts, dice)
        else:
            for post in wall.posts.values():
                post.pinned = False
            if what == "pin":
                dice.choice(list(wall.posts.values())).pinned = True

    walker = Walker(world)
    walker.before_call = move
    seen = walker.walk().seen
    assert before & wall.posts.keys() <= seen.keys()


def test_a_pinned_post_does_not_end_the_walk() -> None:
    """It stands first whatever its age."""
    world = wall_of(250)
    posts = world.walls[5].posts
    oldest = min(posts)
    assert posts[oldest].pinned
    border = sorted(posts)[-150]

    def enough(page: WallPage) -> bool:
        return all(post.post_id < border for post in page.posts if not post.pinned)

    seen = Walker(world).walk(enough).seen
    assert {number for number in posts if number >= border} <= seen.keys()
