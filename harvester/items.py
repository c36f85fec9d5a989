"""What the network told: communities, posts and comments as frozen values."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any, Self

from harvester.attachment import attachments_of, names_of
from harvester.shape import (
    Raw,
    as_object,
    find_int,
    get_int,
    get_list,
    get_moment,
    get_part,
    get_text,
)

BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)  # of what is deleted and has no date left


@dataclass(frozen=True, slots=True)
class GroupItem:
    """A community as VK describes it."""

    owner_id: int  # negative, as on its wall
    name: str
    screen_name: str
    closed: bool
    deactivated: str  # «deleted», «banned» or nothing

    @classmethod
    def from_api(cls, raw: Any) -> Self:
        """Out of groups.getById or a dump."""
        raw = as_object(raw)
        return cls(
            owner_id=-abs(get_int(raw, "id")),
            name=get_text(raw, "name"),
            screen_name=get_text(raw, "screen_name"),
            closed=bool(find_int(raw, "is_closed")),
            deactivated=get_text(raw, "deactivated"),
        )


@dataclass(frozen=True, slots=True)
class PostItem:
    """A post of a wall, or a topic of a board."""

    owner_id: int
    post_id: int
    from_id: int
    published_at: datetime
    text: str
    pinned: bool
    comment_count: int | None  # replies included; None: VK did not say
    deleted: bool = False

    @classmethod
    def from_api(cls, raw: Any, owner_id: int | None = None) -> Self:
        """Out of wall.get, wall.getById or a dump; a repost shows what it repeats."""
        raw = as_object(raw)
        owner = find_int(raw, "owner_id") or find_int(raw, "to_id") or owner_id
        return cls(
            owner_id=get_int(raw, "owner_id") if owner is None else owner,
            post_id=get_int(raw, "id"),
            from_id=find_int(raw, "from_id") or owner or 0,
            published_at=get_moment(raw, "date"),
            text=get_text(raw, "text") or _repeated(raw),
            pinned=bool(find_int(raw, "is_pinned")),
            comment_count=find_int(get_part(raw, "comments"), "count"),
            deleted=bool(raw.get("is_deleted")),
        )

    @classmethod
    def from_topic(cls, raw: Any, owner_id: int) -> Self:
        """Out of board.getTopics."""
        raw = as_object(raw)
        return cls(
            owner_id=owner_id,
            post_id=get_int(raw, "id"),
            from_id=find_int(raw, "created_by") or owner_id,
            published_at=get_moment(raw, "created"),
            text=get_text(raw, "title"),
            pinned=bool(find_int(raw, "is_fixed")),
            comment_count=find_int(raw, "comments"),
        )


def _repeated(raw: Raw) -> str:
    history = get_list(raw, "copy_history")
    return get_text(as_object(history[0]), "text") if history else ""


@dataclass(frozen=True, slots=True)
class CommentItem:
    """A comment, a reply, or what VK leaves of a deleted one."""

    owner_id: int
    post_id: int
    comment_id: int
    from_id: int | None  # None: VK does not tell, or a dump does not know
    author_known: bool
    published_at: datetime
    text: str
    thread_root: int | None  # None: it is a root itself
    reply_to: int | None
    reply_to_user: int | None
    attachments: tuple[dict[str, Any], ...]
    deleted: bool
    reply_count: int  # of its thread, by VK's count
    replies: tuple["CommentItem", ...]  # those that came inside it

    @classmethod
    def from_api(
        cls,
        raw: Any,
        owner_id: int | None = None,
        post_id: int | None = None,
        root: int | None = None,
    ) -> Self:
        """Out of wall.getComments, board.getComments or a dump; old shapes lack the wall's ids."""
        raw = as_object(raw)
        number, owner = get_int(raw, "id"), find_int(raw, "owner_id") or owner_id
        post = find_int(raw, "post_id") or post_id
        stack = [found for found in get_list(raw, "parents_stack") if isinstance(found, int)]
        thread, known = get_part(raw, "thread"), not raw.get("author_unknown")
        gone = bool(raw.get("deleted"))
        return cls(
            owner_id=get_int(raw, "owner_id") if owner is None else owner,
            post_id=get_int(raw, "post_id") if post is None else post,
            comment_id=number,
            from_id=(find_int(raw, "from_id") or None) if known else None,
            author_known=known,
            published_at=get_moment(raw, "date") if "date" in raw or not gone else BEGINNING,
            text=get_text(raw, "text"),
            thread_root=stack[0] if stack else root,
            reply_to=find_int(raw, "reply_to_comment"),
            reply_to_user=find_int(raw, "reply_to_user"),
            attachments=attachments_of(raw),
            deleted=gone,
            reply_count=find_int(thread, "count") or 0,
            replies=tuple(
                cls.from_api(reply, owner, post, number) for reply in get_list(thread, "items")
            ),
        )

    @property
    def content_hash(self) -> str:
        """Changes when the author changes text or attachments, and only then."""
        content = "\n".join([self.text, *names_of(self.attachments)])
        return blake2b(content.encode(), digest_size=16).hexdigest()

    def flat(self) -> Iterator["CommentItem"]:
        """The comment and the replies that came inside it."""
        yield self
        yield from self.replies
