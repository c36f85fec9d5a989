"""Bringing an export of the register into the database: all of it or nothing."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import RegisterHouse, RegisterVersion
from models.upsert import upsert
from pipeline.errors import Suspicious, WrongUsage
from pipeline.gazetteer.export import Export, open_export
from pipeline.gazetteer.facts import Facts, read_objects
from pipeline.gazetteer.loaded import Loaded, find_version
from pipeline.gazetteer.objects import Level, Objects
from pipeline.gazetteer.saving import empty, load_objects, prepare, save_houses, save_objects
from pipeline.gazetteer.scratch import Scratch
from pipeline.gazetteer.tables import REQUIRED
from pipeline.progress import Progress
from pipeline.workspace import Workspace

SCRATCH = "gazetteer.part"
LEAST = 0.5  # of the houses known: an export with fewer is more likely broken than true


def import_register(
    desk: Workspace, path: Path, *, now: datetime, progress: Progress, force: bool = False
) -> Loaded:
    """Load a full export or an update; raises WrongUsage, Suspicious.

    Readers see the old register until the new one is whole, and a killed import leaves no trace.
    Force loads anew what is loaded, is older, or has far fewer houses.
    """
    with open_export(path) as export:
        with desk.sessions() as session:
            version = find_version(session)
        if version and version.digest == export.digest and not force:
            return Loaded.again(version)
        return Load(desk, export, version, progress, force).run(now)


@dataclass(frozen=True, slots=True)
class Load:
    """One import that has something to do."""

    desk: Workspace
    export: Export
    version: RegisterVersion | None  # what is loaded
    progress: Progress
    force: bool

    def run(self, now: datetime) -> Loaded:
        """Read everything, then write it in one transaction."""
        self.refuse_older()
        with ExitStack() as stack:
            with self.stage("Чтение реестра", self.export.size), understood(self.export.path):
                objects, delta = self.read_objects()
                place = self.desk.home / SCRATCH
                scratch = stack.enter_context(Scratch.at(place, delta=delta))
                Facts(self.export, self.progress, objects, delta).read_houses(scratch)
            if not delta and not self.force:
                self.refuse_shrunk(scratch.count())
            with self.desk.sessions.begin() as session:
                return self.save(session, objects, scratch, delta, now)

    def read_objects(self) -> tuple[Objects, bool]:
        """The objects there will be, and whether the export is an update."""
        if not self.export.calls_itself_delta:
            self.export.require(REQUIRED)
        found, ended = read_objects(self.export, self.progress)
        whole = any(one.level == Level.REGION for one in found.values())
        if self.export.calls_itself_delta or (self.version and not whole):
            return self.overlaid(found, ended), True
        if not found:
            msg = f"{self.export.path}: нет ни одного действующего адресного объекта."
            raise Suspicious(msg)
        return found, False

    def overlaid(self, found: Objects, ended: set[int]) -> Objects:
        """What is loaded with the update laid over it."""
        if self.version is None:
            msg = f"{self.export.path}: это обновление (delta), сначала загрузите полную выгрузку."
            raise WrongUsage(msg)
        with self.desk.sessions() as session:
            objects = load_objects(session)
        objects.overlay(found, ended)
        return objects

    def refuse_older(self) -> None:
        """Raise WrongUsage for an export older than what is loaded."""
        if self.version and self.export.day < self.version.day and not self.force:
            msg = (
                f"Выгрузка от {self.export.day:%d.%m.%Y} старее загруженной от "
                f"{self.version.day:%d.%m.%Y}. Если так и надо, добавьте --force."
            )
            raise WrongUsage(msg)

    def refuse_shrunk(self, houses: int) -> None:
        """Raise Suspicious when far fewer houses came than are known."""
        if self.version and houses < LEAST * self.version.houses:
            msg = (
                f"{self.export.path}: домов {houses}, а загружено {self.version.houses}: выгрузка, "
                "похоже, неполна. Если так и надо, добавьте --force."
            )
            raise Suspicious(msg)

    def save(
        self, session: Session, objects: Objects, scratch: Scratch, delta: bool, now: datetime
    ) -> Loaded:
        """Write what differs and the version."""
        prepare(session)
        # The version goes first: SQLite makes no writer of a reader that others overtook.
        row = {
            "digest": self.export.digest,
            "day": self.export.day,
            "delta": delta,
            "source": self.export.path.name,
            "objects": len(objects),
            "houses": 0,
            "imported_at": now,
        }
        upsert(session, RegisterVersion, [row], ["digest"])
        if self.force and not delta:
            empty(session)
        save_objects(session, objects)
        with self.stage("Запись домов", scratch.count()):
            changes = save_houses(session, scratch, delta=delta, progress=self.progress)
        houses = session.scalar(select(func.count()).select_from(RegisterHouse)) or 0
        upsert(session, RegisterVersion, [row | {"houses": houses}], ["digest"])
        return Loaded(self.export.day, delta, len(objects), houses, changes)

    @contextmanager
    def stage(self, title: str, total: int) -> Iterator[None]:
        """A stage of the progress, over whatever happens."""
        self.progress.start(title, total)
        try:
            yield
        finally:
            self.progress.finish()


@contextmanager
def understood(path: Path) -> Iterator[None]:
    """Tell of a number that is none; any other ValueError would be told of the same way."""
    try:
        yield
    except ValueError as exc:
        msg = f"{path}: число не читается ({exc}). Выгрузка испорчена или её устройство изменилось."
        raise Suspicious(msg) from exc
