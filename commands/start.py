"""A workspace, and the demonstration."""

from pathlib import Path
from typing import Annotated

import typer

from commands.options import Quiet
from commands.words import say
from commands.workplace import writing
from pipeline.terminal import Bar

app = typer.Typer()


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(help="Где создать.", metavar="ПАПКА")] = Path(),
    demo: Annotated[bool, typer.Option("--demo", help="Сразу с демонстрационным сезоном.")] = False,
) -> None:
    """Создать рабочую папку с otklik.toml. Пример: otklik init teplo"""
    from pipeline import workspace

    path = workspace.init(folder.resolve())
    say(f"Готово: {path}. Впишите сообщество и выполните otklik harvest --home {folder}")
    if demo:
        run_demo(folder, quiet=False)


@app.command("demo")
def demo_command(
    folder: Annotated[Path, typer.Argument(help="Где создать.", metavar="ПАПКА")] = Path("demo"),
    quiet: Quiet = False,
) -> None:
    """Пройти весь путь на демонстрационном сезоне. Пример: otklik demo показ"""
    run_demo(folder, quiet=quiet)


def run_demo(folder: Path, *, quiet: bool) -> None:
    """Make the demonstration and tell what was made."""
    from pipeline import demo, workspace

    workspace.init(folder.resolve())
    with writing(folder) as desk:
        print(demo.demonstrate(desk, progress=Bar(quiet=quiet)))
