"""The workspace that a command works in: found, opened, held alone, noted in the journal."""

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime
from getpass import getuser
from pathlib import Path
from typing import TYPE_CHECKING

from commands.codes import ended
from pipeline import errors

if TYPE_CHECKING:
    from pipeline.journal import Entry
    from pipeline.workspace import Workspace

PATIENCE = 10.0  # seconds that a person waits for a run to end


def home_of(given: Path | None) -> Path:
    """The workspace that this call means."""
    from pipeline.home import find_home

    return find_home(given, os.environ, Path.cwd())


def opened(given: Path | None) -> "Workspace":
    """The workspace, its database up to date."""
    from pipeline.workspace import open_workspace

    return open_workspace(home_of(given))


@contextmanager
def writing(given: Path | None, wait: float = 0, *, dry_run: bool = False) -> Iterator["Workspace"]:
    """The workspace, held alone; a dry run keeps nothing and holds nobody up."""
    from pipeline.lock import exclusive

    if dry_run:
        yield opened(given)
        return
    home = home_of(given)
    if not home.is_dir():
        msg = f"Рабочей папки {home} нет: создайте её командой otklik init {home}"
        raise errors.WrongUsage(msg)
    with exclusive(home, wait):
        yield opened(home)


def now_or(as_of: datetime | None) -> datetime:
    """The moment to work at, in UTC."""
    return (as_of or datetime.now(UTC)).astimezone(UTC)


def who(actor: str) -> str:
    """Who acts: the one named, else the user of the system; raises WrongUsage without either."""
    try:
        return actor or getuser()
    except (KeyError, OSError) as exc:  # a container may run under a number without a name
        msg = "Не видно, кто действует: у пользователя системы нет имени. Укажите --actor ИМЯ."
        raise errors.WrongUsage(msg) from exc


def recorded(
    desk: "Workspace", command: str, *, dry_run: bool = False
) -> AbstractContextManager["Entry"]:
    """One row of the journal around the work, with the code of its end; none of a dry run."""
    from pipeline.journal import Entry, journal

    return nullcontext(Entry()) if dry_run else journal(desk.sessions, command, ended)
