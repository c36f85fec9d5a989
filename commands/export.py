"""The register."""

from pathlib import Path
from typing import Annotated

import typer

from commands.options import (
    Actor,
    AsJson,
    AsOf,
    Home,
    InDistrict,
    InStatus,
    OfCommittee,
    OnTopic,
    Quiet,
    Since,
    Until,
)
from commands.words import tell
from commands.workplace import now_or, opened, who

app = typer.Typer()


Output = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="ФАЙЛ", help="Куда писать; без него всем комитетам."),
]
Form = Annotated[
    str,
    typer.Option(
        "--format",
        metavar="ВИД",
        help="csv, xlsx, jsonl, open311, open311-xml; без него по имени файла.",
    ),
]
View = Annotated[
    str,
    typer.Option(
        "--profile",
        metavar="ВИД",
        help="Вид CSV: excel-ru (по умолчанию), cp1251 для старых программ, rfc для скриптов.",
    ),
]
Columns = Annotated[
    str,
    typer.Option(
        "--columns",
        metavar="СПИСОК",
        help="Столбцы через запятую, по кодам или названиям; без них все.",
    ),
]
Guard = Annotated[
    str,
    typer.Option(
        "--guard",
        metavar="ВИД",
        help="Защита от формул: apostrophe (по умолчанию), tab, off.",
    ),
]
Knowing = Annotated[bool, typer.Option("--i-know", help="Да, без защиты: файл прочтёт программа.")]
WithAuthor = Annotated[
    bool, typer.Option("--with-author", help="С номером автора; остаётся в журнале доступа.")
]


@app.command("export")
def export_command(
    output: Output = None,
    committee: OfCommittee = "",
    form: Form = "",
    profile: View = "",
    columns: Columns = "",
    guard: Guard = "",
    knowing: Knowing = False,
    with_author: WithAuthor = False,
    status: InStatus = None,
    topic: OnTopic = None,
    district: InDistrict = None,
    since: Since = None,
    until: Until = None,
    actor: Actor = "",
    as_of: AsOf = None,
    home: Home = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Выгрузить реестр. Пример: otklik export -o реестр.csv"""
    from pipeline.register.handing import Order, hand_out
    from pipeline.tickets.choice import status_called
    from pipeline.tickets.filter import Filter
    from pipeline.tickets.policy import find_policy

    desk = opened(home)
    asked = status_called(find_policy(desk.home), status) if status else None
    wanted = Filter(status=asked, topic=topic, district=district, since=since, until=until)
    order = Order(
        wanted, committee, form, profile, columns, guard, with_author, who(actor), knowing
    )
    found = hand_out(desk, output, order, now=now_or(as_of))
    tell(found.counts(), found.sentence(), as_json=as_json, quiet=quiet)
