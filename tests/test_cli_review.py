"""`otklik review`: one line for a comment in doubt, and what becomes of it."""

import io
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from models import Comment, Event, EventKind, Label, Prediction, Review, ReviewReason, Ticket
from pipeline.workspace import open_workspace
from tests.command import Called, Caller
from tests.factory import NOON, appeal, comment, prediction, ticket

TEXTS = ("Мурино, Шувалова 16, опять оно самое", "ну и дела у вас")
OTHER = {"model": "small", "labels": ["roads"], "kind": "complaint", "urgent": False}


@pytest.fixture
def home(otklik: Caller, tmp_path: Path) -> Path:
    """Two comments in doubt, the second with another's opinion."""
    otklik("init", tmp_path / "teplo")
    with open_workspace(tmp_path / "teplo").sessions.begin() as session:
        for text, opinion in zip(TEXTS, (None, OTHER), strict=True):
            about = comment(session, text=text)
            prediction(session, about, review=True, review_reason="doubtful_topic", opinion=opinion)
            session.add(Review(comment_id=about.id, reason=ReviewReason.DOUBT, opened_at=NOON))
    return tmp_path / "teplo"


@pytest.fixture
def review(otklik: Caller, home: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    def said(*lines: str) -> Called:
        monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
        return otklik("review", "--home", home, "--actor", "Иванова")

    return said


def labels(home: Path) -> list[tuple[str, list[str], bool]]:
    with open_workspace(home).sessions() as session:
        rows = session.scalars(select(Label).order_by(Label.comment_id)).all()
        return [(row.kind, row.labels, row.urgent) for row in rows]


def test_each_comment_gets_one_line(home: Path, review: Any) -> None:
    said = review("billing heating !", "н")
    assert said.code == 0
    assert all(text in said.out for text in TEXTS)
    assert "второе мнение: жалоба: Дороги" in said.out
    assert labels(home) == [
        ("complaint", ["billing", "heating"], True),
        ("chatter", ["not_complaint"], False),
    ]
    with open_workspace(home).sessions() as session:
        assert session.scalars(select(Review.actor)).all() == ["Иванова", "Иванова"]
    assert review().out == ""


def test_a_decision_reaches_the_tickets(otklik: Caller, home: Path, review: Any) -> None:
    review("billing", "н")
    assert otklik("tickets", "load", "--home", home, "--json").json["not_appeal"] == 1
    [found] = otklik("tickets", "list", "--home", home, "--json").json
    assert found["topic"] == "billing"
    assert otklik("report", "reconcile", "--home", home).code == 0


def test_topics_are_named_in_russian_too(home: Path, review: Any) -> None:
    assert review("начисления Отопление !", "н").code == 0
    assert labels(home)[0] == ("complaint", ["billing", "heating"], True)


def test_a_reply_is_shown_with_what_it_answers(home: Path, review: Any) -> None:
    with open_workspace(home).sessions.begin() as session:
        asked = comment(session, text="Шувалова 16, снова без тепла")
        reply = session.scalars(select(Comment).where(Comment.text == TEXTS[1])).one()
        reply.owner_id, reply.channel, reply.reply_to = asked.owner_id, asked.channel, asked.vk_id
    said = review("", "")
    assert "в ответ на: Шувалова 16, снова без тепла" in said.out
    assert said.out.count("под записью: ") == 2


def test_what_is_said_wrongly_is_asked_again(home: Path, review: Any) -> None:
    said = review("teplo", "a b c d", "!", "д", "в")
    assert "Нет темы teplo" in said.err
    assert labels(home) == [("complaint", ["heating"], False)]


def test_an_empty_line_leaves_it_for_later(otklik: Caller, home: Path, review: Any) -> None:
    review("", "")
    assert labels(home) == []
    waiting = otklik("review", "--home", home, "--json").json
    assert [case["text"] for case in waiting] == list(TEXTS)


def test_a_ticket_that_is_open_already_gets_an_event(home: Path, review: Any) -> None:
    with open_workspace(home).sessions.begin() as session:
        first = session.scalars(select(Prediction).order_by(Prediction.id)).first()
        assert first is not None
        appeal(session, ticket(session), first.comment)
    review("billing", "в")
    with open_workspace(home).sessions() as session:
        [noted] = session.scalars(select(Event).where(Event.kind == EventKind.NOTED)).all()
        assert (noted.actor, noted.comment_id) == ("Иванова", first.comment_id)
        assert noted.reason.startswith("проверено: жалоба")
        assert session.scalars(select(Ticket.topic)).all() == ["heating"]
