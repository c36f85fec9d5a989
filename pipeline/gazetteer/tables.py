"""The tables of an export that we read, and what their files must look like."""

from enum import StrEnum


class Table(StrEnum):
    """A table by the middle of its files' names."""

    OBJECTS = "ADDR_OBJ"
    HOUSES = "HOUSES"
    ADMINISTRATIVE = "ADM_HIERARCHY"
    MUNICIPAL = "MUN_HIERARCHY"
    OBJECT_PARAMS = "ADDR_OBJ_PARAMS"
    HOUSE_PARAMS = "HOUSES_PARAMS"
    OBJECT_TYPES = "ADDR_OBJ_TYPES"
    HOUSE_TYPES = "HOUSE_TYPES"
    PART_TYPES = "ADDHOUSE_TYPES"

    @property
    def is_regional(self) -> bool:
        """Whether its files lie in the folders of regions; dictionaries lie in the root."""
        return self not in {Table.OBJECT_TYPES, Table.HOUSE_TYPES, Table.PART_TYPES}


REQUIRED = (Table.OBJECTS, Table.HOUSES, Table.ADMINISTRATIVE, Table.MUNICIPAL)
HIERARCHY = frozenset({"OBJECTID", "PATH", "ISACTIVE"})
PARAM = frozenset({"OBJECTID", "CHANGEIDEND", "TYPEID", "VALUE"})
CURRENT = {"OBJECTID", "OBJECTGUID", "ISACTUAL", "ISACTIVE"}
NAMED = frozenset({"ID", "NAME"})

# Table → root element, row element, attributes that a row must have.
SHAPES = {
    Table.OBJECTS: (
        "ADDRESSOBJECTS",
        "OBJECT",
        frozenset({*CURRENT, "NAME", "TYPENAME", "LEVEL"}),
    ),
    Table.HOUSES: ("HOUSES", "HOUSE", frozenset(CURRENT)),
    Table.ADMINISTRATIVE: ("ITEMS", "ITEM", HIERARCHY),
    Table.MUNICIPAL: ("ITEMS", "ITEM", HIERARCHY),
    Table.OBJECT_PARAMS: ("PARAMS", "PARAM", PARAM),
    Table.HOUSE_PARAMS: ("PARAMS", "PARAM", PARAM),
    Table.OBJECT_TYPES: (
        "ADDRESSOBJECTTYPES",
        "ADDRESSOBJECTTYPE",
        frozenset({"LEVEL", "SHORTNAME", "NAME"}),
    ),
    Table.HOUSE_TYPES: ("HOUSETYPES", "HOUSETYPE", NAMED),
    Table.PART_TYPES: ("HOUSETYPES", "HOUSETYPE", NAMED),
}
