"""The draft of an answer: pure functions of a ticket, its terms and the phrases."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

from models import Outcome, Status
from pipeline.dispatch.case import Case
from pipeline.dispatch.phrases import Phrases, Situation, Template, Values
from pipeline.errors import WrongUsage
from pipeline.tickets.clocks import MOSCOW

MONTHS = (
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
)

BY_STATUS = {
    Status.NEW: Situation.TAKEN,
    Status.REVIEW: Situation.TAKEN,
    Status.ASSIGNED: Situation.PASSED,
    Status.IN_PROGRESS: Situation.WORKING,
    Status.INTERIM: Situation.INTERIM,
    Status.REOPENED: Situation.REOPENED,
    Status.REDIRECTED: Situation.OUT_OF_SCOPE,
    Status.REJECTED: Situation.REJECTED,
    Status.MERGED: Situation.TAKEN,
}

BY_OUTCOME = {
    Outcome.FIXED: Situation.FIXED,
    Outcome.EXPLAINED: Situation.EXPLAINED,
    Outcome.PLANNED: Situation.PLANNED,
    Outcome.NOT_CONFIRMED: Situation.NOT_CONFIRMED,
    Outcome.NATURAL: Situation.NATURAL,
    Outcome.NO_ACCESS: Situation.NO_ACCESS,
    Outcome.OUT_OF_SCOPE: Situation.OUT_OF_SCOPE,
}


def situation_of(case: Case) -> Situation:
    """What there is to say; without an address the first thing is to ask for it."""
    if case.status is Status.NEED_INFO and case.answered_at is not None:
        return Situation.REMINDS
    if case.outcome is Outcome.AUTHOR_SILENT or case.status is Status.NEED_INFO:
        return question_of(case)
    if case.outcome is not None:
        return BY_OUTCOME[case.outcome]
    if case.status in (Status.NEW, Status.REVIEW) and not case.address:
        return Situation.ASKS
    return BY_STATUS.get(case.status, Situation.FIXED)


def question_of(case: Case) -> Situation:
    """What there is to ask: the first part of the place that is not known, else the details."""
    if case.house:
        return Situation.ASKS_MORE
    if case.street:
        return Situation.ASKS_HOUSE
    return Situation.ASKS_STREET if case.settlement else Situation.ASKS


def promising(case: Case, until: datetime | None) -> Case:
    """The case with the term that a person promises, when there is one."""
    return replace(case, solve_by=until, paused=False) if until else case


def values_of(case: Case, phrases: Phrases, now: datetime) -> Values:
    """What may be told: a term that has passed is no promise any more."""
    by = case.solve_by if case.solve_by and case.solve_by > now and not case.paused else None
    return Values(
        number=case.number,
        address=case.address,
        department=phrases.department(case.department),
        deadline=spoken(by) if by else "",
    )


def spoken(moment: datetime) -> str:
    """«18:00 24 октября», Moscow time."""
    here = moment.astimezone(MOSCOW)
    return f"{here:%H:%M} {here.day} {MONTHS[here.month - 1]}"


def draft(
    case: Case,
    phrases: Phrases,
    now: datetime,
    template: str = "",
    salt: int = 0,
    situation: Situation | None = None,
) -> str:
    """A whole answer; tickets and salts differ in wording. Raises WrongUsage for a template."""
    values, turn = values_of(case, phrases, now), case.id + salt
    if not template:
        body = phrases.body(situation or situation_of(case), case.topic, values, turn)
        return phrases.dressed(body, values, turn)
    wordings = phrases.get(template).wordings(values)
    if not wordings:
        msg = f"Шаблон {template}: для обращения {case.number} не хватает адреса, органа или срока"
        raise WrongUsage(msg)
    return phrases.dressed(wordings[turn % len(wordings)], values, turn)


@dataclass(frozen=True, slots=True)
class Variations:
    """Other wordings of an approved answer: of its template, else around its body."""

    body: str
    template: Template | None
    phrases: Phrases
    now: datetime

    @classmethod
    def around(cls, text: str, case: Case, phrases: Phrases, now: datetime) -> Self:
        """Recognise in a text what we have drafted for a ticket."""
        values = values_of(case, phrases, now)
        body = phrases.undressed(text.strip(), values)
        return cls(body, phrases.template_of(body, values), phrases, now)

    def of(self, case: Case) -> Iterator[str]:
        """Endless texts for a ticket; neighbours are never equal."""
        values, turn = values_of(case, self.phrases, self.now), case.id
        bodies = (self.template.wordings(values) if self.template else ()) or (self.body,)
        while True:
            turn += 1
            yield self.phrases.dressed(bodies[turn % len(bodies)], values, turn)
