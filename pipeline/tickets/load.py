"""Predictions become appeals, appeals become tickets."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from models import (
    Answer,
    AnswerState,
    Appeal,
    EventKind,
    Prediction,
    Review,
    ReviewReason,
    Role,
    Status,
    Ticket,
)
from models.upsert import upsert
from nlp.prediction import Kind
from pipeline.progress import Progress
from pipeline.tickets.events import Cause, record
from pipeline.tickets.fold import Fold, Talk, find_fold, find_talk, parent_ticket
from pipeline.tickets.moves import advance, move
from pipeline.tickets.official import Says, what_it_says
from pipeline.tickets.open import open_ticket, refresh_ticket
from pipeline.tickets.place import Spot
from pipeline.tickets.policy import Policy
from pipeline.tickets.statement import Statement, waiting_statements

APPEALS = (Kind.COMPLAINT, Kind.SUGGESTION, Kind.FOLLOW_UP, Kind.RESOLVED)


@dataclass(slots=True)
class LoadReport:
    """What became of the comments that the tickets had not seen."""

    outcomes: Counter[str] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        """Comments looked at."""
        return self.outcomes.total()

    def counts(self) -> dict[str, int]:
        """For the journal and --json."""
        return {"comments": self.total, **self.outcomes}

    def sentence(self) -> str:
        """For people."""
        joined = sum(self.outcomes[role] for role in Role if role is not Role.OPENING)
        return (
            f"Комментариев: {self.total}, новых обращений {self.outcomes[Role.OPENING]}, "
            f"присоединено {joined}, на проверку {self.outcomes['review']}, "
            f"не обращения {self.outcomes['not_appeal']}."
        )


def load_tickets(
    sessions: sessionmaker[Session], policy: Policy, *, now: datetime, progress: Progress
) -> LoadReport:
    """Fold every new prediction into the tickets, in order of the comments' own time."""
    report = LoadReport()
    with sessions() as session:
        waiting = select(func.count()).where(Prediction.loaded.is_(False))
        progress.start("Обращения", session.scalar(waiting))
    after: tuple[datetime, int] | None = None
    while True:
        with sessions.begin() as session:
            statements = waiting_statements(session, after)
            for said in statements:
                report.outcomes[place_statement(session, policy, said, now)] += 1
                said.prediction.loaded = True
        if not statements:
            break
        after = (statements[-1].at, statements[-1].comment.id)
        progress.advance(len(statements))
    progress.finish()
    return report


def place_statement(session: Session, policy: Policy, said: Statement, now: datetime) -> str:
    """Put one statement where it belongs and name the outcome for the summary."""
    known = session.scalar(select(Appeal).where(Appeal.comment_id == said.comment.id))
    if known is not None:
        return _edited(session, known, said, now)
    if said.comment.official:
        return _answer(session, policy, said)
    if said.doubtful:
        return _to_review(session, said, ReviewReason.DOUBT, now, said.prediction.review_reason)
    if said.kind not in APPEALS:
        return "not_appeal"
    talk = find_talk(session, policy, said)
    spot = _whole_spot(said, talk)
    fold = find_fold(session, policy, said, spot, talk)
    if fold is not None:
        return _join(session, policy, said, fold, spot)
    return _new(session, policy, said, spot, talk, now)


def _whole_spot(said: Statement, talk: Talk) -> Spot:
    earlier = talk.own or (talk.parent if not said.spot.key else None)
    return said.spot.completed(Spot.of(earlier)) if earlier else said.spot


def _new(
    session: Session, policy: Policy, said: Statement, spot: Spot, talk: Talk, now: datetime
) -> str:
    topic = _topic(policy, said, spot, talk)
    if said.kind is Kind.RESOLVED:
        return "not_appeal"
    if topic is None:
        return _to_review(session, said, ReviewReason.DOUBT, now, "no_ticket_to_follow")
    ticket = open_ticket(session, policy, said, spot, topic, now)
    if not spot.key:
        _to_review(session, said, ReviewReason.NO_ADDRESS, now, "")
    _add_appeal(session, said, ticket, Role.OPENING, "первое обращение")
    return Role.OPENING


def _topic(policy: Policy, said: Statement, spot: Spot, talk: Talk) -> str | None:
    """The statement's own topic, else that of the talk, else of the intake post it stands under."""
    if said.topics:
        return said.topics[0]
    about = talk.parent or talk.own
    if about is not None and spot.exact:
        return about.topic
    if said.post.intake and spot.exact:
        return policy.profiles.get(said.post.source.profile)
    return None


def _join(session: Session, policy: Policy, said: Statement, fold: Fold, spot: Spot) -> str:
    _add_appeal(session, said, fold.ticket, fold.role, fold.why)
    refresh_ticket(session, policy, fold.ticket, said, spot)
    cause = Cause(said.at, comment_id=said.comment.id, reason=fold.why)
    record(session, fold.ticket, EventKind.JOINED, cause, data={"role": fold.role})
    if fold.role is Role.REOPENING:
        move(session, policy, fold.ticket, Status.REOPENED, cause.because("житель возражает"))
    if fold.role is Role.RESOLVED:
        if policy.path(Status(fold.ticket.status), Status.RESOLVED):
            said_so = cause.because("со слов жителя")
            advance(session, policy, fold.ticket, Status.RESOLVED, said_so)
        _to_review(session, said, ReviewReason.RESOLVED, said.at, fold.ticket.number)
    return fold.role


def _add_appeal(session: Session, said: Statement, ticket: Ticket, role: Role, why: str) -> None:
    session.add(
        Appeal(
            comment_id=said.comment.id,
            ticket_id=ticket.id,
            role=role,
            version=said.comment.version,
            why=why,
        )
    )
    session.flush()


def _edited(session: Session, appeal: Appeal, said: Statement, now: datetime) -> str:
    if appeal.version == said.comment.version:
        return "known"
    appeal.version = said.comment.version
    cause = Cause(now, comment_id=said.comment.id, reason="автор изменил текст")
    data = {"version": said.comment.version}
    record(session, appeal.ticket, EventKind.EDITED, cause, data=data)
    _to_review(session, said, ReviewReason.EDITED, now, appeal.ticket.number)
    return "edited"


def _to_review(
    session: Session, said: Statement, reason: ReviewReason, now: datetime, detail: str | None
) -> str:
    row = {
        "comment_id": said.comment.id,
        "reason": reason,
        "detail": detail or "",
        "opened_at": now,
    }
    upsert(session, Review, [row], ["comment_id", "reason"])
    return "review"


def _answer(session: Session, policy: Policy, said: Statement) -> str:
    ticket = parent_ticket(session, policy, said)
    if ticket is None:
        return "not_appeal"
    session.add(
        Answer(
            ticket_id=ticket.id,
            comment_id=said.comment.id,
            text=said.comment.text,
            state=AnswerState.PUBLISHED,
            created_at=said.at,
            published_at=said.at,
        )
    )
    if ticket.answered_at is None:
        ticket.answered_at = said.at
    cause = Cause(said.at, comment_id=said.comment.id, reason="по ответу в ветке")
    record(session, ticket, EventKind.ANSWERED, cause)
    goal = _after_answer(ticket, what_it_says(said.comment.text))
    if goal and policy.path(Status(ticket.status), goal):
        advance(session, policy, ticket, goal, cause)
    return "answer"


def _after_answer(ticket: Ticket, says: Says) -> Status | None:
    if says is Says.DONE:
        return Status.ANSWERED
    if says is Says.ASKS and ticket.status == Status.NEW:
        return Status.NEED_INFO
    return Status.ASSIGNED if ticket.status in (Status.NEW, Status.REOPENED) else None
