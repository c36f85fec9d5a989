"""All that dispatch knows beside the tickets: people, rules, phrases, the moment."""

from dataclasses import dataclass
from datetime import datetime

from pipeline.dispatch.case import Case
from pipeline.dispatch.chat import Chat
from pipeline.dispatch.phrases import Phrases
from pipeline.dispatch.responsible import Recipient, Responsible, recipient
from pipeline.dispatch.rules import Rules
from pipeline.tickets.clocks import MOSCOW
from pipeline.tickets.policy import Policy


@dataclass(frozen=True, slots=True)
class Desk:
    """What the rules need to know beside the tickets."""

    people: tuple[Responsible, ...]
    duty: Chat | None
    policy: Policy
    rules: Rules
    phrases: Phrases
    now: datetime
    strangers: tuple[str, ...] = ()  # departments of the file that no route leads to

    def recipient(self, case: Case) -> Recipient | None:
        """Who answers for a ticket today."""
        day = self.now.astimezone(MOSCOW).date()
        return recipient(self.people, case.department, case.district, day, case.assignee)
