"""An export of the register: a zip or a folder, dictionaries in its root, a folder a region."""

import hashlib
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path, PurePosixPath
from typing import IO, Protocol

from pipeline.errors import WrongUsage
from pipeline.gazetteer.tables import Table

REGION = "47"
MEMBER = re.compile(r"AS_(?P<table>[A-Z_]+)_(?P<day>\d{8})_[0-9a-z-]+\.XML", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Member:
    """A file of an export."""

    name: str  # as its container knows it
    table: str
    region: bool  # of the region's folder, not of the root
    day: date
    size: int

    @property
    def path(self) -> PurePosixPath:
        """The name with one kind of slash: some archives come from Windows."""
        return PurePosixPath(self.name.replace("\\", "/"))


class Container(Protocol):
    """What holds the files."""

    def open(self, name: str) -> AbstractContextManager[IO[bytes]]:
        """The bytes of a file."""


@dataclass(frozen=True, slots=True)
class Folder:
    """An unpacked export."""

    path: Path

    def sizes(self) -> dict[str, int]:
        """Its files: those of the root and of the region."""
        paths = [*self.path.glob("AS_*"), *self.path.glob(f"{REGION}/AS_*")]
        return {path.relative_to(self.path).as_posix(): path.stat().st_size for path in paths}

    def open(self, name: str) -> AbstractContextManager[IO[bytes]]:
        """The bytes of a file."""
        return (self.path / name).open("rb")


@dataclass(frozen=True, slots=True)
class Export:
    """The newest file of each table."""

    path: Path
    container: Container
    members: Mapping[Table, Member]

    @property
    def day(self) -> date:
        """The day of the export."""
        return max(member.day for member in self.members.values() if member.region)

    @property
    def digest(self) -> str:
        """What tells this export from any other: file names carry a day and a GUID."""
        names = sorted(f"{m.path.name.upper()} {m.size}" for m in self.members.values() if m.region)
        return hashlib.sha256("\n".join(names).encode()).hexdigest()

    @property
    def calls_itself_delta(self) -> bool:
        """Whether the file is named as the tax service names its updates."""
        return "delta" in self.path.name.lower()

    @property
    def size(self) -> int:
        """Bytes to read, unpacked."""
        return sum(member.size for member in self.members.values())

    def require(self, tables: Iterable[Table]) -> None:
        """Raise WrongUsage when a table is missing."""
        missing = [f"AS_{table}" for table in tables if table not in self.members]
        if missing:
            msg = (
                f"{self.path}: в папке {REGION} нет {', '.join(missing)}: "
                "скачайте выгрузку заново, она неполна."
            )
            raise WrongUsage(msg)


@contextmanager
def open_export(path: Path) -> Iterator[Export]:
    """The export at the path; raises WrongUsage when there is none."""
    if path.is_dir():
        home = path.parent if path.name == REGION else path
        folder = Folder(home)
        yield Export(path, folder, newest(path, folder.sizes()))
        return
    if not path.exists():
        msg = f"{path}: нет такого файла или папки."
        raise WrongUsage(msg)
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError) as exc:
        msg = (
            f"{path.name}: не архив zip или скачан не целиком ({exc}). Нужна выгрузка ГАР в XML "
            "с fias.nalog.ru: zip или распакованная папка."
        )
        raise WrongUsage(msg) from exc
    with archive:
        sizes = {info.filename: info.file_size for info in archive.infolist()}
        yield Export(path, archive, newest(path, sizes))


def newest(path: Path, sizes: Mapping[str, int]) -> dict[Table, Member]:
    """The newest file of each table; raises WrongUsage when it is no export of the region."""
    found = [member for name, size in sizes.items() if (member := member_of(name, size))]
    if not found:
        msg = f"{path}: нет файлов AS_….XML, это не выгрузка ГАР с fias.nalog.ru."
        raise WrongUsage(msg)
    if not any(member.region for member in found):
        msg = f"{path}: нет папки {REGION}/ (Ленинградская область) с файлами AS_….XML."
        raise WrongUsage(msg)
    found.sort(key=lambda member: (member.day, member.name))
    return {
        Table(member.table): member
        for member in found
        if member.table in set(Table) and member.region == Table(member.table).is_regional
    }


def member_of(name: str, size: int) -> Member | None:
    """A file by its name; None for what is no table, or of another region."""
    path = PurePosixPath(name.replace("\\", "/"))
    named = MEMBER.fullmatch(path.name)
    if named is None or (path.parent.name.isdigit() and path.parent.name != REGION):
        return None
    try:
        day = datetime.strptime(named["day"], "%Y%m%d").date()  # noqa: DTZ007 (a day, no moment)
    except ValueError:
        return None
    return Member(name, named["table"].upper(), path.parent.name == REGION, day, size)
