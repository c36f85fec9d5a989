"""An approval taken back for all whom nothing was sent yet: its words become a draft again."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from models import Answer, AnswerState, Event, EventKind, Message, MessageState, Ticket
from pipeline.dispatch.approval import Editor
from pipeline.dispatch.audience import answer_key
from pipeline.dispatch.publication import catch_up
from pipeline.dispatch.standing import find_approval
from pipeline.errors import WrongUsage
from pipeline.tickets.events import Cause, change, save
from pipeline.tickets.policy import Policy


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """The draft that is left, and how many answers were taken back in time."""

    draft: Answer
    back: int
    gone: int  # sent, or on their way


def withdraw(session: Session, policy: Policy, editor: Editor, ticket: Ticket) -> Withdrawal:
    """Take back what is not sent yet of an answer, in all tickets it is for; raises WrongUsage."""
    approval = find_approval(session, ticket)
    answers = _answers(session, approval) if approval else ()
    back = _unsent(session, ticket, answers)
    if approval is None or not back:
        raise WrongUsage(_too_late(ticket, answers))
    touched = [session.get_one(Ticket, number) for number in sorted({a.ticket_id for a in back})]
    draft = _draft_again(session, editor, back)
    told = {ticket.id: ticket, approval.ticket_id: approval.ticket}
    for one in told.values():
        why = Cause(editor.now, editor.actor, reason=f"ответ отозван, получателей: {len(back)}")
        change(session, one, EventKind.NOTED, why)
        save(session, one)
    for one in touched:
        catch_up(session, policy, one, since=approval.at, now=editor.now)
    return Withdrawal(draft, len(back), len(answers) - len(back))


def _answers(session: Session, approval: Event) -> Sequence[Answer]:
    """All that was approved at once and not refused since."""
    alive = Answer.state.in_((AnswerState.APPROVED, AnswerState.PUBLISHED))
    stmt = select(Answer).where(Answer.id.in_(approval.data["answers"]), alive)
    return session.scalars(stmt.order_by(Answer.id)).all()


def _unsent(session: Session, ticket: Ticket, answers: Sequence[Answer]) -> list[Answer]:
    """Those of which nobody can have read a word, the ticket's own first.

    An attempt whose end is in doubt may have arrived.
    """
    keys = {answer_key(row.id): row for row in answers if row.state == AnswerState.APPROVED}
    fresh = (Message.state == MessageState.PENDING, Message.attempts == 0)
    stmt = select(Message.key).where(Message.key.in_(keys), *fresh).order_by(Message.id)
    return sorted(
        (keys[key] for key in session.scalars(stmt)), key=lambda row: row.ticket_id != ticket.id
    )


def _too_late(ticket: Ticket, answers: Sequence[Answer]) -> str:
    if all(row.state == AnswerState.PUBLISHED for row in answers):
        return f"Обращение {ticket.number}: отзывать нечего, утверждённого и неотправленного нет."
    return (
        f"Обращение {ticket.number}: ответ уже уходит, отозвать поздно. Напишите ещё один: "
        f'otklik tickets answer {ticket.number} --text "…" --again'
    )


def _draft_again(session: Session, editor: Editor, back: Sequence[Answer]) -> Answer:
    """Take answers out of the outbox; the first is a draft again, unless a newer one was begun."""
    session.execute(delete(Message).where(Message.key.in_([answer_key(row.id) for row in back])))
    first = back[0]
    begun = (Answer.ticket_id == first.ticket_id, Answer.state == AnswerState.DRAFT)
    draft = session.scalars(select(Answer).where(*begun)).first() or first
    for row in back:
        if row is not draft:
            session.delete(row)
    if draft is first:
        first.state, first.to_comment_id, first.actor = AnswerState.DRAFT, None, editor.actor
    session.flush()
    return draft
