"""An archive as a harvest would have left it, without the harvest."""

import random
from collections.abc import Iterator
from typing import Any

from harvester.request import Request, comments, wall
from models.database import open_engine, open_sessions, upgrade
from pipeline.harvest.archive import save_answers
from tests.imitation.headquarters import NOON
from tests.imitation.methods import Methods
from tests.imitation.world import Wall, World, WorldComment, WorldPost, make_world, sentence

A_POST = 500  # comments


def fill_archive(url: str, size: int) -> None:
    """Raw answers about so many comments."""
    engine = open_engine(url)
    upgrade(engine)
    sessions, dice = open_sessions(engine), random.Random(1)
    for number in range(size // A_POST):
        world = _one_post(number * 1000 + 1, dice)
        with sessions.begin() as session:
            save_answers(session, _answers_of(world, number * 1000 + 1), NOON)
    engine.dispose()


def _one_post(number: int, dice: random.Random) -> World:
    world = make_world(number, posts=1, comments=0, deepest=0)
    vk = world.walls[5]
    [post] = vk.posts.values()
    vk.last_number = post.number = number
    vk.posts = {number: post}
    for _ in range(A_POST):
        add_root(vk, post, dice)
    return world


def add_root(vk: Wall, post: WorldPost, dice: random.Random) -> None:
    """One more comment under the post, quickly."""
    number = vk.number()
    post.comments[number] = WorldComment(number, dice.randint(1, 999), number, sentence(dice))


def _answers_of(world: World, number: int) -> Iterator[tuple[Request, Any]]:
    methods = Methods(world)
    request = wall(-5, number)
    yield request, methods.perform("wall.get", {**request.document, "offset": 0})
    request, start = comments(-5, number), 0
    while True:
        asked = request.but(start_comment_id=start) if start else request
        answer = methods.perform(asked.method, asked.document)
        yield asked, answer
        if len(answer["items"]) < 100:
            return
        start = answer["items"][-1]["id"]
