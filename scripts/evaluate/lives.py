"""Replay real lives of petitions as moves of tickets: python -m scripts.evaluate.lives FILE.

The lives are «Наш Санкт-Петербург» petitions (statuses, answers, re-routes, repeats), one JSON
object a line. What the table of states does not allow is counted by its reason, never skipped.
"""

import argparse
import gzip
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from models import Base, EventKind, Outcome, Priority, Status, Ticket
from models.database import open_engine
from pipeline.errors import WrongUsage
from pipeline.tickets import actions
from pipeline.tickets.clocks import Claim, deadlines
from pipeline.tickets.events import Cause, change, held, hold
from pipeline.tickets.hours import MOSCOW
from pipeline.tickets.moves import advance
from pipeline.tickets.official import what_it_says
from pipeline.tickets.phrases import subject
from pipeline.tickets.policy import Policy, shipped_policy
from pipeline.tickets.reply import OUTCOMES, SOLVED

LIVES = Path("../shared/real/spb-petition-lifecycles.jsonl.gz")
ENDS = {
    "Получен ответ": (Status.ANSWERED,),
    "Промежуточный ответ": (Status.INTERIM,),
    "Завершено: Автоматически": (Status.CLOSED,),
    "Завершено: Пользователь удовлетворен решением проблемы": (Status.CLOSED,),
    "Модерация": (Status.NEW, Status.REOPENED),
    "Рассмотрение": (Status.ASSIGNED,),
}


@dataclass(slots=True)
class Tally:
    """What came of all lives."""

    lives: int = 0
    moves: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    ended: Counter[tuple[str, str]] = field(default_factory=Counter)  # otherwise than the life
    broken: Counter[str] = field(default_factory=Counter)  # invariants
    remarks: Counter[str] = field(default_factory=Counter)
    late: int = 0
    answered: int = 0

    def lines(self) -> Iterator[str]:
        """For people."""
        yield f"lives {self.lives}, moves {self.moves}, refused {self.refused.total()}"
        for name, counts in (
            ("refused", self.refused),
            ("ended otherwise", self.ended),
            ("invariant broken", self.broken),
            ("remark", self.remarks),
        ):
            yield from (f"  {name}: {what}: {n}" for what, n in counts.most_common())
        yield f"answered {self.answered}, of them after our term {self.late}"


@dataclass(slots=True)
class Life:
    """One petition as our ticket; its session holds the events, its database stays empty."""

    policy: Policy
    tally: Tally
    session: Session
    ticket: Ticket
    last: str = ""  # status that the city gave

    @classmethod
    def of(cls, raw: Mapping[str, Any], policy: Policy, tally: Tally) -> "Life":
        """A new ticket at the moment of the first event."""
        session = Session(nothing())
        hold(session)
        at = _moment(raw["events"][0]["dt"])
        topic = subject(f"{raw['category']} {raw['reason']}") or "other_complaint"
        return cls(policy, tally, session, _new_ticket(policy, at, topic))

    def go(self, event: Mapping[str, Any]) -> None:
        """One event of the life."""
        cause = Cause(_moment(event["dt"]), event.get("org") or "портал")
        try:
            STEPS[event["t"]](self, event, cause)
        except WrongUsage as exc:
            self.tally.refused[f"{event['t']} in {self.ticket.status}: {exc}"] += 1

    def petition(self, event: Mapping[str, Any], cause: Cause) -> None:
        """The first one opened the ticket; one after an answer objects to it."""
        del event
        if self.policy.statuses[Status(self.ticket.status)].stage in actions.OVER:
            actions.reopen(self.session, self.policy, self.ticket, cause.because("повторно"))

    def status(self, event: Mapping[str, Any], cause: Cause) -> None:
        """What the city says of the petition."""
        self.last = event["status"]
        if self.last == "Рассмотрение":
            body = {"department": self.ticket.department or "Администрация района"}
            actions.assign(self.session, self.policy, self.ticket, cause, **body)
        elif self.last == "Получен ответ":
            self._publish(cause)
            advance(self.session, self.policy, self.ticket, Status.ANSWERED, cause)
        elif self.last == "Промежуточный ответ":
            self._publish(cause)
        elif self.last.startswith("Завершено"):
            actions.close(self.session, self.policy, self.ticket, cause)

    def answer(self, event: Mapping[str, Any], cause: Cause) -> None:
        """The body reports, or promises until a day."""
        if event["interim"]:
            self._promise(event["interim"], cause)
            return
        says = what_it_says(event["text"])
        outcome = OUTCOMES.get(says, Outcome.EXPLAINED)
        self.tally.remarks[f"final answer says {says}"] += 1
        goal = Status.RESOLVED if says in SOLVED else Status.ANSWERED
        advance(self.session, self.policy, self.ticket, goal, cause, outcome=outcome)

    def route(self, event: Mapping[str, Any], cause: Cause) -> None:
        """Another body: its clock starts anew, the author's goes on."""
        del event
        body = f"{self.ticket.department}, далее" if self.ticket.department else "другой орган"
        author = (self.ticket.opened_at, self.ticket.answer_by, self.ticket.solve_by)
        actions.assign(self.session, self.policy, self.ticket, cause, department=body)
        if author != (self.ticket.opened_at, self.ticket.answer_by, self.ticket.solve_by):
            self.tally.broken["a re-route moved the author's clock"] += 1

    def problem_change(self, event: Mapping[str, Any], cause: Cause) -> None:
        """Another topic: told in the history, no move."""
        del event
        actions.note(self.session, self.policy, self.ticket, cause, text="тема изменена")

    def _publish(self, cause: Cause) -> None:
        ticket = self.ticket
        values = {
            "answered_at": ticket.answered_at or cause.at,
            "first_answered_at": ticket.first_answered_at or cause.at,
        }
        change(self.session, ticket, EventKind.ANSWERED, cause, values)

    def _promise(self, day: str, cause: Cause) -> None:
        until = datetime.combine(datetime.fromisoformat(day), time(18), MOSCOW)
        latest = actions.interim_latest(self.policy, cause.at)
        if until > latest:
            self.tally.remarks["interim term longer than our policy permits"] += 1
        actions.promise(self.session, self.policy, self.ticket, cause, until=min(until, latest))

    def end(self) -> None:
        """Compare the end, the history and the clocks with what must hold."""
        ticket, tally = self.ticket, self.tally
        events = held(self.session)
        tally.moves += sum(row["to_status"] is not None for _, row in events)
        if Status(ticket.status) not in ENDS.get(self.last, (Status.NEW,)):
            tally.ended[self.last, ticket.status] += 1
        if ticket.first_answered_at:
            tally.answered += 1
            due = ticket.answer_by if not ticket.repeats else None
            tally.late += due is not None and ticket.first_answered_at > due
        tally.broken.update(_broken(self.policy, ticket, [row for _, row in events]))
        self.session.close()


def _broken(policy: Policy, ticket: Ticket, rows: list[dict[str, Any]]) -> Iterator[str]:
    here = Status.NEW
    for row in rows:
        if row["to_status"] is not None:
            if row["from_status"] != here or row["to_status"] not in policy.statuses[here].moves:
                yield "a step that the table does not have"
            here = Status(row["to_status"])
    if [row["sequence"] for row in rows] != list(range(1, ticket.last_event + 1)):
        yield "an event is missing"
    if here != ticket.status:
        yield "the history does not lead to the state"
    if ticket.status == Status.CLOSED and not (ticket.outcome and ticket.closed_at):
        yield "closed without an outcome"
    if ticket.take_by is None or ticket.answer_by is None or ticket.solve_by is None:
        yield "a clock is missing"
    if ticket.repeats and ticket.first_solve_by is None:
        yield "a reopening lost the first clock"


STEPS: dict[str, Callable[[Life, Mapping[str, Any], Cause], None]] = {
    "petition": Life.petition,
    "status": Life.status,
    "answer": Life.answer,
    "route": Life.route,
    "problem_change": Life.problem_change,
}


def _new_ticket(policy: Policy, at: datetime, topic: str) -> Ticket:
    priority = policy.priority(topic, urgent=False)
    terms = deadlines(policy, Claim(at, topic, priority))
    return Ticket(
        number="", topic=topic, subtopic="", status=Status.NEW, status_since=at, labels=[topic],
        priority=Priority(priority), opened_at=at, registered_at=at, last_at=at, facts={},
        take_by=terms.take_by, answer_by=terms.answer_by, solve_by=terms.solve_by,
        department="", assignee="", repeats=0, voices=1, last_event=0, policy=policy.version,
    )  # fmt: skip


@cache
def nothing() -> Engine:
    """A database where nobody asks a person anything."""
    engine = open_engine("sqlite://")
    Base.metadata.create_all(engine)
    return engine


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=MOSCOW)


def replay(path: Path) -> Tally:
    """All lives of a file."""
    tally, policy = Tally(), shipped_policy()
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            raw = json.loads(line)
            life = Life.of(raw, policy, tally)
            for event in raw["events"]:
                life.go(event)
            life.end()
            tally.lives += 1
    return tally


def main() -> None:
    """Print what was replayed and what was not allowed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", nargs="?", type=Path, default=LIVES)
    path = parser.parse_args().file
    if not path.is_file():
        print(f"{path}: no lives to replay here")
        return
    print(*replay(path).lines(), sep="\n")


if __name__ == "__main__":
    main()
