"""Who must hear what: one notice for each ticket and chat, before they are put into messages."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from models import Priority, Status
from pipeline.dispatch.card import card, card_line, warning, warning_line
from pipeline.dispatch.case import Case
from pipeline.dispatch.chat import Chat
from pipeline.dispatch.desk import Desk
from pipeline.tickets.clocks import escalations

# A card tells of work that nobody has taken yet.
UNTAKEN = (Status.NEW, Status.ASSIGNED, Status.REOPENED)
# A term may run out in these too.
RUNNING = (*UNTAKEN, Status.IN_PROGRESS, Status.INTERIM, Status.NEED_INFO)


class NoticeKind(StrEnum):
    """What a notice is about."""

    CARD = "card"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing that one chat must hear about one ticket."""

    kind: NoticeKind
    key: str
    case: Case
    chat: Chat
    text: str
    line: str
    person: str = ""
    percent: int = 0
    term: str = ""


@dataclass(frozen=True, slots=True)
class CardSent:
    """The latest card of a ticket."""

    chat: str
    round: int  # reopenings before it
    at: datetime
    count: int  # cards of the ticket up to and with this one


@dataclass(frozen=True, slots=True)
class Unroutable:
    """A ticket that nobody answers for; the reason is for people."""

    number: str
    reason: str


def unroutable(desk: Desk, cases: Iterable[Case]) -> Iterator[Unroutable]:
    """Tickets that wait for a person whom nobody named."""
    for case in cases:
        if case.status not in UNTAKEN or desk.recipient(case):
            continue
        if not case.department:
            yield Unroutable(case.number, "не определён ответственный орган")
        else:
            place = f", район {case.district}" if case.district else ""
            yield Unroutable(case.number, f"нет ответственного: {case.department}{place}")


def cards(desk: Desk, cases: Iterable[Case], sent: Mapping[int, CardSent]) -> Iterator[Notice]:
    """Cards for those who answer for untaken tickets and have not heard of them."""
    for case in cases:
        if case.status not in UNTAKEN or (who := desk.recipient(case)) is None:
            continue
        last = sent.get(case.id)
        if last and (last.chat, last.round) == (str(who.chat), case.repeats):
            continue
        count = last.count + 1 if last else 1
        yield Notice(
            NoticeKind.CARD,
            f"card:{case.number}:{count}:{who.chat}",
            case,
            who.chat,
            card(case, desk.policy, who.person, desk.rules.quote),
            card_line(case),
            person=who.person,
        )


def warnings(
    desk: Desk, cases: Iterable[Case], sent: Mapping[int, CardSent], warned: frozenset[str]
) -> Iterator[Notice]:
    """For each running term the latest warning that is due and was not given."""
    for case in cases:
        for term, by in case.terms:
            if (step := _step(desk, case, by)) is None:
                continue
            percent, at = step
            for chat in _listeners(desk, case, percent, at, sent.get(case.id)):
                key = f"warning:{case.number}:{term}:{percent}:{by:%Y%m%d%H%M}:{chat}"
                if key not in warned:
                    yield Notice(
                        NoticeKind.WARNING,
                        key,
                        case,
                        chat,
                        warning(case, desk.policy, term, percent, desk.now),
                        warning_line(case, term, desk.now),
                        percent=percent,
                        term=term,
                    )


def _step(desk: Desk, case: Case, by: datetime) -> tuple[int, datetime] | None:
    """The latest share of a term that has passed, and when it did."""
    if by <= desk.now:
        return 100, by
    steps = escalations(desk.policy, Priority(case.priority), case.started_at, by)
    passed = [step for step in steps if step[1] <= desk.now]
    return max(passed) if passed else None


def _listeners(
    desk: Desk, case: Case, percent: int, at: datetime, sent: CardSent | None
) -> Iterator[Chat]:
    who = desk.recipient(case)
    # A card that came after that moment has told of the term already.
    if who and sent and sent.chat == str(who.chat) and sent.at < at:
        yield who.chat
    if (
        desk.duty
        and percent >= desk.rules.duty_from[case.priority]
        and desk.duty != (who.chat if who else None)
    ):
        yield desk.duty
