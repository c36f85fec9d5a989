"""A headquarters in front of the imitation: its database, its clock, its keys."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session, sessionmaker

from harvester.token import Token
from models import Comment
from models.database import open_sessions
from pipeline.harvest.harvest import Access, HarvestReport, SourceSpec, harvest
from tests.imitation.world import World
from tests.vk_imitation import Imitation, serving

NOON = datetime(2023, 10, 12, 9, 0, tzinfo=UTC)
SPEC = SourceSpec("teplo_lo")


@dataclass(slots=True)
class VirtualClock:
    """Time that passes only when somebody sleeps."""

    time: float = 1_000_000.0

    def __call__(self) -> float:
        """The time, as everybody here sees it."""
        return self.time

    def sleep(self, seconds: float) -> None:
        """Pass the time."""
        self.time += seconds


@dataclass(slots=True)
class Headquarters:
    """Whoever harvests."""

    engine: Engine
    imitation: Imitation
    base: str
    clock: VirtualClock
    sessions: sessionmaker[Session] = field(init=False)
    now: datetime = NOON

    def __post_init__(self) -> None:
        self.sessions = open_sessions(self.engine)

    def harvest(
        self,
        *specs: SourceSpec,
        token: str | Sequence[str] = "service",
        **options: Any,
    ) -> HarvestReport:
        """One run; the day is whatever ``now`` says."""
        tokens = [token] if isinstance(token, str) else token
        return harvest(
            self.sessions,
            Access(tuple(map(Token, tokens)), self.base),
            specs or (SPEC,),
            now=self.now,
            sleep=self.clock.sleep,
            clock=self.clock,
            **options,
        )

    def calls_of(self, **options: Any) -> int:
        """Calls that one run makes, by the server's count."""
        before = len(self.imitation.calls)
        self.harvest(**options)
        return len(self.imitation.calls) - before

    def tomorrow(self) -> None:
        """A new day begins."""
        self.now += timedelta(days=1)

    def stored(self) -> dict[tuple[int, int], str]:
        """(owner, comment) → text of every comment that is not deleted."""
        with self.sessions() as session:
            rows = session.scalars(select(Comment).where(Comment.deleted_at.is_(None)))
            return {(row.owner_id, row.vk_id): row.text for row in rows}


@contextmanager
def facing(engine: Engine, world: World, **settings: Any) -> Iterator[Headquarters]:
    """A headquarters whose VK is this world."""
    clock = VirtualClock()
    imitation = Imitation(world, clock=clock, **settings)
    with serving(imitation) as base:
        yield Headquarters(engine, imitation, base, clock)
