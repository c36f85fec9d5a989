"""The outbox: first a row, then the call, repeated under one random_id until it is settled."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import blake2b
from typing import Any, Self

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from models import Message, MessageState, Priority
from pipeline.dispatch.chat import Carrier
from pipeline.dispatch.letter import Letter

KEYS = 500  # of one look-up
UNSENT = 0  # random_id of a row that never travels by itself; VK would not check it


def random_id(key: str, taken: Iterable[int]) -> int:
    """31 bits out of the key, the next ones where another message has them.

    Among 100,000 messages two would share an id almost surely, and VK would drop the second.
    """
    for turn in range(1_000_000):
        found = int.from_bytes(blake2b(f"{key}#{turn}".encode(), digest_size=4).digest()) >> 1
        if found and found not in taken:
            return found
    raise AssertionError  # a million collisions in a row


def guid(key: str) -> str:
    """What createComment is repeated under."""
    return blake2b(key.encode(), digest_size=16).hexdigest()


def enqueue(session: Session, letters: Sequence[Letter], now: datetime) -> int:
    """Write the letters that the outbox has not; how many those were."""
    known = _known(session, letters)
    fresh = [letter for letter in letters if letter.key not in known]
    candidates = {random_id(letter.key, ()) for letter in fresh}
    taken = _taken(session, candidates)
    rows: list[dict[str, Any]] = []
    for letter in fresh:
        number = random_id(letter.key, taken)
        taken.add(number)
        rows.append(_row(letter, number, now))
        rows += [_row(member, UNSENT, now, letter.key) for member in letter.members]
    _insert(session, rows)
    return len(fresh)


def _row(letter: Letter, number: int, now: datetime, inside: str = "") -> dict[str, Any]:
    return {
        "key": letter.key,
        "random_id": number,
        "channel": letter.carrier,
        "peer": letter.peer,
        "body": dict(letter.body),
        "ticket_id": letter.ticket_id,
        "state": MessageState.PENDING,
        "created_at": now,
        "attempts": 0,
        "remote_id": inside,  # of a card in a digest: the digest's key
        "error": "",
    }


def _known(session: Session, letters: Sequence[Letter]) -> set[str]:
    keys = [letter.key for letter in letters]
    return {key for part in _parts(keys) for key in _found(session, Message.key, part)}


def _taken(session: Session, numbers: set[int]) -> set[int]:
    parts = _parts(sorted(numbers))
    return {number for part in parts for number in _found(session, Message.random_id, part)}


def _found(session: Session, column: Any, values: Sequence[Any]) -> Iterator[Any]:
    yield from session.scalars(select(column).where(column.in_(values)))


def _parts(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (values[start : start + KEYS] for start in range(0, len(values), KEYS))


def _insert(session: Session, rows: list[dict[str, Any]]) -> None:
    if not rows:
        return
    shared = session.get_bind().dialect.name == "postgresql"
    insert = postgresql.insert if shared else sqlite.insert
    # Another host may have planned the same: its rows are as good as ours.
    session.execute(insert(Message).on_conflict_do_nothing(index_elements=["key"]), rows)


@dataclass(frozen=True, slots=True)
class Parcel:
    """A row of the outbox in the hands of a carrier."""

    id: int
    key: str
    random_id: int
    carrier: Carrier
    peer: str
    body: dict[str, Any]
    ticket_id: int | None
    attempts: int  # with the one under way

    @classmethod
    def of(cls, row: Message) -> Self:
        """Out of the outbox."""
        return cls(
            row.id,
            row.key,
            row.random_id,
            Carrier(row.channel),
            row.peer,
            dict(row.body),
            row.ticket_id,
            row.attempts,
        )

    @property
    def text(self) -> str:
        """What is to be read."""
        return str(self.body.get("text", ""))

    @property
    def priority(self) -> str:
        """Class of the most urgent ticket inside."""
        return str(self.body.get("priority") or Priority.E)


def waiting(session: Session, carriers: Iterable[Carrier], now: datetime) -> list[Parcel]:
    """Rows to be carried now, the most urgent and the oldest first."""
    stmt = select(Message).where(
        Message.state == MessageState.PENDING,
        Message.channel.in_([*carriers]),
        Message.not_before.is_(None) | (Message.not_before <= now),
    )
    parcels = [Parcel.of(row) for row in session.scalars(stmt)]
    return sorted(parcels, key=lambda parcel: (parcel.priority, parcel.id))


def take(session: Session, parcel: Parcel) -> Parcel | None:
    """Note an attempt before it is made; None when the row is settled already."""
    stmt = (
        update(Message)
        .where(Message.id == parcel.id, Message.state == MessageState.PENDING)
        .values(attempts=Message.attempts + 1)
        .returning(Message.attempts)
    )
    attempts = session.scalar(stmt)
    return None if attempts is None else replace(parcel, attempts=attempts)


def mark(session: Session, parcel: Parcel, state: MessageState, **values: Any) -> bool:
    """Settle a row and the cards inside it; False when somebody has done so."""
    stmt = (
        update(Message)
        .where(Message.id == parcel.id, Message.state == MessageState.PENDING)
        .values(state=state, **values)
        .returning(Message.id)
    )
    if session.scalar(stmt) is None:
        return False
    inside = {name: value for name, value in values.items() if name != "remote_id"}
    session.execute(
        update(Message)
        .where(Message.channel == Carrier.DIGEST, Message.remote_id == parcel.key)
        .values(state=state, **inside)
    )
    return True


def postpone(session: Session, carrier: Carrier, until: datetime, peer: str, error: str) -> None:
    """Let a carrier, or the peer of it that is named, rest until a moment."""
    stmt = update(Message).where(
        Message.state == MessageState.PENDING,
        Message.channel == carrier,
        Message.not_before.is_(None) | (Message.not_before < until),
    )
    if peer:
        stmt = stmt.where(Message.peer == peer)
    session.execute(stmt.values(not_before=until, error=error))


def requeue(session: Session) -> int:
    """Give refused messages to chats another chance, once the cause is mended."""
    stmt = (
        update(Message)
        .where(Message.state == MessageState.REFUSED, Message.channel != Carrier.VK_COMMENT)
        .values(state=MessageState.PENDING, not_before=None, error="")
        .returning(Message.id)
    )
    return len(session.scalars(stmt).all())
