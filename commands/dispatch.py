"""Cards and answers to whom they are meant for."""

from functools import partial
from typing import Annotated

import typer

from commands.options import AsJson, AsOf, DryRun, Home, Quiet
from commands.words import fail, say, tell
from commands.workplace import now_or, recorded, writing

app = typer.Typer()


@app.command("dispatch")
def dispatch_command(
    channel: Annotated[
        str, typer.Option("--channel", help="Только этим путём: vk_chat, file, stdout, webhook.")
    ] = "",
    retry: Annotated[bool, typer.Option("--retry", help="Повторить отказанные.")] = False,
    dry_run: DryRun = False,
    as_of: AsOf = None,
    home: Home = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Разослать карточки ответственным и утверждённые ответы. Пример: otklik dispatch --dry-run"""
    from pipeline.messages import send_messages

    # What is marked as sent must have left, and --json has stdout for itself.
    write = say if as_json else partial(print, flush=True)
    with (
        writing(home, dry_run=dry_run) as desk,
        recorded(desk, "dispatch", dry_run=dry_run) as entry,
    ):
        found = send_messages(
            desk, now=now_or(as_of), write=write, channel=channel, dry_run=dry_run, retry=retry
        )
        entry.counts = found.counts()
        if dry_run and found.planned and not as_json:
            print("\n\n".join(found.planned))
        tell(found.counts(), found.sentence(), as_json=as_json, quiet=quiet)
        fail(found.failure())
