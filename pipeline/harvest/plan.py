"""What a harvest would read, told without a single call."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from math import ceil

from sqlalchemy import select
from sqlalchemy.orm import Session

from harvester.request import PAGE
from models import Post, Source
from pipeline.harvest.pace import moscow_day
from pipeline.harvest.sources import SourceSpec, find_source
from pipeline.harvest.sweep import Due, Reach, due_posts


def plan(
    session: Session, specs: Sequence[SourceSpec], now: datetime, reach: Reach, full: bool
) -> Iterator[str]:
    """A sentence for each source, with the least number of calls."""
    for spec in specs:
        source = find_source(session, spec)
        if source is None:
            yield f"{spec.group}: ещё не читалось, будут прочитаны все записи и комментарии."
            continue
        due = due_posts(session, source, now, reach, full)
        yield (
            f"{spec.group}: {_wall(source, now, reach, full)}; записей, чьи комментарии "
            f"будут прочитаны: {len(due)}, обращений к VK не меньше {_calls(session, due)}."
        )


def _wall(source: Source, now: datetime, reach: Reach, full: bool) -> str:
    if source.topic_id:
        return "обсуждение"
    deep = full or source.read_from is None or source.swept_on != moscow_day(now)
    posts = source.posts_seen if deep else min(source.posts_seen, reach.posts)
    return f"записей стены {posts}, обращений {ceil(posts / PAGE) or 1}"


def _calls(session: Session, due: Sequence[Due]) -> int:
    glances = sum(one.glance for one in due)
    read = [one.post_id for one in due if not one.glance]
    counts = session.scalars(select(Post.vk_count).where(Post.id.in_(read)))
    return glances + sum(max(ceil(count / PAGE), 1) for count in counts)
