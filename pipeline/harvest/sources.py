"""Sources as configured and as rows: names become numbers once, and numbers stay."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session, sessionmaker

from harvester.communities import find_groups
from harvester.items import GroupItem
from harvester.request import Request
from models import Channel, Comment, Post, Source
from models.upsert import upsert
from pipeline.errors import WrongUsage
from pipeline.harvest.pace import moscow_day

ASK_GONE_AGAIN = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class SourceSpec:
    """A community's wall, or one topic of its board, as the settings name it."""

    group: str  # short name or «club5»
    profile: str = "heating"
    district: str = ""
    settlement: str = ""
    intake_posts: tuple[str, ...] = ()  # «wall-5_3845»
    topic: int = 0  # 0: the wall
    officials: tuple[int, ...] = ()

    @property
    def name(self) -> str:
        """What VK is asked for: «club5» is number 5."""
        digits = self.group.removeprefix("club").removeprefix("public")
        return digits if digits.isdigit() else self.group

    def intake_numbers(self, owner_id: int) -> set[int]:
        """Numbers of the intake posts; raises WrongUsage for a post of another wall."""
        numbers = set()
        for post in self.intake_posts:
            owner, _, number = post.removeprefix("wall").partition("_")
            if owner != str(owner_id):
                msg = f"{post} не со стены {self.group} (wall{owner_id}): исправьте intake_posts"
                raise WrongUsage(msg)
            numbers.add(int(number))
        return numbers


def find_sources(
    sessions: sessionmaker[Session],
    ask: Callable[[Request], Any],
    specs: Sequence[SourceSpec],
    now: datetime,
    full: bool,
) -> dict[SourceSpec, int]:
    """Ids of the sources' rows; VK is asked once a day and for new names. Unknown are left out."""
    with sessions() as session:
        known = {spec: row for spec in specs if (row := find_source(session, spec))}
    asked = {
        spec: str(-known[spec].owner_id) if spec in known else spec.name
        for spec in specs
        if spec not in known or full or _is_stale(known[spec], now)
    }
    groups = find_groups(ask, sorted(set(asked.values())))
    with sessions.begin() as session:
        for spec in specs:
            _save(session, spec, groups.get(asked.get(spec, "")), now)
        rows = {spec: row for spec in specs if (row := find_source(session, spec))}
        return {spec: row.id for spec, row in rows.items()}


def find_source(session: Session, spec: SourceSpec) -> Source | None:
    """The row of a source, when it was resolved before."""
    stmt = select(Source).where(Source.alias == spec.group, Source.topic_id == spec.topic)
    return session.scalars(stmt).first()


def _is_stale(row: Source, now: datetime) -> bool:
    return row.swept_on != moscow_day(now) and not resting(row, now)


def _save(session: Session, spec: SourceSpec, group: GroupItem | None, now: datetime) -> None:
    row = find_source(session, spec)
    if row is None and group is not None:
        # Another host may be adding it at this very moment.
        key = {"owner_id": group.owner_id, "topic_id": spec.topic}
        upsert(session, Source, [key], key=tuple(key))
        row = session.scalars(select(Source).filter_by(**key)).one()
    if row is None:
        return
    row.alias, row.profile = spec.group, spec.profile
    row.district, row.settlement = spec.district, spec.settlement
    if group is not None:
        row.screen_name, row.name = group.screen_name, group.name
        _mark_gone(row, group, now)
    session.flush()
    _mark_rows(session, row, spec)


def _mark_gone(row: Source, group: GroupItem, now: datetime) -> None:
    if group.deactivated and row.gone_at is None:
        row.gone_at, row.gone_reason = now, f"сообщество {group.screen_name} удалено или закрыто VK"
    if not group.deactivated and row.gone_at is not None:
        row.gone_at, row.gone_reason = None, ""


def _mark_rows(session: Session, row: Source, spec: SourceSpec) -> None:
    """The settings may have changed since the posts were stored."""
    intake = spec.intake_numbers(row.owner_id)
    posts = Post.source_id == row.id, Post.channel == Channel.WALL
    session.execute(
        update(Post).where(*posts, Post.vk_id.in_(intake), ~Post.intake).values(intake=True)
    )
    session.execute(
        update(Post).where(*posts, Post.vk_id.not_in(intake), Post.intake).values(intake=False)
    )
    ours = select(Post.id).where(Post.source_id == row.id)
    session.execute(
        update(Comment)
        .where(Comment.post_id.in_(ours), Comment.from_id.in_(spec.officials), ~Comment.official)
        .values(official=True)
        .execution_options(synchronize_session=False)
    )


def resting(row: Source, now: datetime) -> str:
    """Why a source is not asked today; empty when it is."""
    if row.gone_at is not None and now - row.gone_at < ASK_GONE_AGAIN:
        return row.gone_reason
    return row.gone_reason if row.gone_reason and row.swept_on == moscow_day(now) else ""


def save_refused(row: Source, reason: str, gone: bool, now: datetime) -> None:
    """The wall is not shown: ask again tomorrow, or in a week when it is gone."""
    row.gone_reason, row.gone_at = reason, now if gone else None
    row.swept_on = moscow_day(now)
