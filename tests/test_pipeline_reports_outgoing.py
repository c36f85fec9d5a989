"""What otklik.toml asks for is made once for its hour, and each letter goes once."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from os import utime
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from models.database import open_sessions
from pipeline.errors import Unavailable, WrongUsage
from pipeline.register.due import WEEK, Weekday, last_due
from pipeline.register.presets import CommitteeSettings
from pipeline.reports.names import ReportFormat, ReportName
from pipeline.reports.outgoing import Outgoing
from pipeline.reports.presets import ReportSettings
from pipeline.sending import Letter
from pipeline.settings import load_settings
from tests.command import Caller
from tests.factory import NOON, ticket

HOUR = timedelta(hours=1)  # at noon both were due three hours ago
KTEK = CommitteeSettings(
    name="КТЭК", topics=("heating",), columns=("number", "summary"), mail=("ktek@example.org",)
)
DAILY = ReportSettings(
    name=ReportName.DAILY,
    formats=(ReportFormat.HTML, ReportFormat.TEXT),
    mail=("chief@example.org", "deputy@example.org"),
)


@dataclass
class Postman:
    """Keeps letters; on strike he brings none, to an unknown address never."""

    letters: list[Letter] = field(default_factory=list)
    strike: bool = False
    unknown: str = ""

    def __call__(self, letter: Letter) -> None:
        if letter.to == self.unknown:
            msg = f"{letter.to}: проверьте адрес"
            raise WrongUsage(msg)
        if self.strike:
            msg = "Почтовый сервер не отвечает"
            raise Unavailable(msg)
        self.letters.append(letter)


@pytest.fixture
def sessions(engine: Engine) -> sessionmaker[Session]:
    made = open_sessions(engine)
    with made.begin() as session:
        ticket(session, opened_at=NOON - 5 * HOUR)
        ticket(session, opened_at=NOON - 5 * HOUR, topic="billing")
        ticket(session, opened_at=NOON)  # after the hour
    return made


@pytest.fixture
def postman() -> Postman:
    return Postman()


Make = Callable[[datetime], tuple[list[str], int, list[str]]]


@pytest.fixture
def make(sessions: sessionmaker[Session], postman: Postman, tmp_path: Path) -> Make:
    def at(now: datetime) -> tuple[list[str], int, list[str]]:
        made = Outgoing(sessions, tmp_path, (KTEK,), (DAILY,), postman).make(now)
        files = [str(path.relative_to(tmp_path)) for path in made.files]
        return files, made.letters, list(map(str, made.failures))

    return at


FILES = [
    "реестры/реестр_КТЭК_2023-10-24_0900.xlsx",
    "сводки/daily_2023-10-24_0900.html",
    "сводки/daily_2023-10-24_0900.txt",
]


def test_files_and_letters_are_made_once(make: Make, postman: Postman) -> None:
    assert make(NOON) == (FILES, 3, [])
    assert make(NOON + 2 * HOUR) == ([], 0, [])
    assert [letter.to for letter in postman.letters] == [
        "ktek@example.org", "chief@example.org", "deputy@example.org"
    ]  # fmt: skip
    files, letters, _ = make(NOON + 24 * HOUR)  # the next day is another hour
    assert (files[0], letters) == ("реестры/реестр_КТЭК_2023-10-25_0900.xlsx", 3)


def test_they_tell_of_their_hour_and_not_of_the_run(make: Make, postman: Postman) -> None:
    make(NOON + 5 * HOUR)
    register, chief, _ = postman.letters
    assert register.subject == "Реестр обращений: КТЭК, на 24.10.2023 09:00"
    assert register.text.endswith("строк 1.\n")
    assert chief.text.startswith("На 09:00 24.10.2023 за сутки поступило 2 ")
    assert chief.html is not None
    assert [path.name for path in chief.attachments] == [Path(name).name for name in FILES[1:]]


def test_a_letter_that_did_not_go_goes_another_time(make: Make, postman: Postman) -> None:
    postman.strike = True
    files, letters, failures = make(NOON)
    assert (files, letters) == (FILES, 0)  # the files are there all the same
    assert failures == ["Почтовый сервер не отвечает"] * 2
    postman.strike = False
    assert make(NOON + HOUR) == ([], 3, [])
    assert make(NOON + HOUR) == ([], 0, [])


def test_a_mistyped_address_keeps_no_letter_from_the_others(make: Make, postman: Postman) -> None:
    postman.unknown = "chief@example.org"
    assert make(NOON) == (FILES, 2, ["chief@example.org: проверьте адрес"])
    assert make(NOON + HOUR) == ([], 0, ["chief@example.org: проверьте адрес"])


def test_a_lost_file_is_made_again_and_sent_no_more(make: Make, tmp_path: Path) -> None:
    make(NOON)
    lost = tmp_path / FILES[0]
    before = lost.read_bytes()
    lost.unlink()
    assert make(NOON + HOUR) == (FILES[:1], 0, [])
    assert lost.read_bytes() == before


def test_a_committees_hour_that_has_not_come_is_yesterdays(make: Make) -> None:
    files, _, _ = make(NOON - 4 * HOUR)
    assert files[0] == "реестры/реестр_КТЭК_2023-10-23_0900.xlsx"


def test_a_file_without_a_date_is_made_anew_for_its_hour(
    sessions: sessionmaker[Session], tmp_path: Path
) -> None:
    settings = ReportSettings(name=ReportName.DAILY, path="сводка")
    outgoing = Outgoing(sessions, tmp_path, (), (settings,))
    [made] = outgoing.make(NOON).files
    assert outgoing.make(NOON).files == []
    yesterday = (NOON - 24 * HOUR).timestamp()
    utime(made, (yesterday, yesterday))
    assert outgoing.make(NOON).files == [made]


def test_sections_that_differ_in_their_share_do_not_meet(
    sessions: sessionmaker[Session], postman: Postman, tmp_path: Path
) -> None:
    zhkh = CommitteeSettings(name="ЖКХ", topics=("billing",))
    weekly, mail = ReportName.WEEKLY, ("chief@example.org",)
    sections = (
        ReportSettings(name=weekly, mail=mail),
        ReportSettings(name=weekly, mail=mail, public=True),
        ReportSettings(name=weekly, mail=mail, committee="КТЭК"),
        ReportSettings(name=weekly, mail=mail, committee="ЖКХ"),
    )
    made = Outgoing(sessions, tmp_path, (KTEK, zhkh), sections, postman).make(NOON)
    names = {path.stem for path in made.files if path.parent.name == "сводки"}
    assert names == {
        "weekly_2023-10-24_0900",
        "weekly_public_2023-10-24_0900",
        "weekly_КТЭК_2023-10-24_0900",
        "weekly_ЖКХ_2023-10-24_0900",
    }
    assert [letter.to for letter in postman.letters].count("chief@example.org") == 4


DUE = """
2023-10-24 12:00 | 09:00       |         | 2023-10-24 09:00
2023-10-24 08:59 | 09:00       |         | 2023-10-23 09:00
2023-10-24 12:00 | 09:00 18:00 |         | 2023-10-24 09:00
2023-10-24 08:00 | 09:00 18:00 |         | 2023-10-23 18:00
2023-10-24 12:00 | 09:00       | mon     | 2023-10-23 09:00
2023-10-23 08:59 | 09:00       | mon     | 2023-10-16 09:00
2023-10-24 12:00 | 09:00       | thu fri | 2023-10-20 09:00
2023-10-24 12:00 |             |         | -
"""


@pytest.mark.parametrize("line", DUE.strip().splitlines())
def test_an_hour_is_due_on_its_days(line: str) -> None:
    now, hours, days, due = (cell.strip() for cell in line.split("|"))
    found = last_due(
        datetime.fromisoformat(f"{now}+03:00"),
        map(time.fromisoformat, hours.split()),
        tuple(map(Weekday, days.split())) or WEEK,
    )
    assert found == (None if due == "-" else datetime.fromisoformat(f"{due}+03:00"))


# ---- as configured

CONFIG = """
[[committee]]
name = "КТЭК"
topics = ["heating"]
profile = "rfc"
columns = ["number", "topic"]

[[committee]]
name = "ЖКХ"
topics = ["billing"]
path = "жкх/{date}"
ascii_names = true

[[report]]
name = "unanswered"
committee = "КТЭК"
formats = ["md", "json"]
"""


def test_a_run_makes_what_is_configured(otklik: Caller, tmp_path: Path) -> None:
    (tmp_path / "otklik.toml").write_text(CONFIG, encoding="utf-8")
    called = otklik("run", "--home", tmp_path, "--json")
    assert called.code == 0, called.err
    assert called.json["files"] == {"files": 4, "letters": 0, "failed": 0}
    names = sorted(path.suffix for path in tmp_path.rglob("*_????-??-??_*") if path.is_file())
    assert names == [".csv", ".json", ".json", ".md"]  # one of them a manifest
    [register] = (tmp_path / "жкх").glob("*.xlsx")
    assert register.stem.isascii()
    again = otklik("run", "--home", tmp_path, "--json")
    assert "files" not in again.json


def test_a_run_without_a_key_does_the_rest_and_tells_all_that_failed(
    otklik: Caller, tmp_path: Path
) -> None:
    source = '[[source]]\ngroup = "teplo_lo"\n'
    (tmp_path / "otklik.toml").write_text(source + CONFIG, encoding="utf-8")
    (tmp_path / "responsible.csv").write_text("чушь\n", encoding="utf-8")
    called = otklik("run", "--home", tmp_path, "--json", "--quiet")
    assert (called.code, called.json["files"]["files"]) == (5, 4), called.err
    assert called.json["harvest"] == {"problems": 1}  # what summaries tell a gap by
    assert "Нет ключа ВКонтакте" in called.err
    assert "responsible.csv: нет столбцов" in called.err


def test_the_password_is_no_matter_for_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OTKLIK_MAIL_PASSWORD", "tajna")
    settings = load_settings(tmp_path)
    assert settings.mail_password.get_secret_value() == "tajna"
    assert "tajna" not in repr(settings)
    (tmp_path / "otklik.toml").write_text('mail_password = "tajna"\n', encoding="utf-8")
    with pytest.raises(WrongUsage, match="OTKLIK_MAIL_PASSWORD") as refused:
        load_settings(tmp_path)
    assert "tajna" not in str(refused.value)
