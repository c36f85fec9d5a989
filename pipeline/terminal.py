"""What an operator sees in a terminal: bars on a screen, Russian words in the help."""

import atexit
import re
import sys
from collections.abc import Sequence
from typing import Any

HEADINGS = {"Options": "Параметры", "Arguments": "Аргументы", "Commands": "Команды"}

# The command-line library knows English only; what it says is put into Russian here.
PHRASES = (
    ("Show this message and exit.", "Показать эту справку."),
    ("Install completion for the current shell.", "Включить дополнение команд по Tab."),
    (
        "Show completion for the current shell, to copy it or customize the installation.",
        "Показать сценарий дополнения команд.",
    ),
    ("[OPTIONS]", "[ПАРАМЕТРЫ]"),
    ("COMMAND [ARGS]...", "КОМАНДА [АРГУМЕНТЫ]..."),
    ("[default: ", "[по умолчанию: "),
    ("[required]", "[обязательно]"),
    ("; required]", "; обязательно]"),
    ("Missing argument", "Не хватает аргумента"),
    ("Missing option", "Не хватает параметра"),
    ("Missing command.", "Не хватает команды."),
    ("No such command", "Нет такой команды:"),
    ("No such option:", "Нет такого параметра:"),
    ("Did you mean", "Может быть,"),
    ("Possible options:", "Похожие:"),
    ("Invalid value for", "Неверное значение для"),
    ("Got unexpected extra argument(s)", "Лишнее в команде:"),
    ("Got unexpected extra argument", "Лишнее в команде:"),
    ("requires an argument.", "требует значения."),
    ("is not a valid integer.", "не целое число."),
    ("is not one of", "не из числа"),
    ("Input should be greater than or equal to ", "нужно не меньше "),
    ("Input should be less than or equal to ", "нужно не больше "),
    ("Input should be a valid integer, unable to parse string as an integer", "нужно целое число"),
    ("Input should be a valid number, unable to parse string as a number", "нужно число"),
)

# What an option takes, as the help of options names it; an argument has a name of its own.
TYPES = {"<str>": "ТЕКСТ", "<path>": "ПУТЬ", "<int range>": "ЧИСЛО", "<float range>": "ЧИСЛО"}
BOUNDS = (
    (re.compile(r"([\d.]+)<=x<=([\d.]+)\]$"), r"от \1 до \2]"),
    (re.compile(r"x>=([\d.]+)\]$"), r"не меньше \1]"),
)


def in_russian(text: str) -> str:
    """The library's stock phrases in Russian, everything else as it is."""
    for english, russian in PHRASES:
        text = text.replace(english, russian)
    return text


def named(name: str) -> str:
    """An option or an argument in the left column of the help: «--limit ЧИСЛО», «НОМЕР»."""
    for english, russian in TYPES.items():
        name = name.replace(english, russian if name.startswith("-") else "")
    return name.rstrip()


def bounded(text: str) -> str:
    """«[не меньше 1]» for «[x>=1]» at the end of a help text."""
    for pattern, russian in BOUNDS:
        text = pattern.sub(russian, text)
    return text


def speak_russian(context: type[Any]) -> None:
    """Give the library's contexts a formatter of help that speaks Russian."""
    formatter: type[Any] = context.formatter_class

    class RussianFormatter(formatter):  # type: ignore[misc]
        """Help with Russian headings."""

        def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
            """«Вызов: otklik …»."""
            plain = in_russian(args).replace("{", "").replace("}", "")
            super().write_usage(prog, plain, prefix or "Вызов: ")

        def write_heading(self, heading: str) -> None:
            """«Параметры:»."""
            super().write_heading(HEADINGS.get(heading, heading))

        def write_dl(self, rows: Sequence[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
            """Two columns: names and what they do."""
            translated = [(named(name), bounded(in_russian(text))) for name, text in rows]
            super().write_dl(translated, *args, **kwargs)

    context.formatter_class = RussianFormatter


class Bar:
    """A bar with the time left, on a terminal only; elsewhere silent."""

    def __init__(self, *, quiet: bool) -> None:
        self._bar: Any = None
        self._task: Any = None
        self._quiet = quiet or not sys.stderr.isatty()
        atexit.register(self.finish)  # an interrupted one would leave the cursor hidden

    def start(self, title: str, total: int | None = None) -> None:
        """Show a new stage."""
        if self._quiet:
            return
        self.finish()  # of a stage that an error has cut short
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

        self._bar = Progress(
            "{task.description}",
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=Console(stderr=True),
            transient=True,
        )
        self._bar.start()
        self._task = self._bar.add_task(title, total=total)

    def advance(self, steps: int = 1) -> None:
        """Move the bar."""
        if self._bar is not None:
            self._bar.advance(self._task, steps)

    def finish(self) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.stop()
            self._bar = None
