"""Summaries: what they say, in each of their forms."""

import json
from datetime import datetime, timedelta
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy.event import listen
from sqlalchemy.orm import Session

from models import EventKind, Incident, Label, Review, ReviewReason, Run, Status
from pipeline.errors import WrongUsage
from pipeline.register.export import export_register
from pipeline.register.profile import Profile
from pipeline.register.selection import Selection
from pipeline.reports.catalogue import find_format, make_report, print_report, write_report
from pipeline.reports.cells import NUMERIC
from pipeline.reports.document import document
from pipeline.reports.equation import equation
from pipeline.reports.gaps import PORTION
from pipeline.reports.names import ReportFormat, ReportName
from pipeline.reports.report import Report
from pipeline.reports.text import as_text
from tests.factory import NOON, answer, appeal, comment, event, prediction, ticket

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# Tables whose numbers are of one kind, explained by one word or line by line.
ALIKE = (ReportName.AGEING, ReportName.RECONCILE)
LISTS = (ReportName.UNANSWERED, ReportName.AGEING)
HOSTILE = "<script>alert(1)</script> =1+1 | **жирно** [x](y)"


def report(session: Session, name: ReportName, now: datetime = NOON + HOUR) -> Report:
    return make_report(session, name, now=now)


def test_the_daily_summary_is_one_screen_of_sentences(memory: Session) -> None:
    ticket(memory, opened_at=NOON - DAY)
    for minutes in range(3):
        ticket(memory, opened_at=NOON + timedelta(minutes=minutes))
    ticket(memory, topic="billing", subtopic="", district="Гатчинский")
    said = as_text(report(memory, ReportName.DAILY)).splitlines()
    assert said == [
        "На 13:00 24.10.2023 за сутки поступило 4 (+3 к предыдущим суткам), сообщений жителей 4;"
        " всего с начала сезона 5.",
        "Темы: Отопление 3 (75 %), Начисления и тарифы 1 (25 %).",
        "Районы: Всеволожский 3 (75 %), Гатчинский 1 (25 %).",
        "Массовые: нет.",
        "Просрочено: 1, из них срочных 0.",
        "Без ответа больше 3 ч: 1.",
        "Требуют решения руководителя: нет.",
    ]


def test_the_same_moment_gives_the_same_text_next_year(memory: Session) -> None:
    told = ticket(memory)
    before = as_text(report(memory, ReportName.DAILY, NOON + 4 * HOUR))
    event(memory, told, NOON + 5 * HOUR, status=Status.REJECTED, reason="спам")
    answer(memory, ticket(memory, opened_at=NOON + 6 * HOUR), NOON + 7 * HOUR)
    assert as_text(report(memory, ReportName.DAILY, NOON + 4 * HOUR)) == before


@pytest.mark.parametrize(
    ("columns", "hours", "reason"),
    [
        ({"urgent": True}, 3, "срочное, просрочено на 1 ч"),
        ({}, 30, "просрочено на 28 ч"),
        ({"repeats": 2}, 1, "возобновлений: 2"),
        ({"department": ""}, 3, "не найден ответственный"),
    ],
)
def test_a_head_is_asked_to_decide(
    memory: Session, columns: dict[str, bool], hours: int, reason: str
) -> None:
    told = ticket(memory, **columns)  # type: ignore[arg-type]
    said = as_text(report(memory, ReportName.DAILY, NOON + hours * HOUR))
    assert f"Требуют решения руководителя: {told.number} ({reason})." in said


def test_mass_incidents_are_named_with_their_growth(memory: Session) -> None:
    mass = Incident(
        number="И-2023-0007",
        topic="heating",
        level="street",
        settlement="Ивангород",
        street="улица Кирова",
        opened_at=NOON,
        last_at=NOON,
    )
    memory.add(mass)
    memory.flush()
    for house in ("1", "3", "5"):
        told = ticket(memory, house=house, incident_id=mass.id)
    appeal(memory, told, comment(memory))
    said = as_text(report(memory, ReportName.DAILY))
    about = "И-2023-0007 Ивангород, улица Кирова (отопление): сообщений 4, за сутки 4."
    assert f"Массовые: {about}" in said
    [table] = document(report(memory, ReportName.INCIDENTS))["tables"]
    [line] = table["rows"]
    assert (line["houses"], line["tickets"], line["appeals"], line["last_hour"]) == (3, 3, 4, 4)


def test_an_incident_has_one_size_wherever_it_is_told_of(memory: Session, tmp_path: Path) -> None:
    mass = Incident(
        number="И-1",
        topic="heating",
        level="street",
        settlement="Луга",
        opened_at=NOON,
        last_at=NOON,
    )
    memory.add(mass)
    memory.flush()
    for hours in (0, 240):
        told = ticket(memory, opened_at=NOON - hours * HOUR, incident_id=mass.id)
    answer(memory, told, NOON - 200 * HOUR)  # mended long ago, and part of it all the same
    event(memory, told, NOON - 200 * HOUR, status=Status.CLOSED, outcome="fixed")
    assert "И-1 Луга (отопление): сообщений 2" in as_text(report(memory, ReportName.DAILY))
    [table] = document(report(memory, ReportName.INCIDENTS))["tables"]
    assert (table["rows"][0]["appeals"], table["rows"][0]["open"]) == (2, 1)
    path = tmp_path / "register.jsonl"
    export_register(memory, path, now=NOON + HOUR, profile=Profile.JSONL)
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    assert [line["in_incident"] for line in lines] == [2, 2]


def test_merged_tickets_are_counted_once(memory: Session) -> None:
    told = ticket(memory)
    ticket(memory)
    event(memory, told, NOON + HOUR / 2, EventKind.MERGED, status=Status.MERGED)
    assert "поступило 1 (" in as_text(report(memory, ReportName.DAILY))
    at_first = as_text(report(memory, ReportName.DAILY, NOON + HOUR / 4))
    assert "поступило 2 (" in at_first


def test_what_melted_by_itself_is_not_solved(memory: Session) -> None:
    for outcome in ("fixed", "natural", "explained"):
        told = ticket(memory)
        at = NOON + HOUR / 2
        event(memory, told, at, status=Status.RESOLVED, resolved_at=at, outcome=outcome)
    [total, *_] = [
        table["total"] for table in document(report(memory, ReportName.WEEKLY))["tables"]
    ]
    assert (total["received"], total["solved"], total["finished"]) == (3, 1, 3)


def test_comments_that_ask_for_nothing_have_their_line(memory: Session) -> None:
    ticket(memory)
    prediction(memory, comment(memory, text="Спасибо!"), kind="thanks", labels=["not_complaint"])
    found = document(report(memory, ReportName.WEEKLY))["tables"][0]
    lines = {row["name"]: row for row in found["rows"]}
    assert lines["район не указан"]["not_appeals"] == 1
    assert lines["район не указан"]["received"] == 0
    assert found["total"]["not_appeals"] == 1


def test_few_tickets_give_a_district_no_place(memory: Session) -> None:
    for district, tickets in (("Гатчинский", 5), ("Лужский", 4)):
        for _ in range(tickets):
            ticket(memory, district=district)
    found = document(report(memory, ReportName.DISTRICTS, NOON + DAY))["tables"][0]
    assert [(row["name"], row["place"]) for row in found["rows"]] == [
        ("Гатчинский", 1),
        ("Лужский", None),
    ]


def test_a_district_is_compared_with_its_own_past(memory: Session) -> None:
    for days, hours in ((0, 1), (8, 1), (8, 12)):  # to be solved within eight hours
        told = ticket(memory, opened_at=NOON - days * DAY)
        at = told.opened_at + hours * HOUR
        event(memory, told, at, status=Status.RESOLVED, resolved_at=at, outcome="fixed")
    [table] = document(report(memory, ReportName.DISTRICTS, NOON + DAY / 2))["tables"]
    for line in (table["rows"][0], table["total"]):
        assert (line["on_time"], line["on_time_before"]) == (100.0, 50.0)


def test_open_tickets_are_told_by_age(memory: Session) -> None:
    for hours in (1, 5, 30, 200):
        ticket(memory, opened_at=NOON - hours * HOUR)
    [topics, departments, oldest] = document(report(memory, ReportName.AGEING, NOON))["tables"]
    ages = [topics["rows"][0][f"age_{number}"] for number in range(6)]
    assert ages == [1, 1, 0, 1, 0, 1]
    assert list(topics["columns"].values())[1:-1] == [
        "до 3 ч", "до 8 ч", "до 24 ч", "до 3 дн.", "до 7 дн.", "больше 7 дн."
    ]  # fmt: skip
    assert departments["rows"][0]["name"] == "Комитет по ТЭК"
    assert [row["waiting"] for row in oldest["rows"]] == [200.0, 30.0, 5.0, 1.0]


def test_an_answer_ends_the_waiting(memory: Session) -> None:
    told = ticket(memory)
    ticket(memory, department="")
    answer(memory, told, NOON + 4 * HOUR)
    for hours, waiting in ((3.5, 2), (5, 1)):
        found = document(report(memory, ReportName.UNANSWERED, NOON + hours * HOUR))
        assert len(found["tables"][1]["rows"]) == waiting


def test_quality_counts_doubt_and_corrections(memory: Session) -> None:
    for number, label in enumerate(("heating", "billing", None)):
        said = comment(memory)
        prediction(memory, said, review=number == 2)
        if label:
            memory.add(
                Label(
                    comment_id=said.id,
                    version=1,
                    kind="complaint",
                    labels=[label],
                    urgent=False,
                    actor="анна",
                    decided_at=NOON,
                )
            )
    memory.add(
        Review(comment_id=said.id, reason=ReviewReason.DOUBT, opened_at=NOON, closed_at=None)
    )
    memory.flush()
    found = report(memory, ReportName.QUALITY)
    assert found.sentences == (
        "Разобрано 3, оставлено людям 1 (33 %).",
        "Люди решили о 2, из них исправили 1 (50 %).",
    )
    assert document(found)["tables"][1]["rows"] == [
        {"name": "классификатор сомневается", "waiting": 1, "closed": 0}
    ]


def test_a_share_says_that_it_is_one(memory: Session) -> None:
    ticket(memory)
    ticket(memory, topic="billing")
    share = Selection(topics=("heating",))
    found = make_report(memory, ReportName.DAILY, now=NOON + HOUR, wanted=share)
    assert found.sentences[:2] == (
        "Только доля — темы: Отопление.",
        "На 13:00 24.10.2023 за сутки поступило 1 (+1 к предыдущим суткам);"
        " всего с начала сезона 1.",
    )


@pytest.mark.parametrize("name", [ReportName.WEEKLY, ReportName.DISTRICTS])
def test_an_open_summary_names_no_small_group(memory: Session, name: ReportName) -> None:
    for district, tickets in (("Гатчинский", 9), ("Волховский", 6), ("Лужский", 2), (None, 1)):
        for _ in range(tickets):
            ticket(memory, district=district)
    inner, open_one = (
        make_report(memory, name, now=NOON + DAY, public=public) for public in (False, True)
    )
    table, before = (document(told)["tables"][0] for told in (open_one, inner))
    received = {row["name"]: row["received"] for row in table["rows"]}
    # 2 + 1 could be told from the total and are still few: a greater line hides with them.
    assert received == {"Гатчинский": 9, "прочие": 9}
    assert table["total"] == before["total"]
    assert "меньше 5 карточек" in table["definitions"]["прочие"]
    for form in ReportFormat:
        if form is not ReportFormat.XLSX:
            assert "Лужский" not in print_report(open_one, form)


def test_single_tickets_are_never_open(memory: Session) -> None:
    with pytest.raises(WrongUsage, match="только сводка weekly и districts"):
        make_report(memory, ReportName.UNANSWERED, now=NOON, public=True)


# ---- the equation


def test_the_equation_of_the_past_holds(memory: Session) -> None:
    first, second = ticket(memory), ticket(memory, opened_at=NOON + HOUR)
    answer(memory, first, NOON + 2 * HOUR)
    event(memory, second, NOON + 3 * HOUR, status=Status.REJECTED, reason="спам")
    prediction(memory, comment(memory, text="Спасибо"), labels=["not_complaint"], kind="thanks")
    history = [equation(memory, now=NOON + hours * HOUR) for hours in (0.5, 1.5, 2.5, 3.5)]
    assert all(found.holds for found in history)
    assert [(found.answered, found.open, found.ended) for found in history] == [
        (0, 1, 0),
        (0, 2, 0),
        (1, 1, 0),
        (1, 0, 1),
    ]


def test_closed_without_an_answer_is_an_end_with_a_reason(memory: Session) -> None:
    told = ticket(memory)
    event(memory, told, NOON + HOUR, status=Status.CLOSED, outcome="author_silent")
    found = equation(memory)
    assert (found.answered, found.open, found.ended) == (0, 0, 1)


def test_the_queue_and_the_reconciliation_hold_one_number(memory: Session) -> None:
    # A dump is read in long after its comments were written.
    doubtful = comment(memory, text="ну такое")
    prediction(memory, doubtful, labels=["not_complaint"], kind="chatter")
    late = {"reason": "doubt", "opened_at": NOON + 90 * DAY}
    memory.add(Review(comment_id=doubtful.id, **late))
    memory.flush()
    assert equation(memory, now=NOON + HOUR).review == 1
    queue = report(memory, ReportName.QUALITY).tables[1]
    assert queue.rows == (("классификатор сомневается", 1, 0),)


def test_headlines_are_the_numbers_of_the_tables(memory: Session) -> None:
    answer(memory, ticket(memory), NOON + HOUR / 2)
    ticket(memory, opened_at=NOON - 2 * DAY)
    ticket(memory, opened_at=NOON - 8 * DAY)
    weekly = report(memory, ReportName.WEEKLY)
    table = weekly.tables[0]
    assert table.total is not None
    codes = [heading.code for heading in table.headings]
    total = dict(zip(codes, table.total, strict=True))
    told = {headline.name: (headline.value, headline.note) for headline in weekly.headlines}
    assert told["Поступило"] == (str(total["received"]), "+1 к предыдущему периоду")
    assert told["Дан ответ"] == (str(total["answered"]), "50 % поступивших")
    assert told["Просрочено"][0] == "2"
    assert document(weekly)["headlines"][0]["value"] == "2"
    page = print_report(weekly, ReportFormat.HTML)
    assert "Поступило<strong>2</strong>+1 к предыдущему периоду" in page


def test_days_that_are_not_over_are_named(memory: Session) -> None:
    ticket(memory)
    weekly = report(memory, ReportName.WEEKLY)
    assert weekly.pictures[0].title == "Поступило по дням и темам (неполные дни: 17.10, 24.10)"


def test_a_period_other_than_a_day_is_named(memory: Session) -> None:
    ticket(memory)
    found = make_report(memory, ReportName.DAILY, now=NOON + HOUR, since=NOON - 2 * DAY)
    assert found.title == (
        "Сводка за период 22.10.2023 12:00 — 24.10.2023 13:00 на 24.10.2023 13:00"
    )
    assert (
        "за период 22.10.2023 12:00 — 24.10.2023 13:00 поступило 1 (+1 к такому же"
        in (found.sentences[0])
    )


def test_a_period_that_ends_before_it_begins_is_refused(memory: Session) -> None:
    with pytest.raises(WrongUsage, match="Период пуст"):
        make_report(memory, ReportName.WEEKLY, now=NOON, since=NOON + DAY)


def test_the_reconciliation_reaches_back_to_the_first_comment(memory: Session) -> None:
    ticket(memory, opened_at=NOON - 100 * DAY)
    found = report(memory, ReportName.RECONCILE)
    assert found.sentences[0] == "Равенство сходится."
    assert found.tables[0].total == ("Комментарии, всего", 1)
    assert found.period is not None
    assert found.period.start == NOON - 100 * DAY


# ---- gaps

RUNS = """
harvest 0  ошибка 29
harvest 1  ошибка 29
harvest 2  -
harvest 5  нет связи
"""


def test_gaps_are_told_under_every_table(memory: Session) -> None:
    for line in RUNS.strip().splitlines():
        command, hour, reason = line.split(maxsplit=2)
        at = NOON + int(hour) * HOUR
        memory.add(
            Run(
                command=command,
                started_at=at,
                finished_at=at + HOUR / 6,
                exit_code=0 if reason == "-" else 4,
                counts={},
                message="" if reason == "-" else reason,
            )
        )
    ticket(memory)
    found = report(memory, ReportName.WEEKLY, NOON + 6 * HOUR)
    assert found.gaps == (
        "нет данных с 24.10.2023 12:00 до 24.10.2023 14:10: ошибка 29; позже дочитано",
        "нет данных с 24.10.2023 17:00 и до сих пор: нет связи; ещё не дочитано",
    )
    page = print_report(found, ReportFormat.HTML)
    assert page.count("Пробел: нет данных с 24.10.2023 12:00") == len(found.tables)
    text = as_text(found)
    assert text.count("Пробел: нет данных с 24.10.2023 12:00") == 1
    assert text.count("Пробелы в сборе — те же.") == len(found.tables) - 1


READ, LOST = {"harvest": {"problems": 0}}, {"harvest": {"problems": 1}}


@pytest.mark.parametrize(
    ("command", "code", "counts", "gap"),
    [
        ("harvest", 4, {}, "нет связи"),
        ("harvest", 2, {}, "неверная настройка"),  # the path in its message is nobody's business
        ("run", 4, LOST, "нет связи"),
        ("run", 4, {}, "нет связи"),  # it did not come to its end
        ("run", 4, READ, None),  # only a letter was not sent
        ("import", 2, {}, None),  # a mistyped name
    ],
)
def test_only_a_failed_harvest_is_a_gap(
    memory: Session, command: str, code: int, counts: dict[str, object], gap: str | None
) -> None:
    memory.add(
        Run(
            command=command,
            started_at=NOON,
            finished_at=NOON,
            exit_code=code,
            counts=counts,
            message="нет связи.",
        )
    )
    memory.flush()
    told = report(memory, ReportName.DAILY, NOON + HOUR).gaps
    expected = f"нет данных с 24.10.2023 12:00 и до сих пор: {gap}; ещё не дочитано"
    assert told == ((expected,) if gap else ())


def test_what_came_within_a_minute_was_never_missing(memory: Session) -> None:
    for second, code in ((0, 4), (9, 0)):
        at = NOON + timedelta(seconds=second)
        memory.add(Run(command="harvest", started_at=at, finished_at=at, exit_code=code, counts={}))
    memory.flush()
    assert report(memory, ReportName.DAILY, NOON + HOUR).gaps == ()


def test_a_run_without_sources_ends_no_gap(memory: Session) -> None:
    for hour, command, code in ((0, "harvest", 4), (1, "run", 0)):
        at = NOON + hour * HOUR
        memory.add(Run(command=command, started_at=at, finished_at=at, exit_code=code, counts={}))
    memory.flush()
    [gap] = report(memory, ReportName.DAILY, NOON + 2 * HOUR).gaps
    assert "до сих пор" in gap


def test_runs_before_the_last_good_one_are_not_read(memory: Session) -> None:
    for hours, code in [(ago, 0) for ago in range(500, 30, -1)] + [(30, 4), (20, 4), (10, 0)]:
        at = NOON - hours * HOUR
        memory.add(Run(command="harvest", started_at=at, finished_at=at, exit_code=code, counts={}))
    memory.flush()
    memory.expunge_all()
    read: list[object] = []
    listen(memory, "loaded_as_persistent", lambda _, row: read.append(row))
    [gap] = report(memory, ReportName.DAILY).gaps
    assert "с 23.10.2023 06:00 до 24.10.2023 02:00" in gap
    assert len(read) <= PORTION


def test_a_run_at_work_is_no_gap(memory: Session) -> None:
    memory.add(Run(command="run", started_at=NOON, finished_at=None, exit_code=None, counts={}))
    memory.flush()
    assert report(memory, ReportName.DAILY).gaps == ()


# ---- forms


@pytest.mark.parametrize("name", list(ReportName))
@pytest.mark.parametrize("form", list(ReportFormat))
def test_every_summary_takes_every_form(
    memory: Session, tmp_path: Path, name: ReportName, form: ReportFormat
) -> None:
    for _ in range(3):
        ticket(memory, address=HOSTILE, department=HOSTILE, district=HOSTILE)
    paths = [tmp_path / f"{turn}{form.suffix}" for turn in ("one", "two")]
    for path in paths:
        write_report(report(memory, name, NOON + DAY), path, form)
    one, two = (path.read_bytes() for path in paths)
    assert one == two
    assert b"<script>alert" not in (one if form is ReportFormat.HTML else b"")


@pytest.mark.parametrize("name", list(ReportName))
def test_an_empty_database_has_summaries_too(memory: Session, name: ReportName) -> None:
    for form in ReportFormat:
        if form is not ReportFormat.XLSX:
            assert print_report(report(memory, name), form)


def test_definitions_stand_under_their_table(memory: Session) -> None:
    ticket(memory)
    found = report(memory, ReportName.WEEKLY)
    for form in (ReportFormat.TEXT, ReportFormat.MARKDOWN, ReportFormat.HTML):
        said = " ".join(print_report(found, form).split())
        assert said.count("опубликован официальный ответ") == len(found.tables)


@pytest.mark.parametrize("name", list(ReportName))
def test_every_number_is_explained_under_its_table(memory: Session, name: ReportName) -> None:
    mass = Incident(number="И-1", topic="heating", level="house", opened_at=NOON, last_at=NOON)
    memory.add(mass)
    memory.flush()
    told = ticket(memory, incident_id=mass.id)
    memory.add(Review(comment_id=told.appeals[0].comment_id, reason="doubt", opened_at=NOON))
    memory.flush()
    for table in report(memory, name, NOON + 5 * HOUR).tables:
        explained = {definition.term for definition in table.definitions}
        numbers = {head.title for head in table.headings if head.form in NUMERIC}
        assert explained if name in ALIKE else numbers <= explained, table.code


@pytest.mark.parametrize("name", [name for name in ReportName if name is not ReportName.DAILY])
def test_text_is_eighty_columns_wide(memory: Session, name: ReportName) -> None:
    for _ in range(3):
        ticket(memory, address="Мурино, улица Шувалова, д. 16, корпус 2", department="Комитет " * 6)
    lines = as_text(report(memory, name, NOON + DAY)).splitlines()
    assert max(map(len, lines)) <= 80
    assert any("Мурино, улица Шувалова" in line for line in lines) == (name in LISTS)


def test_the_name_of_the_file_tells_the_form() -> None:
    assert find_format("", Path("свод.XLSX")) is ReportFormat.XLSX
    assert find_format("", Path("свод.html")) is ReportFormat.HTML
    assert find_format("", Path("свод")) is ReportFormat.TEXT
    assert find_format("md", Path("свод.html")) is ReportFormat.MARKDOWN


def test_a_page_fetches_nothing(memory: Session) -> None:
    ticket(memory)
    page = print_report(report(memory, ReportName.WEEKLY), ReportFormat.HTML)
    without_names = page.replace("http://www.w3.org/2000/svg", "")
    for outside in ("http://", "https://", "src=", "@import", "url(http"):
        assert outside not in without_names


def test_a_workbook_has_typed_cells_and_no_formulas(memory: Session, tmp_path: Path) -> None:
    ticket(memory, address="=1+1", district="=1+1")
    ticket(memory, address="<r>=1+1 & </t></r>")  # XlsxWriter's own marks
    path = tmp_path / "unanswered.xlsx"
    write_report(report(memory, ReportName.UNANSWERED, NOON + DAY), path, ReportFormat.XLSX)
    book = openpyxl.load_workbook(path)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert datetime(2023, 10, 24, 12) in [cell.value for cell in cells]  # noqa: DTZ001 (Excel's)
    assert book.sheetnames[0] == "Сводка"


def test_markdown_keeps_residents_words_on_their_line(memory: Session) -> None:
    ticket(memory, address="а|б\nв")
    said = print_report(report(memory, ReportName.UNANSWERED, NOON + DAY), ReportFormat.MARKDOWN)
    assert "а\\|б в" in said


def test_json_names_its_columns(memory: Session) -> None:
    ticket(memory)
    told = json.loads(print_report(report(memory, ReportName.WEEKLY), ReportFormat.JSON))
    assert told["as_of"] == "2023-10-24T13:00:00+03:00"
    assert [picture["kind"] for picture in told["pictures"]] == [
        "trend", "funnel", "deadlines", "heat"
    ]  # fmt: skip
    assert told["tables"][0]["columns"]["received"] == "Поступило"
