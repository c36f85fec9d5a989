"""From what was read to rows: only what differs is written, in one transaction of the caller."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Table, bindparam, delete, insert, select
from sqlalchemy.orm import Session

from models import Base
from pipeline.gazetteer.objects import AddressObject, Objects
from pipeline.gazetteer.scratch import Scratch, ScratchHouse
from pipeline.progress import Progress

OBJECTS, HOUSES = (Base.metadata.tables[f"register_{name}"] for name in ("object", "house"))
WINDOW = 10_000  # numbers of a window must fit into one IN (…)
Row = Mapping[str, Any]


@dataclass(slots=True)
class Changes:
    """How many rows of a table were written."""

    added: int = 0
    changed: int = 0
    removed: int = 0
    homeless: int = 0  # left out: they hang from nothing that we know


def prepare(session: Session) -> None:
    """Let SQLite keep the index of houses in memory: it grows in every place at once."""
    if session.get_bind().dialect.name == "sqlite":
        session.connection().exec_driver_sql("PRAGMA cache_size = -65536")


def empty(session: Session) -> None:
    """Forget what was loaded."""
    for table in (HOUSES, OBJECTS):
        session.connection().execute(delete(table))


def load_objects(session: Session) -> Objects:
    """The objects of the database."""
    rows = stored(session, OBJECTS)
    return Objects({number: AddressObject.from_stored(row) for number, row in rows.items()})


def save_objects(session: Session, objects: Objects) -> Changes:
    """Make the table hold these objects and no others."""
    changes = Changes()
    new = {row["object_id"]: row for row in objects.rows()}
    write(session, OBJECTS, stored(session, OBJECTS), new, changes)
    return changes


def save_houses(session: Session, scratch: Scratch, *, delta: bool, progress: Progress) -> Changes:
    """Make the table hold what was read; a delta leaves alone what it does not mention."""
    changes, number, last = Changes(), HOUSES.c.object_id, 0
    for window in scratch.windows(WINDOW):
        numbers = [house.object_id for house in window]
        among = number.in_(numbers) if delta else number.between(last + 1, numbers[-1])
        old = stored(session, HOUSES, among)
        new = whole(window, old if delta else {}, changes)
        write(session, HOUSES, old, new, changes)
        last = numbers[-1]
        progress.advance(len(window))
    if not delta:
        gone = session.connection().execute(delete(HOUSES).where(number > last))
        changes.removed += gone.rowcount
    return changes


def whole(
    window: Sequence[ScratchHouse], old: Mapping[int, Row], changes: Changes
) -> dict[int, Row]:
    """The houses that can be stored: current, and with a parent."""
    found = {}
    for house in window:
        row = merged(house, {} if house.ended else old.get(house.object_id, {}))
        if row["key"] is not None and row["parent_id"] is not None:
            found[house.object_id] = row
        elif house.key is not None:
            changes.homeless += 1
    return found


def merged(house: ScratchHouse, old: Row) -> Row:
    """What was read, and where the files were silent, what was known."""
    named = house if house.key is not None else None
    many_flats = house.many_flats
    return {
        "object_id": house.object_id,
        "guid": named.guid if named else old.get("guid"),
        "parent_id": house.municipal or old.get("parent_id") or house.administrative,
        "key": named.key if named else old.get("key"),
        "kind": named.kind if named else old.get("kind"),
        "title": named.title if named else old.get("title"),
        "postal_code": house.postal_code or old.get("postal_code"),
        "many_flats": old.get("many_flats") if many_flats is None else bool(many_flats),
    }


def stored(session: Session, table: Table, *among: ColumnElement[bool]) -> dict[int, Row]:
    """Rows of the database by OBJECTID."""
    rows = session.connection().execute(select(table).where(*among)).mappings()
    return {row["object_id"]: dict(row) for row in rows}


def write(
    session: Session,
    table: Table,
    old: Mapping[int, Row],
    new: Mapping[int, Row],
    changes: Changes,
) -> None:
    """Turn the old rows into the new ones."""
    added = [row for number, row in new.items() if number not in old]
    changed = [row for number, row in new.items() if number in old and row != old[number]]
    removed = old.keys() - new.keys()
    connection = session.connection()
    gone = [{"number": number} for number in (*removed, *(row["object_id"] for row in changed))]
    if gone:
        connection.execute(delete(table).where(table.c.object_id == bindparam("number")), gone)
    if rows := [*added, *changed]:
        connection.execute(insert(table), rows)
    changes.added += len(added)
    changes.changed += len(changed)
    changes.removed += len(removed)
