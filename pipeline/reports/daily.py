"""The daily summary: one screen of text."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from models import Ticket
from pipeline.register.titles import topic_title
from pipeline.reports.metrics import Period, count, overdue, ranking, unanswered
from pipeline.tickets.clocks import MOSCOW

TOP = 6  # topics and districts named; the rest is summed up


@dataclass(frozen=True, slots=True)
class Daily:
    """The numbers of the daily summary."""

    as_of: datetime
    received: int
    before: int  # in the day before
    season: int  # since the first ticket
    topics: list[tuple[str | None, int]]
    districts: list[tuple[str | None, int]]
    resolved: int
    overdue: int
    unanswered: int
    urgent: int


def daily(session: Session, as_of: datetime) -> Daily:
    """Count the 24 hours before a moment."""
    day = Period(as_of - timedelta(days=1), as_of)
    opened = day.opened()
    solved = (Ticket.resolved_at >= day.start) & (Ticket.resolved_at < day.end)
    return Daily(
        as_of=as_of,
        received=count(session, opened),
        before=count(session, day.previous().opened()),
        season=count(session, Ticket.opened_at < as_of),
        topics=ranking(session, Ticket.topic, opened),
        districts=ranking(session, Ticket.district, opened),
        resolved=count(session, solved),
        overdue=overdue(session, as_of),
        unanswered=count(session, unanswered(as_of)),
        urgent=count(session, opened, Ticket.urgent.is_(True)),
    )


def as_text(report: Daily) -> str:
    """Ready to paste into a chat."""
    local = report.as_of.astimezone(MOSCOW)
    change = report.received - report.before
    lines = [
        f"На {local:%H:%M} {local:%d.%m.%Y} за сутки поступило {report.received},"
        f" {change:+d} к предыдущим; всего с начала сезона {report.season}.",
        f"Темы: {_shares([(topic_title(name or ''), n) for name, n in report.topics])}",
        f"Районы: {_shares([(name or 'район не указан', n) for name, n in report.districts])}",
        f"Срочные: {report.urgent}. Решено за сутки: {report.resolved}.",
        f"Просрочено: {report.overdue}. Без ответа больше 3 ч: {report.unanswered}.",
    ]
    return "\n".join(lines)


def _shares(rows: list[tuple[str, int]]) -> str:
    total = sum(n for _, n in rows)
    if not total:
        return "нет"
    named = [f"{name} {n} ({100 * n / total:.0f} %)" for name, n in rows[:TOP]]
    rest = sum(n for _, n in rows[TOP:])
    return ", ".join(named + ([f"прочие {rest}"] if rest else [])) + "."
