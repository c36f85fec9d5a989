"""What is loaded of the register, and what an import did."""

from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Self

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import RegisterObject, RegisterVersion
from pipeline.gazetteer.objects import SETTLEMENTS, STREETS
from pipeline.gazetteer.saving import Changes

ABSENT = (
    "Реестр адресов не загружен: скачайте выгрузку ГАР в XML с fias.nalog.ru и выполните "
    "otklik gazetteer import ФАЙЛ"
)


def find_version(session: Session) -> RegisterVersion | None:
    """What the tables hold; None before the first import."""
    stmt = select(RegisterVersion).order_by(RegisterVersion.imported_at.desc())
    return session.scalars(stmt.limit(1)).first()


@dataclass(frozen=True, slots=True)
class Loaded:
    """What an import did."""

    day: date
    delta: bool
    objects: int
    houses: int
    changes: Changes  # of houses
    fresh: bool = True  # False: this very export was loaded already

    @classmethod
    def again(cls, version: RegisterVersion) -> Self:
        """Nothing: the export is the one that is loaded."""
        return cls(
            version.day, version.delta, version.objects, version.houses, Changes(), fresh=False
        )

    def counts(self) -> dict[str, object]:
        """For the journal and --json."""
        return {
            "day": self.day.isoformat(),
            "delta": self.delta,
            "fresh": self.fresh,
            "objects": self.objects,
            "houses": self.houses,
            **{f"houses_{name}": count for name, count in asdict(self.changes).items()},
        }

    def sentence(self) -> str:
        """For people."""
        day, changes = f"{self.day:%d.%m.%Y}", self.changes
        if not self.fresh:
            return f"Выгрузка от {day} уже загружена, ничего не изменилось."
        homeless = f" Домов без места в реестре: {changes.homeless}." if changes.homeless else ""
        return (
            f"{'Обновление' if self.delta else 'Выгрузка'} от {day}: адресных объектов "
            f"{self.objects}, домов {self.houses} (новых {changes.added}, изменено "
            f"{changes.changed}, исчезло {changes.removed}).{homeless}"
        )


@dataclass(frozen=True, slots=True)
class Info:
    """What `otklik gazetteer info` tells."""

    day: date | None = None  # None: nothing is loaded
    source: str = ""
    delta: bool = False
    settlements: int = 0
    streets: int = 0
    houses: int = 0
    districts: dict[str, int] = field(default_factory=dict)  # settlements in each

    def as_json(self) -> dict[str, object]:
        """For --json."""
        return {**asdict(self), "day": self.day.isoformat() if self.day else None}

    def sentence(self) -> str:
        """For people."""
        if self.day is None:
            return ABSENT
        what = "обновление" if self.delta else "выгрузка"
        lines = [
            f"Реестр адресов (ГАР): {what} от {self.day:%d.%m.%Y}, {self.source}",
            f"Населённых пунктов {self.settlements}, улиц и микрорайонов {self.streets}, "
            f"домов {self.houses}",
            *(f"  {name:<20}{count:>6}" for name, count in self.districts.items()),
        ]
        return "\n".join(lines)


def info(session: Session) -> Info:
    """What is loaded."""
    version = find_version(session)
    if version is None:
        return Info()
    by_level = select(RegisterObject.level, func.count()).group_by(RegisterObject.level)
    levels = dict(iter(session.execute(by_level)))
    return Info(
        day=version.day,
        source=version.source,
        delta=version.delta,
        settlements=sum(levels.get(level, 0) for level in SETTLEMENTS),
        streets=sum(levels.get(level, 0) for level in STREETS),
        houses=version.houses,
        districts=districts(session),
    )


def districts(session: Session) -> dict[str, int]:
    """How many settlements each district has."""
    stmt = (
        select(RegisterObject.district, func.count())
        .where(RegisterObject.level.in_(SETTLEMENTS))
        .group_by(RegisterObject.district)
    )
    found = session.execute(stmt).all()
    return dict(sorted((name or "район неизвестен", count) for name, count in found))
