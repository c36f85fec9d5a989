"""From VK into the database: all posts and comments, in each cycle only what changed."""

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.orm import Session, sessionmaker

from harvester.boards import get_topic
from harvester.client import Client
from harvester.errors import Gone, HarvestError, Limited, Refused
from harvester.token import Token
from models import Source
from models.database import alone
from pipeline.harvest.archive import forget_answers, save_answers
from pipeline.harvest.outcome import (
    HarvestReport,
    Problem,
    ProblemKind,
    Stop,
    kind_of,
    noted,
)
from pipeline.harvest.pace import Pacer, moscow_day
from pipeline.harvest.plan import plan
from pipeline.harvest.posts import save_posts
from pipeline.harvest.sources import SourceSpec, find_sources, resting, save_refused
from pipeline.harvest.sweep import Reach, due_posts
from pipeline.harvest.threads import CommentsPass
from pipeline.harvest.walls import WallPass
from pipeline.progress import Progress, Silent

__all__ = ["Access", "HarvestReport", "Reach", "SourceSpec", "harvest"]

UNKNOWN = "такого сообщества VK не знает: проверьте group в otklik.toml"

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Access:
    """How to reach VK."""

    tokens: tuple[Token, ...]
    api_url: str = ""  # empty: VK's own


def harvest(
    sessions: sessionmaker[Session],
    access: Access,
    sources: Sequence[SourceSpec],
    *,
    now: datetime,
    full: bool = False,
    since: datetime | None = None,
    progress: Progress | None = None,
    dry_run: bool = False,
    reach: Reach | None = None,
    keep_raw: timedelta | None = None,
    sleep: Callable[[float], None] = time.sleep,
    clock: Callable[[], float] | None = None,
) -> HarvestReport:
    """Read the sources; what came is kept whatever happens. Ask the report for its failure."""
    if dry_run:
        with sessions() as session:
            return HarvestReport(plan=list(plan(session, sources, now, reach or Reach(), full)))
    sessions = alone(sessions)
    pacer = Pacer(sessions, now, sleep, clock)
    client = Client(access.tokens, pacer, access.api_url)
    cycle = Cycle(sessions, client, now, full, since, reach or Reach(), progress or Silent())
    try:
        cycle.run(sources)
    except Stop:
        log.info("harvest stopped after %d calls", client.calls)
    if keep_raw is not None:
        with sessions.begin() as session:
            forget_answers(session, now - keep_raw)
    cycle.report.calls, cycle.report.retries = client.calls, client.retries
    cycle.report.budget_left = pacer.budget_left(access.tokens)
    return cycle.report


@dataclass(slots=True)
class Cycle:
    """One harvest of all sources."""

    sessions: sessionmaker[Session]
    client: Client
    now: datetime
    full: bool
    since: datetime | None
    reach: Reach
    progress: Progress
    report: HarvestReport = field(default_factory=HarvestReport)

    def run(self, specs: Sequence[SourceSpec]) -> None:
        """Each source in turn; raises Stop when going on makes no sense."""
        found = self._find(specs)
        for spec in specs:
            if spec not in found:
                self._problem(spec, ProblemKind.UNAVAILABLE, UNKNOWN)
                continue
            with noted(self.report, spec.group):
                self._read(spec, found[spec])

    def _find(self, specs: Sequence[SourceSpec]) -> dict[SourceSpec, int]:
        try:
            return find_sources(self.sessions, self.client.ask, specs, self.now, self.full)
        except HarvestError as exc:
            for spec in specs:
                self._problem(spec, kind_of(exc), str(exc))
            raise Stop from exc

    def _problem(self, spec: SourceSpec, kind: ProblemKind, message: str) -> None:
        self.report.problems.append(Problem(spec.group, kind, message))

    def _read(self, spec: SourceSpec, source_id: int) -> None:
        with self.sessions() as session:
            source = session.get_one(Source, source_id)
        if not self.full and (reason := resting(source, self.now)):
            raise Gone(reason)
        try:
            moved = self._topic(source) if spec.topic else self._wall(spec, source)
        except Limited as exc:
            # Known posts have comments, and those are asked by another method.
            self._problem(spec, ProblemKind.LIMITED, str(exc))
            moved = False
        except Refused as exc:
            with self.sessions.begin() as session:
                row = session.get_one(Source, source_id)
                save_refused(row, str(exc), isinstance(exc, Gone), self.now)
            raise
        self._comments(spec, source, moved)

    def _wall(self, spec: SourceSpec, source: Source) -> bool:
        walk = WallPass(
            self.sessions,
            self.client.ask,
            source.id,
            spec.intake_numbers(source.owner_id),
            self.now,
            self.reach,
            self.since,
            self.full,
            self.progress,
        )
        found = walk.run()
        self.report.posts_new += found.posts.new
        self.report.posts_edited += found.posts.edited
        self.report.posts_deleted += found.deleted
        self.report.comments_deleted += found.comments.deleted
        if found.suspicion:
            self._problem(spec, ProblemKind.SUSPICIOUS, found.suspicion)
        return found.moved

    def _topic(self, source: Source) -> bool:
        item, request, answer = get_topic(self.client.ask, source.owner_id, source.topic_id)
        with self.sessions.begin() as session:
            row = session.get_one(Source, source.id)
            saved = save_posts(session, row, [item], self.now)
            save_answers(session, [(request, answer)], self.now)
            row.gone_at, row.gone_reason = None, ""
            row.swept_on = moscow_day(self.now)
        self.report.posts_new += saved.new
        self.report.posts_edited += saved.edited
        return False

    def _comments(self, spec: SourceSpec, source: Source, moved: bool) -> None:
        with self.sessions() as session:
            due = due_posts(session, source, self.now, self.reach, self.full)
        CommentsPass(
            self.sessions,
            self.client,
            spec.group,
            spec.officials,
            self.now,
            self.full,
            self.report,
            self.progress,
            restless=moved,
        ).run(due)
