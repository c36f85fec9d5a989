"""Folders, the screen, webhooks and keys: each carrier tells what became of a message."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from sqlalchemy.orm import Session, sessionmaker
from werkzeug import Request, Response

from harvester.token import Token
from pipeline.dispatch.chat import Carrier
from pipeline.dispatch.dispatch import dispatch
from pipeline.dispatch.opening import open_desk, open_senders
from pipeline.dispatch.outbox import Parcel
from pipeline.dispatch.presets import DispatchSettings
from pipeline.dispatch.report import DispatchReport
from pipeline.dispatch.rules import Rest
from pipeline.dispatch.senders import Folder, Screen, Webhook
from pipeline.dispatch.verdict import Fate
from pipeline.errors import Unauthorised
from pipeline.harvest.harvest import Access
from pipeline.tickets.policy import shipped_policy
from pipeline.tickets.routing import shipped_routing
from tests.dispatch_season import NOON, Season, desk, sqlite
from tests.vk_writes import VkWrites, serving

HEAD = "department;district;person;chat\n"
PARCEL = Parcel(
    id=1,
    key="card:ТШ-2023-000001:1:file:карточки/",
    random_id=77,
    carrier=Carrier.FILE,
    peer="file:карточки/",
    body={"text": "Холодно на Садовой", "number": "ТШ-2023-000001"},
    ticket_id=1,
    attempts=1,
)


def still(_seconds: float) -> None:
    """No test waits."""


@pytest.fixture
def sessions(tmp_path: Path) -> Iterator[sessionmaker[Session]]:
    with sqlite(tmp_path / "otklik.db") as sessions:
        yield sessions


def test_a_card_is_one_file_however_often_it_is_written(tmp_path: Path) -> None:
    for _ in range(2):
        verdict = Folder(tmp_path).send(PARCEL)

    [path] = (tmp_path / "карточки").iterdir()
    assert (verdict.fate, verdict.remote_id) == (Fate.SENT, path.name)
    assert path.name == "card_ТШ-2023-000001_1-77.txt"
    assert path.read_text("utf-8") == "Холодно на Садовой\n"


def test_a_folder_that_cannot_be_written_is_tried_later(tmp_path: Path) -> None:
    (tmp_path / "карточки").write_text("занято")
    assert Folder(tmp_path).send(PARCEL).fate is Fate.LATER


def test_the_screen_shows_the_text() -> None:
    shown: list[str] = []
    assert Screen(shown.append).send(PARCEL).fate is Fate.SENT
    assert shown == ["Холодно на Садовой\n"]


# the webhook's answer | what becomes of the message
WEBHOOK = """
200 | sent
204 | sent
301 | refused
400 | refused
404 | refused
429 | later
500 | later
503 | later
"""


@pytest.mark.parametrize("line", WEBHOOK.strip().splitlines())
def test_a_webhook_is_told_of_once_refused_or_tried_later(
    line: str, httpserver: HTTPServer
) -> None:
    status, fate = map(str.strip, line.split("|"))
    httpserver.expect_request("/x").respond_with_data("", status=int(status))

    verdict = Webhook().send(replace(PARCEL, peer=httpserver.url_for("/x?secret=1")))

    assert verdict.fate == fate
    assert "secret" not in verdict.error


def test_a_webhook_gets_the_key_that_makes_a_repetition_known(httpserver: HTTPServer) -> None:
    seen: list[Any] = []

    def receive(request: Request) -> Response:
        seen.append((request.headers["Idempotency-Key"], json.loads(request.data)))
        return Response(status=200)

    httpserver.expect_request("/x", method="POST").respond_with_handler(receive)
    Webhook().send(replace(PARCEL, peer=httpserver.url_for("/x")))

    [(header, document)] = seen
    assert header == "77"
    assert document == {"key": PARCEL.key, "random_id": 77, **PARCEL.body}


def test_a_silent_webhook_is_tried_later_and_its_address_is_not_told() -> None:
    with HTTPServer("127.0.0.1") as gone:
        url = gone.url_for("/x?secret=1")

    verdict = Webhook().send(replace(PARCEL, peer=url))

    assert verdict.fate is Fate.LATER
    assert "secret" not in verdict.error


def test_rests_grow_up_to_a_limit() -> None:
    minutes = [timedelta(minutes=n) for n in (2, 10, 60, 240)]
    rest = Rest(*minutes)
    assert [rest.grown(rest.flood, n).seconds // 60 for n in (1, 2, 3, 6, 50)] == [
        10,
        20,
        40,
        240,
        240,
    ]


def workspace(home: Path, people: str) -> None:
    (home / "responsible.csv").write_text(HEAD + people, encoding="utf-8")


def opened(
    sessions: sessionmaker[Session],
    home: Path,
    tokens: tuple[Token, ...] = (),
    url: str = "",
    *,
    only: Carrier | None = None,
) -> tuple[DispatchReport, list[str]]:
    shown: list[str] = []
    settings = DispatchSettings()
    desk = open_desk(home, settings, shipped_policy(), shipped_routing(), NOON)
    senders = open_senders(
        sessions, home, Access(tokens, url), NOON, write=shown.append, sleep=still, only=only
    )
    return dispatch(sessions, desk, senders, sleep=still), shown


def test_a_workspace_names_its_people_and_chats(
    sessions: sessionmaker[Session], tmp_path: Path
) -> None:
    workspace(tmp_path, "Комитет по ТЭК;;Иванов;stdout:\nКомитет по ЖКХ;;Петров;file:карточки/\n")
    with sessions.begin() as session:
        season = Season(session)
        season.ticket()
        season.ticket(department="Комитет по ЖКХ")
        season.ticket(department="Дорожный комитет")

    report, shown = opened(sessions, tmp_path)

    assert report.failure() is None
    assert "Отвечает: Комитет по ТЭК, Иванов" in shown[0]
    assert len(list((tmp_path / "карточки").iterdir())) == 1
    assert report.counts()["sent"] == {"file": 1, "stdout": 1}
    assert [one.reason for one in report.untold] == [
        "нет ответственного: Дорожный комитет, район Кингисеппский"
    ]
    assert "Никто не извещён: 1" in report.sentence()


def test_one_channel_can_be_carried_alone(sessions: sessionmaker[Session], tmp_path: Path) -> None:
    workspace(tmp_path, "Комитет по ТЭК;;Иванов;stdout:\nКомитет по ЖКХ;;Петров;file:карточки/\n")
    with sessions.begin() as session:
        season = Season(session)
        season.ticket()
        season.ticket(department="Комитет по ЖКХ")

    report, shown = opened(sessions, tmp_path, only=Carrier.FILE)

    assert (report.delivery.sent.total(), shown) == (1, [])


def test_without_a_key_messages_to_vk_wait(sessions: sessionmaker[Session], tmp_path: Path) -> None:
    workspace(tmp_path, "Комитет по ТЭК;;Иванов;vk:2000000012\n")
    with sessions.begin() as session:
        Season(session).ticket()

    report, _ = opened(sessions, tmp_path)
    assert isinstance(report.failure(), Unauthorised)
    with serving(VkWrites()) as vk:
        opened(sessions, tmp_path, (Token("secret"),), vk.url)
        assert len(vk.texts) == 1


def test_a_chat_may_name_the_community_that_writes(
    sessions: sessionmaker[Session], tmp_path: Path
) -> None:
    workspace(tmp_path, "Комитет по ТЭК;;Иванов;vk:club5/2000000012\n")
    with sessions.begin() as session:
        Season(session).ticket()
    with serving(VkWrites(group_id=6)) as vk:
        report, _ = opened(sessions, tmp_path, (Token("secret"),), vk.url)
        assert "сообщество 5" in report.delivery.stopped[0]
        vk.group_id = 5
        opened(sessions, tmp_path, (Token("secret"),), vk.url)
        assert len(vk.texts) == 1


def test_a_department_that_no_route_leads_to_is_pointed_at(
    sessions: sessionmaker[Session], tmp_path: Path
) -> None:
    workspace(tmp_path, "Комитет по ТЕК;;Иванов;stdout:\nАдминистрация: Лужский;;Лужин;stdout:\n")
    report, _ = opened(sessions, tmp_path)
    assert "проверьте названия: Комитет по ТЕК" in report.sentence()


def test_a_missing_file_of_the_responsible_tells_how_to_make_it(
    sessions: sessionmaker[Session], tmp_path: Path
) -> None:
    with sessions.begin() as session:
        Season(session).ticket()

    report, _ = opened(sessions, tmp_path)

    assert report.failure() is None
    assert "responsible.csv: department;district;person;chat" in report.sentence()


def test_a_file_saved_by_russian_excel_is_read(tmp_path: Path) -> None:
    (tmp_path / "responsible.csv").write_bytes(
        (HEAD + "Комитет по ТЭК;;Иванов;stdout:\n").encode("cp1251")
    )
    found = open_desk(tmp_path, DispatchSettings(), shipped_policy(), shipped_routing(), NOON)
    assert [row.person for row in found.people] == ["Иванов"]
    assert desk().duty
