"""The register as the address extractor asks it: `Extractor.load(DatabaseRegister(sessions))`."""

from collections.abc import Collection
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from models import RegisterHouse, RegisterObject
from pipeline.gazetteer.house_key import HouseKey
from pipeline.gazetteer.house_types import house_rank
from pipeline.gazetteer.kinds import parted
from pipeline.gazetteer.names import name_key
from pipeline.gazetteer.objects import STREETS
from pipeline.gazetteer.search import TOWN

NO_HOUSE = 3  # the rank of garages and the like
Spots = frozenset[tuple[str, str]]


class DatabaseRegister:
    """Answers from the database and remembers them: residents name the same streets all winter.

    It is of one version; make another after an import.
    """

    def __init__(self, sessions: sessionmaker[Session]) -> None:
        self._sessions = sessions
        self._spots = lru_cache(maxsize=65_536)(self._find_spots)
        self._houses = lru_cache(maxsize=4_096)(self._find_houses)

    def settlements(self, street: str) -> Collection[tuple[str, str]]:
        """The settlements, each with its district, that have a street of that name."""
        return self._spots(street)

    def houses(self, settlement: str, district: str | None, street: str) -> Collection[str]:
        """The houses of a street; none when nothing is known of it."""
        return self._houses(settlement, district, street)

    def _find_spots(self, street: str) -> Spots:
        kind, name = parted(street)
        stmt = (
            select(TOWN.title, RegisterObject.district)
            .join(TOWN, TOWN.object_id == RegisterObject.settlement_id)
            .where(RegisterObject.level.in_(STREETS), RegisterObject.name_key == name_key(name))
        )
        if kind:
            stmt = stmt.where(RegisterObject.kind == kind)
        with self._sessions() as session:
            found = session.execute(stmt.distinct()).tuples().all()
        return frozenset((town, district) for town, district in found if district)

    def _find_houses(self, settlement: str, district: str | None, street: str) -> frozenset[str]:
        kind, name = parted(street)
        stmt = (
            select(RegisterHouse.key, RegisterHouse.kind)
            .join(RegisterObject, RegisterObject.object_id == RegisterHouse.parent_id)
            .join(TOWN, TOWN.object_id == RegisterObject.settlement_id)
            .where(
                RegisterObject.level.in_(STREETS),
                RegisterObject.name_key == name_key(name),
                TOWN.name_key == name_key(settlement),
            )
        )
        if kind:
            stmt = stmt.where(RegisterObject.kind == kind)
        if district:
            stmt = stmt.where(RegisterObject.district == district)
        with self._sessions() as session:
            found = session.execute(stmt).tuples().all()
        return frozenset(
            HouseKey.load(key).written() for key, kind in found if house_rank(kind) < NO_HOUSE
        )
