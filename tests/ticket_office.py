"""A headquarters for random moves: residents, officials, dispatchers, the passing of time."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session, sessionmaker

from models import Address, Comment, Outcome, Post, Prediction, Role, Status, Ticket
from nlp.prediction import NOT_COMPLAINT, Kind
from pipeline.errors import WrongUsage
from pipeline.progress import Silent
from pipeline.reports.equation import equation
from pipeline.tickets import actions
from pipeline.tickets.correction import Correction, correct
from pipeline.tickets.events import SYSTEM, Cause
from pipeline.tickets.inquiry import check
from pipeline.tickets.load import load_tickets
from pipeline.tickets.local import Local
from pipeline.tickets.merging import merge
from pipeline.tickets.policy import Policy, shipped_policy
from pipeline.tickets.silence import close_silent
from pipeline.tickets.splitting import split
from pipeline.tickets.typed import Typed
from tests.factory import NOON, OWNER, post

VOICES = (Role.OPENING, Role.DUPLICATE)
OPEN_TO_SILENCE = (Status.RESOLVED, Status.ANSWERED, Status.NEED_INFO)
REPLIES = (
    "Передали в управляющую компанию.",
    "Уточните, пожалуйста, номер дома.",
    "Теплоснабжение восстановлено.",
    "Планируем завершить до конца недели.",
    "Нарушений не выявлено, начислено верно.",
    "Вопрос не относится к компетенции штаба.",
    "Снег растаял естественным образом.",
)


class Office:
    """One workspace inside a transaction that nobody commits."""

    def __init__(self, connection: Connection, policy: Policy | None = None) -> None:
        self.policy = policy or shipped_policy()
        self.sessions = sessionmaker(
            connection, expire_on_commit=False, join_transaction_mode="create_savepoint"
        )
        self.now, self.numbers, self.refused = NOON, count(1), 0
        with self.sessions.begin() as session:
            self.post: Post = post(session)

    def write(
        self, author: int, house: int | None, kind: Kind, topic: str, reply: int, *, doubt: bool
    ) -> None:
        """A resident writes, maybe below another's comment, and the loader reads it."""
        official = author == 0
        with self.sessions.begin() as session:
            known = session.scalars(select(Comment).order_by(Comment.id)).all()
            target = known[reply % len(known)] if known and reply else None
            said = Comment(
                post_id=self.post.id, owner_id=OWNER, vk_id=100 + next(self.numbers),
                from_id=OWNER if official else author, official=official, published_at=self.now,
                text=REPLIES[reply % len(REPLIES)] if official else "батареи", content_hash="",
                reply_to=target and target.vk_id,
                thread_root=target and (target.thread_root or target.vk_id),
            )  # fmt: skip
            session.add(said)
            session.flush()
            told = Kind.OFFICIAL if official else kind
            number = _predict(session, said, told, topic, doubt=doubt and not official)
            if house is not None:
                _locate(session, number, house)
        self.load()

    def load(self) -> None:
        """Fold what is new."""
        load_tickets(self.sessions, self.policy, now=self.now, progress=Silent())

    def act(self, number: int, do: Callable[..., object], **values: Any) -> None:
        """A dispatcher acts on a ticket; a refusal must leave it as it was."""
        with self.sessions() as session, session.begin():
            tickets = self.tickets(session)
            if not tickets:
                return
            ticket = tickets[number % len(tickets)]
            before = state_of(ticket)
            cause = Cause(self.now, f"actor{number % 3}", reason="потому что")
            try:
                with session.begin_nested():
                    do(session, self.policy, ticket, cause, **values)
            except WrongUsage:
                self.refused += 1
                session.expire_all()
                assert state_of(session.get_one(Ticket, ticket.id)) == before

    def join(self, number: int, other: int) -> None:
        """Two tickets turn out to be one."""
        with self.sessions() as session:
            tickets = self.tickets(session)
            into = tickets[other % len(tickets)].id if tickets else 0
        if into:
            self.act(number, lambda s, p, t, c: merge(s, p, t, c, into=s.get_one(Ticket, into)))

    def part(self, number: int, piece: int) -> None:
        """One turns out to be two, or a merge was wrong."""
        with self.sessions() as session:
            tickets = self.tickets(session)
            ticket = tickets[number % len(tickets)] if tickets else None
            said = sorted(a.comment.vk_id for a in ticket.appeals) if ticket else []
        chosen = [said[piece % len(said)]] if piece and said else []
        self.act(number, lambda s, p, t, c: split(s, p, t, c, comments=chosen))

    def wait(self, minutes: int) -> None:
        """Time passes, and what nobody speaks of ends."""
        self.now += timedelta(minutes=minutes)
        close_silent(self.sessions, self.policy, now=self.now)

    def tickets(self, session: Session) -> list[Ticket]:
        """All of them, in order."""
        return list(session.scalars(select(Ticket).order_by(Ticket.id)))

    def check(self) -> None:
        """Nothing illegal, nothing lost, everything counted."""
        with self.sessions() as session:
            assert equation(session).holds
            moments = dict(session.execute(select(Comment.id, Comment.published_at)).all())
            residents = set(session.scalars(select(Comment.id).where(~Comment.official)))
            for ticket in self.tickets(session):
                check_ticket(self.policy, ticket)
                check_history(self.policy, ticket)
                check_ground(ticket, residents)
                check_appeals(ticket, moments)


def _predict(session: Session, said: Comment, kind: Kind, topic: str, *, doubt: bool) -> int:
    row = Prediction(
        comment_id=said.id, version=1, kind=kind, scores={topic: 0.9}, subtopics=[], urgent=False,
        labels=[topic] if kind is Kind.COMPLAINT else [NOT_COMPLAINT], review=doubt,
        review_reason="doubtful_kind", facts={}, because=[], artifact="", taxonomy="", rules="",
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row.id


def _locate(session: Session, prediction: int, house: int) -> None:
    place = {"district": "Всеволожский", "settlement": "Мурино", "street": "улица Шувалова"}
    told = {"ordinal": 0, "start": 0, "stop": 1, "text": "", "confidence": 0.9}
    session.add(Address(prediction_id=prediction, house=str(house), **place, **told))


def state_of(ticket: Ticket) -> dict[str, Any]:
    """All that a ticket is."""
    return {column.key: getattr(ticket, column.key) for column in Ticket.__table__.columns}


def check_ticket(policy: Policy, ticket: Ticket) -> None:
    """A state comes with what it must have."""
    status = Status(ticket.status)
    assert (status is Status.MERGED) == (ticket.merged_into_id is not None)
    assert (status is Status.NEED_INFO) == (ticket.paused_at is not None)
    assert (policy.statuses[status].stage == "closed") == (ticket.closed_at is not None)
    if status in (Status.CLOSED, Status.RESOLVED):
        assert ticket.outcome in set(Outcome)
    if status is Status.CLOSED and ticket.answered_at is None:
        told = any(appeal.role == Role.RESOLVED for appeal in ticket.appeals)
        assert told or ticket.outcome in policy.unanswered
    if status in (Status.REJECTED, Status.REDIRECTED):
        assert ticket.reason
    if status is Status.INTERIM and ticket.interim_until is not None:
        assert ticket.solve_by is not None
        assert ticket.solve_by <= ticket.interim_until  # a merge keeps the nearer term


def check_history(policy: Policy, ticket: Ticket) -> None:
    """Every step was allowed, and every event is there."""
    events = ticket.events
    assert [event.sequence for event in events] == list(range(1, ticket.last_event + 1))
    here = Status.NEW
    for event in events:
        if event.to_status is None:
            continue
        assert event.from_status == here
        assert event.to_status in policy.statuses[here].moves
        here = Status(event.to_status)
    assert here == ticket.status


def check_ground(ticket: Ticket, residents: set[int]) -> None:
    """What ended by a resident's word, and by nobody's decision since, still has such a word."""
    moves = [event for event in ticket.events if event.to_status]
    decided = [event for event in moves if event.comment_id or event.actor != SYSTEM]
    if ticket.status in (Status.RESOLVED, Status.CLOSED) and decided[-1].comment_id in residents:
        assert any(appeal.role == Role.RESOLVED for appeal in ticket.appeals)


def check_appeals(ticket: Ticket, moments: dict[int, datetime]) -> None:
    """Appeals live in living tickets, one of them first, and the clock is the earliest."""
    roles = Counter(appeal.role for appeal in ticket.appeals)
    if ticket.status == Status.MERGED:
        assert not ticket.appeals
        return
    assert roles[Role.OPENING] == 1
    assert ticket.voices == sum(roles[role] for role in VOICES)
    said = [moments[appeal.comment_id] for appeal in ticket.appeals]
    assert (ticket.opened_at, ticket.last_at) == (min(said), max(said))


ACTIONS: tuple[tuple[str, Callable[..., object], dict[str, Any]], ...] = (
    ("take", actions.take, {}),
    ("assign", actions.assign, {}),
    ("another person", actions.assign, {"assignee": "Петров"}),
    ("another body", actions.assign, {"department": "Комитет по ЖКХ"}),
    ("ask", actions.ask, {}),
    ("fixed", actions.resolve, {"outcome": Outcome.FIXED}),
    ("natural", actions.resolve, {"outcome": Outcome.NATURAL}),
    ("close", actions.close, {}),
    ("close explained", actions.close, {"outcome": Outcome.EXPLAINED}),
    ("reopen", actions.reopen, {}),
    ("reject", actions.reject, {"reason": "реклама"}),
    ("redirect", actions.redirect, {"reason": "это Петербург"}),
    ("checked", check, {}),
    ("note", actions.note, {"text": "звонили"}),
    ("another matter", correct, {"local": Local(), "wanted": Correction("elevator")}),
    ("another house", correct, {"local": Local(), "wanted": Correction(place=Typed(house="2"))}),
)
