"""Items that come without their wall: from a dump, from a table, from the archive."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from harvester.items import CommentItem, GroupItem, PostItem
from models import Channel, CommentVersion, Post, Source
from pipeline.comments import SavedComments, find_comments, save_comments
from pipeline.posts import find_posts, new_post

Item = TypeVar("Item", PostItem, CommentItem)


@dataclass(frozen=True, slots=True)
class Arrival:
    """An item and the sequence of numbers that it belongs to."""

    item: GroupItem | PostItem | CommentItem
    channel: Channel = Channel.WALL


@dataclass(slots=True)
class SavedArrivals:
    """What saving changed."""

    posts_new: int = 0
    comments: SavedComments = field(default_factory=SavedComments)


def save_arrivals(
    session: Session,
    arrivals: Sequence[Arrival],
    now: datetime,
    officials: Collection[int] = (),
    revive: bool = False,
) -> SavedArrivals:
    """Write items of any walls; what is missing around them is made up as far as it must.

    A comment that is known to be deleted stays so, unless told to ``revive``.
    """
    saved = SavedArrivals()
    for arrival in arrivals:
        if isinstance(arrival.item, GroupItem):
            _save_group(session, arrival.item)
    for (owner_id, channel), posts in _by_wall(arrivals, PostItem).items():
        saved.posts_new += _save_posts(session, owner_id, channel, posts)
    for (owner_id, channel), comments in _by_wall(arrivals, CommentItem).items():
        flat = [item for comment in comments for item in comment.flat()]
        posts_of = _get_posts(session, owner_id, channel, flat)
        pairs = [(posts_of[item.post_id], item) for item in flat]
        news = _news(session, pairs, revive)
        saved.comments.add(save_comments(session, news, now, officials))
    return saved


def _by_wall(
    arrivals: Iterable[Arrival], kind: type[Item]
) -> dict[tuple[int, Channel], list[Item]]:
    found: dict[tuple[int, Channel], list[Item]] = {}
    for arrival in arrivals:
        if isinstance(item := arrival.item, kind):
            found.setdefault((item.owner_id, arrival.channel), []).append(item)
    return found


def _save_group(session: Session, item: GroupItem) -> None:
    source = get_source(session, item.owner_id)
    source.name = item.name or source.name
    source.screen_name = item.screen_name or source.screen_name
    source.alias = source.alias or item.screen_name


def get_source(session: Session, owner_id: int, topic_id: int = 0) -> Source:
    """The source's row, made when it is new."""
    stmt = select(Source).where(Source.owner_id == owner_id, Source.topic_id == topic_id)
    source = session.scalars(stmt).first()
    if source is None:
        source = Source(owner_id=owner_id, topic_id=topic_id)
        session.add(source)
        session.flush()
    return source


def _save_posts(
    session: Session, owner_id: int, channel: Channel, items: Iterable[PostItem]
) -> int:
    by_number = {item.post_id: item for item in items}
    known = find_posts(session, owner_id, channel, by_number)
    for number, post in known.items():
        _refresh(post, by_number[number])
    fresh = [item for number, item in by_number.items() if number not in known]
    _add_posts(session, channel, fresh)
    return len(fresh)


def _add_posts(session: Session, channel: Channel, items: Sequence[PostItem]) -> list[Post]:
    topics = {item.post_id if channel is Channel.TOPIC else 0 for item in items}
    sources = {topic: get_source(session, items[0].owner_id, topic) for topic in sorted(topics)}
    posts = [new_post(sources.get(item.post_id) or sources[0], item) for item in items]
    session.add_all(posts)
    session.flush()
    return posts


def _refresh(post: Post, item: PostItem) -> None:
    # A post that VK itself has shown is known better than any file knows it.
    if post.read_count is None and post.deleted_at is None:
        post.text, post.from_id, post.published_at = item.text, item.from_id, item.published_at
        post.vk_count = item.comment_count or 0


def _get_posts(
    session: Session, owner_id: int, channel: Channel, comments: Sequence[CommentItem]
) -> dict[int, Post]:
    found = find_posts(session, owner_id, channel, {item.post_id for item in comments})
    missing = {item.post_id: _stub(item) for item in comments if item.post_id not in found}
    added = _add_posts(session, channel, list(missing.values()))
    return found | {post.vk_id: post for post in added}


def _stub(comment: CommentItem) -> PostItem:
    # The post may stand further down in the file, or nowhere: its comments need it all the same.
    return PostItem(
        owner_id=comment.owner_id,
        post_id=comment.post_id,
        from_id=comment.owner_id,
        published_at=comment.published_at,
        text="",
        pinned=False,
        comment_count=None,
    )


def _news(
    session: Session, comments: Sequence[tuple[Post, CommentItem]], revive: bool
) -> list[tuple[Post, CommentItem]]:
    """Without what we know to be over: texts that were replaced, comments that were deleted."""
    known = find_comments(session, comments)
    gone = {n for n, row in known.items() if row.deleted_at is not None and not revive}
    edited = {row.id: number for number, row in known.items() if row.version > 1}
    stmt = select(CommentVersion).where(CommentVersion.comment_id.in_(edited))
    replaced = {(edited[row.comment_id], row.content_hash) for row in session.scalars(stmt)}
    return [
        (post, item)
        for post, item in comments
        if item.comment_id not in gone
        and not (replaced and (item.comment_id, item.content_hash) in replaced)
    ]
