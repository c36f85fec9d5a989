"""What a dispatch did, for people, for scripts and for the exit code."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pipeline.dispatch.delivery import DeliveryReport
from pipeline.dispatch.notice import Untold
from pipeline.dispatch.responsible import COLUMNS
from pipeline.errors import OtklikError, Partial, Unauthorised

SHOWN = 5  # of a list in a sentence


@dataclass(slots=True)
class DispatchReport:
    """Planned, held, carried, and what nobody answers for."""

    planned: list[str] = field(default_factory=list)  # texts, for a dry run
    held: int = 0
    stale: int = 0  # tickets silent for too long to write of
    untold: list[Untold] = field(default_factory=list)
    people: int = 0  # rows of responsible.csv
    strangers: tuple[str, ...] = ()  # departments of responsible.csv that no route leads to
    drafts: int = 0  # answers that wait for a person
    delivery: DeliveryReport = field(default_factory=DeliveryReport)

    def counts(self) -> dict[str, Any]:
        """For the journal and --json."""
        delivery = self.delivery
        return {
            "planned": len(self.planned),
            "held": self.held + delivery.night,
            "sent": {str(name): count for name, count in sorted(delivery.sent.items())},
            "refused": delivery.refused,
            "delayed": delivery.delayed,
            "stopped": delivery.stopped,
            "stale": self.stale,
            "drafts": self.drafts,
            "untold": [{"number": one.number, "reason": one.reason} for one in self.untold],
        }

    def sentence(self) -> str:
        """One line, and a line for each trouble but what could not be carried: see the failure."""
        sent = self.delivery.sent.total()
        waiting = self.held + self.delivery.night
        head = (
            f"Сообщений составлено: {len(self.planned)}, отправлено: {sent}, ждут часа: {waiting}"
        )
        if self.drafts:
            head += f", черновиков ответов на утверждение: {self.drafts}"
        return "\n".join([head, *self._troubles()])

    def _troubles(self) -> Iterator[str]:
        if self.untold:
            some = "; ".join(f"{one.number}: {one.reason}" for one in self.untold[:SHOWN])
            more = len(self.untold) - SHOWN
            rest = f" и ещё {more}" if more > 0 else ""
            count = len(self.untold)
            yield f"Никто не извещён: {count} ({some}{rest}). {self._advice()}"
        if self.stale:
            yield f"Давно без новостей, не отправляем: {self.stale} (otklik tickets list)"
        if self.strangers:
            yield f"Нет в таблице маршрутов, проверьте названия: {', '.join(self.strangers)}"

    def _undelivered(self) -> Iterator[str]:
        delivery = self.delivery
        yield from (f"Отказано: {reason}" for reason in delivery.refused[:SHOWN])
        if len(delivery.refused) > SHOWN:
            yield f"Отказано и ещё: {len(delivery.refused) - SHOWN}"
        yield from (f"Отложено: {reason}" for reason in delivery.delayed)
        yield from (f"Остановлено: {reason}" for reason in delivery.stopped)

    def _remedies(self) -> Iterator[str]:
        if self.delivery.refused:
            yield "Чат исправьте и повторите: otklik dispatch --retry"
            yield "Ответ жителю составьте заново: otklik tickets answer НОМЕР"
        if self.delivery.delayed or self.delivery.stopped:
            yield "Неотправленное сохранено, запустите otklik dispatch позже."

    def _advice(self) -> str:
        if self.people:
            return "Проверьте responsible.csv"
        return f"Создайте файл ответственных, responsible.csv: {';'.join(COLUMNS)}"

    def failure(self) -> OtklikError | None:
        """The one error that a caller must know of; None when all was carried."""
        text = "\n".join([*self._undelivered(), *self._remedies()])
        if self.delivery.stopped:
            return Unauthorised(text)
        return Partial(text) if text else None
