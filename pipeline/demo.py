"""The whole job on the shipped season: an analyst's first five minutes."""

from datetime import UTC, datetime
from importlib.resources import as_file, files
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Appeal, Ticket
from nlp.classifier import Classifier
from pipeline.classify import classify
from pipeline.exchange.dump import import_dump
from pipeline.progress import Progress
from pipeline.register.export import export_register
from pipeline.reports.catalogue import make_report
from pipeline.reports.names import ReportName
from pipeline.reports.text import as_text
from pipeline.tickets.load import load_tickets
from pipeline.tickets.policy import shipped_policy
from pipeline.workspace import Workspace

END_OF_SEASON = datetime(2024, 1, 11, 6, tzinfo=UTC)
# The morning when the headquarters of autumn 2023 counted its first wave.
MORNING = datetime(2023, 10, 24, 6, tzinfo=UTC)


def demonstrate(desk: Workspace, *, progress: Progress) -> str:
    """Import, classify, fold, export and count the season; returns what to tell the user."""
    with as_file(files("data") / "demo" / "season.jsonl") as season:
        taken = import_dump(desk.sessions, season, now=END_OF_SEASON, progress=progress)
    classified = classify(desk.sessions, Classifier.load(), progress=progress)
    load_tickets(desk.sessions, shipped_policy(), now=END_OF_SEASON, progress=progress)
    register, summary = desk.home / "реестр.csv", desk.home / "сводка.txt"
    with desk.sessions() as session:
        rows = export_register(session, register, now=END_OF_SEASON).rows
        text = as_text(make_report(session, ReportName.DAILY, now=MORNING))
        number = _largest(session)
    summary.write_text(text + "\n", encoding="utf-8")
    return "\n".join(
        [
            text,
            "",
            "Сезон вымышлен: все тексты написаны для демонстрации.",
            f"{taken.sentence()} {classified.sentence()}",
            f"Реестр, {rows} строк:  {register}",
            f"Сводка:   {summary}",
            f"База:     {desk.settings.url.removeprefix('sqlite:///')}",
            "",
            "Что дальше:",
            *_next_commands(desk.home, number),
        ]
    )


def _largest(session: Session) -> str:
    """The ticket that most people wrote about."""
    stmt = select(Ticket.number).join(Appeal).group_by(Ticket.id)
    return session.scalars(stmt.order_by(func.count().desc(), Ticket.id)).first() or "1"


def _next_commands(home: Path, number: str) -> list[str]:
    return [
        f"  otklik tickets list --home {home} --as-of 2023-10-24 --overdue --limit 10",
        f"  otklik tickets show {number} --home {home}",
        f"  otklik report reconcile --home {home}",
    ]
