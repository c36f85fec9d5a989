"""What a finished reading of a post means for the rows."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from harvester.comments import Reading
from models import Comment, Post
from pipeline.harvest.archive import save_answers
from pipeline.harvest.comments import SavedComments, save_comments
from pipeline.harvest.deletion import ABSENCES, save_deletions
from pipeline.harvest.pace import moscow_day

MANY = 5  # from so many on, nothing at all is suspicious


@dataclass(slots=True)
class Verdict:
    """What a reading brought, and what it leaves open."""

    saved: SavedComments = field(default_factory=SavedComments)
    again: bool = False  # comments are missing for the first time: read once more
    drifted: bool = False  # the wall told another count a moment ago
    suspicion: str = ""


def save_reading(
    session: Session,
    post: Post,
    reading: Reading,
    now: datetime,
    officials: Collection[int] = (),
    accept: bool = False,
) -> Verdict:
    """Write what came; judge absences and counts only by a reading to the end."""
    came = [(post, item) for item in reading.comments.values()]
    verdict = Verdict(save_comments(session, came, now, officials))
    save_answers(session, reading.answers, now)
    post.comments_open = True
    if not reading.complete:
        post.differs_since, post.swept_on = post.differs_since or now, None
        if reading.broken:
            verdict.suspicion = f"{link(post)}: записей неизвестного вида: {reading.broken}"
        return verdict
    missing = _missing(session, post, reading)
    verdict.suspicion = "" if accept else _suspicion(post, reading, missing)
    if not verdict.suspicion or reading.comments:
        dead = _count_absences(missing, now)
        verdict.saved.deleted += len(dead)
        save_deletions(session, post, dead, now)
        verdict.again = not verdict.suspicion and any(row.deleted_at is None for row in missing)
    session.flush()
    verdict.drifted = _settle(session, post, reading, now, verdict)
    return verdict


def save_news(
    session: Session,
    post: Post,
    reading: Reading,
    now: datetime,
    officials: Collection[int] = (),
) -> Verdict:
    """Write the newest comments, which are all that the count has grown by."""
    came = [(post, item) for item in reading.comments.values()]
    verdict = Verdict(save_comments(session, came, now, officials))
    save_answers(session, reading.answers, now)
    post.read_count, post.differs_since = post.vk_count, None
    return verdict


def link(post: Post) -> str:
    """«wall-1_2», as VK and people name a post."""
    return f"{post.channel}{post.owner_id}_{post.vk_id}"


def _missing(session: Session, post: Post, reading: Reading) -> list[Comment]:
    stmt = select(Comment).where(Comment.post_id == post.id, Comment.absences < ABSENCES)
    return [row for row in session.scalars(stmt) if row.vk_id not in reading.comments]


def _suspicion(post: Post, reading: Reading, missing: list[Comment]) -> str:
    fresh = [row for row in missing if row.absences == 0 and row.deleted_at is None]
    count = max(reading.counts, default=0)
    if not reading.comments and max(len(fresh), count) >= MANY:
        return (
            f"{link(post)}: VK не показал ни одного комментария, "
            f"хотя по счёту их {count}, а в базе {len(fresh)}"
        )
    if len(fresh) >= MANY and len(fresh) > len(reading.comments):
        return f"{link(post)}: пропало сразу {len(fresh)} комментариев"
    return ""


def _count_absences(missing: list[Comment], now: datetime) -> list[Comment]:
    for row in missing:
        row.absences += 1
    dead = [row for row in missing if row.absences == ABSENCES and row.deleted_at is None]
    for row in dead:
        row.deleted_at = now
    return dead


def _settle(
    session: Session, post: Post, reading: Reading, now: datetime, verdict: Verdict
) -> bool:
    """Bring the post's counts to the equation; whether the wall's count was another one."""
    count = reading.counts[-1] if reading.counts else post.vk_count
    told = post.vk_count if _is_due(post) else post.read_count
    # A post read for its own sake shows a newer count than the wall's, unless both never agreed.
    if not _is_due(post) and post.vk_count == post.read_count:
        told = count
    stored, placeholders = count_stored(session, post)
    post.vk_count, post.read_count = count, told
    post.hidden_count = max(count - stored - min(placeholders, max(count - stored, 0)), 0)
    settled = count >= stored and not (reading.moved or verdict.again or verdict.suspicion)
    post.differs_since = None if settled else post.differs_since or now
    post.swept_on = moscow_day(now) if settled else None
    return told != count


def _is_due(post: Post) -> bool:
    return post.read_count is None or post.differs_since is not None


def count_stored(session: Session, post: Post) -> tuple[int, int]:
    """Living comments of a post, and deleted ones that VK still shows as placeholders."""
    living = Comment.deleted_at.is_(None)
    shown = Comment.deleted_at.is_not(None) & (Comment.absences == 0)
    stmt = select(
        func.count().filter(living).label("living"), func.count().filter(shown).label("shown")
    ).where(Comment.post_id == post.id)
    row = session.execute(stmt).one()
    return row.living, row.shown


def save_refusal(session: Session, post: Post, now: datetime) -> None:
    """The comments are closed to us: nothing is known of them, and nothing is deleted."""
    stored, _ = count_stored(session, post)
    post.comments_open, post.hidden_count = False, max(post.vk_count - stored, 0)
    post.read_count = post.vk_count
    post.differs_since = None
    post.swept_on = moscow_day(now)
