"""Numbers of tickets: stable, by headquarters and year."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Ticket
from pipeline.tickets.clocks import MOSCOW
from pipeline.tickets.policy import Policy


def next_number(session: Session, policy: Policy, profile: str, opened_at: datetime) -> str:
    """«ТШ-2023-000001»: the next free one of the headquarters' year, Moscow time."""
    letters = policy.numbers.get(profile, policy.numbers["default"])
    prefix = f"{letters}-{opened_at.astimezone(MOSCOW).year}-"
    # Numbers are padded, so the greatest string is the greatest number.
    last = session.scalar(
        select(func.max(Ticket.number)).where(Ticket.number >= prefix, Ticket.number < prefix + "a")
    )
    return f"{prefix}{int(last.removeprefix(prefix)) + 1 if last else 1:06d}"
