"""Harvest, watch and import: what comes in."""

from pathlib import Path
from typing import Annotated

import typer

from commands.options import AsJson, AsOf, DryRun, Home, Quiet, Since
from commands.words import fail, say, tell
from commands.workplace import now_or, opened, recorded, writing
from pipeline.terminal import Bar

app = typer.Typer()


@app.command("harvest")
def harvest_command(
    source: Annotated[
        list[str] | None, typer.Option("--source", metavar="ИМЯ", help="Только это сообщество.")
    ] = None,
    full: Annotated[bool, typer.Option("--full", help="Перечитать всё заново.")] = False,
    from_archive: Annotated[
        bool, typer.Option("--replay", help="Из сохранённых ответов, без сети.")
    ] = False,
    dump: Annotated[
        Path | None, typer.Option("--dump", metavar="ФАЙЛ", help="Записать собранное в выгрузку.")
    ] = None,
    since: Since = None,
    dry_run: DryRun = False,
    as_of: AsOf = None,
    home: Home = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Собрать записи и комментарии из ВКонтакте. Пример: otklik harvest --source teplo_lo"""
    if dump is not None:
        write_collected(home, dump, as_json=as_json, quiet=quiet)
        return
    if from_archive:
        replay_archive(home, as_json=as_json, quiet=quiet)
        return
    from pipeline.cycle import harvest_sources

    with (
        writing(home, dry_run=dry_run) as desk,
        recorded(desk, "harvest", dry_run=dry_run) as entry,
    ):
        found = harvest_sources(
            desk,
            names=tuple(source or ()),
            full=full,
            since=since,
            dry_run=dry_run,
            now=now_or(as_of),
            progress=Bar(quiet=quiet),
        )
        entry.counts = found.counts()
        tell(found.document(), found.sentence(), as_json=as_json, quiet=quiet)
        fail(found.failure())


def write_collected(home: Path | None, path: Path, *, as_json: bool, quiet: bool) -> None:
    """Everything stored, in the dump format."""
    from pipeline.exchange.dump import write_dump

    with opened(home).sessions() as session:
        lines = write_dump(session, path)
    told = {"lines": lines, "path": str(path)}
    tell(told, f"Записано строк: {lines}, файл {path}", as_json=as_json, quiet=quiet)


def replay_archive(home: Path | None, *, as_json: bool, quiet: bool) -> None:
    """Posts and comments again from the raw answers that are kept."""
    from pipeline.harvest.replay import replay

    with writing(home) as desk, recorded(desk, "harvest --replay") as entry:
        officials = {person for source in desk.settings.source for person in source.officials}
        found = replay(desk.sessions, officials=officials, progress=Bar(quiet=quiet))
        entry.counts = found.counts()
    tell(found.counts(), found.sentence(), as_json=as_json, quiet=quiet)


@app.command("watch")
def watch_command(
    source: Annotated[str, typer.Option("--source", metavar="ИМЯ", help="Сообщество с ключом.")],
    home: Home = None,
    quiet: Quiet = False,
) -> None:
    """Следить за событиями сообщества до Ctrl-C. Пример: otklik watch --source teplo_lo"""
    from pipeline.harvest.live import watch_community

    for seen in watch_community(opened(home), source, say):
        if not quiet and (seen.events or seen.lost):
            say(f"Событий: {seen.events}" + (", часть потеряна" if seen.lost else ""))


@app.command("import")
def import_command(
    file: Annotated[
        Path, typer.Argument(help="Выгрузка .jsonl, .jsonl.gz, .csv или «-».", metavar="ФАЙЛ")
    ],
    columns: Annotated[
        list[str] | None,
        typer.Option("--map", metavar="ПОЛЕ=СТОЛБЕЦ", help="Для CSV: text=Текст, date=Дата, …"),
    ] = None,
    group: Annotated[str, typer.Option("--group", help="Для CSV: чьё это сообщество.")] = "import",
    as_of: AsOf = None,
    home: Home = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Принять выгрузку или таблицу. Пример: otklik import dump.jsonl.gz"""
    from pipeline.exchange.incoming import take_in
    from pipeline.exchange.spreadsheet import parse_mapping

    with writing(home) as desk, recorded(desk, "import") as entry:
        found = take_in(
            desk.sessions,
            file,
            columns=parse_mapping(columns or []),
            group=group,
            now=now_or(as_of),
            progress=Bar(quiet=quiet),
        )
        entry.counts = found.counts()
        tell(found.counts(), found.sentence(), as_json=as_json, quiet=quiet)
        fail(found.failure())
