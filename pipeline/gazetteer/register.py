"""The register as the address extractor asks it: `Extractor.load(find_register(sessions))`."""

from collections.abc import Collection
from functools import lru_cache

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, sessionmaker

from models import RegisterHouse, RegisterObject
from pipeline.gazetteer.house_key import HouseKey
from pipeline.gazetteer.house_types import house_rank
from pipeline.gazetteer.kinds import parted
from pipeline.gazetteer.loaded import find_version
from pipeline.gazetteer.names import name_key
from pipeline.gazetteer.objects import STREETS
from pipeline.gazetteer.search import TOWN

NO_HOUSE = 3  # the rank of garages and the like
Spots = frozenset[tuple[str, str]]

# Built once: putting a statement together takes longer than its answer.
SPOTS = (
    select(RegisterObject.kind, TOWN.title, RegisterObject.district)
    .join(TOWN, TOWN.object_id == RegisterObject.settlement_id)
    .where(RegisterObject.level.in_(STREETS), RegisterObject.name_key == bindparam("street"))
    .distinct()
)
HOUSES = (
    select(RegisterObject.kind, RegisterObject.district, RegisterHouse.key, RegisterHouse.kind)
    .join(RegisterObject, RegisterObject.object_id == RegisterHouse.parent_id)
    .join(TOWN, TOWN.object_id == RegisterObject.settlement_id)
    .where(
        RegisterObject.level.in_(STREETS),
        RegisterObject.name_key == bindparam("street"),
        TOWN.name_key == bindparam("settlement"),
    )
)


class DatabaseRegister:
    """Answers from the database and remembers them: residents name the same streets all winter.

    It is of one version; make another after an import.
    """

    def __init__(self, sessions: sessionmaker[Session]) -> None:
        self._sessions = sessions
        self._spots = lru_cache(maxsize=65_536)(self._find_spots)
        self._houses = lru_cache(maxsize=8_192)(self._find_houses)  # streets, some 3 kB each

    def settlements(self, street: str) -> Collection[tuple[str, str]]:
        """The settlements, each with its district, that have a street of that name."""
        return self._spots(street)

    def houses(self, settlement: str, district: str | None, street: str) -> Collection[str]:
        """The houses of a street; none when nothing is known of it."""
        return self._houses(settlement, district, street)

    def _find_spots(self, street: str) -> Spots:
        wanted, name = parted(street)
        with self._sessions() as session:
            rows = session.execute(SPOTS, {"street": name_key(name)}).all()
        return frozenset(
            (town, district) for kind, town, district in rows if wanted in (None, kind) and district
        )

    def _find_houses(self, settlement: str, district: str | None, street: str) -> frozenset[str]:
        wanted, name = parted(street)
        names = {"street": name_key(name), "settlement": name_key(settlement)}
        with self._sessions() as session:
            rows = session.execute(HOUSES, names).all()
        return frozenset(
            written(key)
            for kind, home, key, house in rows
            if wanted in (None, kind) and district in (None, home) and house_rank(house) < NO_HOUSE
        )


def find_register(sessions: sessionmaker[Session]) -> DatabaseRegister | None:
    """The register of a workspace; None when none is loaded."""
    with sessions() as session:
        return DatabaseRegister(sessions) if find_version(session) else None


@lru_cache(maxsize=65_536)
def written(key: str) -> str:
    """A stored key as predictions spell it; streets share the strings, every one has a «9»."""
    return HouseKey.load(key).written()
