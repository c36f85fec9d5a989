"""An approval taken back before anything was sent: the words become a draft again."""

from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from models import Answer, AnswerState, EventKind, Message, MessageState, Ticket
from pipeline.dispatch.approval import Editor
from pipeline.dispatch.audience import answer_key
from pipeline.dispatch.standing import approved_together
from pipeline.errors import WrongUsage
from pipeline.tickets.events import Cause, change, save


def withdraw(session: Session, editor: Editor, ticket: Ticket) -> Answer:
    """Take an approved answer out of the outbox for all its authors; raises WrongUsage."""
    rows = approved_together(session, ticket)
    _expect_unsent(session, ticket, rows)
    first, *copies = rows
    keys = [answer_key(row.id) for row in rows]
    session.execute(delete(Message).where(Message.key.in_(keys)))
    for copy in copies:
        session.delete(copy)
    first.state, first.to_comment_id, first.actor = AnswerState.DRAFT, None, editor.actor
    why = Cause(editor.now, editor.actor, reason=f"ответ отозван, получателей было: {len(rows)}")
    change(session, ticket, EventKind.NOTED, why)
    save(session, ticket)
    return first


def _expect_unsent(session: Session, ticket: Ticket, rows: Sequence[Answer]) -> None:
    """Nobody can have read a word of it: an attempt whose end is in doubt may have arrived."""
    if not rows:
        msg = f"Обращение {ticket.number}: отзывать нечего, утверждённого и неотправленного нет."
        raise WrongUsage(msg)
    keys = [answer_key(row.id) for row in rows]
    fresh = (Message.state == MessageState.PENDING, Message.attempts == 0)
    waiting = session.scalars(select(Message.key).where(Message.key.in_(keys), *fresh)).all()
    if len(waiting) < len(keys):
        msg = (
            f"Обращение {ticket.number}: ответ уже уходит, отозвать поздно. Напишите ещё один: "
            f'otklik tickets answer {ticket.number} --text "…" --again'
        )
        raise WrongUsage(msg)
