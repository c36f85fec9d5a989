"""Which tickets are asked for."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select

from models import Incident, Status, Ticket
from nlp.taxonomy import taxonomy
from pipeline.errors import WrongUsage
from pipeline.tickets.due import ENDED, is_overdue, overdue_at
from pipeline.tickets.inquiry import asked_about, is_moot, moot
from pipeline.tickets.search import matching


@dataclass(frozen=True, slots=True)
class Filter:
    """What a ticket must be like; None asks nothing."""

    status: str | None = None
    topic: str | None = None
    district: str | None = None
    overdue: bool = False
    unanswered: bool = False
    incident: str | None = None  # its number or the number's tail
    review: str | None = None  # why a person is asked
    search: str | None = None  # words in any form
    since: datetime | None = None
    until: datetime | None = None

    def __post_init__(self) -> None:
        for name, value, known in (
            ("состояния", self.status, list(Status)),
            ("темы", self.topic, list(taxonomy().topics)),
        ):
            if value is not None and value not in known:
                msg = f"Нет {name} {value}: выберите из {', '.join(known)}"
                raise WrongUsage(msg)
        if self.since is not None and self.until is not None and self.since > self.until:
            msg = "Период пуст: --since позже, чем --until. Поменяйте их местами."
            raise WrongUsage(msg)

    def where(self, now: datetime) -> list[ColumnElement[bool]]:
        """The conditions at a moment that nothing has happened after."""
        return [*self.lasting(now), *self._passing(now)]

    def lasting(self, now: datetime) -> list[ColumnElement[bool]]:
        """The conditions that no later event can have changed."""
        asked: list[ColumnElement[bool]] = []
        if self.review is not None:
            asked.append(asked_about(self.review, now))
        if self.search is not None:
            asked.append(matching(self.search))
        if self.since is not None:
            asked.append(Ticket.opened_at >= self.since)
        if self.until is not None:
            asked.append(Ticket.opened_at < self.until)
        return asked

    def _passing(self, now: datetime) -> list[ColumnElement[bool]]:
        """The conditions on what events change."""
        asked: list[ColumnElement[bool]] = []
        for column, value in (
            (Ticket.status, self.status),
            (Ticket.topic, self.topic),
            (Ticket.district, self.district),
        ):
            if value is not None:
                asked.append(column == value)
        if self.overdue:
            asked.append(overdue_at(now))
        if self.unanswered:
            asked += [Ticket.answered_at.is_(None), Ticket.status.not_in(ENDED)]
        if self.incident is not None:
            numbered = select(Incident.id).where(
                Incident.number.endswith(self._tail, autoescape=True)
            )
            asked.append(Ticket.incident_id.in_(numbered))
        if self.review is not None:
            asked.append(~moot(self.review))
        return asked

    def takes(self, ticket: Ticket, now: datetime) -> bool:
        """The same conditions on what events change, for a ticket brought back to a moment."""
        open_still = ticket.answered_at is None and ticket.status not in ENDED
        incident = ticket.incident.number if ticket.incident else ""
        return (
            self.status in (None, ticket.status)
            and self.topic in (None, ticket.topic)
            and self.district in (None, ticket.district)
            and (not self.overdue or is_overdue(ticket, now))
            and (not self.unanswered or open_still)
            and (self.incident is None or incident.endswith(self._tail))
            and (self.review is None or not is_moot(ticket, self.review))
        )

    @property
    def _tail(self) -> str:
        """How the number of the incident ends."""
        told = self.incident or ""
        return f"-{int(told):04d}" if told.isdecimal() else told.upper()
