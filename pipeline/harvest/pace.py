"""The pace, the budget and the stops of each token, shared through the database."""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from threading import get_ident
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import extract, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, sessionmaker

from harvester.errors import HarvestError, KeyRefused, Limited
from harvester.token import Token
from models import Base, TokenPace, TokenStop, TokenUse
from models.upsert import upsert

MOSCOW = ZoneInfo("Europe/Moscow")

TURNS = 3  # calls that a key may make in a second
REST = 1.02  # seconds that a turn rests after its call has ended
LEASE = 4.0  # seconds after which the turn of a call that never ended is free again

# A key of this kind may never call this method, so it is remembered; all else a person can mend.
WRONG_KIND = (28,)

# Calls a day; VK says no with error 29 above them. Source: vk_api#411, dev.vk.com «data_limits».
DAILY = {"wall.get": 5000, "wall.search": 1000, "newsfeed.search": 1000}


def moscow_day(now: datetime) -> date:
    """The day that budgets are counted by."""
    return now.astimezone(MOSCOW).date()


def next_midnight(now: datetime) -> datetime:
    """When the daily limits are forgotten."""
    local = now.astimezone(MOSCOW)
    return local.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)


@dataclass(slots=True)
class Pacer:
    """Lets each call through in its turn; processes and hosts of one database share the turns.

    A turn is taken for the whole call and rests for a second after it: however late the calls
    arrive, no more than ``TURNS`` of them arrive in any second.
    """

    sessions: sessionmaker[Session]
    now: datetime  # of the run: for days and stops, never for pauses
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] | None = None  # None: the database's, where it has one
    _stops: dict[str, dict[str, HarvestError]] = field(default_factory=dict)  # by mark and method
    _taken: dict[tuple[str, int], tuple[int, float]] = field(default_factory=dict)  # by thread

    def enter(self, token: Token, method: str, inner: Counter[str]) -> None:
        """Wait for the token's turn and count the call."""
        with self.sessions.begin() as session:
            # Counting first: its write keeps other processes away from the turns.
            for name, calls in sorted((inner + Counter([method])).items()):
                self._count(session, token.mark, name, calls)
            now, turn = self._now(session), self._next_turn(session, token.mark)
            wait = max(turn.free_at - now, 0.0)
            turn.free_at = now + wait + LEASE
            self._taken[token.mark, get_ident()] = turn.turn, turn.free_at
        if wait:
            self.sleep(wait)

    def leave(self, token: Token) -> None:
        """The call has ended: its turn begins to rest."""
        turn, lease = self._taken.pop((token.mark, get_ident()))
        with self.sessions.begin() as session:
            session.execute(
                update(TokenPace)
                .where(TokenPace.mark == token.mark, TokenPace.turn == turn)
                # After a long call the turn may be somebody else's already.
                .where(TokenPace.free_at == lease)
                .values(free_at=self._now(session) + REST)
            )

    def _next_turn(self, session: Session, mark: str) -> TokenPace:
        stmt = select(TokenPace).where(TokenPace.mark == mark).order_by(TokenPace.turn)
        turns = session.scalars(stmt.with_for_update()).all()
        if not turns:
            rows = [{"mark": mark, "turn": turn, "free_at": 0.0} for turn in range(TURNS)]
            session.execute(_insert(session)(TokenPace).on_conflict_do_nothing(), rows)
            turns = session.scalars(stmt.with_for_update()).all()
        return min(turns, key=lambda turn: turn.free_at)

    def _now(self, session: Session) -> float:
        if self.clock is None and session.get_bind().dialect.name == "postgresql":
            # Hosts may disagree on the time of day; the server that they share does not.
            return float(session.scalars(select(extract("epoch", func.clock_timestamp()))).one())
        return (self.clock or time.time)()

    def _count(self, session: Session, mark: str, method: str, calls: int) -> None:
        stmt = _insert(session)(TokenUse).values(
            mark=mark, method=method, day=moscow_day(self.now), calls=calls
        )
        session.execute(
            stmt.on_conflict_do_update(
                index_elements=["mark", "method", "day"],
                set_={"calls": TokenUse.calls + stmt.excluded.calls},
            )
        )

    def stopped(self, token: Token, method: str) -> HarvestError | None:
        """Why the token must not call the method now; None when it may."""
        if token.mark not in self._stops:
            self._stops[token.mark] = self._load_stops(token.mark)
        stops = self._stops[token.mark]
        return stops.get("*") or stops.get(method)

    def _load_stops(self, mark: str) -> dict[str, HarvestError]:
        with self.sessions() as session:
            rows = session.scalars(select(TokenStop).where(TokenStop.mark == mark)).all()
        return {
            row.method: KeyRefused(row.reason) if row.until is None else Limited(row.reason)
            for row in rows
            if row.until is None or row.until > self.now
        }

    def stop(self, token: Token, method: str, error: HarvestError) -> None:
        """Keep the token from calling: a limited method until midnight, a bad key in this run."""
        until = next_midnight(self.now) if isinstance(error, Limited) else None
        if until is not None:
            reason = f"{error}; снова можно после {until:%d.%m.%Y %H:%M} (МСК)"
            error = Limited(reason, error.code)
        stored = until is not None or error.code in WRONG_KIND
        # What a person can mend is not stored: whoever does it should not have to tell us.
        # Who may not batch may still ask: a plain call tells what the key is worth.
        alone = stored or method == "execute"
        self._stops.setdefault(token.mark, {})[method if alone else "*"] = error
        if stored:
            row = {"mark": token.mark, "method": method, "until": until, "reason": str(error)}
            with self.sessions.begin() as session:
                upsert(session, TokenStop, [row], ["mark", "method"])

    def budget_left(self, tokens: tuple[Token, ...], method: str = "wall.get") -> int:
        """Calls of the method that all tokens together may still make today."""
        marks = [token.mark for token in tokens]
        with self.sessions() as session:
            spent = session.scalar(
                select(func.coalesce(func.sum(TokenUse.calls), 0)).where(
                    TokenUse.mark.in_(marks),
                    TokenUse.method == method,
                    TokenUse.day == moscow_day(self.now),
                )
            )
        return max(DAILY[method] * len(marks) - (spent or 0), 0)


def _insert(session: Session) -> Callable[[type[Base]], Any]:
    shared = session.get_bind().dialect.name == "postgresql"
    return postgresql.insert if shared else sqlite.insert
