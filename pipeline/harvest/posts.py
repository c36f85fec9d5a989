"""Posts as rows."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from harvester.items import PostItem
from models import Channel, Post, Source
from pipeline.harvest.pace import moscow_day


@dataclass(slots=True)
class SavedPosts:
    """What saving changed."""

    new: int = 0
    edited: int = 0


def save_posts(
    session: Session,
    source: Source,
    items: Iterable[PostItem],
    now: datetime,
    intake: Collection[int] = (),
) -> SavedPosts:
    """Write posts as VK shows them now; what did not change is not touched."""
    saved, by_number = SavedPosts(), {item.post_id: item for item in items}
    channel = channel_of(source)
    known = find_posts(session, source.owner_id, channel, by_number)
    for number, item in by_number.items():
        post = known.get(number)
        if post is None:
            session.add(new_post(source, item, intake=number in intake, seen_on=moscow_day(now)))
            saved.new += 1
        else:
            saved.edited += post.text != item.text
            _update(post, item, now, number in intake)
    session.flush()
    return saved


def find_posts(
    session: Session, owner_id: int, channel: str, numbers: Collection[int]
) -> dict[int, Post]:
    """Stored posts by their numbers on VK."""
    stmt = select(Post).where(
        Post.owner_id == owner_id, Post.channel == channel, Post.vk_id.in_(numbers)
    )
    return {post.vk_id: post for post in session.scalars(stmt)}


def channel_of(source: Source) -> Channel:
    """Which sequence of numbers the source's posts belong to."""
    return Channel.TOPIC if source.topic_id else Channel.WALL


def new_post(
    source: Source,
    item: PostItem,
    *,
    intake: bool = False,
    seen_on: date | None = None,
) -> Post:
    """A row for a post; one that VK itself showed to be empty today needs no reading."""
    empty = seen_on is not None and item.comment_count == 0
    return Post(
        source_id=source.id,
        owner_id=item.owner_id,
        channel=channel_of(source),
        vk_id=item.post_id,
        from_id=item.from_id,
        published_at=item.published_at,
        text=item.text,
        pinned=item.pinned,
        intake=intake,
        vk_count=item.comment_count or 0,
        read_count=0 if empty else None,
        swept_on=seen_on if empty else None,
    )


def _update(post: Post, item: PostItem, now: datetime, intake: bool) -> None:
    post.text, post.pinned, post.intake = item.text, item.pinned, intake
    post.from_id, post.published_at = item.from_id, item.published_at
    if post.deleted_at is not None:
        post.differs_since = now  # it came back, and its comments may have too
    post.absences, post.deleted_at = 0, None
    count = item.comment_count
    if count is None or post.read_count is None:
        post.vk_count = post.vk_count if count is None else count
    elif count != post.read_count:
        post.vk_count = count
        post.differs_since = post.differs_since or now
