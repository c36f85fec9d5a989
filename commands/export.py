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
    OnTopic,
    Quiet,
    Since,
    Until,
)
from commands.words import tell
from commands.workplace import now_or, opened, who

app = typer.Typer()


@app.command("export")
def export_command(
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="ФАЙЛ", help="Куда писать; без него всем комитетам."
        ),
    ] = None,
    committee: Annotated[
        str, typer.Option("--committee", metavar="ИМЯ", help="Только доля этого комитета.")
    ] = "",
    form: Annotated[
        str,
        typer.Option(
            "--format",
            metavar="ВИД",
            help="csv, xlsx, jsonl, open311, open311-xml; без него по имени файла.",
        ),
    ] = "",
    profile: Annotated[
        str,
        typer.Option(
            "--profile",
            metavar="ВИД",
            help="Вид CSV: excel-ru (по умолчанию), cp1251 для старых программ, rfc для скриптов.",
        ),
    ] = "",
    columns: Annotated[
        str,
        typer.Option(
            "--columns",
            metavar="СПИСОК",
            help="Столбцы через запятую, по кодам или названиям; без них все.",
        ),
    ] = "",
    guard: Annotated[
        str,
        typer.Option(
            "--guard",
            metavar="ВИД",
            help="Защита от формул: apostrophe (по умолчанию), tab, off.",
        ),
    ] = "",
    knowing: Annotated[
        bool, typer.Option("--i-know", help="Да, без защиты: файл прочтёт программа.")
    ] = False,
    with_author: Annotated[
        bool, typer.Option("--with-author", help="С номером автора; остаётся в журнале доступа.")
    ] = False,
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
