"""The gazetteer is what its headers say: sorted, sourced, consistent."""

import re
import tomllib
from collections import Counter

import pytest

from nlp.address.forms import load_forms
from nlp.address.gazetteer import Gazetteer, load_districts
from nlp.address.source import folded, rows, table

SOURCES = {"spb-data", "curated", "unverified"}
KINDS = ("улица", "переулок", "проспект", "набережная", "проезд", "площадь", "бульвар")
SOURCED = [
    "aliases.tsv",
    "street_aliases.tsv",
    "centres.tsv",
    "complexes.tsv",
    "outside.tsv",
    "petersburg.tsv",
    "settlements.tsv",
    "streets.tsv",
]


@pytest.mark.parametrize("name", SOURCED)
def test_every_row_names_its_source(name: str) -> None:
    assert {row[-1] for row in rows(name)} <= SOURCES


@pytest.mark.parametrize("name", SOURCED)
def test_every_file_says_where_it_comes_from(name: str) -> None:
    header = [line for line in table(name).split("\n") if line.startswith("#")]

    assert any("unverified" in line for line in header)
    assert header[-1].startswith("# columns: ")


@pytest.mark.parametrize("name", SOURCED)
def test_rows_stand_once(name: str) -> None:
    seen = Counter(tuple(row[:-1]) for row in rows(name))

    assert [row for row, times in seen.items() if times > 1] == []


def test_settlements_are_sorted() -> None:
    keys = [(row[0].lower().replace("ё", "е"), row[2]) for row in rows("settlements.tsv")]

    assert keys == sorted(keys)


def test_streets_are_sorted() -> None:
    def key(row: list[str]) -> tuple[str, str, str]:
        street, settlement, district, _ = row
        return district, settlement.lower().replace("ё", "е"), street.lower().replace("ё", "е")

    keys = [key(row) for row in rows("streets.tsv")]

    assert keys == sorted(keys)


def test_no_street_stands_twice_with_and_without_whose_name_it_is() -> None:
    """«улица Зверевой» beside «улица Авиатриссы Зверевой» would part the complaints of a house."""
    named: dict[tuple[str, str], dict[str, str]] = {}
    for street, settlement, _, _ in rows("streets.tsv"):
        kind, _, name = folded(street).partition(" ")
        if name[-2:] in ("ва", "на", "ой", "го") and kind in KINDS:
            named.setdefault((settlement, kind), {})[name] = street
    doubled = [
        (there, named[there][name])
        for there, names in named.items()
        for name in names
        for other in names
        if other.endswith(f" {name}") and not re.match(r"\d|больш|мал|нов|стар", other)
    ]
    assert doubled == []


def test_there_are_eighteen_territories() -> None:
    assert len(load_districts()) == 18


def test_names_of_a_territory_follow_each_other() -> None:
    for district in tomllib.loads(table("districts.toml"))["district"]:
        *past, present = district["names"]
        assert "valid_to" not in present
        for name in past:
            assert name["valid_to"] < present["valid_from"]


def test_every_settlement_lies_in_a_territory() -> None:
    assert {district for _, _, district, _ in rows("settlements.tsv")} == set(load_districts())


@pytest.mark.parametrize(("name", "town", "home"), [("streets.tsv", 1, 2), ("aliases.tsv", 1, 2)])
def test_what_lies_in_a_settlement_finds_it(name: str, town: int, home: int) -> None:
    known = {(row[0], row[2]) for row in rows("settlements.tsv")}

    assert {(row[town], row[home]) for row in rows(name)} <= known


def test_centres_and_complexes_find_their_settlements() -> None:
    known = {(row[0], row[2]) for row in rows("settlements.tsv")}

    assert {(name, district) for name, district, _ in rows("centres.tsv")} <= known
    assert {(town, home) for _, town, home, _ in rows("complexes.tsv")} <= known


def test_forms_stand_for_names_that_exist() -> None:
    gazetteer = Gazetteer.load()
    streets = set(gazetteer.streets) | {street for street, _ in rows("petersburg.tsv")}
    for form in load_forms().rows:
        entry = gazetteer.forms.find(form) or {}
        for kind in entry.keys() & {"street", "petersburg"}:
            assert {*entry[kind].whole, *entry[kind].shortened} <= streets
        if "settlement" in entry:
            assert {*entry["settlement"].whole} <= gazetteer.namesakes.keys()


@pytest.mark.parametrize(
    "form",
    [
        *("лодейном поле", "лодейного поля", "сосновом бору", "кудрове", "сланцах", "киришах"),
        *("ям тесово", "усть луге", "янино 1", "луге", "вартемяг", "п морозова"[2:]),
    ],
)
def test_settlements_are_declined(form: str) -> None:
    entry = Gazetteer.load().forms.find(form)

    assert entry is not None
    assert "settlement" in entry


def test_namesakes_of_the_city_are_told_from_the_oblast() -> None:
    gazetteer = Gazetteer.load()

    assert gazetteer.regions["Колпино"] == "Санкт-Петербург"
    assert {"Кировский", "Выборгский"} <= gazetteer.petersburg_districts & gazetteer.districts


def test_folding_makes_one_spelling() -> None:
    assert folded("Ям-Тёсово") == "ям тесово"


def test_forms_are_in_order() -> None:
    forms = list(load_forms().rows)

    assert forms == sorted(forms)
