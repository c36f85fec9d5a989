"""The register: its columns, its files, and the past that it can tell."""

import csv
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Channel, CommentVersion, EventKind, Incident, Label, Prediction, Role, Status
from pipeline.errors import WrongUsage
from pipeline.register.columns import AUTHOR, COLUMNS, choose
from pipeline.register.export import export_register, manifest_of
from pipeline.register.layout import Layout
from pipeline.register.profile import Profile
from pipeline.register.returned import ADDED, ASKED
from pipeline.register.returned import TITLES as CHANGED
from pipeline.register.selection import Selection
from pipeline.register.titles import explained
from pipeline.tickets.filter import Filter
from tests.factory import NOON, address, answer, appeal, comment, event, prediction, ticket

HOUR = timedelta(hours=1)
MOSCOW = ZoneInfo("Europe/Moscow")

# §3.4 of the domain facts: committees rely on the order and on every letter.
TITLES = (
    "№ п/п; Номер обращения; Дата и время сообщения (МСК); Дата и время регистрации; Источник;"
    " Ссылка на комментарий; Район / городской округ; Населённый пункт; Улица; Дом;"
    " Корпус/литера; Адрес как в сообщении; Точность адреса; Группа тем; Тема; Доп. темы;"
    " Вид обращения; Признаки; Температура в помещении, °C; Краткое содержание;"
    " Ответственный орган; Исполнитель; Статус; Срок принятия; Принято в работу; Срок ответа;"
    " Ответ опубликован; Ссылка на ответ; Срок решения; Решено; Итог; Причина отклонения;"
    " Просрочка, ч; Промежуточный ответ до; Инцидент №; Сообщений в инциденте;"
    " Уверенность классификации; Проверено оператором"
)

Rows = list[dict[str, Any]]
Read = Callable[..., Rows]


@pytest.fixture
def read(memory: Session, tmp_path: Path) -> Read:
    """The register at a moment, as programs read it."""

    def at(now: datetime = NOON + HOUR, wanted: Selection | None = None) -> Rows:
        path = tmp_path / "register.jsonl"
        export_register(memory, path, now=now, wanted=wanted, profile=Profile.JSONL)
        return [json.loads(line) for line in path.read_text("utf-8").splitlines()]

    return at


def local(at: datetime) -> str:
    return at.astimezone(MOSCOW).isoformat(timespec="seconds")


def test_the_columns_are_those_that_committees_know() -> None:
    assert [column.title for column in COLUMNS] == TITLES.split("; ")
    assert len({column.code for column in COLUMNS}) == len(COLUMNS)


def test_the_workbook_explains_every_column(memory: Session, tmp_path: Path) -> None:
    wanted = Selection(Filter(status="new", topic="heating"), districts=("Лужский", "Волховский"))
    path = tmp_path / "register.xlsx"
    export_register(memory, path, now=NOON, wanted=wanted, profile=Profile.XLSX)
    about = list(openpyxl.load_workbook(path)["Описание"].iter_rows(values_only=True))
    said = {row[0]: row[1] for row in about}
    assert said["Отбор"] == "состояние: Новое; тема: Отопление; районы: Лужский, Волховский"
    assert all(said[column.title] for column in COLUMNS)
    answerable = (*ASKED, *ADDED.values())
    assert all(f"«{CHANGED[code]}»" in str(said["Как вернуть заполненным"]) for code in answerable)
    assert explained(AUTHOR.code)


def test_a_comment_of_a_board_has_its_own_kind_of_link(memory: Session, read: Read) -> None:
    told = ticket(memory)
    told.appeals[0].comment.channel = Channel.TOPIC
    [line] = read()
    assert line["link"].startswith("https://vk.com/topic-192657233_3845?post=")


def test_a_line_tells_the_ticket_and_what_surrounds_it(memory: Session, read: Read) -> None:
    told = ticket(memory, facts={"temperature_c": 14.5, "vulnerable": ["child"]}, urgent=True)
    appeal(memory, told, comment(memory, text="и у нас"))
    answer(memory, told, NOON + HOUR / 2)
    [line] = read()
    assert line["number"] == told.number
    assert line["opened_at"] == "2023-10-24T12:00:00+03:00"
    assert line["link"].startswith("https://vk.com/wall-192657233_3845?reply=")
    assert line["answer_link"].startswith("https://vk.com/wall-192657233_3845?reply=")
    assert (line["topic"], line["subtopic"], line["status"]) == ("heating", "heating.none", "new")
    assert line["signs"] == "дети/маломобильные, авария"
    assert line["temperature_c"] == 14.5
    assert line["in_incident"] == 2
    assert line["score"] == 0.93
    assert line["said_address"] == "Шувалова 16"
    assert (line["precision"], line["kind"], line["reviewed"]) == ("дом", "жалоба", "нет")


def test_addresses_are_those_of_the_opening_comment(memory: Session, read: Read) -> None:
    prediction(memory, comment(memory, text="Спасибо"), kind="thanks", labels=["not_complaint"])
    said = prediction(memory, ticket(memory, said_address="").appeals[0].comment, version=2)
    address(memory, said, "Кирова 1")  # of a text that is no more
    told = ticket(memory, said_address="Шувалова 16")
    [opening] = memory.scalars(
        select(Prediction).where(Prediction.comment_id == told.appeals[0].comment_id)
    )
    address(memory, opening, "Шувалова 18", ordinal=1)
    ticket(memory, said_address="Графская 3")
    assert [line["said_address"] for line in read()] == [
        None,
        "Шувалова 16; Шувалова 18",
        "Графская 3",
    ]


@pytest.mark.parametrize(
    ("columns", "precision"),
    [
        ({}, "дом"),
        ({"house": None}, "улица"),
        ({"house": None, "street": None}, "населённый пункт"),
        ({"house": None, "street": None, "settlement": None}, "район"),
        ({"house": None, "street": None, "settlement": None, "district": None}, "нет адреса"),
    ],
)
def test_the_precision_of_an_address(
    memory: Session, read: Read, columns: dict[str, Any], precision: str
) -> None:
    ticket(memory, **columns)
    assert read()[0]["precision"] == precision


def test_hours_late_are_told_while_something_is_to_be_done(memory: Session, read: Read) -> None:
    told = ticket(memory)  # to be taken within two hours, answered within three
    assert read(NOON + 2 * HOUR)[0]["late_hours"] is None
    assert read(NOON + 2.5 * HOUR)[0]["late_hours"] == 0.5
    event(memory, told, NOON + 3 * HOUR, status=Status.REJECTED, reason="не наш дом")
    assert read(NOON + 9 * HOUR)[0]["late_hours"] is None


def test_all_appeals_of_an_incident_are_counted_together(memory: Session, read: Read) -> None:
    mass = Incident(
        number="И-2023-0001", topic="heating", level="street", opened_at=NOON, last_at=NOON
    )
    memory.add(mass)
    memory.flush()
    one = ticket(memory, incident_id=mass.id)
    ticket(memory, incident_id=mass.id, opened_at=NOON + HOUR / 2)
    ticket(memory)
    appeal(memory, one, comment(memory))
    assert [line["in_incident"] for line in read()] == [3, 1, 3]
    assert [line["incident"] for line in read()] == ["И-2023-0001", None, "И-2023-0001"]


def test_an_incident_of_the_past_has_the_size_that_it_had(memory: Session, read: Read) -> None:
    at = {"opened_at": NOON, "last_at": NOON}
    mass = Incident(number="И-2023-0001", topic="heating", level="street", **at)
    memory.add(mass)
    memory.flush()
    ticket(memory, incident_id=mass.id)
    event(memory, ticket(memory), NOON + 2 * HOUR, EventKind.INCIDENT, incident_id=mass.id)
    sizes = [[line["in_incident"] for line in read(NOON + hours * HOUR)] for hours in (1, 3)]
    assert sizes == [[1, 1], [2, 2]]


def test_a_person_who_looked_is_told_of(memory: Session, read: Read) -> None:
    told = ticket(memory)
    opening = told.appeals[0].comment_id
    memory.add(
        Label(
            comment_id=opening,
            version=1,
            kind="complaint",
            labels=["heating"],
            urgent=False,
            actor="анна",
            decided_at=NOON + HOUR,
        )
    )
    memory.flush()
    assert read(NOON + HOUR)[0]["reviewed"] == "нет"
    assert read(NOON + 2 * HOUR)[0]["reviewed"] == "да"


def test_two_openings_of_a_merged_ticket_are_one_line(memory: Session, read: Read) -> None:
    told = ticket(memory, text="первое")
    late = comment(memory, text="второе", published_at=NOON + HOUR / 2)
    prediction(memory, late)
    appeal(memory, told, late, Role.OPENING)
    [line] = read()
    assert line["summary"] == "первое"


def test_a_summary_is_masked_before_it_is_cut(memory: Session, read: Read) -> None:
    ticket(memory, text="х" * 290 + " 89211234567 звоните")
    assert "8921" not in read()[0]["summary"]
    assert len(read()[0]["summary"]) == 300


# ---- the past


def test_the_past_is_told_as_it_was(memory: Session, read: Read) -> None:
    told = ticket(memory)
    event(memory, told, NOON + HOUR, EventKind.ASSIGNED, status=Status.ASSIGNED, assignee="Петров")
    event(
        memory,
        told,
        NOON + 2 * HOUR,
        status=Status.IN_PROGRESS,
        taken_at=NOON + 2 * HOUR,
        department="Комитет по ЖКХ",
    )
    event(
        memory,
        told,
        NOON + 3 * HOUR,
        status=Status.RESOLVED,
        resolved_at=NOON + 3 * HOUR,
        outcome="fixed",
    )
    history = [
        (line["status"], line["assignee"], line["department"], line["taken_at"], line["outcome"])
        for hours in (0.5, 1.5, 2.5, 3.5)
        for line in read(NOON + hours * HOUR)
    ]
    taken = local(NOON + 2 * HOUR)
    assert history == [
        ("new", None, "Комитет по ТЭК", None, None),
        ("assigned", "Петров", "Комитет по ТЭК", None, None),
        ("in_progress", "Петров", "Комитет по ЖКХ", taken, None),
        ("resolved", "Петров", "Комитет по ЖКХ", taken, "fixed"),
    ]


def test_what_opens_at_the_moment_is_not_there_yet(memory: Session, read: Read) -> None:
    ticket(memory, opened_at=NOON)
    assert read(NOON) == []
    assert len(read(NOON + timedelta(seconds=1))) == 1


def test_a_reopening_gives_back_what_it_took(memory: Session, read: Read) -> None:
    told = ticket(memory)
    done = NOON + HOUR
    event(memory, told, done, status=Status.RESOLVED, resolved_at=done, outcome="fixed")
    again: dict[str, Any] = {
        "status": Status.REOPENED,
        "resolved_at": None,
        "outcome": None,
        "repeats": 1,
    }
    event(memory, told, NOON + 2 * HOUR, **again)
    assert read(NOON + 1.5 * HOUR)[0]["resolved_at"] == local(done)
    assert read(NOON + 3 * HOUR)[0]["resolved_at"] is None
    assert read(NOON + 3 * HOUR)[0]["signs"] == "повторное"


def test_a_late_harvest_does_not_undo_what_it_brought(memory: Session, read: Read) -> None:
    told = ticket(memory)
    # The dispatcher moved the ticket at two; at three came an answer that was given at one.
    event(memory, told, NOON + 2 * HOUR, status=Status.ASSIGNED)
    event(memory, told, NOON + HOUR, EventKind.ANSWERED, answered_at=NOON + HOUR)
    [line] = read(NOON + 1.5 * HOUR)
    assert line["status"] == "new"
    assert line["answered_at"] == local(NOON + HOUR)


def test_filters_ask_the_past_too(memory: Session, read: Read) -> None:
    told = ticket(memory, opened_at=NOON)
    event(memory, told, NOON + 4 * HOUR, status=Status.ASSIGNED, district="Гатчинский")
    new = Selection(Filter(status="new"))
    assert len(read(NOON + HOUR, new)) == 1
    assert len(read(NOON + 5 * HOUR, new)) == 0
    assert len(read(NOON + HOUR, Selection(districts=("Гатчинский",)))) == 0
    assert len(read(NOON + 5 * HOUR, Selection(districts=("Гатчинский",)))) == 1
    assert len(read(NOON + HOUR, Selection(Filter(overdue=True)))) == 0
    assert len(read(NOON + 3 * HOUR, Selection(Filter(overdue=True)))) == 1


def test_the_text_of_the_past_is_the_one_that_stood_then(memory: Session, read: Read) -> None:
    told = ticket(memory, text="сначала")
    said = told.appeals[0].comment
    memory.add(
        CommentVersion(
            comment_id=said.id, version=1, text=said.text, content_hash="", seen_at=NOON + HOUR
        )
    )
    said.text, said.version = "потом", 2
    memory.flush()
    assert read(NOON + HOUR / 2)[0]["summary"] == "сначала"
    assert read(NOON + 2 * HOUR)[0]["summary"] == "потом"


def test_an_incident_of_the_past_keeps_its_number(memory: Session, read: Read) -> None:
    mass = Incident(
        number="И-2023-0001", topic="heating", level="house", opened_at=NOON, last_at=NOON
    )
    memory.add(mass)
    memory.flush()
    told = ticket(memory)
    event(memory, told, NOON + HOUR, EventKind.INCIDENT, incident_id=mass.id)
    assert [read(NOON + at * HOUR)[0]["incident"] for at in (0.5, 1.5)] == [None, "И-2023-0001"]


# ---- files


@pytest.mark.parametrize("profile", list(Profile))
def test_same_tickets_same_bytes(memory: Session, tmp_path: Path, profile: Profile) -> None:
    for text in ("холодно", "=1+1", "₽ 🥶"):
        ticket(memory, text=text)
    paths = [tmp_path / name for name in ("one", "two")]
    for path in paths:
        export_register(memory, path, now=NOON + HOUR, profile=profile)
    one, two = (path.read_bytes() for path in paths)
    assert one == two


@pytest.mark.parametrize("profile", list(Profile))
def test_an_empty_register_is_a_file_too(memory: Session, tmp_path: Path, profile: Profile) -> None:
    path = tmp_path / f"empty{profile.suffix}"
    assert export_register(memory, path, now=NOON, profile=profile).rows == 0
    assert path.exists()


@pytest.mark.parametrize("profile", list(Profile))
def test_a_crash_leaves_the_old_file(
    memory: Session, tmp_path: Path, profile: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / f"register{profile.suffix}"
    ticket(memory)
    export_register(memory, path, now=NOON + HOUR, profile=profile)
    old, told = path.read_bytes(), manifest_of(path).read_bytes()
    ticket(memory)

    def fail(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("pipeline.register.layout.masked", fail)
    with pytest.raises(KeyboardInterrupt):
        export_register(memory, path, now=NOON + HOUR, profile=profile)
    assert (path.read_bytes(), manifest_of(path).read_bytes()) == (old, told)
    assert sorted(tmp_path.iterdir()) == [path, manifest_of(path)]


@pytest.mark.parametrize("profile", [Profile.EXCEL_RU, Profile.XLSX])
def test_a_folder_that_cannot_be_written_is_named(
    memory: Session, tmp_path: Path, profile: Profile
) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(WrongUsage, match=r"register\.csv не записан"):
        export_register(memory, tmp_path / "file" / "register.csv", now=NOON, profile=profile)


def test_the_manifest_tells_what_the_file_is(memory: Session, tmp_path: Path) -> None:
    ticket(memory, text="₽ 🥶")
    path = tmp_path / "реестр.csv"
    wanted = Selection(Filter(since=NOON - HOUR), topics=("heating",))
    written = export_register(memory, path, now=NOON + HOUR, wanted=wanted, profile=Profile.CP1251)
    told = json.loads(manifest_of(path).read_text("utf-8"))
    assert told["sha256"] == sha256(path.read_bytes()).hexdigest()
    assert told["rows"] == written.rows == 1
    assert told["replaced"] == {"₽": 1, "🥶": 1} == dict(written.replaced)
    assert told["filters"] == {"topics": ["heating"]}
    assert told["since"] == "2023-10-24T11:00:00+03:00"
    assert told["as_of"] == "2023-10-24T13:00:00+03:00"
    assert told["versions"]["artifacts"] == ["seed-1"]
    assert told["columns"] == [column.code for column in COLUMNS]


def test_excel_reads_moments_numbers_and_text(memory: Session, tmp_path: Path) -> None:
    ticket(memory, house="16/2", facts={"temperature_c": 14.5})
    path = tmp_path / "register.xlsx"
    export_register(memory, path, now=NOON + HOUR, profile=Profile.XLSX)
    book = openpyxl.load_workbook(path)
    sheet, about = book["Реестр"], book["Описание"]
    cells = {column.code: cell for column, cell in zip(COLUMNS, sheet[2], strict=True)}
    assert cells["opened_at"].value == datetime(2023, 10, 24, 12)  # noqa: DTZ001 (Excel's)
    assert cells["temperature_c"].value == 14.5
    assert cells["house"].value == "16/2"
    assert cells["house"].number_format == "@"
    link = cells["link"].hyperlink
    assert link is not None
    assert link.target == cells["link"].value
    assert sheet.freeze_panes == "C2"  # the number stays in sight
    assert sheet.auto_filter.ref == "A1:AL2"
    said = {row[0]: row[1:] for row in about.iter_rows(values_only=True)}
    assert said["Строк"][0] == "1"
    assert said["Состояние на"][0] == "24.10.2023 13:00 (московское время)"
    assert said["Номер обращения"][1] == "number"


def test_a_cell_holds_no_more_than_excel_takes(memory: Session, tmp_path: Path) -> None:
    ticket(memory, reason="🥶" * 20_000)
    path = tmp_path / "register.xlsx"
    export_register(memory, path, now=NOON + HOUR, profile=Profile.XLSX)
    row = openpyxl.load_workbook(path)["Реестр"][2]
    said = str(row[[column.code for column in COLUMNS].index("reason")].value)
    assert said.endswith("🥶…")
    assert len(said.encode("utf-16-le")) // 2 <= 32_767


def test_a_sheet_of_numbers_alone_has_its_rows(memory: Session, tmp_path: Path) -> None:
    ticket(memory)
    path = tmp_path / "register.xlsx"
    layout = Layout(choose(["position", "in_incident"]))
    export_register(memory, path, now=NOON + HOUR, profile=Profile.XLSX, layout=layout)
    sheet = openpyxl.load_workbook(path)["Реестр"]
    assert [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)] == [[1, 1]]


def test_links_beyond_those_that_excel_opens_are_text(
    memory: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.register.xlsx_rows.LINKS", 1)
    for _ in range(2):
        ticket(memory)
    path = tmp_path / "register.xlsx"
    export_register(memory, path, now=NOON + HOUR, profile=Profile.XLSX)
    link = [column.code for column in COLUMNS].index("link")
    cells = [row[link] for row in openpyxl.load_workbook(path)["Реестр"].iter_rows(min_row=2)]
    assert [cell.hyperlink is not None for cell in cells] == [True, False]
    assert all(str(cell.value).startswith("https://vk.com/") for cell in cells)


def test_a_register_too_long_for_excel_is_refused(
    memory: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.register.xlsx_rows.ROWS", 1)
    for _ in range(2):
        ticket(memory)
    with pytest.raises(WrongUsage, match="Выгрузите CSV"):
        export_register(memory, tmp_path / "r.xlsx", now=NOON + HOUR, profile=Profile.XLSX)
    assert not list(tmp_path.iterdir())


def test_columns_are_chosen_by_code_or_title(memory: Session, tmp_path: Path) -> None:
    ticket(memory)
    path = tmp_path / "register.csv"
    layout = Layout(choose(["Статус", "number"]))
    export_register(memory, path, now=NOON + HOUR, layout=layout)
    with path.open(encoding="utf-8-sig", newline="") as file:
        assert next(csv.reader(file, delimiter=";")) == ["Статус", "Номер обращения"]
    with pytest.raises(WrongUsage, match="Столбца «author» нет"):
        choose(["author"])


def test_scripts_get_moments_with_their_zone(memory: Session, tmp_path: Path) -> None:
    ticket(memory, facts={"temperature_c": 14.5})
    path = tmp_path / "register.csv"
    export_register(memory, path, now=NOON + HOUR, profile=Profile.RFC)
    [line] = csv.DictReader(path.read_text("utf-8").splitlines())
    assert line["Дата и время сообщения (МСК)"] == "2023-10-24T12:00:00+03:00"
    assert line["Температура в помещении, °C"] == "14.5"
    assert path.read_bytes().count(b"\r") == 0


def test_russian_excel_gets_its_mark_separator_and_comma(memory: Session, tmp_path: Path) -> None:
    ticket(memory, facts={"temperature_c": 14.5})
    path = tmp_path / "register.csv"
    export_register(memory, path, now=NOON + HOUR)
    raw = path.read_bytes()
    assert raw.startswith("\ufeff№ п/п;Номер обращения;".encode())
    assert raw.endswith(b"\r\n")
    assert ";14,5;" in raw.decode("utf-8-sig")
    assert ";24.10.2023 12:00;" in raw.decode("utf-8-sig")


def test_both_databases_tell_the_same(session: Session, tmp_path: Path) -> None:
    told = ticket(session, facts={"vulnerable": ["child"]}, text="первый")
    event(session, told, NOON + HOUR, status=Status.ASSIGNED, department="Комитет по ЖКХ")
    for minutes in range(5):
        ticket(session, opened_at=NOON + timedelta(minutes=minutes))
    for hours, status, body in ((0.5, "new", "Комитет по ТЭК"), (2, "assigned", "Комитет по ЖКХ")):
        path = tmp_path / "register.jsonl"
        export_register(session, path, now=NOON + hours * HOUR, profile=Profile.JSONL)
        lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        assert [line["position"] for line in lines] == [1, 2, 3, 4, 5, 6]
        assert (lines[0]["status"], lines[0]["department"]) == (status, body)
        assert lines[0]["opened_at"] == "2023-10-24T12:00:00+03:00"
        assert lines[0]["signs"] == "дети/маломобильные"


def test_portions_meet_without_a_gap(
    memory: Session, read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.register.selection.PORTION", 2)
    made = [ticket(memory, opened_at=NOON + timedelta(minutes=n // 3)) for n in range(7)]
    assert [line["number"] for line in read()] == [one.number for one in made]
    assert [line["position"] for line in read()] == list(range(1, 8))
    event(memory, made[3], NOON + 2 * HOUR, status=Status.ASSIGNED)
    assert [line["number"] for line in read()] == [one.number for one in made]
