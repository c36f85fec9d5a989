"""Words to the residents of a ticket: drafted, put right, approved by a person."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.options import Actor, AsJson, AsOf, Home, Number, moment
from commands.words import show
from commands.workplace import PATIENCE, now_or, who, writing

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from pipeline.dispatch.answers import AnswerView
    from pipeline.dispatch.approval import Editor
    from pipeline.tickets.policy import Policy

app = typer.Typer()

Text = Annotated[str | None, typer.Option("--text", help="Свои слова вместо черновика.")]
Approve = Annotated[bool, typer.Option("--approve", help="Утвердить и поставить в отправку.")]
ToAll = Annotated[bool, typer.Option("--incident", help="Всем авторам инцидента.")]
Again = Annotated[
    bool, typer.Option("--again", help="Ещё раз, хотя прежний ответ утверждён или дан.")
]


Template = Annotated[
    str, typer.Option("--template", help="Черновик по образцу, например fixed.heating.")
]
Back = Annotated[
    bool, typer.Option("--withdraw", help="Отозвать утверждённый, пока он не отправлен.")
]
Term = Annotated[
    datetime,
    typer.Option(
        "--until", parser=moment, metavar="ДАТА", help="Срок; без часа конец рабочего дня."
    ),
]


@contextmanager
def pen_in_hand(
    home: Path | None, actor: str, as_of: datetime | None
) -> Iterator[tuple["Session", "Policy", "Editor"]]:
    """Whoever writes to residents, in one transaction."""
    from pipeline.dispatch.approval import Editor
    from pipeline.dispatch.phrases import shipped_phrases
    from pipeline.tickets.policy import find_policy

    editor = Editor(shipped_phrases(), now_or(as_of), who(actor))
    with writing(home, wait=PATIENCE) as desk, desk.sessions.begin() as session:
        yield session, find_policy(desk.home), editor


def read_out(found: "AnswerView", *, as_json: bool) -> None:
    """The answer as it stands now."""
    if as_json:
        show(asdict(found))
    else:
        print("\n".join(found.lines()))


@app.command("answer")
def tickets_answer(
    number: Number,
    text: Text = None,
    template: Template = "",
    approve: Approve = False,
    incident: ToAll = False,
    again: Again = False,
    back: Back = False,
    actor: Actor = "",
    as_of: AsOf = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Составить, поправить или утвердить ответ. Пример: otklik tickets answer 12 --approve"""
    from pipeline.dispatch.answers import answer, take_back
    from pipeline.dispatch.wish import Wish

    wish = Wish(text, template, again)
    with pen_in_hand(home, actor, as_of) as (session, policy, editor):
        if back:
            found = take_back(session, policy, editor, number)
        else:
            found = answer(session, editor, number, wish, approved=approve, incident=incident)
    read_out(found, as_json=as_json)


@app.command("ask")
def tickets_ask(
    number: Number,
    text: Text = None,
    approve: Approve = False,
    again: Again = False,
    actor: Actor = "",
    as_of: AsOf = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Спросить жителя. Пример: otklik tickets ask 12 --text "Уточните номер дома" --approve

    С публикацией вопроса часы решения встают и идут дальше с ответом автора; три дня без ответа, и
    обращение закроется с итогом «нет ответа автора».
    """
    from pipeline.dispatch.aims import ask
    from pipeline.dispatch.wish import Wish

    with pen_in_hand(home, actor, as_of) as pen:
        found = ask(*pen, number, Wish(text, again=again), approved=approve)
    read_out(found, as_json=as_json)


@app.command("promise")
def tickets_promise(
    number: Number,
    until: Term,
    text: Text = None,
    approve: Approve = False,
    incident: ToAll = False,
    again: Again = False,
    actor: Actor = "",
    as_of: AsOf = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Дать промежуточный ответ со сроком. Пример: otklik tickets promise 12 --until 27.10.2023

    С публикацией обращение ждёт обещанного срока; он не дальше, чем разрешают правила.
    """
    from pipeline.dispatch.aims import promise
    from pipeline.dispatch.wish import Wish

    wish = Wish(text, again=again)
    with pen_in_hand(home, actor, as_of) as pen:
        found = promise(*pen, number, wish, until=until, approved=approve, incident=incident)
    read_out(found, as_json=as_json)
