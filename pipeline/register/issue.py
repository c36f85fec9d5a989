"""Handing registers out: one file, or a share for each committee, from one moment of the data."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session, sessionmaker

from models import Audit
from pipeline.errors import WrongUsage
from pipeline.journal import Clock, utc_now
from pipeline.register.export import Written, export_register
from pipeline.register.layout import Layout
from pipeline.register.naming import file_path
from pipeline.register.presets import CommitteeSettings
from pipeline.register.profile import Profile
from pipeline.register.selection import Selection, find_portions
from pipeline.register.wording import iso
from pipeline.tickets.filter import Filter
from pipeline.tickets.policy import Policy, find_policy


@dataclass(frozen=True, slots=True)
class Split:
    """The committees' registers, and how many tickets went to none."""

    files: tuple[tuple[str, Written], ...]  # by the committee's name
    left: int

    def sentence(self) -> str:
        """For people."""
        lines = [f"{name}: строк {file.rows}, файл {file.path}" for name, file in self.files]
        if self.left:
            left = f"Не вошло ни в один реестр: {self.left}"
            lines.append(f"{left}. Проверьте разделы [[committee]] в otklik.toml.")
        return "\n".join(lines)


def issue_register(
    sessions: sessionmaker[Session],
    path: Path,
    *,
    now: datetime,
    actor: str,
    wanted: Selection | None = None,
    profile: Profile = Profile.EXCEL_RU,
    layout: Layout | None = None,
    policy: Policy | None = None,
    clock: Clock = utc_now,
) -> Written:
    """Write one register; that it tells authors, or hides nothing, is written down first."""
    chosen = layout or Layout()
    if chosen.with_author or not chosen.mask:
        detail = {"file": str(path), "as_of": iso(now), "with_author": chosen.with_author}
        _audit(sessions, clock(), actor, {**detail, "masked": chosen.mask})
    with one_moment(sessions) as session:
        return export_register(
            session, path, now=now, wanted=wanted, profile=profile, layout=chosen, policy=policy
        )


def issue_committees(
    sessions: sessionmaker[Session],
    home: Path,
    committees: Sequence[CommitteeSettings],
    *,
    now: datetime,
    asked: Filter | None = None,
) -> Split:
    """Write each committee's register; all of them tell of one moment."""
    filters = asked or Filter()
    with one_moment(sessions) as session:
        files = [(one.name, issue_one(session, home, one, now, filters)) for one in committees]
        left = _left(session, committees, filters, now)
    return Split(tuple(files), left)


def issue_one(
    session: Session, home: Path, committee: CommitteeSettings, now: datetime, asked: Filter
) -> Written:
    """Write the register of one committee where its section says."""
    return export_register(
        session,
        committee_path(home, committee, now),
        now=now,
        wanted=committee.wanted(asked),
        profile=committee.profile,
        layout=committee.layout,
        policy=find_policy(home),
    )


def committee_path(home: Path, committee: CommitteeSettings, now: datetime) -> Path:
    """Where a committee's register of a moment lies."""
    return file_path(
        home,
        committee.path,
        committee.profile.suffix,
        now,
        ascii_names=committee.ascii_names,
        committee=committee.name,
    )


def find_committee(committees: Sequence[CommitteeSettings], name: str) -> CommitteeSettings:
    """A committee by its name or title; raises WrongUsage that lists them."""
    for committee in committees:
        if name.casefold() in (committee.name.casefold(), committee.title.casefold()):
            return committee
    known = ", ".join(committee.name for committee in committees) or "ни одного"
    msg = f"Комитета «{name}» нет в otklik.toml, есть: {known}. Добавьте раздел [[committee]]."
    raise WrongUsage(msg)


def find_share(committees: Sequence[CommitteeSettings], name: str) -> Selection:
    """What a committee is shown, everything for no name; raises WrongUsage."""
    return find_committee(committees, name).wanted(Filter()) if name else Selection()


@contextmanager
def one_moment(sessions: sessionmaker[Session]) -> Iterator[Session]:
    """A session in which all questions see the same data; SQLite's transactions do so anyway."""
    with sessions() as session:
        if session.get_bind().dialect.name == "postgresql":
            session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        yield session


def _left(
    session: Session, committees: Sequence[CommitteeSettings], asked: Filter, now: datetime
) -> int:
    shares = [committee.wanted(asked) for committee in committees]
    return sum(
        not any(share.takes(state, now) for share in shares)
        for portion in find_portions(session, Selection(asked), now)
        for state in portion.states
    )


def _audit(
    sessions: sessionmaker[Session], at: datetime, actor: str, detail: dict[str, Any]
) -> None:
    if not actor:
        msg = "Укажите, кто выгружает личные данные: это записывается в журнал доступа."
        raise WrongUsage(msg)
    with sessions.begin() as session:
        session.add(Audit(at=at, actor=actor, action="export", detail=detail))
