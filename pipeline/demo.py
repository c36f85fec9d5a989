"""The whole job on the shipped season: an analyst's first five minutes."""

import json
from datetime import UTC, datetime
from importlib.resources import as_file, files
from itertools import takewhile
from pathlib import Path

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from models import Appeal, Source, Ticket
from nlp.classifier import Classifier
from pipeline.classify import classify
from pipeline.errors import WrongUsage
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
    """Import, classify, fold, export and count the season; what to tell the user, or WrongUsage."""
    with as_file(files("data") / "demo" / "season.jsonl") as season:
        refuse_strangers(desk, communities(season))
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
            f"База:     {place_of(desk.engine)}",
            "",
            "Что дальше:",
            *_next_commands(desk.home, number),
        ]
    )


def place_of(engine: Engine) -> str:
    """Where the database is, without its password."""
    return engine.url.render_as_string().removeprefix("sqlite:///")


def communities(season: Path) -> set[int]:
    """Owner ids of the invented communities, which stand at the top of the season."""
    with season.open(encoding="utf-8") as lines:
        tops = takewhile(lambda raw: raw["type"] == "group", map(json.loads, lines))
        return {-raw["id"] for raw in tops}


def refuse_strangers(desk: Workspace, invented: set[int]) -> None:
    """Raises WrongUsage for a database of real people: fiction could not be told from them."""
    stmt = select(Source).where(Source.owner_id.not_in(invented)).limit(1)
    with desk.sessions() as session:
        stranger = session.scalars(stmt).first()
    if stranger is not None:
        name = stranger.screen_name or stranger.name
        msg = (
            f"В базе {place_of(desk.engine)} уже есть сообщество {name}: вымышленный сезон потом "
            "от него не отделить. Возьмите новую папку, а если задана OTKLIK_DATABASE_URL, "
            "уберите её на время показа."
        )
        raise WrongUsage(msg)


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
