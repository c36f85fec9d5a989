"""The cron job and its journal."""

import typer

from commands.classify import artifact_in_use
from commands.options import AsJson, AsOf, Home, Limit, Quiet
from commands.words import fail, say, show, tell
from commands.workplace import now_or, opened, recorded, writing
from pipeline.terminal import Bar

app = typer.Typer()


@app.command("runs")
def runs_command(limit: Limit = 20, home: Home = None, as_json: AsJson = False) -> None:
    """Журнал запусков. Пример: otklik runs --limit 5"""
    from pipeline.journal import as_json as listed
    from pipeline.journal import as_lines, last_runs

    with opened(home).sessions() as session:
        found = last_runs(session, limit)
    if as_json:
        show(listed(found))
    else:
        print("\n".join(as_lines(found)))


@app.command("run")
def run_command(
    as_of: AsOf = None, home: Home = None, as_json: AsJson = False, quiet: Quiet = False
) -> None:
    """Всё по порядку для cron: сбор, разбор, обращения, выгрузки. Пример: otklik run -q"""
    from pipeline.classify import open_classifier
    from pipeline.cycle import run_cycle

    with writing(home) as desk, recorded(desk, "run") as entry:
        found = run_cycle(
            desk,
            open_classifier(desk.sessions, artifact_in_use(desk.home)),
            now=now_or(as_of),
            progress=Bar(quiet=quiet),
            write=say,
        )
        entry.counts = found.counts()
        tell(found.counts(), found.sentence(), as_json=as_json, quiet=quiet)
        fail(found.failure)
