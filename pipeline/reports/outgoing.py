"""Making and sending what otklik.toml asks for: each file once for its hour, each letter once."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from models import Message, MessageState
from pipeline.errors import OtklikError, WrongUsage
from pipeline.register.due import last_due
from pipeline.register.issue import one_moment
from pipeline.register.presets import CommitteeSettings
from pipeline.reports.job import Job, RegisterJob, ReportJob, Words
from pipeline.reports.presets import ReportSettings
from pipeline.sending import Letter

CHANNEL = "mail"

Post = Callable[[Letter], None]  # sends a letter or raises


@dataclass(slots=True)
class Made:
    """What was made and sent, and what could not be."""

    files: list[Path] = field(default_factory=list)
    letters: int = 0
    failures: list[OtklikError] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """For the journal."""
        return {"files": len(self.files), "letters": self.letters, "failed": len(self.failures)}

    def sentence(self) -> str:
        """For people."""
        return f"Сделано файлов: {len(self.files)}, отправлено писем: {self.letters}."


@dataclass(frozen=True, slots=True)
class Outgoing:
    """The sections [[committee]] and [[report]] at work."""

    sessions: sessionmaker[Session]
    home: Path
    committees: Sequence[CommitteeSettings]
    reports: Sequence[ReportSettings]
    post: Post | None = None  # None: there is no section [mail]

    def make(self, now: datetime) -> Made:
        """Everything that is due and not there; one failure does not hold up the rest."""
        made = Made()
        for job in self._jobs(now):
            try:
                self._do(job, made, now)
            except OtklikError as exc:
                made.failures.append(exc)
        return made

    def _jobs(self, now: datetime) -> Iterator[Job]:
        for committee in self.committees:
            if due := last_due(now, committee.at, committee.days):
                yield RegisterJob(self.home, committee, due)
        for settings in self.reports:
            if due := last_due(now, settings.at, settings.days):
                yield ReportJob(self.home, settings, self.committees, due)

    def _do(self, job: Job, made: Made, now: datetime) -> None:
        waiting = self._unsent(job)
        missing = [path for path in job.paths if not _is_fresh(path, job.due)]
        if not waiting and not missing:
            return
        with one_moment(self.sessions) as session:
            words = job.make(session)
        made.files += missing
        for address in waiting:
            try:
                self._send(job, words, address, now)
            except WrongUsage as exc:  # one address is mistyped, the others are not
                made.failures.append(exc)
            else:
                made.letters += 1

    def _unsent(self, job: Job) -> list[str]:
        keys = {_key(job, address): address for address in job.recipients}
        with self.sessions() as session:
            sent = set(session.scalars(select(Message.key).where(Message.key.in_(keys))))
        return [address for key, address in keys.items() if key not in sent]

    def _send(self, job: Job, words: Words, address: str, now: datetime) -> None:
        if self.post is None:
            msg = f"Письмо для {address} не отправлено: в otklik.toml нет раздела [mail]."
            raise WrongUsage(msg)
        key = _key(job, address)
        self.post(Letter(key, address, words.subject, words.text, words.html, job.paths))
        # After a kill right here the letter goes again, under the same Message-ID.
        with self.sessions.begin() as session:
            session.add(
                Message(
                    key=key,
                    random_id=0,
                    channel=CHANNEL,
                    peer=address,
                    body={},
                    state=MessageState.SENT,
                    created_at=now,
                    sent_at=now,
                    attempts=1,
                )
            )


def _is_fresh(path: Path, due: datetime) -> bool:
    # A name without a date is the same every day: the file of yesterday is not the one asked for.
    return path.exists() and path.stat().st_mtime >= due.timestamp()


def _key(job: Job, address: str) -> str:
    return f"{CHANNEL}:{job.key}:{address}"
