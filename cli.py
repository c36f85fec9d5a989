"""The command line: what `otklik` starts, and the only place where errors become exit codes."""

import os
import sys
import tempfile
import traceback
from io import TextIOWrapper

import typer
from typer.core import TyperCommand

from commands import (
    answers,
    classify,
    collect,
    correction,
    dispatch,
    export,
    gazetteer,
    learning,
    moves,
    report,
    runs,
    start,
    tickets,
)
from commands.codes import INTERRUPTED, exit_code, expected
from commands.words import say
from pipeline.faults import why
from pipeline.terminal import in_russian, speak_russian

EPILOG = """Коды завершения: 0 готово; 1 внутренняя ошибка; 2 неверный вызов или настройка;
3 сделано частично, повторите; 4 источник недоступен; 5 нет доступа по ключу;
6 подозрительные данные; 7 база данных; 8 качество ниже порога; 9 нарушены сроки;
75 уже работает другой запуск; 130 прервано."""

app = typer.Typer(
    help="Отклик: обращения жителей из сообществ ВКонтакте, от комментария до ответа.",
    epilog=EPILOG,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
for part in (start, collect, classify, learning, export, dispatch, runs):
    app.add_typer(part.app)
tickets.app.add_typer(moves.app)
tickets.app.add_typer(answers.app)
tickets.app.add_typer(correction.app)
app.add_typer(tickets.app, name="tickets")
app.add_typer(report.app, name="report")
app.add_typer(gazetteer.app, name="gazetteer")


def main() -> None:
    """Run a command; the only place where errors become exit codes."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a lone surrogate must not end the program
            stream.reconfigure(errors="backslashreplace")
    speak_russian(TyperCommand.context_class)
    code = run_app()
    try:
        sys.stdout.flush()
    except OSError:  # told of already, or no failure; the interpreter flushes once more at its end
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(code)


def run_app() -> int:
    """The exit code of one call."""
    try:
        code: int = app(standalone_mode=False) or 0
        sys.stdout.flush()
    except BrokenPipeError:  # `otklik tickets list | head` has seen enough
        return 0
    except SystemExit as exc:  # how the library ends on a closed pipe
        if isinstance(exc.__context__, BrokenPipeError):
            return 0
        raise
    except Exception as exc:  # noqa: BLE001 (the last line of defence: no traceback to an operator)
        return report_failure(exc)
    if code == INTERRUPTED:  # the library turns Ctrl-C into this code
        say("Прервано. Что записано, сохранено; повторите команду, чтобы продолжить.")
    return code


def report_failure(error: Exception) -> int:
    """Usage errors in Russian; of anything unforeseen a short word, the trace to a file."""
    if known := expected(error):
        say(f"Ошибка: {known}")
        return exit_code(known)
    if hasattr(error, "format_message"):  # the command-line library's own errors
        called = getattr(getattr(error, "ctx", None), "command_path", "otklik")
        say(f"Ошибка: {in_russian(error.format_message())}\nСправка: {called} --help")
        return 2
    say(f"Внутренняя ошибка: {type(error).__name__}. {keep_trace()}")
    return 1


def keep_trace() -> str:
    """Where the trace of this moment is kept, or why nowhere."""
    try:
        # Made anew and for its owner alone: the folder is everybody's.
        number, trace = tempfile.mkstemp(prefix="otklik-", suffix=".trace")
        with os.fdopen(number, "w", encoding="utf-8") as file:
            file.write(traceback.format_exc())
    except OSError as exc:
        return f"Подробности не записаны ({why(exc)}): исправьте и повторите."
    return f"Подробности в файле {trace}: пришлите его нам."


if __name__ == "__main__":
    main()
