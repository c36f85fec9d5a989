"""Streets, settlements and districts of the register by their names."""

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, aliased

from models import RegisterObject
from nlp.place import Place
from pipeline.gazetteer.found import Found
from pipeline.gazetteer.kinds import parted
from pipeline.gazetteer.names import name_key
from pipeline.gazetteer.objects import SETTLEMENTS, STREETS, Level

MOST = 1_000  # namesakes: more are of no use to anybody
Parents = list[tuple[int, Found]]  # OBJECTID and what it is
Titled = tuple[RegisterObject, str | None]  # an object and its settlement

TOWN = aliased(RegisterObject)


def find_streets(session: Session, place: Place) -> Parents:
    """Streets and areas of the place's name; of its kind when there are such."""
    street = place.street or ""
    kind, name = parted(street)
    keys = {name_key(name), name_key(street)}
    named = RegisterObject.name_key.in_(keys)
    town = [TOWN.name_key == name_key(place.settlement)] if place.settlement else []
    rows = titled(session, RegisterObject.level.in_(STREETS), named, *town, *of_district(place))
    same = [row for row in rows if kind in (None, row[0].kind) or row[0].name_key == max(keys)]
    return parents(same or rows)


def find_above(session: Session, place: Place) -> Parents:
    """The settlement of the place, or its district when it names no settlement."""
    if place.settlement:
        named = RegisterObject.name_key == name_key(place.settlement)
        rows = titled(session, RegisterObject.level.in_(SETTLEMENTS), named, *of_district(place))
        return parents(rows)
    if place.district:
        units = RegisterObject.level.in_((Level.DISTRICT, Level.TERRITORY))
        return parents(titled(session, units, *of_district(place))[:1])
    return []


def of_district(place: Place) -> list[ColumnElement[bool]]:
    """The condition that a named district makes."""
    return [RegisterObject.district == place.district] if place.district else []


def titled(session: Session, *wanted: ColumnElement[bool]) -> list[Titled]:
    """Objects with the titles of their settlements, the deepest first."""
    stmt = (
        select(RegisterObject, TOWN.title)
        .outerjoin(TOWN, TOWN.object_id == RegisterObject.settlement_id)
        .where(*wanted)
        .order_by(RegisterObject.level.desc(), RegisterObject.object_id)
        .limit(MOST)
    )
    return [(found, settlement) for found, settlement in session.execute(stmt)]


def parents(rows: list[Titled]) -> Parents:
    """Rows as answers that houses can be looked up under."""
    return [(one.object_id, Found.of_object(one, settlement)) for one, settlement in rows]
