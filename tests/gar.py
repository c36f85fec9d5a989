"""Exports of the state address register (GAR), generated from a land written as a tree.

    1 обл | Ленинградская
      3 м.р-н | Всеволожский
        5 г. | Мурино
          8 ул. | Шувалова < Старая #101 | 9; 13А; 16 к 2; зд. 5; 21*

«< Старая» is the former name, «#101» an OBJECTID that must stay when the name does not, «*» a block
of flats. In an update «=» before a line (or a house) marks what has not changed and is not
exported, «-» what has ended.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from typing import IO, Any
from uuid import UUID
from xml.sax.saxutils import quoteattr
from zlib import crc32

LINE = re.compile(
    r"(?P<mark>[=-]?)\s*(?P<level>\d)\s+(?P<type>[^|]+?)\s*\|\s*(?P<name>[^|#<]+?)\s*"
    r"(?:<\s*(?P<former>[^|#]+?)\s*)?(?:#(?P<id>\d+)\s*)?(?:\|\s*(?P<houses>.*))?"
)
HOUSE = re.compile(
    r"(?P<mark>[=-]?)(?:(?P<type>зд\.|г-ж|влд\.|стр\.)\s)?(?P<number>[^\s*]*)"
    r"(?P<parts>(?:\s(?:к|стр|лит)\s\S+?)*)(?P<flats>\*?)"
)
TYPES = {"влд.": 1, None: 2, "г-ж": 4, "зд.": 5, "стр.": 7}
PARTS = {"к": 1, "стр": 2, "лит": 4}
FOREVER = "2079-06-06"
DAYS = {"UPDATEDATE": "2020-01-01", "STARTDATE": "2020-01-01", "ENDDATE": FOREVER}
CURRENT = {"OPERTYPEID": 10, **DAYS, "ISACTUAL": 1, "ISACTIVE": 1}
ENDED = {**CURRENT, "OPERTYPEID": 30, "ENDDATE": "2021-01-01", "ISACTUAL": 0, "ISACTIVE": 0}
# «Бечевник» is a kind that only the dictionary of the export knows.
KINDS = ((5, "г.", "Город"), (8, "ул.", "Улица"), (8, "ул", "Улица"), (8, "бечев.", "Бечевник"))
HOUSE_TYPES = "Владение Дом Домовладение Гараж Здание Шахта Строение Сооружение Литера Корпус"
PART_TYPES = "Корпус Строение Сооружение Литера"
Rows = Iterator[dict[str, Any]]


@dataclass(frozen=True)
class Node:
    """An address object; paths end with it."""

    id: int
    level: int
    type: str
    name: str
    mark: str = ""  # «=» not exported, «-» ended
    former: str | None = None
    houses: tuple[str, ...] = ()
    municipal: tuple[int, ...] = ()
    administrative: tuple[int, ...] = ()


@dataclass
class Land:
    """Address objects in the order of the tree; houses are made when they are asked for."""

    nodes: list[Node] = field(default_factory=list)
    scatter: bool = False  # OBJECTIDs of houses in no order at all, as a big register has them

    def house_id(self, node: Node, written: str) -> int:
        """The same in every version of the land."""
        number = int(written) if written.isdigit() else 5_000 + crc32(written.encode()) % 5_000
        found = node.id * 10_000 + number
        return found * 0x9E3779B1 % 2**48 if self.scatter else found

    def houses(self) -> Iterator[tuple[Node, int, re.Match[str]]]:
        """Houses to export: the street, the OBJECTID, what is written."""
        for node in self.nodes:
            for written in node.houses:
                found = HOUSE.fullmatch(written)
                assert found, written
                if found["mark"] != "=":
                    yield node, self.house_id(node, written.lstrip("-").rstrip("*")), found


def read_land(text: str) -> Land:
    """The land of a tree."""
    land, above = Land(), [(-1, Node(0, 0, "", ""))]
    for line in filter(str.strip, text.splitlines()):
        depth, found = len(line) - len(line.lstrip()), LINE.fullmatch(line.strip())
        assert found, line
        while above[-1][0] >= depth:
            above.pop()
        for node in nodes_of(found, above[-1][1]):
            land.nodes.append(node)
        above.append((depth, land.nodes[-1]))
    return land


def nodes_of(found: re.Match[str], parent: Node) -> Iterator[Node]:
    """The object of a line; before a municipal district the administrative one of its name."""
    path = f"{parent.id}/{found['type']}/{found['name']}"
    node = Node(
        id=int(found["id"] or crc32(path.encode())),
        level=int(found["level"]),
        type=found["type"],
        name=found["name"],
        mark=found["mark"],
        former=found["former"],
        houses=tuple(filter(None, map(str.strip, (found["houses"] or "").split(";")))),
    )
    administrative = parent.administrative
    if node.level == 3 and node.type != "г.о.":
        number = crc32(f"{path}/2".encode())
        administrative = (*administrative, number)
        twin = replace(node, id=number, level=2, type="р-н", administrative=administrative)
        yield replace(twin, houses=())
    if node.level not in {3, 4}:
        administrative = (*administrative, node.id)
    yield replace(node, municipal=(*parent.municipal, node.id), administrative=administrative)


def guid(number: int) -> str:
    """The OBJECTGUID of an object."""
    return str(UUID(int=number, version=4))


def object_rows(land: Land) -> Rows:
    for number, node in enumerate(land.nodes, 1):
        row = {
            "ID": number,
            "OBJECTID": node.id,
            "OBJECTGUID": guid(node.id),
            "CHANGEID": number,
            "NAME": node.name,
            "TYPENAME": node.type,
            "LEVEL": node.level,
        }
        if node.mark != "=":
            yield row | (ENDED if node.mark == "-" else CURRENT)
        if node.former:  # behind the current row: order must not matter
            yield row | {"ID": number + 10**9, "NAME": node.former} | ENDED


def house_rows(land: Land) -> Rows:
    for number, (_, object_id, house) in enumerate(land.houses(), 1):
        parts = house["parts"].split()
        row = {
            "ID": number,
            "OBJECTID": object_id,
            "OBJECTGUID": guid(object_id),
            "CHANGEID": number,
            "HOUSENUM": house["number"],
            "HOUSETYPE": TYPES[house["type"]],
        }
        for slot, (kind, value) in enumerate(zip(parts[::2], parts[1::2], strict=True), 1):
            row |= {f"ADDNUM{slot}": value, f"ADDTYPE{slot}": PARTS[kind]}
        yield row | (ENDED if house["mark"] == "-" else CURRENT)


def hierarchy_rows(land: Land, hierarchy: str) -> Rows:
    """Objects, houses, and the flats of blocks: those we must pass over."""
    numbers, days = count(1), {**DAYS, "ISACTIVE": 1}
    shared = {"CHANGEID": 1, **({"OKTMO": "41612000"} if hierarchy == "municipal" else {})}

    def item(*path: int) -> dict[str, Any]:
        above = {"PARENTOBJID": path[-2]} if len(path) > 1 else {}
        row = {"ID": next(numbers), "OBJECTID": path[-1], **above, **shared, **days}
        return row | {"PATH": ".".join(map(str, path))}

    for node in land.nodes:
        path = getattr(node, hierarchy)
        if node.mark != "=" and path and path[-1] == node.id:
            yield item(*path)
    for node, object_id, house in land.houses():
        path = getattr(node, hierarchy)
        yield item(*path, object_id)
        if house["flats"]:
            yield item(*path, object_id, object_id + 2**50)


def param_rows(facts: Iterable[tuple[int, int, str]]) -> Rows:
    """Current parameters, each with a replaced one behind it."""
    for number, (object_id, kind, value) in enumerate(facts, 1):
        row = {"ID": number, "OBJECTID": object_id, "CHANGEID": 1, "TYPEID": kind, **DAYS}
        yield row | {"CHANGEIDEND": 0, "VALUE": value}
        yield row | {"ID": number + 10**9, "CHANGEIDEND": 7, "VALUE": "0"}


def house_facts(land: Land) -> Iterator[tuple[int, int, str]]:
    for _, object_id, house in land.houses():
        yield object_id, 5, "188662"
        if house["flats"]:
            yield object_id, 19, "1"


def object_facts(land: Land) -> Iterator[tuple[int, int, str]]:
    for node in land.nodes:
        if node.mark == "":
            yield node.id, 5, "188660"


def type_rows(names: str) -> Rows:
    for number, name in enumerate(names.split(), 1):
        yield {"ID": number, "NAME": name, **DAYS, "ISACTIVE": "true"}


def kind_rows() -> Rows:
    for number, (level, short, name) in enumerate(KINDS, 1):
        row = {"ID": number, "LEVEL": level, "SHORTNAME": short, "NAME": name}
        yield {**row, **DAYS, "ISACTIVE": "true"}


def tables(land: Land) -> Iterator[tuple[str, str, str, Rows]]:
    """Folder and table, root element, row element, rows."""
    kinds = "ADDRESSOBJECTTYPES", "ADDRESSOBJECTTYPE"
    yield "AS_ADDR_OBJ_TYPES", *kinds, kind_rows()
    yield "AS_HOUSE_TYPES", "HOUSETYPES", "HOUSETYPE", type_rows(HOUSE_TYPES)
    yield "AS_ADDHOUSE_TYPES", "HOUSETYPES", "HOUSETYPE", type_rows(PART_TYPES)
    yield "47/AS_ADDR_OBJ", "ADDRESSOBJECTS", "OBJECT", object_rows(land)
    yield "47/AS_HOUSES", "HOUSES", "HOUSE", house_rows(land)
    yield "47/AS_MUN_HIERARCHY", "ITEMS", "ITEM", hierarchy_rows(land, "municipal")
    yield "47/AS_ADM_HIERARCHY", "ITEMS", "ITEM", hierarchy_rows(land, "administrative")
    yield "47/AS_ADDR_OBJ_PARAMS", "PARAMS", "PARAM", param_rows(object_facts(land))
    yield "47/AS_HOUSES_PARAMS", "PARAMS", "PARAM", param_rows(house_facts(land))


def write_export(
    land: Land | str,
    path: Path,
    *,
    day: str = "20240105",
    without: Iterable[str] = (),
    bom: bool = True,
) -> Path:
    """Write the export of a land as a zip or, without that suffix, a folder."""
    land = read_land(land) if isinstance(land, str) else land
    for name, root, element, rows in tables(land):
        if name.rpartition("/")[2] not in without:
            serial = guid(crc32(name.encode()))
            with opened(path, f"{name}_{day}_{serial}.XML") as stream:
                write_table(stream, root, element, rows, bom=bom)
    return path


@contextmanager
def opened(path: Path, name: str) -> Iterator[IO[bytes]]:
    """A new file of an export."""
    if path.suffix == ".zip":
        with (
            zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
            archive.open(name, "w", force_zip64=True) as stream,
        ):
            yield stream
    else:
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        with (path / name).open("wb") as stream:
            yield stream


def write_table(stream: IO[bytes], root: str, element: str, rows: Rows, *, bom: bool) -> None:
    """One file: elements with attributes only."""
    text = io.TextIOWrapper(stream, "utf-8-sig" if bom else "utf-8", write_through=False)
    text.write(f'<?xml version="1.0" encoding="utf-8"?><{root}>')
    for row in rows:
        text.write(f"<{element} {attributes(row)} />")
    text.write(f"</{root}>")
    text.flush()
    text.detach()


def attributes(row: dict[str, Any]) -> str:
    """A row as attributes; hardly any needs its signs escaped, and a big export has millions."""
    plain = " ".join([f'{name}="{value}"' for name, value in row.items()])
    if "&" not in plain and "<" not in plain and plain.count('"') == 2 * len(row):
        return plain
    return " ".join(f"{name}={quoteattr(str(value))}" for name, value in row.items())


def large_land(houses: int) -> Land:
    """So many houses, fifty on a street, forty streets in a village."""
    numbers = (
        *map(str, range(1, 41)),
        *(f"{n}А*" for n in range(1, 6)),
        *(f"{n} к 2*" for n in range(6, 11)),
    )
    ids = count(1)
    region = Node(next(ids), 1, "обл", "Ленинградская", municipal=(1,), administrative=(1,))
    land = Land([region], scatter=True)
    district = village = region
    for street in range(-(-houses // len(numbers))):
        if street % 4_000 == 0:
            district = below(region, next(ids), 3, "м.р-н", f"Район {street // 4_000}")
            land.nodes.append(district)
        if street % 40 == 0:
            village = below(district, next(ids), 6, "д.", f"Деревня {street // 40}")
            land.nodes.append(village)
        land.nodes.append(
            replace(below(village, next(ids), 8, "ул.", f"Улица{street}"), houses=numbers)
        )
    return land


def below(parent: Node, number: int, level: int, kind: str, name: str) -> Node:
    """A new object under another."""
    municipal, administrative = (*parent.municipal, number), (*parent.administrative, number)
    return Node(number, level, kind, name, municipal=municipal, administrative=administrative)
