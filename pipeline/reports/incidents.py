"""Mass incidents: where many residents write of one trouble, and how fast their number grows."""

from sqlalchemy.orm import Session

from pipeline.register.form import Form
from pipeline.reports.mass import Mass, find_masses
from pipeline.reports.question import Question
from pipeline.reports.report import Heading, Report, Table, define
from pipeline.reports.snapshot import read_snapshot

HEADINGS = (
    Heading("number", "Инцидент №", Form.TEXT),
    Heading("place", "Место", Form.FREE_TEXT),
    Heading("topic", "Тема", Form.TEXT),
    Heading("began", "Начало", Form.MOMENT),
    Heading("appeals", "Сообщений", Form.COUNT, "сообщ."),
    Heading("last_day", "За сутки", Form.COUNT, "сутки"),
    Heading("last_hour", "За час", Form.COUNT, "час"),
    Heading("houses", "Домов", Form.COUNT, "домов"),
    Heading("tickets", "Карточек", Form.COUNT, "карт."),
    Heading("open", "В работе", Form.COUNT, "в раб."),
)


def incidents(session: Session, asked: Question) -> Report:
    """Incidents that tickets of the period belong to, or that are still open."""
    snapshot = read_snapshot(session, asked)
    found = find_masses(session, snapshot)
    growing = [mass for mass in found if mass.last_hour]
    return Report(
        name="incidents",
        title=f"Массовые инциденты: {asked.period}",
        now=asked.now,
        period=asked.period,
        sentences=(
            f"Инцидентов {len(found)}, ещё в работе {sum(mass.open > 0 for mass in found)},"
            f" сообщения за последний час — у {len(growing)}.",
        ),
        tables=(_table(found),),
    )


def _table(found: list[Mass]) -> Table:
    return Table(
        "incidents",
        "Инциденты",
        HEADINGS,
        tuple(tuple(getattr(mass, head.code) for head in HEADINGS) for mass in found),
        definitions=define(HEADINGS, open="incident_open", place="incident_place"),
        empty="Массовых инцидентов нет.",
    )
