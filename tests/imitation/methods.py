"""Methods of the API over a world, with the habits that nobody documented."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

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
    level_count: bool = True


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
        offset, count = _int(params, "offset", 0), min(_int(params, "count", 20), PAGE)
        if offset < 0:
            raise ApiFailure(100, "One of the parameters specified was missing or invalid")
        listed = wall.listed()
        if self.habits.pinned_twice:
            listed = _with_pinned_in_place(listed)
        page = listed[offset : offset + count]
        if len(page) == count and offset + count < len(listed):
            page = page[: count - self.habits.pages_short_by] if offset else page
        return {"count": len(listed), "items": [self._post(wall, post) for post in page]}

    def wall_by_id(self, params: Params) -> Any:
        items = []
        for name in str(params["posts"]).split(",")[:PAGE]:
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
        page = self._page(listed, params, default=10)
        threads = post.threads()
        answer = {
            "count": self._count(post, listed if root else list(post.comments.values())),
            "items": [self._comment(wall, post, c, params, threads) for c in page],
            "current_level_count": self._count(post, listed),
            "can_post": False,
            "show_reply_button": True,
            "groups_can_post": True,
        }
        if not self.habits.level_count or self.habits.old_comments:
            del answer["current_level_count"]
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
        count = min(_int(params, "count", default), PAGE)
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
        return {
            "inner_type": "wall_wallpost",
            "type": "post",
            "post_type": "post",
            "id": post.number,
            "owner_id": wall.owner_id,
            "from_id": post.from_id,
            "date": post.date,
            "text": post.text,
            "attachments": [],
            "comments": {
                "can_post": 0,
                "can_view": 1,
                "count": self._count(post, list(post.comments.values())),
                "groups_can_post": True,
            },
            "likes": {"can_like": 0, "count": 3, "user_likes": 0, "can_publish": 0},
            "views": {"count": 1000},
            "hash": "Xs1",
            **({"is_pinned": 1} if post.pinned else {}),
            **({"copy_history": [_repeated(post)]} if post.repeats else {}),
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
        if comment.root is None:
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
        inline = min(_int(params, "thread_items_count", 0), 10)
        if self.habits.old_comments and not replies:
            return {"count": 0}
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
