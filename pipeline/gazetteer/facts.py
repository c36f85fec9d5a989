"""What the files of an export say, sorted into objects in memory and houses in the scratch file.

Of the parameters the postal code, the OKTMO code, the official name and the mark of a block of
flats are kept. OKATO is superseded by OKTMO, and cadastral numbers serve nobody at this desk.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.gazetteer.export import Export
from pipeline.gazetteer.house_types import HOUSE, PART, UNKNOWN, HouseTypes, Numbered
from pipeline.gazetteer.kinds import Kinds
from pipeline.gazetteer.objects import AddressObject, Level, Objects
from pipeline.gazetteer.rows import Row, read_table
from pipeline.gazetteer.scratch import Named, Scratch
from pipeline.gazetteer.tables import Table
from pipeline.progress import Progress

OBJECT_PARAMS = {"5": "postal_code", "7": "oktmo", "16": "official_name"}
POSTAL_CODE, MANY_FLATS = "5", "19"
TRUE = frozenset({"1", "true", "да"})


def is_current(row: Row) -> bool:
    """Whether a row of an object or a house is its last one and in force."""
    return row["ISACTUAL"] == "1" and row["ISACTIVE"] == "1"


def number(row: Row, name: str) -> int:
    """A type by its number, UNKNOWN when the row is silent."""
    return int(row.get(name) or UNKNOWN)


def read_objects(export: Export, progress: Progress) -> tuple[Objects, set[int]]:
    """Current objects of levels 1 to 8, and the numbers of those that have none but old rows."""
    rows = read_table(export, Table.OBJECT_TYPES, progress)
    kinds = Kinds.learn([(int(row["LEVEL"]), row["SHORTNAME"], row["NAME"]) for row in rows])
    found, ended = Objects(), set()
    for row in read_table(export, Table.OBJECTS, progress):
        if int(row["LEVEL"]) > Level.STREET:
            continue
        if is_current(row):
            one = AddressObject.from_row(row, kinds)
            found[one.object_id] = one
        else:
            ended.add(int(row["OBJECTID"]))
    return found, ended - found.keys()


@dataclass(frozen=True, slots=True)
class Facts:
    """Reads the other tables once the objects are known."""

    export: Export
    progress: Progress
    objects: Objects
    delta: bool

    def read_houses(self, scratch: Scratch) -> None:
        """Everything of houses into the scratch file, and the rest of what is said of objects."""
        ended: list[int] = []
        scratch.name(self._names(ended))
        scratch.end(ended)
        scratch.place((child, parent, None) for child, parent in self._parents(Table.MUNICIPAL))
        scratch.place(
            (child, None, parent) for child, parent in self._parents(Table.ADMINISTRATIVE)
        )
        self._read_object_params()
        scratch.describe(self._house_params())

    def _names(self, ended: list[int]) -> Iterator[Named]:
        """Current houses; of a delta also the numbers of those that are not."""
        types = HouseTypes.learn({**self._types(HOUSE), **self._types(PART)})
        for row in read_table(self.export, Table.HOUSES, self.progress):
            object_id = int(row["OBJECTID"])
            if is_current(row):
                house = Numbered(
                    row.get("HOUSENUM", "").strip(),
                    number(row, "HOUSETYPE"),
                    row.get("ADDNUM1", "").strip(),
                    number(row, "ADDTYPE1"),
                    row.get("ADDNUM2", "").strip(),
                    number(row, "ADDTYPE2"),
                )
                key, title = types.describe(house)
                yield object_id, row["OBJECTGUID"].lower(), key, house.kind, title
            elif self.delta:
                ended.append(object_id)

    def _parents(self, hierarchy: Table) -> Iterator[tuple[int, int]]:
        """Houses, flats and plots with the nearest address object above; objects learn theirs."""
        name = "municipal" if hierarchy is Table.MUNICIPAL else "administrative"
        for row in read_table(self.export, hierarchy, self.progress):
            if row["ISACTIVE"] != "1":
                continue
            object_id, parent = int(row["OBJECTID"]), self.objects.nearest(row["PATH"])
            if found := self.objects.get(object_id):
                setattr(found, name, parent)
                found.oktmo = row.get("OKTMO") or found.oktmo
            elif parent is not None:
                yield object_id, parent

    def _read_object_params(self) -> None:
        for row in self._params(Table.OBJECT_PARAMS):
            found = self.objects.get(int(row["OBJECTID"]))
            if found and (name := OBJECT_PARAMS.get(row["TYPEID"])):
                setattr(found, name, row["VALUE"].strip() or None)

    def _house_params(self) -> Iterator[tuple[int, str | None, int | None]]:
        for row in self._params(Table.HOUSE_PARAMS):
            if row["TYPEID"] == POSTAL_CODE:
                yield int(row["OBJECTID"]), row["VALUE"].strip() or None, None
            elif row["TYPEID"] == MANY_FLATS:
                yield int(row["OBJECTID"]), None, row["VALUE"].strip().lower() in TRUE

    def _params(self, table: Table) -> Iterator[Row]:
        for row in read_table(self.export, table, self.progress):
            if row["CHANGEIDEND"] == "0":  # else a later change has replaced it
                yield row

    def _types(self, table: str) -> dict[tuple[str, int], str]:
        source = Table.HOUSE_TYPES if table == HOUSE else Table.PART_TYPES
        rows = read_table(self.export, source, self.progress)
        return {(table, int(row["ID"])): row["NAME"] for row in rows}
