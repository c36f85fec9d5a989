"""Who must hear what: one notice for each ticket and chat, before they are put into messages."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from models import Priority, Status
from pipeline.dispatch.card import Overdue, card, card_line, warning, warning_line
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
    told: tuple[str, ...] = ()  # steps of terms, of a warning


@dataclass(frozen=True, slots=True)
class CardSent:
    """The latest card of a ticket."""

    chat: str
    round: int  # reopenings before it
    at: datetime
    count: int  # cards of the ticket up to and with this one
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Untold:
    """A ticket that nobody has been told of; the reason is for people."""

    number: str
    reason: str


def unroutable(desk: Desk, cases: Iterable[Case]) -> Iterator[Untold]:
    """Tickets that wait for a person whom nobody named."""
    for case in cases:
        if case.status not in UNTAKEN or desk.recipient(case):
            continue
        if not case.department:
            yield Untold(case.number, "не определён ответственный орган")
        else:
            place = f", район {case.district}" if case.district else ""
            yield Untold(case.number, f"нет ответственного: {case.department}{place}")


def undelivered(
    desk: Desk, cases: Iterable[Case], sent: Mapping[int, CardSent]
) -> Iterator[Untold]:
    """Tickets whose card the right chat has refused."""
    for case in cases:
        last, who = sent.get(case.id), desk.recipient(case)
        if case.status in UNTAKEN and last and last.refused and who and last.chat == str(who.chat):
            yield Untold(case.number, f"чат не принял карточку: {who.person}")


def cards(desk: Desk, cases: Iterable[Case], sent: Mapping[int, CardSent]) -> Iterator[Notice]:
    """Cards for those who answer for tickets and have not heard of them as they are now."""
    for case in cases:
        last, who = sent.get(case.id), desk.recipient(case)
        if who is None or not _is_due(case, last, str(who.chat)):
            continue
        count = last.count + 1 if last else 1
        yield Notice(
            NoticeKind.CARD,
            f"card:{case.number}:{count}:{who.chat}",
            case,
            who.chat,
            card(case, desk.policy, who.person, desk.rules.quote),
            card_line(case, desk.now),
            person=who.person,
        )


def _is_due(case: Case, last: CardSent | None, chat: str) -> bool:
    """Nobody there knows that it waits, or they were told of another place or matter."""
    if last and case.corrected_at and case.corrected_at > last.at:
        return case.status in RUNNING
    told = last is not None and (last.chat, last.round) == (chat, case.repeats)
    return case.status in UNTAKEN and not told


def warnings(
    desk: Desk, cases: Iterable[Case], sent: Mapping[int, CardSent], warned: frozenset[str]
) -> Iterator[Notice]:
    """One for each ticket and chat: the terms that run out and were not told of."""
    for case in cases:
        due: dict[Chat, list[Overdue]] = {}
        for chat, one in _due(desk, case, sent.get(case.id)):
            if one.key not in warned:
                due.setdefault(chat, []).append(one)
        yield from (_warning(desk, case, chat, found) for chat, found in due.items())


def _due(desk: Desk, case: Case, sent: CardSent | None) -> Iterator[tuple[Chat, Overdue]]:
    for term, by in case.terms:
        if (step := _step(desk, case, by)) is None:
            continue
        for chat in _listeners(desk, case, step, sent):
            key = f"warning:{case.number}:{term}:{step[0]}:{by:%Y%m%d%H%M}:{chat}"
            yield chat, Overdue(key, term, by, step[0])


def _warning(desk: Desk, case: Case, chat: Chat, due: Sequence[Overdue]) -> Notice:
    return Notice(
        NoticeKind.WARNING,
        due[0].key,
        case,
        chat,
        warning(case, desk.policy, due, desk.now),
        warning_line(case, due, desk.now),
        told=tuple(one.key for one in due),
        percent=max(one.percent for one in due),
    )


def _step(desk: Desk, case: Case, by: datetime) -> tuple[int, datetime] | None:
    """The latest share of a term that has passed, and when it did."""
    if by <= desk.now:
        return 100, by
    steps = escalations(desk.policy, Priority(case.priority), case.started_at, by)
    passed = [step for step in steps if step[1] <= desk.now]
    return max(passed) if passed else None


def _listeners(
    desk: Desk, case: Case, step: tuple[int, datetime], sent: CardSent | None
) -> Iterator[Chat]:
    percent, at = step
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
