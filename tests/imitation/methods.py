"""Methods of the API over a world, with the habits that nobody documented."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from tests.imitation.execute import ApiFailure
from tests.imitation.world import Wall, World, WorldComment, WorldPost

PAGE = 100
PREVIEW = 90

Params = Mapping[str, Any]
Threads = Mapping[int, list[WorldComment]]


@dataclass(slots=True)
class Habits:
    """Where no document says what VK does: each habit is tried both ways."""

    placeholders_counted: bool = True
    lost_start: str = "next"  # or «empty», «beginning»: when start_comment_id is gone
    start_inclusive: bool = True
    pages_short_by: int = 0  # posts that a page of the wall silently lacks
    pinned_twice: bool = False  # shown in its own place too
    unknown_group: str = "error"  # or «omit»
    groups_as_list: bool = False
    posts_as_list: bool = False
    old_comments: bool = False  # shapes of 5.92
    level_count: str = "level"  # or «page», «none»
    wall_cap: int = PAGE  # no page of the wall is longer, whatever was asked for
    comments_cap: int = PAGE
    named_cap: int = PAGE  # posts that can be asked for by name at once
    wall_ends_at: int | None = None  # posts after which a wall shows nothing
    inline: bool = True  # threads bring their first replies
    bare: bool = False  # without any key that could be missed
    talkative: bool = False  # with keys that nobody has heard of
    root_in_thread: bool = False
    wall_counts_hidden: bool = True  # or only the comments' own count does

    @classmethod
    def of(cls, dice: random.Random) -> Self:
        """Any of them, each way as likely as the other."""
        return cls(
            placeholders_counted=dice.random() < 0.5,
            lost_start=dice.choice(["next", "empty", "beginning", "error"]),
            start_inclusive=dice.random() < 0.8,
            pages_short_by=dice.choice([0, 0, 1]),
            pinned_twice=dice.random() < 0.3,
            unknown_group=dice.choice(["error", "omit"]),
            groups_as_list=dice.random() < 0.5,
            posts_as_list=dice.random() < 0.5,
            old_comments=dice.random() < 0.2,
            level_count=dice.choice(["level", "level", "page", "none"]),
            wall_cap=dice.choice([PAGE, PAGE, 50, 20]),
            comments_cap=dice.choice([PAGE, PAGE, 50, 20]),
            inline=dice.random() < 0.8,
            bare=dice.random() < 0.4,
            talkative=dice.random() < 0.4,
            root_in_thread=dice.random() < 0.2,
            wall_counts_hidden=dice.random() < 0.7,
        )


@dataclass(slots=True)
class Methods:
    """Answers of the methods that a harvester calls."""

    world: World
    habits: Habits = field(default_factory=Habits)

    def perform(self, method: str, params: Params) -> Any:
        """The answer of a method; raises ApiFailure as VK does."""
        known = {
            "wall.get": self.wall_get,
            "wall.getById": self.wall_by_id,
            "wall.getComments": self.wall_comments,
            "board.getTopics": self.board_topics,
            "board.getComments": self.board_comments,
            "groups.getById": self.groups_by_id,
        }
        if method not in known:
            raise ApiFailure(3, "Unknown method passed")
        return known[method](params)

    def _wall(self, owner_id: int) -> Wall:
        wall = self.world.walls.get(-owner_id)
        if wall is None or wall.deactivated:
            raise ApiFailure(18 if wall else 100, "User was deleted or banned")
        if wall.closed:
            raise ApiFailure(15, "Access denied: this wall available only for community members")
        return wall

    def groups_by_id(self, params: Params) -> Any:
        names = [name for name in str(params.get("group_ids", "")).split(",") if name]
        found = [self.world.find(name) for name in names]
        if not names or (None in found and self.habits.unknown_group == "error"):
            raise ApiFailure(100, "One of the parameters specified was missing or invalid")
        groups = [_group(wall) for wall in found if wall]
        return groups if self.habits.groups_as_list else {"groups": groups, "profiles": []}

    def wall_get(self, params: Params) -> Any:
        wall = self._wall(_int(params, "owner_id"))
        offset = _int(params, "offset", 0)
        count = min(_int(params, "count", 20), self.habits.wall_cap)
        if offset < 0:
            raise ApiFailure(100, "One of the parameters specified was missing or invalid")
        listed = wall.listed()
        if self.habits.pinned_twice:
            listed = _with_pinned_in_place(listed)
        page = listed[: self.habits.wall_ends_at][offset : offset + count]
        if len(page) == count and offset + count < len(listed):
            page = page[: count - self.habits.pages_short_by] if offset else page
        if self.habits.bare and not listed:
            return {"count": 0}
        return {"count": len(listed), "items": [self._post(wall, post) for post in page]}

    def wall_by_id(self, params: Params) -> Any:
        items = []
        for name in str(params["posts"]).split(",")[: self.habits.named_cap]:
            owner, _, number = name.partition("_")
            wall = self._wall(int(owner))
            if post := wall.posts.get(int(number)):
                items.append(self._post(wall, post))
        return items if self.habits.posts_as_list else {"items": items}

    def wall_comments(self, params: Params) -> Any:
        wall = self._wall(_int(params, "owner_id"))
        root = _int(params, "comment_id", 0)
        post = self._post_of(wall, params, root)
        if post.closed:
            raise ApiFailure(212, "Access to post comments denied")
        listed = post.replies(root) if root else post.roots()
        counted = list(listed)
        if root in post.comments and self.habits.root_in_thread:
            listed.insert(0, post.comments[root])
        page = self._page(listed, params, default=10)
        threads = post.threads()
        answer = {
            "count": self._count(post, counted if root else list(post.comments.values())),
            "items": [self._comment(wall, post, c, params, threads) for c in page],
        }
        if self.habits.level_count != "none" and not self.habits.old_comments:
            whole = self.habits.level_count == "level"
            answer["current_level_count"] = self._count(post, counted) if whole else len(page)
        if not self.habits.bare:
            answer |= {"can_post": False, "show_reply_button": True, "groups_can_post": True}
        if self.habits.talkative:
            answer |= {"order": "chronological", "reaction_sets": [{"id": 1}], "next_from": "x"}
        return answer

    def _post_of(self, wall: Wall, params: Params, root: int) -> WorldPost:
        # comment_id alone is enough for a thread.
        for post in wall.posts.values():
            if post.number == _int(params, "post_id", 0) or root in post.comments:
                return post
        raise ApiFailure(100, "One of the parameters specified was missing or invalid: post_id")

    def _count(self, post: WorldPost, comments: Sequence[WorldComment]) -> int:
        counted = self.habits.placeholders_counted
        return sum(counted or not comment.gone for comment in comments)

    def _page(self, listed: list[WorldComment], params: Params, default: int) -> list[WorldComment]:
        if params.get("sort") == "desc":
            listed.reverse()
        count = min(_int(params, "count", default), self.habits.comments_cap)
        first = self._first(listed, _int(params, "start_comment_id", 0))
        if first is None:
            return []
        first = max(first + _int(params, "offset", 0), 0)
        return [comment for comment in listed[first : first + count] if not comment.hidden]

    def _first(self, listed: list[WorldComment], start: int) -> int | None:
        if not start:
            return 0
        numbers = [comment.number for comment in listed]
        if start in numbers:
            return numbers.index(start) + (not self.habits.start_inclusive)
        if self.habits.lost_start == "next":
            return next((n for n, number in enumerate(numbers) if number > start), None)
        if self.habits.lost_start == "error":
            raise ApiFailure(100, "One of the parameters specified was invalid: start_comment_id")
        return 0 if self.habits.lost_start == "beginning" else None

    def board_topics(self, params: Params) -> Any:
        wall = self._wall(-_int(params, "group_id"))
        wanted = {int(n) for n in str(params.get("topic_ids", "")).split(",") if n}
        topics = [t for t in wall.topics.values() if not wanted or t.number in wanted]
        items = [
            {
                "id": topic.number,
                "title": topic.text,
                "created": topic.date,
                "created_by": 1001,
                "updated": topic.date,
                "updated_by": 1001,
                "is_closed": int(topic.closed),
                "is_fixed": 0,
                "comments": len(topic.comments),
            }
            for topic in topics
        ]
        return {"count": len(items), "items": items, "default_order": 1, "can_add_topics": 0}

    def board_comments(self, params: Params) -> Any:
        wall = self._wall(-_int(params, "group_id"))
        topic = wall.topics.get(_int(params, "topic_id"))
        if topic is None:
            raise ApiFailure(100, "invalid tid")
        page = self._page(topic.roots(), params, default=20)
        items = [
            {
                "id": c.number,
                "from_id": c.from_id,
                "date": c.date,
                "text": c.text,
                "can_edit": 0,
                **({"attachments": c.attachments} if c.attachments else {}),
            }
            for c in page
        ]
        return {"count": len(topic.comments), "items": items}

    def _post(self, wall: Wall, post: WorldPost) -> dict[str, Any]:
        told = [c for c in post.comments.values() if self.habits.wall_counts_hidden or not c.hidden]
        needed: dict[str, Any] = {
            "id": post.number,
            "date": post.date,
            "text": post.text,
            "comments": {"count": self._count(post, told)},
            **({"is_pinned": 1} if post.pinned else {}),
            **({"copy_history": [_repeated(post)]} if post.repeats else {}),
        }
        if self.habits.bare:
            return needed
        return {
            **needed,
            "inner_type": "wall_wallpost",
            "type": "post",
            "post_type": "post",
            "owner_id": wall.owner_id,
            "from_id": post.from_id,
            "attachments": [],
            "comments": {**needed["comments"], "can_post": 0, "can_view": 1},
            "likes": {"can_like": 0, "count": 3, "user_likes": 0, "can_publish": 0},
            "views": {"count": 1000},
            "hash": "Xs1",
        }

    def _comment(
        self,
        wall: Wall,
        post: WorldPost,
        comment: WorldComment,
        params: Params,
        threads: Threads,
    ) -> dict[str, Any]:
        shown: dict[str, Any] = {
            "id": comment.number,
            "date": comment.date,
            "parents_stack": [comment.root] if comment.root else [],
        }
        if self.habits.talkative:
            shown |= {"can_edit": 0, "is_from_post_author": False, "donut": {"is_don": False}}
        if self.habits.bare and (comment.root is None or not self.habits.old_comments):
            del shown["parents_stack"]
        if comment.root is None and (comment.number in threads or not self.habits.bare):
            shown["thread"] = self._thread(wall, post, comment, params, threads)
        if comment.gone:
            return {**shown, "deleted": True}
        shown |= {"from_id": comment.from_id, "text": _cut(comment.text, params)}
        if not self.habits.old_comments:
            shown |= {"owner_id": wall.owner_id, "post_id": post.number}
        if comment.attachments:
            shown["attachments"] = comment.attachments
        if comment.root is not None:
            answered = post.comments.get(comment.reply_to or 0)
            shown["reply_to_comment"] = comment.reply_to
            shown["reply_to_user"] = answered.from_id if answered else 0
        return shown

    def _thread(
        self,
        wall: Wall,
        post: WorldPost,
        root: WorldComment,
        params: Params,
        threads: Threads,
    ) -> dict[str, Any]:
        replies = threads.get(root.number, [])
        inline = min(_int(params, "thread_items_count", 0), 10) if self.habits.inline else 0
        if (self.habits.old_comments and not replies) or not self.habits.inline:
            return {"count": self._count(post, replies)}
        shown = [reply for reply in replies[:inline] if not reply.hidden]
        return {
            "count": self._count(post, replies),
            "items": [self._comment(wall, post, reply, params, {}) for reply in shown],
            "can_post": False,
            "show_reply_button": True,
            "groups_can_post": True,
        }


def _int(params: Params, name: str, default: int | None = None) -> int:
    value = params.get(name, default)
    try:
        return int(value)
    except (TypeError, ValueError) as exc:
        message = f"One of the parameters specified was missing or invalid: {name}"
        raise ApiFailure(100, message) from exc


def _cut(text: str, params: Params) -> str:
    preview = _int(params, "preview_length", PREVIEW)
    return text[:preview] if preview else text


def _group(wall: Wall) -> dict[str, Any]:
    return {
        "id": wall.group_id,
        "name": wall.name,
        "screen_name": wall.screen_name,
        "is_closed": int(wall.closed),
        "type": "group",
        "photo_50": "https://vk.test/50.jpg",
        **({"deactivated": wall.deactivated} if wall.deactivated else {}),
    }


def _repeated(post: WorldPost) -> dict[str, Any]:
    return {
        "inner_type": "wall_wallpost",
        "id": 7,
        "owner_id": -77,
        "from_id": -77,
        "date": post.date - 60,
        "text": post.repeats,
    }


def _with_pinned_in_place(listed: list[WorldPost]) -> list[WorldPost]:
    rest = [post for post in listed if not post.pinned]
    pinned = [post for post in listed if post.pinned]
    again = sorted(rest + pinned, key=lambda post: (-post.date, -post.number))
    return pinned + again
