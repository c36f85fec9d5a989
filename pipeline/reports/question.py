"""What a summary is asked."""

from dataclasses import dataclass
from datetime import datetime

from pipeline.register.selection import Selection
from pipeline.reports.period import Period
from pipeline.tickets.policy import Policy


@dataclass(frozen=True, slots=True)
class Question:
    """Whose tickets, of which period, as things stood when, by whose rules."""

    period: Period
    now: datetime
    wanted: Selection
    policy: Policy
