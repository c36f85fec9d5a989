"""Live events into rows, minutes before the next cycle would find them."""

import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime

import stamina
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from harvester.client import Client
from harvester.errors import Again, UnknownShape
from harvester.items import CommentItem, PostItem
from harvester.longpoll import Happened, LiveEvent, LongPoll
from harvester.shape import find_int
from models import Channel, Comment, Source
from models.database import alone
from pipeline.errors import Busy
from pipeline.harvest.arrivals import Arrival, save_arrivals
from pipeline.harvest.posts import find_posts

BUSY_PAUSE = 5.0  # seconds until another run is asked again whether it has ended

Writing = Callable[[], AbstractContextManager[object]]


@dataclass(frozen=True, slots=True)
class Seen:
    """What one round of watching brought."""

    events: int
    lost: bool  # some events will never come: sweep


def watch(
    sessions: sessionmaker[Session],
    client: Client,
    source_id: int,
    *,
    clock: Callable[[], datetime],
    officials: Collection[int] = (),
    writing: Writing = nullcontext,
    sleep: Callable[[float], None] = time.sleep,
) -> Iterator[Seen]:
    """Round after round without end; the client's key must be the community's own.

    ``writing`` is held while rows are written, so that other runs may work in between; while it
    is refused the same events are asked for again, because only saved ones move the mark.
    """
    sessions = alone(sessions)
    with sessions() as session:
        source = session.get_one(Source, source_id)
    poll, ts = LongPoll(client.ask, source.owner_id), source.poll_ts
    while True:
        for attempt in stamina.retry_context(on=Again, attempts=None, timeout=None, wait_max=60.0):
            with attempt:
                batch = poll.after(ts)
        try:
            with writing(), sessions.begin() as session:
                _save(session, source.owner_id, batch.events, clock(), officials)
                session.get_one(Source, source_id).poll_ts = batch.ts
        except Busy:
            sleep(BUSY_PAUSE)
            continue
        ts = batch.ts
        yield Seen(len(batch.events), batch.lost)


def _save(
    session: Session,
    owner_id: int,
    events: Sequence[LiveEvent],
    now: datetime,
    officials: Collection[int],
) -> None:
    for event in events:
        # One by one: an edit may follow its comment in the same batch.
        if event.kind is Happened.DELETED:
            _bury(session, owner_id, event, now)
        else:
            save_arrivals(session, _arrivals(owner_id, event), now, officials, revive=True)
        _doubt(session, owner_id, event, now)


def _arrivals(owner_id: int, event: LiveEvent) -> list[Arrival]:
    try:
        if event.kind is Happened.POST:
            return [Arrival(PostItem.from_api(event.raw, owner_id))]
        return [Arrival(CommentItem.from_api(event.raw, owner_id))]
    except UnknownShape:
        return []  # a hint that nobody can read is no hint; the sweep will see


def _bury(session: Session, owner_id: int, event: LiveEvent, now: datetime) -> None:
    stmt = select(Comment).where(
        Comment.owner_id == owner_id,
        Comment.channel == Channel.WALL,
        Comment.vk_id == find_int(event.raw, "id"),
    )
    row = session.scalars(stmt).first()
    if row is not None and row.deleted_at is None:
        row.deleted_at = now


def _doubt(session: Session, owner_id: int, event: LiveEvent, now: datetime) -> None:
    """The post's count is another one now: the next cycle reads it."""
    number = find_int(event.raw, "post_id")
    if number is None:
        return
    for post in find_posts(session, owner_id, Channel.WALL, [number]).values():
        post.differs_since, post.swept_on = post.differs_since or now, None
