"""Walls, posts, comments and topics as they really are; only this knows the truth."""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

SPRING = 1_696_107_600  # 1 October 2023, the heating season begins
WORDS = "вода тепло батареи подъезд двор лёд снег крыша улица дом лифт мусор холодно когда опять"


@dataclass(slots=True)
class WorldComment:
    """A comment, a reply, or a deleted root that its replies keep in place."""

    number: int
    from_id: int
    date: int
    text: str
    root: int | None = None
    reply_to: int | None = None
    attachments: list[dict[str, Any]] = field(default_factory=list)
    gone: bool = False
    hidden: bool = False  # counted, and shown to nobody


@dataclass(slots=True)
class WorldPost:
    """A post, or a topic of a board."""

    number: int
    from_id: int
    date: int
    text: str
    pinned: bool = False
    closed: bool = False  # nobody may read the comments
    repeats: str | None = None  # the text of the post that this one repeats
    comments: dict[int, WorldComment] = field(default_factory=dict)

    def roots(self) -> list[WorldComment]:
        """Top-level comments, placeholders included; numbers only grow."""
        return [c for c in self.comments.values() if c.root is None]

    def replies(self, root: int) -> list[WorldComment]:
        """Replies under one root."""
        return [c for c in self.comments.values() if c.root == root]

    def threads(self) -> dict[int, list[WorldComment]]:
        """Replies by root."""
        found: dict[int, list[WorldComment]] = {}
        for comment in self.comments.values():
            if comment.root is not None:
                found.setdefault(comment.root, []).append(comment)
        return found

    def delete(self, number: int) -> None:
        """As VK does: a root with replies leaves a placeholder, the rest vanishes."""
        comment = self.comments[number]
        if comment.root is None and self.replies(number):
            comment.gone, comment.text, comment.from_id, comment.attachments = True, "", 0, []
            return
        del self.comments[number]
        root = self.comments.get(comment.root or 0)
        if root is not None and root.gone and not self.replies(root.number):
            del self.comments[root.number]


@dataclass(slots=True)
class Wall:
    """A community with its wall and its board."""

    group_id: int
    name: str
    screen_name: str
    posts: dict[int, WorldPost] = field(default_factory=dict)
    topics: dict[int, WorldPost] = field(default_factory=dict)
    last_number: int = 0  # posts and comments of a wall share one sequence
    last_topic_comment: int = 0
    closed: bool = False
    deactivated: str = ""

    @property
    def owner_id(self) -> int:
        """Negative, as everywhere but in names of methods' parameters."""
        return -self.group_id

    def number(self) -> int:
        """The next number of the wall."""
        self.last_number += 1
        return self.last_number

    def listed(self) -> list[WorldPost]:
        """As the wall shows them: the pinned one first, then the newest."""
        return sorted(self.posts.values(), key=lambda p: (not p.pinned, -p.date, -p.number))


@dataclass(slots=True)
class World:
    """All communities."""

    walls: dict[int, Wall] = field(default_factory=dict)  # by group_id

    def find(self, name: str) -> Wall | None:
        """A community by number, «club5» or short name."""
        digits = name.removeprefix("club").removeprefix("public")
        if digits.isdigit():
            return self.walls.get(int(digits))
        return next((w for w in self.walls.values() if w.screen_name == name.lower()), None)

    def living(self) -> dict[tuple[int, int], str]:
        """The truth: (owner, comment) → text of every comment that a reader can see."""
        return {
            (wall.owner_id, comment.number): comment.text
            for wall in self.walls.values()
            for post in wall.posts.values()
            for comment in post.comments.values()
            if not comment.gone and not comment.hidden
        }


def sentence(dice: random.Random) -> str:
    """Words that mean nothing; at times what a parser may stumble over."""
    words = [dice.choice(WORDS.split()) for _ in range(dice.randint(2, 30))]
    if dice.random() < 0.05:
        words.append(dice.choice(["\x00", "\ud83d", "🥶", "&amp;", "\u00a0", "'); DROP", "<b>"]))
    return " ".join(words)


def make_world(
    seed: int, *, posts: int = 40, comments: int = 400, deepest: int = 60, group_id: int = 5
) -> World:
    """A community with everything that a community has, of a seed."""
    dice = random.Random(seed)
    wall = Wall(group_id, "Теплоштаб", "teplo_lo")
    for n in range(posts):
        add_post(wall, dice, SPRING + n * 3600)
    for _ in range(comments):
        post = dice.choice(list(wall.posts.values()))
        add_comment(wall, post, dice)
    _deepen(wall, dice, deepest)
    for post in list(wall.posts.values()):
        for number in list(post.comments):
            if dice.random() < 0.03 and number in post.comments:
                post.delete(number)
    for post in list(wall.posts.values())[:1]:
        post.pinned = True
    return World({group_id: wall})


def _deepen(wall: Wall, dice: random.Random, deepest: int) -> None:
    """A few long threads, one of the greatest length asked for."""
    roots = [(post, c) for post in wall.posts.values() for c in post.roots()]
    for length in (deepest, 11, 10, 12, deepest // 2):
        if roots and length:
            post, root = dice.choice(roots)
            for _ in range(length - len(post.replies(root.number))):
                add_comment(wall, post, dice, root=root)


def add_post(wall: Wall, dice: random.Random, date: int) -> WorldPost:
    """One more post; some only repeat another."""
    post = WorldPost(wall.number(), wall.owner_id, date, sentence(dice))
    if dice.random() < 0.1:
        post.repeats, post.text = post.text, ""
    wall.posts[post.number] = post
    return post


def add_comment(
    wall: Wall, post: WorldPost, dice: random.Random, root: WorldComment | None = None
) -> WorldComment:
    """One more comment: a root, a reply, a reply to a reply, at times without a word."""
    roots = post.roots()
    if root is None and roots and dice.random() < 0.4:
        root = dice.choice(roots)
    date = post.date + 60 * len(post.comments) + 60
    author = dice.choice([wall.owner_id, *range(1001, 1040)])
    comment = WorldComment(wall.number(), author, date, sentence(dice))
    if dice.random() < 0.05:
        comment.text, comment.attachments = "", [dice.choice(ATTACHMENTS)]
    if root is not None:
        answered = dice.choice([root, *post.replies(root.number)])
        comment.root, comment.reply_to = root.number, answered.number
        if answered.from_id > 0:
            comment.text = f"[id{answered.from_id}|Имя], {comment.text}"
    post.comments[comment.number] = comment
    return comment


ATTACHMENTS: list[dict[str, Any]] = [
    {"type": "sticker", "sticker": {"sticker_id": 163, "product_id": 5}},
    {
        "type": "photo",
        "photo": {
            "id": 457239017,
            "owner_id": 1001,
            "access_key": "3f5e",
            "sizes": [
                {"type": "s", "width": 75, "height": 56, "url": "https://vk.test/s.jpg"},
                {"type": "x", "width": 604, "height": 453, "url": "https://vk.test/x.jpg"},
            ],
        },
    },
]


def add_topic(wall: Wall, dice: random.Random, number: int, comments: int) -> WorldPost:
    """A topic of the board with its flat list of comments."""
    topic = WorldPost(number, wall.owner_id, SPRING, "Приём обращений")
    for n in range(comments):
        wall.last_topic_comment += 1
        comment = WorldComment(wall.last_topic_comment, 1001 + n % 30, SPRING + n, sentence(dice))
        topic.comments[comment.number] = comment
    wall.topics[number] = topic
    return topic


def load_world(path: Path) -> World:
    """A world out of a file in the dump format."""
    world = World()
    for raw in map(json.loads, path.read_text("utf-8").splitlines()):
        if raw["type"] == "group":
            world.walls[raw["id"]] = Wall(raw["id"], raw["name"], raw["screen_name"])
            continue
        wall = world.walls.setdefault(-raw["owner_id"], _unnamed(-raw["owner_id"]))
        wall.last_number = max(wall.last_number, raw["id"])
        if raw["type"] == "post":
            wall.posts[raw["id"]] = WorldPost(raw["id"], raw["from_id"], raw["date"], raw["text"])
            continue
        stack = raw.get("parents_stack") or [None]
        wall.posts[raw["post_id"]].comments[raw["id"]] = WorldComment(
            number=raw["id"],
            from_id=raw.get("from_id", 0),
            date=raw["date"],
            text=raw.get("text", ""),
            root=stack[0],
            reply_to=raw.get("reply_to_comment"),
            attachments=raw.get("attachments", []),
            gone=bool(raw.get("deleted")),
        )
    return world


def _unnamed(group_id: int) -> Wall:
    return Wall(group_id, f"Сообщество {group_id}", f"club{group_id}")


def move(world: World, dice: random.Random) -> Iterator[int]:
    """One change somewhere; yields the numbers of the comments that it touched."""
    wall = dice.choice(list(world.walls.values()))
    post = dice.choice(list(wall.posts.values()))
    living = [c for c in post.comments.values() if not c.gone]
    change = dice.choices(
        ["comment", "reply", "edit", "delete", "post", "delete post", "pin"],
        [30, 25, 15, 15, 5, 4, 2],
    )[0]
    if change == "post":
        add_post(wall, dice, max(p.date for p in wall.posts.values()) + 60)
    elif change == "delete post" and len(wall.posts) > 10:
        del wall.posts[post.number]
        yield from post.comments
    elif change == "pin":
        was = post.pinned
        for other in wall.posts.values():
            other.pinned = False
        post.pinned = not was
    elif change == "comment":
        yield add_comment(wall, post, dice).number
    elif change == "reply" and living:
        yield add_comment(wall, post, dice, root=_root_of(post, dice.choice(living))).number
    elif change == "edit" and living:
        comment = dice.choice(living)
        comment.text = sentence(dice)
        yield comment.number
    elif change == "delete" and living:
        comment = dice.choice(living)
        post.delete(comment.number)
        yield comment.number


def _root_of(post: WorldPost, comment: WorldComment) -> WorldComment:
    return comment if comment.root is None else post.comments[comment.root]
