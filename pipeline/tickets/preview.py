"""A mass incident in one line: how many, how fast, where: «12 за 40 мин, улица Кирова 1–15»."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Appeal, Comment, Incident, Ticket
from pipeline.tickets.appeals import VOICES
from pipeline.tickets.clocks import local

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
STREETS = 3  # named in a line
NUMBER = re.compile(r"\d+")


def previews(session: Session, tickets: Iterable[Ticket], now: datetime) -> Iterator[str]:
    """A line for each incident that tickets are part of: its number and its preview."""
    for mass in dict.fromkeys(ticket.incident for ticket in tickets):
        if mass is not None:
            yield f"{mass.number}: {preview(session, mass, now)}"


def preview(session: Session, incident: Incident, now: datetime) -> str:
    """«12 за 40 мин, улица Кирова 1–15, Ивангород», as of a moment."""
    stmt = (
        select(Comment.published_at, Ticket.street, Ticket.house)
        .join(Appeal, Appeal.comment_id == Comment.id)
        .join(Ticket, Appeal.ticket_id == Ticket.id)
        .where(
            Ticket.incident_id == incident.id,
            Appeal.role.in_(VOICES),
            Comment.published_at <= now,
        )
    )
    rows = session.execute(stmt.order_by(Comment.published_at)).all()
    streets: dict[str, list[str]] = {}
    for _, street, house in rows:
        streets.setdefault(street or "", []).append(house or "")
    town = incident.area or incident.settlement or incident.district
    return ", ".join([growth([at for at, _, _ in rows], now), *where(streets), town])


def growth(times: Sequence[datetime], now: datetime) -> str:
    """«12 за 40 мин», of a long one «129 с 07.10 15:40, за сутки 4», and those of the last hour."""
    if not times:
        return "0"
    day, hour = (sum(at > now - span for at in times) for span in (DAY, HOUR))
    told = f"{len(times)} с {local(times[0])}, за сутки {day}"
    if day == len(times):
        told = f"{len(times)} за {lasting(times[-1] - times[0])}"
    return f"{told}, за последний час {hour}" if 0 < hour < len(times) else told


def lasting(span: timedelta) -> str:
    """«40 мин», «5 ч»."""
    minutes = max(span // timedelta(minutes=1), 1)
    return f"{minutes} мин" if minutes < 100 else f"{round(minutes / 60)} ч"


def where(streets: dict[str, list[str]]) -> Iterator[str]:
    """«улица Кирова 1–15», the streets with most voices first."""
    named = sorted(filter(None, streets), key=lambda street: (-len(streets[street]), street))
    for street in named[:STREETS]:
        yield f"{street} {houses(streets[street])}".rstrip()
    if len(named) > STREETS:
        yield f"ещё улиц: {len(named) - STREETS}"


def houses(told: Iterable[str]) -> str:
    """«1–15» of all the numbers, «7» of one."""
    numbers = {house: int(found[0]) for house in told if (found := NUMBER.match(house))}
    if not numbers:
        return ""
    least, most = min(numbers.values()), max(numbers.values())
    return f"{least}–{most}" if least < most else min(numbers)
