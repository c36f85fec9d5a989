"""The posts pass: a wall into rows, page by page, and what is missing from it."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from harvester.errors import Malformed, Refused
from harvester.items import PostItem
from harvester.request import PAGE, Request
from harvester.walls import WallPage, WallWalk, get_named
from models import Channel, Post, Source
from pipeline.harvest.archive import save_answers
from pipeline.harvest.comments import SavedComments
from pipeline.harvest.deletion import ABSENCES, bury_post
from pipeline.harvest.pace import moscow_day
from pipeline.harvest.posts import SavedPosts, find_posts, save_posts
from pipeline.harvest.readings import MANY
from pipeline.harvest.sweep import Reach
from pipeline.progress import Progress, Silent

BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)

Ask = Callable[[Request], Any]


@dataclass(slots=True)
class WallReport:
    """What the posts pass brought."""

    posts: SavedPosts = field(default_factory=SavedPosts)
    deleted: int = 0
    comments: SavedComments = field(default_factory=SavedComments)  # gone with their posts
    moved: bool = False
    suspicion: str = ""


@dataclass(slots=True)
class WallPass:
    """One walk down the wall of a source."""

    sessions: sessionmaker[Session]
    ask: Ask
    source_id: int
    intake: Collection[int]
    now: datetime
    reach: Reach
    since: datetime | None = None
    full: bool = False
    progress: Progress = field(default_factory=Silent)
    report: WallReport = field(default_factory=WallReport)

    def run(self) -> WallReport:
        """Save each page as it comes; then look for posts that are there no more."""
        with self.sessions() as session:
            source = session.get_one(Source, self.source_id)
        floor, deep = self._floor(source)
        walk = WallWalk(
            source.owner_id, self.ask, lambda page: self._enough(page, walk, floor, deep)
        )
        self.progress.start(f"Записи {source.alias}", source.posts_seen or None)
        for page in walk.pages():
            self._save_page(page, floor)
            self.progress.advance(len(page.posts))
        self.progress.finish()
        self._ask_for_intake(source.owner_id, walk)
        self.report.moved = walk.moved
        self.report.suspicion = self._suspicion(source, walk)
        if not self.report.suspicion:
            self._bury(source.owner_id, walk, floor)
            self._remember(walk, floor, deep)
        return self.report

    def _floor(self, source: Source) -> tuple[datetime, bool]:
        """The moment to walk down to, and whether that is all that was ever walked."""
        if self.since is not None:
            return self.since, source.read_from is None or self.since <= source.read_from
        if self.full or source.read_from is None:
            return BEGINNING, True
        return source.read_from, source.swept_on != moscow_day(self.now)

    def _enough(self, page: WallPage, walk: WallWalk, floor: datetime, deep: bool) -> bool:
        ages = [post.published_at for post in page.posts if not post.pinned]
        if not ages or max(ages) < floor:
            return bool(ages)
        if deep:
            return False
        return len(walk.seen) >= self.reach.posts and max(ages) < self.now - self.reach.horizon

    def _save_page(self, page: WallPage, floor: datetime) -> None:
        with self.sessions.begin() as session:
            source = session.get_one(Source, self.source_id)
            numbers = [post.post_id for post in page.posts]
            known = set(find_posts(session, source.owner_id, Channel.WALL, numbers))
            asked = known.union(self.intake)
            wanted = [
                post for post in page.posts if post.published_at >= floor or post.post_id in asked
            ]
            saved = save_posts(session, source, wanted, self.now, self.intake)
            save_answers(session, [(page.request, page.answer)], self.now)
        self.report.posts.new += saved.new
        self.report.posts.edited += saved.edited

    def _ask_for_intake(self, owner_id: int, walk: WallWalk) -> None:
        """Intake posts below the floor: by name, unless they are known."""
        with self.sessions() as session:
            known = find_posts(session, owner_id, Channel.WALL, self.intake)
        wanted = sorted(set(self.intake) - set(known) - set(walk.seen))
        if wanted:
            self._save_named(owner_id, wanted)

    def _save_named(self, owner_id: int, numbers: Collection[int]) -> Sequence[PostItem]:
        found = get_named(self.ask, owner_id, numbers)
        with self.sessions.begin() as session:
            source = session.get_one(Source, self.source_id)
            saved = save_posts(session, source, found.posts, self.now, self.intake)
            save_answers(session, [(found.request, found.answer)], self.now)
        self.report.posts.new += saved.new
        self.report.posts.edited += saved.edited
        return found.posts

    def _suspicion(self, source: Source, walk: WallWalk) -> str:
        if walk.broken:
            return f"на стене {source.screen_name} записей неизвестного вида: {walk.broken}"
        shown, before = len(walk.seen), source.posts_seen
        count = shown if walk.count is None else walk.count
        if count and not shown:
            return (
                f"стена {source.screen_name} по счёту VK не пуста ({count}), но ничего не показала"
            )
        if walk.whole and count >= MANY and shown * 2 < count:
            return f"стена {source.screen_name} показала записей {shown}, а по счёту VK их {count}"
        if before >= MANY and count * 2 < before and not self.full:
            return (
                f"на стене {source.screen_name} было {before} записей, теперь {count}: если их "
                "действительно удалили, запустите otklik harvest --full"
            )
        return ""

    def _bury(self, owner_id: int, walk: WallWalk, floor: datetime) -> None:
        """Posts that this walk should have met: VK is asked for each by name before it is dead."""
        ages = [post.published_at for post in walk.seen.values() if not post.pinned]
        bottom = BEGINNING if walk.whole else max(floor, min(ages, default=self.now))
        with self.sessions() as session:
            stmt = select(Post.vk_id).where(
                Post.source_id == self.source_id,
                Post.channel == Channel.WALL,
                Post.deleted_at.is_(None),
                Post.published_at >= bottom,
            )
            missing = sorted(set(session.scalars(stmt)) - set(walk.seen), reverse=True)
        for start in range(0, len(missing), PAGE):
            names = missing[start : start + PAGE]
            try:
                self._mark_missing(owner_id, self._dead(owner_id, set(names)), ABSENCES)
            except (Malformed, Refused):
                # No second opinion to be had: the next walk will give it.
                self._mark_missing(owner_id, names, 1)

    def _dead(self, owner_id: int, numbers: set[int]) -> set[int]:
        """Those that VK does not show by name either, asked until it shows no more of them."""
        left = numbers
        while left:
            alive = {item.post_id for item in self._save_named(owner_id, sorted(left))}
            if not alive & left:
                break
            left = left - alive
        return left

    def _mark_missing(self, owner_id: int, numbers: Collection[int], times: int) -> None:
        with self.sessions.begin() as session:
            for post in find_posts(session, owner_id, Channel.WALL, numbers).values():
                post.absences += times
                if post.absences >= ABSENCES:
                    self.report.comments.deleted += bury_post(session, post, self.now)
                    self.report.deleted += 1

    def _remember(self, walk: WallWalk, floor: datetime, deep: bool) -> None:
        with self.sessions.begin() as session:
            source = session.get_one(Source, self.source_id)
            source.posts_seen = len(walk.seen) if walk.count is None else walk.count
            source.gone_at, source.gone_reason = None, ""
            if deep:
                source.read_from = floor
                source.swept_on = moscow_day(self.now)
