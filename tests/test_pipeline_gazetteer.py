"""Loading the state register: all of a version or nothing of it."""

import os
import re
import signal
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from shutil import copy
from typing import Any

import pytest
from sqlalchemy import func, select

from models import RegisterHouse, RegisterObject, RegisterVersion
from pipeline.errors import OtklikError, Suspicious, WrongUsage
from pipeline.gazetteer.load import SCRATCH, import_register
from pipeline.gazetteer.loaded import Loaded, info
from pipeline.progress import Silent
from pipeline.workspace import Workspace, open_workspace
from tests.conftest import dump_tables
from tests.gar import write_export

NOW = datetime(2024, 1, 10, 9, tzinfo=UTC)
SAMPLES = Path(__file__).parents[2] / "shared" / "reference" / "gazetteer" / "gar-dictionaries"
LAND = """
1 обл | Ленинградская
  3 м.р-н | Всеволожский
    4 г.п. | Муринское
      5 г. | Мурино
        8 ул. | Шувалова #101 | 9; 13А; 16 к 2; зд. 5; 21*
        8 ул | Лесная #102 | 1; 2
        7 мкр. | 3
          8 пер | Тихий | 7
    4 с.п. | Романовское
      6 п | Романовка | 22
      7 тер. СНТ | Малинка
        8 лн. | 3-я | 45
  3 м.о. | Гатчинский
    5 г | Гатчина
      8 бечев. | Нижний
  3 г.о. | Сосновоборский
    5 г. | Сосновый Бор
      8 пр-кт | Героев | 63
"""


def new_desk(folder: Path, configuration: str = "") -> Iterator[Workspace]:
    home = folder / "home"
    home.mkdir()
    (home / "otklik.toml").write_text(configuration)
    desk = open_workspace(home)
    yield desk
    desk.engine.dispose()


@pytest.fixture
def desk(tmp_path: Path, database_url: str) -> Iterator[Workspace]:
    yield from new_desk(tmp_path, f'database_url = "{database_url}"')


@pytest.fixture
def sqlite_desk(tmp_path: Path) -> Iterator[Workspace]:
    yield from new_desk(tmp_path)


def load(
    desk: Workspace,
    land: str,
    day: str = "20240105",
    name: str = "gar_xml",
    force: bool = False,
    **how: Any,
) -> Loaded:
    """Write an export of a land and load it."""
    path = write_export(land, desk.home.parent / f"{name}_{day}.zip", day=day, **how)
    return import_register(desk, path, now=NOW, progress=Silent(), force=force)


def addresses(desk: Workspace) -> list[str]:
    """Every house as it is addressed, sorted."""
    stmt = select(RegisterObject.address, RegisterHouse.title).join(
        RegisterHouse, RegisterHouse.parent_id == RegisterObject.object_id
    )
    with desk.sessions() as session:
        return sorted(f"{street}, {house}" for street, house in session.execute(stmt))


def get_object(desk: Workspace, name: str) -> RegisterObject:
    with desk.sessions() as session:
        return session.scalars(
            select(RegisterObject).where(RegisterObject.name == name, RegisterObject.level > 2)
        ).one()


def registers(desk: Workspace) -> dict[str, Any]:
    tables = dump_tables(desk.engine)
    return {name: rows for name, rows in tables.items() if name.startswith("register_")}


def test_houses_stand_where_the_register_puts_them(desk: Workspace) -> None:
    loaded = load(desk, LAND)
    assert addresses(desk) == [
        "г. Мурино, мкр. 3, пер. Тихий, д. 7",
        "г. Мурино, ул. Лесная, д. 1",
        "г. Мурино, ул. Лесная, д. 2",
        "г. Мурино, ул. Шувалова, д. 13А",
        "г. Мурино, ул. Шувалова, д. 16, к. 2",
        "г. Мурино, ул. Шувалова, д. 21",
        "г. Мурино, ул. Шувалова, д. 9",
        "г. Мурино, ул. Шувалова, зд. 5",
        "г. Сосновый Бор, пр-кт Героев, д. 63",
        "п. Романовка, д. 22",
        "с.п. Романовское, тер. СНТ Малинка, лн. 3-я, д. 45",
    ]
    assert (loaded.houses, loaded.changes.added, loaded.delta) == (11, 11, False)


# name        | title            | district       | its settlement
PLACES = """
  Мурино      | Мурино           | Всеволожский   | Мурино
  Шувалова    | улица Шувалова   | Всеволожский   | Мурино
  Лесная      | Лесная улица     | Всеволожский   | Мурино
  3           | 3-й микрорайон   | Всеволожский   | Мурино
  Тихий       | Тихий переулок   | Всеволожский   | Мурино
  Романовка   | Романовка        | Всеволожский   | Романовка
  Малинка     | СНТ Малинка      | Всеволожский   |
  3-я         | 3-я линия        | Всеволожский   |
  Нижний      | бечевник Нижний  | Гатчинский     | Гатчина
  Героев      | проспект Героев  | Сосновоборский | Сосновый Бор
"""


def test_every_object_knows_its_district_and_settlement(sqlite_desk: Workspace) -> None:
    load(sqlite_desk, LAND)
    for line in PLACES.strip().splitlines():
        name, title, district, settlement = map(str.strip, line.split("|"))
        found = get_object(sqlite_desk, name)
        town = get_object(sqlite_desk, settlement).object_id if settlement else None
        assert (found.title, found.district, found.settlement_id) == (title, district, town)


def test_where_municipal_borders_are_silent_the_administrative_ones_tell(
    sqlite_desk: Workspace, tmp_path: Path
) -> None:
    path = rewritten(tmp_path, "AS_MUN_HIERARCHY", lambda text: text.replace('VE="1"', 'VE="0"'))
    import_register(sqlite_desk, path, now=NOW, progress=Silent())
    assert get_object(sqlite_desk, "Шувалова").district == "Всеволожский"
    assert get_object(sqlite_desk, "Героев").district is None  # no administrative district there
    found = addresses(sqlite_desk)
    assert "г. Мурино, ул. Шувалова, д. 9" in found
    assert "р-н Всеволожский, тер. СНТ Малинка, лн. 3-я, д. 45" in found


def test_parameters_that_serve_the_desk_are_kept(sqlite_desk: Workspace) -> None:
    load(sqlite_desk, LAND)
    with sqlite_desk.sessions() as session:
        flats = select(RegisterHouse.key, RegisterHouse.postal_code)
        rows = [
            tuple(row) for row in session.execute(flats.where(RegisterHouse.many_flats.is_(True)))
        ]
    assert rows == [("21|||", "188662")]
    assert get_object(sqlite_desk, "Шувалова").postal_code == "188660"


@pytest.mark.parametrize(("name", "bom"), [("folder", True), ("plain.zip", False)])
def test_a_folder_and_a_file_without_bom_say_the_same(
    sqlite_desk: Workspace, tmp_path: Path, name: str, bom: bool
) -> None:
    load(sqlite_desk, LAND)
    was = registers(sqlite_desk)
    path = write_export(LAND, tmp_path / name, bom=bom)
    again = import_register(sqlite_desk, path, now=NOW, progress=Silent(), force=True)
    assert again.changes.added == 11
    found = registers(sqlite_desk)
    for table in ("register_object", "register_house"):
        assert found[table] == was[table]


def test_the_region_folder_itself_may_be_named(sqlite_desk: Workspace, tmp_path: Path) -> None:
    write_export(LAND, tmp_path / "gar")
    loaded = import_register(sqlite_desk, tmp_path / "gar" / "47", now=NOW, progress=Silent())
    assert loaded.houses == 11


def test_loading_the_same_export_again_changes_nothing(desk: Workspace) -> None:
    load(desk, LAND)
    was = registers(desk)
    with desk.sessions() as session:
        path = session.scalars(select(RegisterVersion.source)).one()
    later = datetime(2024, 2, 1, tzinfo=UTC)
    again = import_register(desk, desk.home.parent / path, now=later, progress=Silent())
    assert not again.fresh
    assert registers(desk) == was


def test_a_newer_export_renames_moves_and_ends(desk: Workspace) -> None:
    load(desk, LAND)
    newer = LAND.replace("Лесная #102 | 1; 2", "Садовая < Лесная #102 | 1; 3")
    newer = newer.replace("8 пер | Тихий | 7", "- 8 пер | Тихий | -7")
    changes = load(desk, newer, "20240112").changes
    assert (changes.added, changes.changed, changes.removed) == (1, 0, 2)
    assert get_object(desk, "Садовая").title == "Садовая улица"
    named = [line for line in addresses(desk) if "Лесная" in line or "Тихий" in line]
    assert named == []


UPDATE = """
= 1 обл | Ленинградская
  = 3 м.р-н | Всеволожский
    = 4 г.п. | Муринское
      = 5 г. | Мурино
        8 ул. | Сосновая < Лесная #102 | -1; 3
        = 8 ул. | Шувалова #101 | 9 к 3
        = 7 мкр. | 3
          - 8 пер | Тихий | -7
    = 4 с.п. | Романовское
      = 6 п | Романовка
        8 ул. | Новая | 1
"""


def test_an_update_changes_only_what_it_mentions(desk: Workspace) -> None:
    load(desk, LAND)
    loaded = load(desk, UPDATE, "20240112", name="gar_delta_xml")
    assert addresses(desk) == [
        "г. Мурино, ул. Сосновая, д. 2",
        "г. Мурино, ул. Сосновая, д. 3",
        "г. Мурино, ул. Шувалова, д. 13А",
        "г. Мурино, ул. Шувалова, д. 16, к. 2",
        "г. Мурино, ул. Шувалова, д. 21",
        "г. Мурино, ул. Шувалова, д. 9",
        "г. Мурино, ул. Шувалова, д. 9, к. 3",
        "г. Мурино, ул. Шувалова, зд. 5",
        "г. Сосновый Бор, пр-кт Героев, д. 63",
        "п. Романовка, д. 22",
        "п. Романовка, ул. Новая, д. 1",
        "с.п. Романовское, тер. СНТ Малинка, лн. 3-я, д. 45",
    ]
    assert (loaded.delta, loaded.changes.added, loaded.changes.removed) == (True, 3, 2)


def test_an_update_is_known_without_its_name(sqlite_desk: Workspace) -> None:
    load(sqlite_desk, LAND)
    assert load(sqlite_desk, UPDATE, "20240112").delta


def test_an_update_may_tell_of_a_house_by_its_parameters_alone(desk: Workspace) -> None:
    load(desk, LAND)
    tables = ("AS_HOUSES", "AS_ADDR_OBJ", "AS_ADM_HIERARCHY", "AS_MUN_HIERARCHY")
    load(desk, LAND.replace("| 63", "| 63*"), "20240112", name="gar_delta_xml", without=tables)
    with desk.sessions() as session:
        flats = select(RegisterHouse.title).where(RegisterHouse.many_flats.is_(True))
        assert sorted(session.scalars(flats)) == ["д. 21", "д. 63"]
    assert len(addresses(desk)) == 11


def test_a_house_may_hang_from_a_plot_that_is_not_loaded(
    sqlite_desk: Workspace, tmp_path: Path
) -> None:
    path = write_export(LAND, tmp_path / "gar")
    for file in path.glob("47/*HIERARCHY*"):
        text = file.read_text("utf-8-sig")
        file.write_text(re.sub(r'PATH="([\d.]+)\.(\d+)"', r'PATH="\1.555.\2"', text), "utf-8")
    import_register(sqlite_desk, path, now=NOW, progress=Silent())
    assert "г. Мурино, ул. Шувалова, д. 9" in addresses(sqlite_desk)


class Watching(Silent):
    """Does something at every step."""

    def __init__(self, act: Callable[[], None]) -> None:
        self.act, self.title = act, ""

    def start(self, title: str, total: int | None = None) -> None:
        self.title = title

    def advance(self, steps: int = 1) -> None:
        self.act()


def count_houses(desk: Workspace) -> int:
    with desk.sessions() as session:
        return session.scalar(select(func.count()).select_from(RegisterHouse)) or 0


def test_readers_never_see_half_a_register(desk: Workspace, tmp_path: Path) -> None:
    load(desk, LAND)
    seen = []
    path = write_export(LAND.replace("1; 2", "1; 2; 3"), tmp_path / "new.zip", day="20240112")
    watching = Watching(lambda: seen.append(count_houses(desk)))
    import_register(desk, path, now=NOW, progress=watching)
    assert len(seen) > 5
    assert set(seen) == {11}
    assert count_houses(desk) == 12


@pytest.mark.parametrize("stage", ["Чтение реестра", "Запись домов"])
def test_an_import_killed_midway_leaves_no_trace_and_runs_again(
    desk: Workspace, tmp_path: Path, stage: str
) -> None:
    load(desk, LAND)
    was = registers(desk)
    path = write_export(LAND.replace("1; 2", "1; 2; 3"), tmp_path / "new.zip", day="20240112")
    command = [sys.executable, "-m", __name__, str(desk.home), str(path), stage]
    killed = subprocess.run(command, check=False, cwd=Path(__file__).parents[1])
    assert killed.returncode == -signal.SIGKILL
    assert registers(desk) == was
    import_register(desk, path, now=NOW, progress=Silent())
    assert count_houses(desk) == 12
    assert not (desk.home / SCRATCH).exists()


def import_and_die(home: Path, path: Path, stage: str) -> None:
    """What the killed process does."""

    def die() -> None:
        if watching.title == stage:
            os.kill(os.getpid(), signal.SIGKILL)

    watching = Watching(die)
    import_register(open_workspace(home), path, now=NOW, progress=watching)


def test_an_older_export_is_refused_unless_forced(sqlite_desk: Workspace) -> None:
    load(sqlite_desk, LAND, "20240112")
    with pytest.raises(WrongUsage, match=r"старее загруженной от 12\.01\.2024"):
        load(sqlite_desk, LAND, "20240105", name="old")
    assert load(sqlite_desk, LAND, "20240104", name="old", force=True).day == date(2024, 1, 4)


def test_a_shrunk_export_is_refused_unless_forced(sqlite_desk: Workspace) -> None:
    load(sqlite_desk, LAND)
    few = LAND.replace("9; 13А; 16 к 2; зд. 5; 21*", "").replace("1; 2", "")
    with pytest.raises(Suspicious, match="домов 4, а загружено 11"):
        load(sqlite_desk, few, "20240112")
    assert load(sqlite_desk, few, "20240113", force=True).houses == 4


def test_an_update_needs_something_to_update(sqlite_desk: Workspace) -> None:
    with pytest.raises(WrongUsage, match="сначала загрузите полную"):
        load(sqlite_desk, UPDATE, name="gar_delta_xml")


def test_info_tells_what_is_loaded(desk: Workspace) -> None:
    with desk.sessions() as session:
        assert "не загружен" in info(session).sentence()
    load(desk, LAND)
    with desk.sessions() as session:
        found = info(session)
    assert (found.settlements, found.streets, found.houses) == (4, 8, 11)
    assert found.districts == {"Всеволожский": 2, "Гатчинский": 1, "Сосновоборский": 1}
    assert "05.01.2024" in found.sentence()


def unpacked(path: Path) -> Path:
    return write_export(LAND, path / "gar")


def rewritten(path: Path, table: str, change: Callable[[str], str]) -> Path:
    export = unpacked(path)
    [file] = export.glob(f"47/{table}_2*")
    file.write_text(change(file.read_text("utf-8-sig")), "utf-8")
    return export


def cut_zip(path: Path) -> Path:
    whole = write_export(LAND, path / "gar.zip").read_bytes()
    (path / "cut.zip").write_bytes(whole[: len(whole) // 2])
    return path / "cut.zip"


def broken_zip(path: Path) -> Path:
    whole = bytearray(write_export(LAND, path / "gar.zip").read_bytes())
    with zipfile.ZipFile(path / "gar.zip") as archive:
        [houses] = (i for i in archive.infolist() if "AS_HOUSES_2" in i.filename)
    middle = houses.header_offset + 200
    whole[middle : middle + 60] = bytes(60)
    (path / "broken.zip").write_bytes(whole)
    return path / "broken.zip"


def text_file(path: Path) -> Path:
    (path / "gar.zip").write_text("<html>")
    return path / "gar.zip"


def without_region(path: Path) -> Path:
    export = unpacked(path)
    (export / "47").rename(export / "78")
    return export


def without_table(path: Path) -> Path:
    return write_export(LAND, path / "gar", without=["AS_HOUSES", "AS_MUN_HIERARCHY"])


def without_objects(path: Path) -> Path:
    return rewritten(path, "AS_ADDR_OBJ", lambda text: text.replace('ISACTIVE="1"', 'ISACTIVE="0"'))


BOMB = '<!DOCTYPE HOUSES [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>'

# what is given                                | error      | what is said
MISTAKES: tuple[tuple[Callable[[Path], Path], type[OtklikError], str], ...] = (
    (lambda path: path / "нет.zip", WrongUsage, "нет такого файла"),
    (lambda path: path, WrongUsage, r"нет файлов AS_….XML"),
    (text_file, WrongUsage, "не архив zip"),
    (cut_zip, WrongUsage, "скачан не целиком"),
    (broken_zip, WrongUsage, r"47/AS_HOUSES_.* не распаковывается"),
    (without_region, WrongUsage, "нет папки 47/"),
    (without_table, WrongUsage, "нет AS_HOUSES, AS_MUN_HIERARCHY"),
    (without_objects, Suspicious, "ни одного действующего"),
    (
        lambda path: rewritten(path, "AS_HOUSES", lambda text: text.replace("HOUSES>", "html>")),
        Suspicious,
        r"47/AS_HOUSES_.*<html>, а должен быть <HOUSES>",
    ),
    (
        lambda path: rewritten(path, "AS_HOUSES", lambda text: text.replace("?>", f"?>{BOMB}")),
        Suspicious,
        "DOCTYPE",
    ),
    (
        lambda path: rewritten(path, "AS_HOUSES", lambda text: text[: len(text) // 2]),
        WrongUsage,
        "обрывается или испорчен",
    ),
    (
        lambda path: rewritten(path, "AS_HOUSES", lambda text: text.replace("OBJECTGUID", "GUID")),
        Suspicious,
        "у <HOUSE> нет OBJECTGUID",
    ),
    (
        lambda path: rewritten(path, "AS_ADDR_OBJ", lambda text: text.replace('"8"', '"восемь"')),
        Suspicious,
        "число не читается",
    ),
)


@pytest.mark.parametrize(("given", "error", "said"), MISTAKES, ids=[m[2] for m in MISTAKES])
def test_mistakes_are_told_in_russian_and_change_nothing(
    sqlite_desk: Workspace,
    tmp_path: Path,
    given: Callable[[Path], Path],
    error: type[OtklikError],
    said: str,
) -> None:
    folder = tmp_path / "given"
    folder.mkdir()
    with pytest.raises(error, match=said):
        import_register(sqlite_desk, given(folder), now=NOW, progress=Silent())
    assert not any(registers(sqlite_desk).values())
    assert not (sqlite_desk.home / SCRATCH).exists()


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="no published samples here")
def test_published_samples_are_read(sqlite_desk: Workspace, tmp_path: Path) -> None:
    export = tmp_path / "gar"
    (export / "47").mkdir(parents=True)
    for file in SAMPLES.glob("*.XML"):
        copy(file, export)
    for file in (SAMPLES / "sample-72").glob("*.XML"):
        copy(file, export / "47")
    loaded = import_register(sqlite_desk, export, now=NOW, progress=Silent())
    assert (loaded.objects, loaded.houses) == (7, 0)
    assert get_object(sqlite_desk, "Белая").title == "Белая улица"


if __name__ == "__main__":
    import_and_die(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
