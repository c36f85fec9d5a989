"""Carrying the outbox: one message at a time, so that a death leaves one in doubt at most."""

import logging
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.orm import Session, sessionmaker

from models import MessageState
from pipeline.dispatch.chat import Carrier
from pipeline.dispatch.outbox import Parcel, mark, postpone, take, waiting
from pipeline.dispatch.rules import Rules
from pipeline.dispatch.senders import Sender
from pipeline.dispatch.verdict import Cause, Fate, Verdict

log = logging.getLogger(__name__)

Settle = Callable[[Session, Parcel, Verdict], None]


@dataclass(slots=True)
class DeliveryReport:
    """What was carried and what was not, with reasons for people."""

    sent: Counter[str] = field(default_factory=Counter)  # by carrier
    refused: list[str] = field(default_factory=list)
    delayed: list[str] = field(default_factory=list)
    stopped: list[str] = field(default_factory=list)
    night: int = 0  # messages that wait for the morning


@dataclass(slots=True)
class Delivery:
    """One walk through the outbox."""

    sessions: sessionmaker[Session]
    senders: Mapping[Carrier, Sender]
    rules: Rules
    now: datetime
    settle: Settle  # what a settled message means for its ticket; in the same transaction
    sleep: Callable[[float], None] = time.sleep
    report: DeliveryReport = field(default_factory=DeliveryReport)
    _closed: set[tuple[Carrier, str]] = field(default_factory=set)
    _answers: int = 0

    def run(self) -> DeliveryReport:
        """Carry what waits; what could not be carried stays in the outbox."""
        with self.sessions() as session:
            found = waiting(session, self.senders, self.now)
        for parcel in found:
            if self._may(parcel):
                self._carry(parcel)
        return self.report

    def _carry(self, found: Parcel) -> None:
        with self.sessions.begin() as session:
            parcel = take(session, found)
        if parcel is None:
            return
        if parcel.carrier is Carrier.VK_COMMENT:
            self._pace()
        verdict = self.senders[parcel.carrier].send(parcel)
        with self.sessions.begin() as session:
            self._settle(session, parcel, verdict)
        self._tell(parcel, verdict)

    def _may(self, parcel: Parcel) -> bool:
        if _lane(parcel) in self._closed:
            return False
        if self.rules.quiet.hold(self.now, parcel.priority):
            self.report.night += 1
            return False
        return (
            parcel.carrier is not Carrier.VK_COMMENT or self._answers < self.rules.answers_per_run
        )

    def _pace(self) -> None:
        if self._answers:
            self.sleep(self.rules.answer_pause.total_seconds())
        self._answers += 1

    def _settle(self, session: Session, parcel: Parcel, verdict: Verdict) -> None:
        if verdict.fate is Fate.SENT:
            values = {"sent_at": self.now, "remote_id": verdict.remote_id, "error": ""}
            if mark(session, parcel, MessageState.SENT, **values):
                self.settle(session, parcel, verdict)
        elif verdict.fate is Fate.REFUSED:
            if mark(session, parcel, MessageState.REFUSED, error=verdict.error):
                self.settle(session, parcel, verdict)
        else:
            self._close(session, parcel, verdict)

    def _close(self, session: Session, parcel: Parcel, verdict: Verdict) -> None:
        self._closed.add(_lane(parcel))
        until = self.now
        if verdict.fate is Fate.LATER:
            until += self._rest(verdict.cause, parcel.attempts)
        postpone(session, parcel.carrier, until, _lane(parcel)[1], verdict.error)

    def _rest(self, cause: Cause, attempts: int) -> timedelta:
        rest = self.rules.rest
        base = {
            Cause.UNREACHABLE: rest.unreachable,
            Cause.FLOOD: rest.flood,
            Cause.CAPTCHA: rest.captcha,
        }
        return rest.grown(base[cause], attempts)

    def _tell(self, parcel: Parcel, verdict: Verdict) -> None:
        log.info("message %d by %s: %s", parcel.id, parcel.carrier, verdict.fate)
        what = f"{parcel.body.get('number') or parcel.key}: {verdict.error}"
        match verdict.fate:
            case Fate.SENT:
                self.report.sent[parcel.carrier] += 1
            case Fate.REFUSED:
                self.report.refused.append(what)
            case Fate.LATER:
                self.report.delayed.append(verdict.error)
            case Fate.STOPPED:
                self.report.stopped.append(verdict.error)


def _lane(parcel: Parcel) -> tuple[Carrier, str]:
    """What rests together: VK as a whole for one kind of writing, else each peer by itself."""
    whole = parcel.carrier in (Carrier.VK_CHAT, Carrier.VK_COMMENT)
    return parcel.carrier, "" if whole else parcel.peer
