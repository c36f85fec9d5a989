"""What a correction has changed, as its author reads it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from models import Ticket
from pipeline.register.titles import topic_title
from pipeline.tickets.clocks import local


@dataclass(frozen=True, slots=True)
class Face:
    """What people see of a ticket."""

    topic: str
    address: str
    district: str | None
    priority: str
    department: str
    terms: tuple[datetime | None, ...]
    incident: str

    @classmethod
    def of(cls, ticket: Ticket) -> Self:
        """As a ticket is now."""
        terms = (ticket.take_by, ticket.answer_by, ticket.solve_by)
        return cls(
            topic=ticket.topic,
            address=ticket.address,
            district=ticket.district,
            priority=ticket.priority,
            department=ticket.department,
            terms=terms,
            incident=ticket.incident.number if ticket.incident else "",
        )


@dataclass(frozen=True, slots=True)
class Corrected:
    """A ticket before and after."""

    number: str
    before: Face
    after: Face
    same: tuple[str, ...]  # numbers of tickets about the same at the same place
    doubts: tuple[str, ...] = ()  # of what was typed

    def lines(self) -> Iterator[str]:
        """From what to what, and what may be left to do."""
        before, after = self.before, self.after
        for title, was, now in (
            ("Тема", topic_title(before.topic), topic_title(after.topic)),
            ("Адрес", before.address or "без адреса", after.address or "без адреса"),
            ("Район", before.district or "не указан", after.district or "не указан"),
            ("Класс", before.priority, after.priority),
            ("Отвечает", before.department or "не определён", after.department or "не определён"),
            ("Массовый инцидент", before.incident or "нет", after.incident or "нет"),
        ):
            if was != now:
                yield f"{title}: {was} → {now}"
        if before.terms != after.terms:
            take, answer, solve = map(local, after.terms)
            yield f"Сроки от времени жителя: принять {take}, ответить {answer}, решить {solve}"
        yield from (f"Внимание: {doubt}" for doubt in self.doubts)
        if not after.department:
            yield f"Назовите орган: otklik tickets assign {self.number} --department ОРГАН"
        for other in self.same:
            yield f"О том же там же {other}: otklik tickets merge {self.number} {other}"
