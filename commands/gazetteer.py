"""The state register of addresses."""

from pathlib import Path
from typing import Annotated

import typer

from commands.options import AsJson, AsOf, Home, Quiet
from commands.words import show, tell
from commands.workplace import now_or, opened, recorded, writing
from pipeline.terminal import Bar

app = typer.Typer(help="Государственный реестр адресов (ГАР).", no_args_is_help=True)


@app.command("import")
def gazetteer_import(
    path: Annotated[Path, typer.Argument(help="Архив ГАР или папка с ним.", metavar="ПУТЬ")],
    force: Annotated[bool, typer.Option("--force", help="И выгрузку старше загруженной.")] = False,
    as_of: AsOf = None,
    home: Home = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Загрузить реестр адресов. Пример: otklik gazetteer import gar_xml.zip"""
    from pipeline.gazetteer.load import import_register

    with writing(home) as desk, recorded(desk, "gazetteer import") as entry:
        found = import_register(
            desk, path, now=now_or(as_of), progress=Bar(quiet=quiet), force=force
        )
        entry.counts = found.counts()
    tell(found.counts(), found.sentence(), as_json=as_json, quiet=quiet)


@app.command("info")
def gazetteer_info(home: Home = None, as_json: AsJson = False) -> None:
    """Что загружено. Пример: otklik gazetteer info"""
    from pipeline.gazetteer.loaded import info

    with opened(home).sessions() as session:
        found = info(session)
    if as_json:
        show(found.as_json())
    else:
        print(found.sentence())


@app.command("lookup")
def gazetteer_lookup(
    address: Annotated[str, typer.Argument(help="Адрес одной строкой.", metavar="АДРЕС")],
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Найти адрес в реестре. Пример: otklik gazetteer lookup "Мурино, Шувалова 9" """
    from pipeline.gazetteer.lookup import lookup

    with opened(home).sessions() as session:
        found = lookup(session, address)
    if as_json:
        show([one.as_json() for one in found])
    else:
        print("\n".join(one.line() for one in found) or "В реестре ничего похожего нет.")
