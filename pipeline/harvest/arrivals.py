"""Items that come without their wall: from a dump, from a table, from the archive."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from harvester.items import CommentItem, GroupItem, PostItem
from models import Channel, Comment, CommentVersion, Post, Source
from pipeline.harvest.comments import SavedComments, find_comments, save_comments
from pipeline.harvest.posts import find_posts, new_post

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
        saved.posts_new += Wall(session, owner_id, channel, now).save_posts(posts)
    for (owner_id, channel), comments in _by_wall(arrivals, CommentItem).items():
        pairs = Wall(session, owner_id, channel, now).under_posts(comments)
        known = find_comments(session, pairs)
        news = _news(session, pairs, known, revive)
        saved.comments.add(save_comments(session, news, now, officials, known))
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


@dataclass(frozen=True, slots=True)
class Wall:
    """A wall, or the board of a community, that items arrive at."""

    session: Session
    owner_id: int
    channel: Channel
    now: datetime

    def save_posts(self, items: Iterable[PostItem]) -> int:
        """Write posts; how many are new."""
        by_number = {item.post_id: item for item in items}
        known = self._find(by_number)
        for number, post in known.items():
            _refresh(post, by_number[number])
        fresh = [item for number, item in by_number.items() if number not in known]
        self._add(fresh)
        return len(fresh)

    def under_posts(self, comments: Iterable[CommentItem]) -> list[tuple[Post, CommentItem]]:
        """Each comment and reply with its post, which is made up when nobody knows it yet."""
        flat = [item for comment in comments for item in comment.flat()]
        found = self._find({item.post_id for item in flat})
        missing = {item.post_id: _stub(item) for item in flat if item.post_id not in found}
        found |= {post.vk_id: post for post in self._add(missing.values())}
        return [(found[item.post_id], item) for item in flat]

    def _find(self, numbers: Collection[int]) -> dict[int, Post]:
        return find_posts(self.session, self.owner_id, self.channel, numbers)

    def _add(self, items: Collection[PostItem]) -> list[Post]:
        topics = {self._topic(item) for item in items}
        sources = {
            topic: get_source(self.session, self.owner_id, topic) for topic in sorted(topics)
        }
        posts = [self._row(sources[self._topic(item)], item) for item in items]
        self.session.add_all(posts)
        self.session.flush()
        return posts

    def _topic(self, item: PostItem) -> int:
        # Every topic of a board is a source of its own, all posts of a wall are one.
        return item.post_id if self.channel is Channel.TOPIC else 0

    def _row(self, source: Source, item: PostItem) -> Post:
        post = new_post(source, item)
        post.deleted_at = self.now if item.deleted else None
        return post


def _refresh(post: Post, item: PostItem) -> None:
    # A post that VK itself has shown is known better than any file knows it.
    if post.read_count is None and post.deleted_at is None:
        post.text, post.from_id, post.published_at = item.text, item.from_id, item.published_at
        post.vk_count = item.comment_count or 0


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
    session: Session,
    comments: Sequence[tuple[Post, CommentItem]],
    known: Mapping[int, Comment],
    revive: bool,
) -> list[tuple[Post, CommentItem]]:
    """Without what we know to be over: texts that were replaced, comments that were deleted."""
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
