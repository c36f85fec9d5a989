"""Second opinions: what comes of a good answer, and of everything else."""

import json
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session, sessionmaker
from werkzeug import Request, Response

from models import Label, Prediction
from models.database import open_engine, open_sessions, upgrade
from pipeline.errors import WrongUsage
from pipeline.opinion.adviser import Adviser, NoOpinion
from pipeline.opinion.asking import ENOUGH_SILENCE, ask_opinions
from pipeline.opinion.presets import OpinionSettings
from pipeline.progress import Silent
from pipeline.settings import load_settings
from pipeline.tickets.statement import waiting_predictions, waiting_statements
from tests.factory import NOON, comment, prediction

HEATING: dict[str, Any] = {"labels": ["heating"], "kind": "complaint", "urgent": False}
PATH = "/v1/chat/completions"

# what the model says
NONSENSE = """
холодно, примите меры
[]
{"labels": [], "kind": "complaint", "urgent": false}
{"labels": ["teplo"], "kind": "complaint", "urgent": false}
{"labels": ["heating", "teplo"], "kind": "complaint", "urgent": false}
{"labels": ["heating", "heating"], "kind": "complaint", "urgent": false}
{"labels": ["heating", "not_complaint"], "kind": "complaint", "urgent": false}
{"labels": ["not_complaint"], "kind": "complaint", "urgent": false}
{"labels": ["heating"], "kind": "anger", "urgent": false}
{"labels": ["heating"], "kind": "complaint", "urgent": "нет"}
{"labels": ["heating"], "kind": "complaint"}
{"labels": ["heating"], "kind": "complaint", "urgent": false, "also": 1}
"""


def said(content: Any) -> dict[str, Any]:
    text = content if isinstance(content, str) else json.dumps(content)
    return {"choices": [{"message": {"role": "assistant", "content": text}}]}


def adviser(server: HTTPServer, **other: Any) -> Adviser:
    return Adviser(OpinionSettings(url=server.url_for("/v1/"), model="small"), **other)


@pytest.fixture
def sessions(tmp_path: Path) -> Iterator[sessionmaker[Session]]:
    engine: Engine = open_engine(f"sqlite:///{tmp_path / 'otklik.db'}")
    upgrade(engine)
    yield open_sessions(engine)
    engine.dispose()


def doubtful(sessions: sessionmaker[Session], text: str = "дома дубак", **columns: Any) -> int:
    """A comment that we take for heating and are not sure of."""
    with sessions.begin() as session:
        values = {"review": True, "review_reason": "doubtful_topic", "loaded": False, **columns}
        return prediction(session, comment(session, text=text), **values).id


def stored(sessions: sessionmaker[Session], number: int) -> Prediction:
    with sessions() as session:
        return session.get_one(Prediction, number)


def ask(sessions: sessionmaker[Session], server: HTTPServer, calls: int = 100) -> dict[str, int]:
    return ask_opinions(sessions, adviser(server), calls=calls, progress=Silent()).counts()


def test_what_both_say_leaves_the_queue(
    sessions: sessionmaker[Session], httpserver: HTTPServer
) -> None:
    httpserver.expect_request(PATH).respond_with_json(said({**HEATING, "urgent": True}))
    number = doubtful(sessions)

    assert ask(sessions, httpserver) == {"asked": 1, "agreed": 1, "differed": 0}
    row = stored(sessions, number)
    assert (row.review, row.urgent, row.artifact) == (False, True, "seed-1")
    assert row.opinion == {"model": "small", **HEATING, "urgent": True}


@pytest.mark.parametrize(
    "other",
    [{"labels": ["roads"]}, {"kind": "suggestion"}, {"labels": ["not_complaint"], "kind": "spam"}],
)
def test_another_opinion_is_kept_and_changes_nothing(
    sessions: sessionmaker[Session], httpserver: HTTPServer, other: dict[str, Any]
) -> None:
    httpserver.expect_request(PATH).respond_with_json(said({**HEATING, "urgent": True, **other}))
    number = doubtful(sessions)

    assert ask(sessions, httpserver) == {"asked": 1, "agreed": 0, "differed": 1}
    row = stored(sessions, number)
    assert (row.labels, row.kind, row.urgent, row.review) == (["heating"], "complaint", False, True)
    assert row.opinion is not None


@pytest.mark.parametrize("line", NONSENSE.strip().splitlines())
def test_what_is_not_of_the_taxonomy_is_no_opinion(line: str, httpserver: HTTPServer) -> None:
    httpserver.expect_request(PATH).respond_with_json(said(line))
    with pytest.raises(NoOpinion, match="nonsense"):
        adviser(httpserver).ask("дома дубак")


@pytest.mark.parametrize(
    ("body", "status", "why"),
    [
        ("{}", 500, "unavailable"),
        ("{}", 429, "unavailable"),
        ("<html>", 200, "nonsense"),
        ('{"choices": []}', 200, "nonsense"),
        ('{"choices": [{"message": {"content": null}}]}', 200, "nonsense"),
        ("[" * 60_000, 200, "nonsense"),
        (" " * 200_000, 200, "nonsense"),
    ],
)
def test_a_broken_endpoint_leaves_our_answer(
    sessions: sessionmaker[Session], httpserver: HTTPServer, body: str, status: int, why: str
) -> None:
    httpserver.expect_request(PATH).respond_with_data(body, status=status)
    number = doubtful(sessions)

    assert ask(sessions, httpserver) == {"asked": 1, "agreed": 0, "differed": 0, why: 1}
    row = stored(sessions, number)
    assert (row.review, row.opinion, row.labels) == (True, None, ["heating"])


def test_nobody_is_followed_elsewhere(httpserver: HTTPServer) -> None:
    moved = {"Location": httpserver.url_for("/elsewhere")}
    httpserver.expect_request(PATH).respond_with_data("", status=307, headers=moved)
    with pytest.raises(NoOpinion, match="unavailable"):
        adviser(httpserver).ask("дома дубак")
    assert [request.path for request, _ in httpserver.log] == [PATH]


def test_a_closed_door_is_no_opinion() -> None:
    closed = Adviser(OpinionSettings(url="http://127.0.0.1:9/v1", model="small"))
    with pytest.raises(NoOpinion, match="unavailable"):
        closed.ask("дома дубак")


def test_an_answer_that_drips_is_given_up(httpserver: HTTPServer) -> None:
    httpserver.expect_request(PATH).respond_with_json(said(HEATING))
    hours = count(0, 3600)
    with pytest.raises(NoOpinion, match="slow"):
        adviser(httpserver, clock=lambda: float(next(hours))).ask("дома дубак")


def test_no_more_is_asked_than_the_budget_allows(
    sessions: sessionmaker[Session], httpserver: HTTPServer
) -> None:
    httpserver.expect_request(PATH).respond_with_json(said(HEATING))
    for _ in range(5):
        doubtful(sessions)

    assert ask(sessions, httpserver, calls=2)["asked"] == len(httpserver.log) == 2
    assert ask(sessions, httpserver, calls=9)["asked"] == 3  # each is asked about once
    assert ask(sessions, httpserver, calls=0)["asked"] == 0


def test_a_dead_endpoint_is_soon_left_alone(
    sessions: sessionmaker[Session], httpserver: HTTPServer
) -> None:
    httpserver.expect_request(PATH).respond_with_data("", status=503)
    for _ in range(ENOUGH_SILENCE + 4):
        doubtful(sessions)
    assert ask(sessions, httpserver)["unavailable"] == len(httpserver.log) == ENOUGH_SILENCE


def test_only_words_leave_the_house(httpserver: HTTPServer) -> None:
    httpserver.expect_request(PATH).respond_with_json(said(HEATING))
    text = "[id77|Анна Лебедь], кв. 45 мёрзнет, звоните 8 921 123-45-67, меня зовут Ольга Ивановна"
    adviser(httpserver, key="k").ask(text)

    [(request, _)] = httpserver.log
    sent = request.get_json()
    assert set(sent) == {"model", "temperature", "max_tokens", "messages", "response_format"}
    question = sent["messages"][1]["content"]
    assert "мёрзнет" in question
    assert not [word for word in ("Лебедь", "45", "921", "Ольга", "77") if word in question]
    assert request.headers["Authorization"] == "Bearer k"


def test_certain_answers_and_decided_comments_are_not_sent(
    sessions: sessionmaker[Session], httpserver: HTTPServer
) -> None:
    doubtful(sessions, review=False)
    doubtful(sessions, loaded=True)
    decided = doubtful(sessions)
    with sessions.begin() as session:
        about = session.get_one(Prediction, decided).comment_id
        session.add(
            Label(
                comment_id=about,
                version=1,
                kind="chatter",
                labels=["not_complaint"],
                urgent=False,
                actor="Иванова",
                decided_at=NOON,
            )
        )
    assert ask(sessions, httpserver)["asked"] == 0
    assert not httpserver.log


def test_a_person_has_the_last_word(
    sessions: sessionmaker[Session], httpserver: HTTPServer
) -> None:
    httpserver.expect_request(PATH).respond_with_json(said(HEATING))
    number = doubtful(sessions)
    ask(sessions, httpserver)
    with sessions.begin() as session:
        about = session.get_one(Prediction, number).comment_id
        session.add(
            Label(
                comment_id=about,
                version=1,
                kind="complaint",
                labels=["billing"],
                urgent=False,
                actor="Иванова",
                decided_at=NOON,
            )
        )
    with sessions() as session:
        [statement] = waiting_statements(session, waiting_predictions(session))
    assert statement.topics == ("billing",)


def test_a_stop_keeps_the_answers_that_came(
    sessions: sessionmaker[Session], httpserver: HTTPServer
) -> None:
    answers = iter([said(HEATING)])

    def once(_: Request) -> Response:
        return Response(json.dumps(next(answers)), content_type="application/json")

    httpserver.expect_request(PATH).respond_with_handler(once)

    class Stopping(Silent):
        def advance(self, steps: int = 1) -> None:
            raise KeyboardInterrupt

    doubtful(sessions), doubtful(sessions)
    with pytest.raises(KeyboardInterrupt):
        ask_opinions(sessions, adviser(httpserver), calls=9, progress=Stopping())
    with sessions() as session:
        kept = session.scalars(select(Prediction.review)).all()
    assert sorted(kept) == [False, True]


# url | is it taken
PLACES = """
http://127.0.0.1:8000/v1   | yes
http://localhost:8000/v1   | yes
http://10.1.2.3/v1         | yes
https://llm.shtab.local/v1 | yes
http://llm.shtab.local/v1  | https
http://8.8.8.8/v1          | https
ftp://10.1.2.3/v1          | не похоже
10.1.2.3:8000              | не похоже
"""


@pytest.mark.parametrize("line", PLACES.strip().splitlines())
def test_words_cross_no_foreign_network_in_the_open(line: str, tmp_path: Path) -> None:
    url, taken = (part.strip() for part in line.split("|"))
    (tmp_path / "otklik.toml").write_text(f'[opinion]\nurl = "{url}"\nmodel = "small"\n', "utf-8")
    if taken == "yes":
        assert load_settings(tmp_path).opinion is not None
    else:
        with pytest.raises(WrongUsage, match=taken):
            load_settings(tmp_path)


def test_the_key_comes_from_the_environment_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OTKLIK_OPINION_KEY", "тайна")
    assert "тайна" not in repr(load_settings(tmp_path))
    assert load_settings(tmp_path).opinion is None
    (tmp_path / "otklik.toml").write_text('opinion_key = "тайна"\n', "utf-8")
    with pytest.raises(WrongUsage, match="OTKLIK_OPINION_KEY"):
        load_settings(tmp_path)
