"""Every command of the guide works; its tables say what the data files say."""

import io
import json
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import typer.main

import cli
from commands.codes import EXIT_CODES
from models import Priority, Status
from nlp.taxonomy import taxonomy
from pipeline.settings import Settings, load_settings
from pipeline.tickets.clocks import MOSCOW
from pipeline.tickets.policy import shipped_policy
from tests.command import Caller
from tests.conftest import dump_tables
from tests.gar import write_export
from tests.imitation.world import load_world
from tests.vk_imitation import Imitation, serving

DOCS = Path(__file__).parent.parent / "docs"
PAGES = sorted(page.name for page in DOCS.glob("*.md"))
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"# код (\d+)")
QUOTED = re.compile(r"`(otklik(?: [^`…]+)?)`")
LINK = re.compile(r"\]\(([^)#]+)\)")
START = datetime(2023, 10, 23, 9, tzinfo=MOSCOW)
POLICY = shipped_policy()

# number | author | minutes later | text
SEASON = """
11 | 7 | 0   | Гатчина, Рощинская 9, нет отопления, батареи ледяные
12 | 8 | 40  | Гатчина, улица Рощинская дом 9, отопления так и нет, холодно
13 | 9 | 95  | Гатчина, Рощинская 9, лифт не работает вторую неделю
14 | 5 | 99  | Луга, проспект Урицкого 77, батареи холодные, дома +15
15 | 6 | 150 | Луга, Урицкого 77, нет горячей воды с понедельника
16 | 4 | 200 | Тосно, Ленина 42, квитанция за отопление выросла вдвое, сделайте перерасчёт
17 | 3 | 260 | Выборг, Приморская 40, нет отопления в подъезде и в квартирах
"""
SETTINGS = """
[[source]]
group = "teplo_lo"
district = "Гатчинский"

[[committee]]
name = "КТЭК"
topics = ["heating", "hot_water"]
"""
LAND = """
1 обл | Ленинградская
  3 м.р-н | Всеволожский
    5 г. | Мурино
      8 ул. | Шувалова | 9
"""


def text_of(page: str) -> str:
    return (DOCS / page).read_text("utf-8")


def blocks(page: str, kind: str) -> Iterator[str]:
    yield from (found[2] for found in BLOCK.finditer(text_of(page)) if found[1] == kind)


def objects() -> Iterator[dict[str, object]]:
    at = int(START.timestamp())
    yield {"type": "group", "id": 5, "name": "Теплоштаб", "screen_name": "teplo_lo"}
    post = {"id": 1, "owner_id": -5, "from_id": -5, "date": at, "text": "Пишите, где холодно"}
    yield {"type": "post", **post}
    for line in SEASON.strip().splitlines():
        number, author, minutes, text = (part.strip() for part in line.split("|", 3))
        said = {"id": int(number), "from_id": int(author), "date": at + 60 * int(minutes)}
        yield {"type": "comment", "owner_id": -5, "post_id": 1, "text": text, **said}


@pytest.fixture(scope="module")
def season(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with six tickets, and the files that the guide speaks of."""
    home = tmp_path_factory.mktemp("docs")
    lines = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in objects())
    (home / "dump.jsonl").write_text(lines, "utf-8")
    (home / "otklik.toml").write_text(SETTINGS, "utf-8")
    (home / "таблица.csv").write_text("Дата;Автор;Текст\n23.10.2023;7;холодно\n", "utf-8")
    labelled = {"id": 1, "text": "батареи ледяные", "labels": ["heating"], "kind": "complaint"}
    (home / "свои.jsonl").write_text(json.dumps(labelled | {"urgent": False}) + "\n", "utf-8")
    write_export(LAND, home / "gar_xml.zip")
    for call in ("import dump.jsonl", "classify", "tickets load"):
        called = [sys.executable, "-m", "cli", *call.split()]
        subprocess.run(called, cwd=home, check=True, capture_output=True)
    return home


@pytest.fixture
def desk(season: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of it, where VK is an imitation and nobody types."""
    home = tmp_path / "desk"
    shutil.copytree(season, home)
    monkeypatch.chdir(home)
    monkeypatch.delenv("OTKLIK_HOME", raising=False)
    monkeypatch.setenv("OTKLIK_VK_TOKEN", "service")
    monkeypatch.setattr("sys.stdin", io.StringIO("д\n"))
    with serving(Imitation(load_world(home / "dump.jsonl"))) as url:
        monkeypatch.setenv("OTKLIK_VK_API_URL", url)
        yield home


@pytest.mark.parametrize("page", PAGES)
def test_every_command_of_a_page_works(page: str, desk: Path, otklik: Caller) -> None:
    lines = [line for block in blocks(page, "sh") for line in block.splitlines() if line]
    assert lines or page == "tickets.md"
    for line in lines:
        wanted = CODE.search(line)
        program, *words = shlex.split(line, comments=True)
        if program == "otklik":
            said = otklik(*words)
            assert said.code == (int(wanted[1]) if wanted else 0), (line, said.err)
        else:
            subprocess.run(["bash", "-c", line], cwd=desk, check=True)


def test_the_copy_of_the_database_is_whole(desk: Path) -> None:
    from models.database import open_engine

    [line] = [line for line in text_of("administrator.md").splitlines() if "VACUUM" in line]
    subprocess.run(["bash", "-c", line], cwd=desk, check=True)
    kept, copy = (open_engine(f"sqlite:///{desk / name}") for name in ("otklik.db", "копия.db"))
    assert dump_tables(kept) == dump_tables(copy)


def command_of(words: list[str]) -> tuple[Any, list[str]]:
    """The command that the words name, and the words behind its name."""
    found: Any = typer.main.get_command(cli.app)
    while words and hasattr(found, "commands") and words[0] in found.commands:
        found, words = found.commands[words[0]], words[1:]
    return found, words


@pytest.mark.parametrize("page", PAGES)
def test_commands_in_passing_exist(page: str) -> None:
    for quoted in QUOTED.findall(text_of(page)):
        found, rest = command_of(shlex.split(quoted)[1:])
        options = {name for one in found.params for name in one.opts} | {"--help"}
        assert not hasattr(found, "commands") or not rest, quoted
        assert {word for word in rest if word.startswith("--")} <= options, quoted


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_short_and_its_links_lead_somewhere(page: str) -> None:
    prose = BLOCK.sub("", text_of(page)).splitlines()
    assert len(prose) <= 150
    assert not [line for line in prose if line.count("`") % 2], "code is cut by the end of a line"
    for link in LINK.findall(text_of(page)):
        assert (DOCS / link).resolve().exists(), link


def test_the_settings_of_the_guide_are_accepted(tmp_path: Path) -> None:
    [told] = blocks("administrator.md", "toml")
    (tmp_path / "otklik.toml").write_text(told, "utf-8")
    assert load_settings(tmp_path).source[0].intake_posts
    variables = re.findall(r"OTKLIK_(\w+)", text_of("administrator.md"))
    assert {name.lower() for name in variables} <= set(Settings.model_fields)


def test_the_exit_codes_of_the_guide_are_all_there_are() -> None:
    told = re.findall(r"^\| (\d+) \| ", text_of("administrator.md"), re.MULTILINE)
    assert sorted(map(int, told)) == sorted({0, 1, *(code for _, code in EXIT_CODES)})


def hours(value: float, *, working: bool) -> str:
    amount = f"{value:g}".replace(".", ",")
    return f"{amount} раб. ч" if working else f"{amount} ч"


def rows_of_classes() -> Iterator[str]:
    for name in Priority:
        rule = POLICY.classes[name]
        terms = (rule.take_hours, rule.answer_hours, rule.solve_hours)
        told = " | ".join(hours(term, working=rule.working) for term in terms)
        yield f"| {name} | {rule.title} | {told} |"


def rows_of_topics() -> Iterator[str]:
    for name in Priority:
        named = [topic.title for label, topic in taxonomy().topics.items()
                 if POLICY.topics[label] == name]  # fmt: skip
        if named:
            yield f"| {name} | {', '.join(named)} |"


def rows_of_moves() -> Iterator[str]:
    for status in Status:
        rule = POLICY.statuses[status]
        steps = ", ".join(POLICY.title(step) for step in rule.moves)
        yield f"| {rule.title} | `{status}` | {steps} |"


def rows_of_outcomes() -> Iterator[str]:
    for outcome, title in POLICY.outcomes.items():
        yield f"| {title} | `{outcome}` | {'да' if outcome in POLICY.solved else 'нет'} |"


def rows_of_figures() -> Iterator[str]:
    fold, silence = POLICY.fold, POLICY.silence // timedelta(hours=1)
    yield f"| сообщения об одной беде складываются в одно обращение | {fold.window.days} дн. |"
    yield f"| разговор в ветке остаётся разговором о нём | {fold.thread_window.days} дн. |"
    yield f"| новая жалоба после ответа возобновляет его | {fold.reopen_window.days} дн. |"
    yield f"| никто не возражает: оно закрывается само | через {silence} ч |"
    yield f"| промежуточный ответ откладывает решение | до {POLICY.interim_days} раб. дн. |"
    yield f"| из уверенно разобранного наугад смотрит человек | {POLICY.audit_share * 100:g} % |"


def rows_of_incidents() -> Iterator[str]:
    rule = POLICY.incident
    yield f"| один дом | {rule.house_voices} жителей |"
    yield f"| улица | {rule.street_houses} дома |"
    yield f"| район одной котельной | {rule.area_houses} дома |"
    town = f"{rule.settlement_houses} домов не меньше чем на {rule.settlement_streets} улицах"
    yield f"| населённый пункт | {town} |"


@pytest.mark.parametrize(
    "rows",
    [
        rows_of_classes,
        rows_of_topics,
        rows_of_moves,
        rows_of_outcomes,
        rows_of_figures,
        rows_of_incidents,
    ],
)
def test_the_rules_of_the_guide_are_those_of_the_data(rows: Any) -> None:
    wanted = "\n".join(rows())
    assert f"\n{wanted}\n\n" in text_of("tickets.md") + "\n", f"put this table there:\n{wanted}"


def test_streets_of_the_guide_are_those_of_the_data() -> None:
    told = " ".join(text_of("tickets.md").lower().split())
    for label in POLICY.fold.street_topics:
        assert taxonomy().topics[label].title.lower() in told
    assert f"за {POLICY.incident.window // timedelta(hours=1)} часа" in told
