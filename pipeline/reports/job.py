"""One thing that is made for an hour: a committee's register, or a summary."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from sqlalchemy.orm import Session

from pipeline.register.issue import committee_path, find_share, issue_one
from pipeline.register.naming import file_path
from pipeline.register.presets import CommitteeSettings
from pipeline.register.wording import moment
from pipeline.reports.catalogue import make_report, write_report
from pipeline.reports.page import as_html
from pipeline.reports.presets import ReportSettings
from pipeline.reports.text import as_text
from pipeline.tickets.filter import Filter
from pipeline.tickets.policy import find_policy


@dataclass(frozen=True, slots=True)
class Words:
    """What a letter with the files says."""

    subject: str
    text: str
    html: str | None = None


class Job(Protocol):
    """Made once for its hour; made again, it comes out the same."""

    @property
    def due(self) -> datetime:
        """The hour."""

    @property
    def key(self) -> str:
        """Which job for which hour."""

    @property
    def paths(self) -> tuple[Path, ...]:
        """The files."""

    @property
    def recipients(self) -> tuple[str, ...]:
        """Whom they are sent to."""

    def make(self, session: Session) -> Words:
        """Write the files."""


@dataclass(frozen=True, slots=True)
class RegisterJob:
    """A section [[committee]] and its hour."""

    home: Path
    committee: CommitteeSettings
    due: datetime

    @property
    def key(self) -> str:
        """Which register for which hour."""
        return f"register:{self.committee.name}:{self.due.isoformat()}"

    @property
    def paths(self) -> tuple[Path, ...]:
        """The register; its manifest stays at home."""
        return (committee_path(self.home, self.committee, self.due),)

    @property
    def recipients(self) -> tuple[str, ...]:
        """The committee's addresses."""
        return self.committee.mail

    def make(self, session: Session) -> Words:
        """Write the register as things stood at the hour."""
        written = issue_one(session, self.home, self.committee, self.due, Filter())
        name = self.committee.title or self.committee.name
        about = f"Реестр обращений: {name}, на {moment(self.due)}"
        return Words(about, f"{about}, строк {written.rows}.\n")


@dataclass(frozen=True, slots=True)
class ReportJob:
    """A section [[report]] and its hour."""

    home: Path
    settings: ReportSettings
    committees: Sequence[CommitteeSettings]  # among them the one whose share it tells of
    due: datetime

    @property
    def key(self) -> str:
        """Which summary for which hour."""
        settings = self.settings
        share = f"{settings.committee}{':public' * settings.public}"
        return f"report:{settings.name}:{share}:{self.due.isoformat()}"

    @property
    def paths(self) -> tuple[Path, ...]:
        """A file of each form."""
        settings = self.settings
        return tuple(
            file_path(
                self.home,
                settings.pattern,
                form.suffix,
                self.due,
                ascii_names=settings.ascii_names,
                report=settings.name,
                committee=settings.committee,
            )
            for form in settings.formats
        )

    @property
    def recipients(self) -> tuple[str, ...]:
        """The addresses of the section."""
        return self.settings.mail

    def make(self, session: Session) -> Words:
        """Write the summary in its forms as things stood at the hour."""
        wanted = find_share(self.committees, self.settings.committee)
        settings = self.settings
        report = make_report(
            session,
            settings.name,
            now=self.due,
            wanted=wanted,
            public=settings.public,
            policy=find_policy(self.home),
        )
        for form, path in zip(settings.formats, self.paths, strict=True):
            write_report(report, path, form)
        return Words(report.title, as_text(report), as_html(report))
