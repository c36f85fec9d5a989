"""Items that come without their wall: from a dump, from a table, from the archive."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from harvester.items import CommentItem, GroupItem, PostItem
from models import Channel, Comment, CommentVersion, Post, Source
from pipeline.comments import SavedComments, save_comments
from pipeline.posts import find_posts, new_post


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


def save_arrivals(session: Session, arrivals: Sequence[Arrival], now: datetime) -> SavedArrivals:
    """Write items of any walls; what is missing around them is made up as far as it must."""
    saved = SavedArrivals()
    for arrival in arrivals:
        if isinstance(arrival.item, GroupItem):
            _save_group(session, arrival.item)
    for (owner_id, channel), posts in _by_wall(arrivals).items():
        saved.posts_new += _save_posts(session, owner_id, channel, posts)
    for (owner_id, channel, number), comments in _by_post(arrivals).items():
        post = _get_post(session, owner_id, channel, number, comments)
        saved.comments.add(save_comments(session, post, _news(session, post, comments), now))
    return saved


def _by_wall(arrivals: Iterable[Arrival]) -> dict[tuple[int, Channel], list[PostItem]]:
    found: dict[tuple[int, Channel], list[PostItem]] = {}
    for arrival in arrivals:
        if isinstance(item := arrival.item, PostItem):
            found.setdefault((item.owner_id, arrival.channel), []).append(item)
    return found


def _by_post(arrivals: Iterable[Arrival]) -> dict[tuple[int, Channel, int], list[CommentItem]]:
    found: dict[tuple[int, Channel, int], list[CommentItem]] = {}
    for arrival in arrivals:
        if isinstance(item := arrival.item, CommentItem):
            key = item.owner_id, arrival.channel, item.post_id
            found.setdefault(key, []).extend(item.flat())
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
    session: Session, owner_id: int, channel: Channel, items: Sequence[PostItem]
) -> int:
    known = find_posts(session, owner_id, channel, [item.post_id for item in items])
    new = 0
    for item in {item.post_id: item for item in items}.values():
        if post := known.get(item.post_id):
            _refresh(post, item)
        else:
            session.add(new_post(_source_of(session, owner_id, channel, item.post_id), item))
            new += 1
    session.flush()
    return new


def _source_of(session: Session, owner_id: int, channel: Channel, number: int) -> Source:
    return get_source(session, owner_id, number if channel is Channel.TOPIC else 0)


def _refresh(post: Post, item: PostItem) -> None:
    # A post that VK itself has shown is known better than any file knows it.
    if post.read_count is None and post.deleted_at is None:
        post.text, post.from_id, post.published_at = item.text, item.from_id, item.published_at
        post.vk_count = item.comment_count or 0


def _get_post(
    session: Session, owner_id: int, channel: Channel, number: int, comments: list[CommentItem]
) -> Post:
    found = find_posts(session, owner_id, channel, [number])
    if number in found:
        return found[number]
    # The post may stand further down in the file, or nowhere: its comments need it all the same.
    stub = PostItem(
        owner_id=owner_id,
        post_id=number,
        from_id=owner_id,
        published_at=min(comment.published_at for comment in comments),
        text="",
        pinned=False,
        comment_count=None,
    )
    post = new_post(_source_of(session, owner_id, channel, number), stub)
    session.add(post)
    session.flush()
    return post


def _news(session: Session, post: Post, items: Iterable[CommentItem]) -> list[CommentItem]:
    """Without what we know to be over: texts that were replaced, comments that were deleted."""
    ours = Comment.post_id == post.id
    gone = set(session.scalars(select(Comment.vk_id).where(ours, Comment.deleted_at.is_not(None))))
    stmt = select(Comment.vk_id, CommentVersion.content_hash).join_from(CommentVersion, Comment)
    replaced = {(number, text) for number, text in session.execute(stmt.where(ours))}
    return [
        item
        for item in items
        if item.comment_id not in gone and (item.comment_id, item.content_hash) not in replaced
    ]
