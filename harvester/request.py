"""A call of the API, and the versions of it that this program makes."""

import json
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, Self

DELETED = "otklik.deleted"
PAGE = 100  # VK cuts greater numbers without a word


@dataclass(frozen=True, slots=True)
class Request:
    """A method and its parameters; the token is nobody's business here."""

    method: str
    params: tuple[tuple[str, int | str], ...]

    @classmethod
    def of(cls, method: str, **params: int | str) -> Self:
        """With parameters in one order, so that equal requests are equal."""
        return cls(method, tuple(sorted(params.items())))

    def but(self, **params: int | str) -> Self:
        """The same with other parameters."""
        return type(self).of(self.method, **{**dict(self.params), **params})

    @property
    def document(self) -> dict[str, int | str]:
        """The parameters as they are sent."""
        return dict(self.params)

    @property
    def hash(self) -> str:
        """Names the request in the archive."""
        text = json.dumps([self.method, self.params], ensure_ascii=False)
        return blake2b(text.encode(), digest_size=16).hexdigest()


Answers = list[Any]


def groups(names: list[str]) -> Request:
    """Communities by short names or numbers."""
    return Request.of("groups.getById", group_ids=",".join(names))


def wall(owner_id: int, offset: int) -> Request:
    """A page of a wall, newest first."""
    return Request.of("wall.get", owner_id=owner_id, offset=offset, count=PAGE)


def posts(names: list[str]) -> Request:
    """Posts by name: «-1_2»."""
    return Request.of("wall.getById", posts=",".join(names))


def comments(owner_id: int, post_id: int) -> Request:
    """The comments of a post with the first replies of each."""
    return Request.of(
        "wall.getComments",
        owner_id=owner_id,
        post_id=post_id,
        count=PAGE,
        sort="asc",
        thread_items_count=10,
        preview_length=0,  # VK cuts texts at 90 characters unless told 0
    )


def thread(owner_id: int, post_id: int, comment_id: int) -> Request:
    """The replies under one comment."""
    return Request.of(
        "wall.getComments",
        owner_id=owner_id,
        post_id=post_id,
        comment_id=comment_id,
        count=PAGE,
        sort="asc",
        preview_length=0,
    )


def deleted(owner_id: int, post_id: int, channel: str) -> Request:
    """No call: the name under which the archive keeps what we found to be gone."""
    return Request.of(DELETED, owner_id=owner_id, post_id=post_id, channel=channel)


def topic(owner_id: int, topic_id: int) -> Request:
    """One topic of a board; boards are asked by positive numbers."""
    return Request.of("board.getTopics", group_id=-owner_id, topic_ids=topic_id, count=PAGE)


def topic_comments(owner_id: int, topic_id: int) -> Request:
    """The comments of a topic; they have no threads."""
    return Request.of(
        "board.getComments", group_id=-owner_id, topic_id=topic_id, count=PAGE, sort="asc"
    )
