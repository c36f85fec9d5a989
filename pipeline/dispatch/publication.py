"""Our answers on the wall: what publishing means, and knowing them when they are harvested."""

import html
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import (
    Answer,
    AnswerState,
    Channel,
    Comment,
    EventKind,
    Message,
    MessageState,
    Prediction,
    Status,
    Ticket,
)
from pipeline.dispatch.audience import answer_key
from pipeline.dispatch.chat import Carrier
from pipeline.dispatch.outbox import Parcel, mark
from pipeline.tickets.actions import may_wait, promise
from pipeline.tickets.events import Cause, change, save
from pipeline.tickets.moves import move
from pipeline.tickets.official import Says
from pipeline.tickets.policy import Policy

KEYS = 500  # of one look-up
PUBLISHED = "ответ опубликован"  # why a ticket moves by our answer
SKEW = timedelta(minutes=10)  # between VK's clock and ours


def published(session: Session, policy: Policy, parcel: Parcel, now: datetime) -> None:
    """The resident can read it: the answer, its ticket's clocks and state say so."""
    answer = session.get(Answer, int(parcel.body["answer_id"]))
    if answer is None:
        return
    answer.state, answer.published_at = AnswerState.PUBLISHED, now
    ticket = session.get_one(Ticket, answer.ticket_id, with_for_update=True)
    cause = Cause(now, answer.actor, reason=PUBLISHED)
    values = _first(ticket, now)
    if values:
        change(session, ticket, EventKind.ANSWERED, cause, values, data={"answer": answer.id})
    session.flush()
    if not _more_to_come(session, ticket):
        _move(session, policy, ticket, answer, cause)
    save(session, ticket)


def turned_down(
    session: Session, policy: Policy, parcel: Parcel, error: str, now: datetime
) -> None:
    """Nobody will read it there: told in the history; the other authors may have their answers."""
    answer = session.get(Answer, int(parcel.body["answer_id"]))
    if answer is None:
        return
    answer.state = AnswerState.REFUSED
    ticket = session.get_one(Ticket, answer.ticket_id, with_for_update=True)
    cause = Cause(now, reason=f"ВКонтакте не принял ответ: {error}")
    change(session, ticket, EventKind.NOTED, cause)
    session.flush()
    catch_up(session, policy, ticket, since=answer.created_at, now=now)


def catch_up(
    session: Session, policy: Policy, ticket: Ticket, *, since: datetime, now: datetime
) -> None:
    """The last answer will not come: the ticket goes where those bring it that were read since."""
    read = select(Answer).where(
        Answer.ticket_id == ticket.id,
        Answer.state == AnswerState.PUBLISHED,
        Answer.published_at >= since,
    )
    answer = session.scalars(read.order_by(Answer.id.desc())).first()
    if answer is not None and not _more_to_come(session, ticket):
        _move(session, policy, ticket, answer, Cause(now, answer.actor, reason=PUBLISHED))
    save(session, ticket)


def _first(ticket: Ticket, now: datetime) -> dict[str, Any]:
    if ticket.answered_at is not None:
        return {}
    return {"answered_at": now, "first_answered_at": ticket.first_answered_at or now}


def _move(session: Session, policy: Policy, ticket: Ticket, answer: Answer, cause: Cause) -> None:
    """To where the last of its answers brings a ticket."""
    goal = _goal(ticket, Says(answer.says))
    if answer.until is not None and may_wait(policy, ticket):
        promise(session, policy, ticket, cause, until=answer.until)
    elif goal and goal in policy.statuses[Status(ticket.status)].moves:
        move(session, policy, ticket, goal, cause)


def _goal(ticket: Ticket, says: Says) -> Status | None:
    """Other moves follow from the comment itself, when the harvest reads it."""
    if ticket.status == Status.RESOLVED:
        return Status.ANSWERED
    return Status.NEED_INFO if says is Says.ASKS else None


def _more_to_come(session: Session, ticket: Ticket) -> bool:
    stmt = select(Answer.id).where(
        Answer.ticket_id == ticket.id, Answer.state == AnswerState.APPROVED
    )
    keys = [answer_key(number) for number in session.scalars(stmt)]
    waiting = select(Message.id).where(Message.key.in_(keys), Message.state == MessageState.PENDING)
    return session.scalar(waiting.limit(1)) is not None


def link_published(session: Session, policy: Policy, now: datetime) -> int:
    """Tie our answers to their comments, read from the wall since; how many were tied.

    An answer whose fate was in doubt and that stands on the wall is not sent again.
    """
    linked = 0
    for answer, message in _unlinked(session):
        comment = _find(session, answer, message)
        if comment is None:
            continue
        if message.state == MessageState.PENDING:
            parcel = Parcel.of(message)
            mark(session, parcel, MessageState.SENT, sent_at=now, remote_id=str(comment.vk_id))
            published(session, policy, parcel, comment.published_at)
        if _is_folded(session, comment):
            _adopt(session, answer, comment)
            linked += 1
    return linked


def _unlinked(session: Session) -> Iterator[tuple[Answer, Message]]:
    stmt = select(Answer).where(
        Answer.comment_id.is_(None),
        Answer.to_comment_id.is_not(None),
        Answer.state.in_((AnswerState.APPROVED, AnswerState.PUBLISHED)),
    )
    answers = {answer_key(row.id): row for row in session.scalars(stmt)}
    for message in _messages(session, list(answers)):
        yield answers[message.key], message


def _messages(session: Session, keys: list[str]) -> Iterable[Message]:
    for start in range(0, len(keys), KEYS):
        yield from session.scalars(
            select(Message).where(
                Message.key.in_(keys[start : start + KEYS]),
                Message.channel == Carrier.VK_COMMENT,
                Message.attempts > 0,
            )
        )


def _find(session: Session, answer: Answer, message: Message) -> Comment | None:
    place = message.body["reply_to"]
    stmt = select(Comment).where(
        Comment.owner_id == place["owner_id"], Comment.channel == Channel.WALL
    )
    if message.state == MessageState.SENT:
        return session.scalars(stmt.where(Comment.vk_id == int(message.remote_id))).first()
    ours = stmt.where(
        Comment.reply_to == place["comment_id"],
        Comment.official.is_(True),
        Comment.published_at >= answer.created_at - SKEW,
    )
    return next((row for row in session.scalars(ours) if _same(row.text, answer.text)), None)


def _same(shown: str, sent: str) -> bool:
    """VK escapes some characters and joins spaces; a reply may begin with the addressee's link."""
    return _plain(shown).endswith(_plain(sent))


def _plain(text: str) -> str:
    return " ".join(html.unescape(text).split())


def _is_folded(session: Session, comment: Comment) -> bool:
    """The tickets have read the comment: before that it is theirs to place."""
    seen = select(Prediction.id).where(
        Prediction.comment_id == comment.id,
        Prediction.version == comment.version,
        Prediction.loaded.is_(True),
    )
    return session.scalar(seen) is not None


def _adopt(session: Session, answer: Answer, comment: Comment) -> None:
    other = session.scalars(select(Answer).where(Answer.comment_id == comment.id)).first()
    if other is not None and other is not answer:
        # The tickets read the comment first and took it for an official's own.
        session.delete(other)
        session.flush()
    answer.comment_id, answer.published_at = comment.id, comment.published_at
    session.flush()
