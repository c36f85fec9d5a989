"""Summaries."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.options import AsJson, AsOf, Home, OfCommittee, Quiet, Since, Until
from commands.words import say
from commands.workplace import now_or, opened

if TYPE_CHECKING:
    from pipeline.reports.names import ReportFormat
    from pipeline.reports.report import Report

app = typer.Typer(help="Сводки.", no_args_is_help=True)


STDOUT = Path("-")
REPORTS = {
    "daily": "Сводка за сутки.",
    "weekly": "Свод за неделю по районам и темам.",
    "districts": "Районы: сколько, в срок ли, как быстро.",
    "incidents": "Массовые случаи.",
    "unanswered": "Без ответа, дольше всех ждущие сверху.",
    "ageing": "Сколько ждут открытые.",
    "reconcile": "Сверка: каждый комментарий на своём месте.",
    "quality": "Работа разбора: проверки и исправления.",
}


Form = Annotated[
    str,
    typer.Option(
        "--format",
        metavar="ВИД",
        help="text, md, html, xlsx, json; без него по имени файла.",
    ),
]
Output = Annotated[Path | None, typer.Option("--output", "-o", metavar="ФАЙЛ", help="Куда писать.")]
Public = Annotated[bool, typer.Option("--public", help="Для всех: малые группы не названы.")]


def add_report(name: str, title: str) -> None:
    """One command for one summary; all take the same options."""

    @app.command(name, help=f"{title} Пример: otklik report {name} --as-of 2023-10-24T09:00")
    def report_command(
        form: Form = "",
        output: Output = None,
        committee: OfCommittee = "",
        public: Public = False,
        since: Since = None,
        until: Until = None,
        as_of: AsOf = None,
        home: Home = None,
        as_json: AsJson = False,
        quiet: Quiet = False,
    ) -> None:
        from pipeline.register.issue import find_share
        from pipeline.reports.catalogue import find_format, make_report
        from pipeline.reports.names import ReportName
        from pipeline.reports.reconcile import check_sums
        from pipeline.tickets.policy import find_policy

        chosen = find_format("json" if as_json else form, output)
        desk, now = opened(home), now_or(as_of)
        with desk.sessions() as session:
            found = make_report(
                session,
                ReportName(name),
                now=now,
                since=since,
                until=until,
                wanted=find_share(desk.settings.committee, committee),
                public=public,
                policy=find_policy(desk.home),
            )
            hand_over(found, output, chosen, quiet=quiet)
            if name == ReportName.RECONCILE:
                check_sums(session, since, until, now)


def hand_over(found: "Report", output: Path | None, form: "ReportFormat", *, quiet: bool) -> None:
    """A summary onto the screen, or into the file that is named."""
    from pipeline.reports.catalogue import print_report, write_report

    if output is None or output == STDOUT:
        print(print_report(found, form))
        return
    write_report(found, output, form)
    if not quiet:
        say(f"Готово: {output}")


for _name, _title in REPORTS.items():
    add_report(_name, _title)
