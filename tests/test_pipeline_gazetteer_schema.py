"""The generated register against the official schemas, where they lie beside the repository."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from pipeline.gazetteer.export import member_of
from pipeline.gazetteer.tables import Table
from tests.gar import write_export

REFERENCE = Path(__file__).parents[2] / "shared" / "reference" / "gazetteer"
SCHEMAS, SAMPLES = REFERENCE / "gar-xsd", REFERENCE / "gar-dictionaries"
XS = "{http://www.w3.org/2001/XMLSchema}"
FILE = re.compile(r"(AS_[A-Z_]+)_\d{8}_.*")
BASES = {
    "xs:long": re.compile(r"-?\d{1,19}"),
    "xs:integer": re.compile(r"-?\d+"),
    "xs:int": re.compile(r"-?\d+"),
    "xs:boolean": re.compile(r"true|false|0|1"),
    "xs:date": re.compile(r"\d{4}-\d\d-\d\d"),
    "xs:string": re.compile(r".*", re.DOTALL),
    "": re.compile(r".*", re.DOTALL),
}
LAND = """
1 обл | Ленинградская
  3 м.р-н | Всеволожский
    4 г.п. | Муринское
      5 г. | Мурино
        8 ул. | Шувалова < Старая | 9; 13А; 16 к 2; зд. 5; 21*; -7; 14 лит А
        - 8 ул | Прежняя
"""

pytestmark = pytest.mark.skipif(not SCHEMAS.is_dir(), reason="no official schemas here")


class Schema:
    """As much of XML Schema as the register's files use: elements with restricted attributes."""

    def __init__(self, path: Path) -> None:
        self.root, self.element = (e.get("name") for e in ET.parse(path).iter(f"{XS}element"))
        found = ET.parse(path).iter(f"{XS}attribute")
        self.attributes = {attribute.get("name", ""): attribute for attribute in found}

    def violations(self, path: Path) -> Iterator[str]:
        """What the file does against the schema."""
        root = ET.parse(path).getroot()
        if root.tag != self.root:
            yield f"root {root.tag}"
        for row in root:
            if row.tag != self.element or len(row) or (row.text or "").strip():
                yield f"row {row.tag}"
            yield from self.of_row(row.attrib)

    def of_row(self, row: dict[str, str]) -> Iterator[str]:
        yield from (f"{name} unknown" for name in row.keys() - self.attributes.keys())
        for name, attribute in self.attributes.items():
            if name in row:
                if not fits(attribute, row[name]):
                    yield f"{name}={row[name]!r}"
            elif attribute.get("use") == "required":
                yield f"{name} missing"


def fits(attribute: ET.Element, value: str) -> bool:
    """Whether the value keeps to the type and the facets."""
    restriction = attribute.find(f".//{XS}restriction")
    base = attribute.get("type") or (restriction is not None and restriction.get("base")) or ""
    if not BASES[base].fullmatch(value) or (base == "xs:date" and not date.fromisoformat(value)):
        return False
    facets: dict[str, list[str]] = {}
    for facet in restriction if restriction is not None else ():
        facets.setdefault(facet.tag.removeprefix(XS), []).append(facet.get("value", ""))
    return (
        value in facets.get("enumeration", [value])
        and any(re.fullmatch(pattern, value) for pattern in facets.get("pattern", [".*"]))
        and len(value) in {*map(int, facets.get("length", [str(len(value))]))}
        and int(facets.get("minLength", ["0"])[0]) <= len(value)
        and len(value) <= int(facets.get("maxLength", ["1000000"])[0])
    )


def schema_of(path: Path) -> Schema:
    """The schema of a file: one for all parameters, one for all types of houses."""
    named = FILE.fullmatch(path.name)
    assert named, path
    table = re.sub(r"AS_\w+_PARAMS", "AS_PARAM", named[1]).replace("ADDHOUSE", "HOUSE")
    [schema] = (found for found in SCHEMAS.glob("*.xsd") if re.match(rf"{table}_\d", found.name))
    return Schema(schema)


def test_the_generated_register_keeps_to_the_schemas(tmp_path: Path) -> None:
    write_export(LAND, tmp_path)
    files = list(tmp_path.rglob("*.XML"))
    assert len(files) == 9
    for path in files:
        assert list(schema_of(path).violations(path)) == []


PUBLISHED = sorted(
    path
    for path in SAMPLES.rglob("*.XML")
    if (member := member_of(path.name, 0)) and member.table in set(Table)
)


@pytest.mark.parametrize("path", PUBLISHED, ids=lambda path: path.name[:20])
def test_published_files_keep_to_the_schemas(path: Path) -> None:
    assert list(schema_of(path).violations(path)) == []


def test_a_breach_is_noticed(tmp_path: Path) -> None:
    write_export(LAND, tmp_path)
    [path] = tmp_path.glob("47/AS_HOUSES_2*")
    path.write_text(path.read_text("utf-8-sig").replace('ISACTIVE="1"', 'ISACTIVE="7"'), "utf-8")
    assert set(schema_of(path).violations(path)) == {"ISACTIVE='7'"}
