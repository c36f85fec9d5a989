"""Tickets: load, list, look at, take back from a committee."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from commands.options import (
    Actor,
    AsJson,
    AsOf,
    DryRun,
    Home,
    InDistrict,
    InIncident,
    InReview,
    InStatus,
    IsOverdue,
    IsUnanswered,
    Limit,
    Number,
    OnTopic,
    Quiet,
    Search,
    Since,
    Until,
    moment,
)
from commands.words import fail, say, show, tell
from commands.workplace import PATIENCE, now_or, opened, recorded, who, writing
from pipeline.terminal import Bar

Returned = Annotated[
    Path, typer.Argument(help="Реестр .csv или .xlsx из otklik export.", metavar="ФАЙЛ")
]
Exported = Annotated[
    datetime | None,
    typer.Option(
        "--exported",
        parser=moment,
        metavar="ДАТА",
        help="Когда реестр выгрузили, если файл этого не помнит.",
    ),
]

app = typer.Typer(help="Обращения: список, карточка, движение.", no_args_is_help=True)


@app.command("load")
def tickets_load(
    as_of: AsOf = None, home: Home = None, as_json: AsJson = False, quiet: Quiet = False
) -> None:
    """Сложить разобранные комментарии в обращения. Пример: otklik tickets load"""
    from pipeline.cycle import load

    with writing(home) as desk, recorded(desk, "tickets load") as entry:
        found = load(desk, now=now_or(as_of), progress=Bar(quiet=quiet))
        entry.counts = found.counts()
    tell(found.counts(), found.sentence(), as_json=as_json, quiet=quiet)


@app.command("list")
def tickets_list(
    status: InStatus = None,
    topic: OnTopic = None,
    district: InDistrict = None,
    overdue: IsOverdue = False,
    unanswered: IsUnanswered = False,
    incident: InIncident = None,
    review: InReview = None,
    search: Search = None,
    since: Since = None,
    until: Until = None,
    limit: Limit = None,
    as_of: AsOf = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Показать обращения, новые сверху. Пример: otklik tickets list --overdue"""
    from pipeline.tickets.card import as_lines
    from pipeline.tickets.choice import status_called
    from pipeline.tickets.filter import Filter
    from pipeline.tickets.listing import as_json as listed
    from pipeline.tickets.listing import find_tickets
    from pipeline.tickets.policy import find_policy
    from pipeline.tickets.preview import previews

    desk, now = opened(home), now_or(as_of)
    policy = find_policy(desk.home)
    wanted = Filter(
        status=status_called(policy, status) if status else None,
        topic=topic, district=district, overdue=overdue, unanswered=unanswered, incident=incident,
        review=review, search=search, since=since, until=until,
    )  # fmt: skip
    with desk.sessions() as session:
        found = find_tickets(session, wanted, now, limit)
        if as_json:
            show(listed(session, found, now))
        elif found:
            for line in previews(session, found, now) if incident else ():
                say(line)
            print("\n".join(as_lines(session, policy, found, now)))
        else:
            say("Ничего не нашлось.")


@app.command("show")
def tickets_show(
    number: Number,
    why: Annotated[bool, typer.Option("--why", help="И почему каждое сообщение здесь.")] = False,
    as_of: AsOf = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Показать обращение с веткой и историей. Пример: otklik tickets show 12"""
    from pipeline.tickets.card import full_text
    from pipeline.tickets.listing import as_json as listed
    from pipeline.tickets.listing import get_ticket_as_of
    from pipeline.tickets.policy import find_policy

    desk, now = opened(home), now_or(as_of)
    with desk.sessions() as session:
        ticket = get_ticket_as_of(session, number, now)
        if as_json:
            show(listed(session, [ticket], now)[0])
        else:
            print(full_text(session, find_policy(desk.home), ticket, now, why=why))


@app.command("card")
def tickets_card(
    number: Number, as_of: AsOf = None, home: Home = None, as_json: AsJson = False
) -> None:
    """Показать карточку для чата, без личных данных. Пример: otklik tickets card 12"""
    from pipeline.messages import show_card

    found = show_card(opened(home), number, now=now_or(as_of))
    if as_json:
        show(found)
    else:
        print(found["text"])


@app.command("import")
def tickets_import(
    file: Returned,
    exported: Exported = None,
    dry_run: DryRun = False,
    actor: Actor = "",
    as_of: AsOf = None,
    home: Home = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Принять заполненный комитетом реестр, целиком или никак. Пример: otklik tickets import р.csv

    Меняются столбцы «Статус», «Итог», «Ответственный орган», «Исполнитель», «Причина отклонения»,
    «Промежуточный ответ до», «Ответ» (черновик жителю), «Заметка»; пустая ячейка ничего не просит.
    """
    from pipeline.dispatch.approval import Editor
    from pipeline.dispatch.phrases import shipped_phrases
    from pipeline.register.reception import take_in
    from pipeline.register.returned import read_returned
    from pipeline.tickets.policy import find_policy

    editor = Editor(shipped_phrases(), now_or(as_of), who(actor))
    with (
        writing(home, wait=PATIENCE, dry_run=dry_run) as desk,
        recorded(desk, "tickets import", dry_run=dry_run) as entry,
    ):
        returned = read_returned(file, exported)
        found = take_in(desk.sessions, find_policy(desk.home), editor, returned, dry_run=dry_run)
        entry.counts = found.counts()
        failure = found.failure()
        if as_json or failure is None:
            tell(found.counts(), found.sentence(), as_json=as_json, quiet=quiet)
        fail(failure)
