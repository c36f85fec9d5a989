"""Notices become messages: at once, a few one by one, many as a digest, none at night."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from itertools import groupby

from pipeline.dispatch.chat import Carrier, Chat
from pipeline.dispatch.letter import Letter
from pipeline.dispatch.notice import Notice, NoticeKind
from pipeline.dispatch.rules import Rules
from pipeline.tickets.clocks import local

MESSAGE = 3_900  # characters; VK takes 4,096


@dataclass(frozen=True, slots=True)
class Traffic:
    """What a chat has lately been sent, urgent things aside."""

    messages: int = 0  # within the window
    digest_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """Messages to send now, and notices that wait for the morning or the next digest."""

    letters: tuple[Letter, ...] = ()
    held: tuple[Notice, ...] = ()


@dataclass(slots=True)
class _Whole:
    """Batches put together."""

    letters: list[Letter] = field(default_factory=list)
    held: list[Notice] = field(default_factory=list)

    def add(self, batch: Batch) -> None:
        self.letters += batch.letters
        self.held += batch.held


def plan(
    notices: Iterable[Notice], traffic: Mapping[str, Traffic], rules: Rules, now: datetime
) -> Batch:
    """The messages for all chats."""
    whole = _Whole()
    by_chat = sorted(notices, key=lambda notice: str(notice.chat))
    for chat, group in groupby(by_chat, key=lambda notice: notice.chat):
        whole.add(batch(chat, list(group), traffic.get(str(chat), Traffic()), rules, now))
    return Batch(tuple(whole.letters), tuple(whole.held))


def batch(
    chat: Chat, notices: Sequence[Notice], traffic: Traffic, rules: Rules, now: datetime
) -> Batch:
    """The messages for one chat."""
    urgent = [notice for notice in notices if notice.case.priority in rules.at_once]
    rest = [notice for notice in notices if notice.case.priority not in rules.at_once]
    night = {notice.key for notice in rest if rules.quiet.hold(now, notice.case.priority)}
    asleep = tuple(notice for notice in rest if notice.key in night)
    awake = [notice for notice in rest if notice.key not in night]
    room = rules.singles - traffic.messages
    whole = _Whole(held=list(asleep))
    whole.add(_messages(chat, urgent, rules.at_once_singles, rules, now))
    if len(awake) > room and _is_fresh(traffic, rules, now):
        whole.held += awake
    else:
        whole.add(_messages(chat, awake, room, rules, now))
    return Batch(tuple(whole.letters), tuple(whole.held))


def _is_fresh(traffic: Traffic, rules: Rules, now: datetime) -> bool:
    return traffic.digest_at is not None and now - traffic.digest_at < rules.window


def _messages(
    chat: Chat, notices: Sequence[Notice], room: int, rules: Rules, now: datetime
) -> Batch:
    if len(notices) <= room:
        return Batch(tuple(single(notice) for notice in notices))
    parts = list(portions(notices, rules.digest_lines))
    left = [notice for part in parts[rules.digests :] for notice in part]
    return Batch(tuple(digest(chat, part, now) for part in parts[: rules.digests]), tuple(left))


def single(notice: Notice) -> Letter:
    """A message about one ticket."""
    return Letter(notice.key, notice.chat.carrier, str(notice.chat), _body(notice), notice.case.id)


def digest(chat: Chat, notices: Sequence[Notice], now: datetime) -> Letter:
    """A message about several tickets; each of them is remembered on its own."""
    names = "\n".join(notice.key for notice in notices)
    mark = blake2b(names.encode(), digest_size=8).hexdigest()
    members = tuple(
        Letter(notice.key, Carrier.DIGEST, str(chat), _body(notice), notice.case.id)
        for notice in notices
    )
    priority = min(notice.case.priority for notice in notices)
    body = {"text": digest_text(notices, now), "priority": priority}
    return Letter(f"digest:{chat}:{mark}", chat.carrier, str(chat), body, members=members)


def digest_text(notices: Sequence[Notice], now: datetime) -> str:
    """Terms that run out first, then new tickets, a line each."""
    lines = [f"Сводка на {local(now)} (МСК)"]
    titles = {NoticeKind.WARNING: "Сроки", NoticeKind.CARD: "Новые обращения"}
    for kind, title in titles.items():
        told = [notice.line for notice in notices if notice.kind is kind]
        lines += [f"{title}: {len(told)}", *told] if told else []
    return "\n".join(lines)


def portions(notices: Sequence[Notice], limit: int) -> Iterator[list[Notice]]:
    """Parts that fit into a message each, in the order of reading; nothing is left out."""
    part: list[Notice] = []
    size = 0
    for notice in sorted(notices, key=_order):
        if part and (len(part) == limit or size + len(notice.line) > MESSAGE - 100):
            yield part
            part, size = [], 0
        part.append(notice)
        size += len(notice.line) + 1
    if part:
        yield part


def _order(notice: Notice) -> tuple[object, ...]:
    case = notice.case
    return (
        notice.kind is not NoticeKind.WARNING,
        case.priority,
        case.incident,
        case.district or "",
        case.address,
        case.number,
    )


def _body(notice: Notice) -> dict[str, object]:
    body: dict[str, object] = {
        "kind": notice.kind,
        "text": notice.text,
        "priority": notice.case.priority,
        "number": notice.case.number,
        "round": notice.case.repeats,
    }
    if notice.kind is NoticeKind.CARD:
        return body | {"person": notice.person}
    return body | {"percent": notice.percent, "told": list(notice.told)}
