"""The pace, the budget and the stops of each token, shared through the database."""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Double, case, cast, extract, func, literal, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, sessionmaker

from harvester.errors import HarvestError, KeyRefused, Limited
from harvester.token import Token
from models import Base, TokenPace, TokenStop, TokenUse
from models.upsert import upsert

MOSCOW = ZoneInfo("Europe/Moscow")

# Three calls a second are allowed, and the spacing at our end is not that of arrival.
SPACING = 0.36

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
    """Lets each call through in its turn; processes and hosts of one database share the turns."""

    sessions: sessionmaker[Session]
    now: datetime  # of the run: for days and stops, never for pauses
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] | None = None  # None: the database's, where it has one
    spacing: float = SPACING
    _stops: dict[str, dict[str, HarvestError]] = field(default_factory=dict)  # by mark and method
    _left_at: dict[str, float] = field(default_factory=dict)

    def enter(self, token: Token, method: str, inner: Counter[str]) -> None:
        """Wait for the token's turn and count the call."""
        with self.sessions.begin() as session:
            wait = self._take_turn(session, token.mark)
            for name, calls in (inner + Counter([method])).items():
                self._count(session, token.mark, name, calls)
        own = self._left_at.get(token.mark, 0.0) + self.spacing - self._time()
        if (pause := max(wait, min(own, self.spacing))) > 0:
            self.sleep(pause)

    def leave(self, token: Token) -> None:
        """Remember when the call ended: the next one keeps its distance from there."""
        self._left_at[token.mark] = self._time()

    def _take_turn(self, session: Session, mark: str) -> float:
        """Seconds until the turn that is now ours."""
        now = self._now(session)
        stmt = _insert(session)(TokenPace).values(mark=mark, free_at=now + self.spacing)
        later = case((TokenPace.free_at > now, TokenPace.free_at), else_=now)
        turn = stmt.on_conflict_do_update(
            index_elements=["mark"], set_={"free_at": later + self.spacing}
        ).returning(TokenPace.free_at - self.spacing - now)
        return float(session.scalars(turn).one())

    def _now(self, session: Session) -> ColumnElement[float]:
        if self.clock is None and session.get_bind().dialect.name == "postgresql":
            # Hosts may disagree on the time of day; the server that they share does not.
            return cast(extract("epoch", func.clock_timestamp()), Double)
        return literal(self._time())

    def _time(self) -> float:
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
        self._stops.setdefault(token.mark, {})[method if stored else "*"] = error
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
