"""What an official reply in a talk does to its ticket."""

from datetime import datetime
from typing import Any

from models import Answer, AnswerState, EventKind, Outcome, Role, Status, Ticket
from nlp.prediction import Kind
from pipeline.tickets.batch import Batch
from pipeline.tickets.events import Cause, change
from pipeline.tickets.ground import better, is_unsolved, take_back
from pipeline.tickets.marks import Mark
from pipeline.tickets.moves import advance
from pipeline.tickets.official import Says, what_it_says
from pipeline.tickets.statement import Statement

# Work goes forward along these; a reply that came between two of them still counts.
LINE = (
    Status.NEW,
    Status.REVIEW,
    Status.ASSIGNED,
    Status.IN_PROGRESS,
    Status.INTERIM,
    Status.NEED_INFO,
)
# «Передали» moves these on; an objection stands until something is done, not only promised.
WAITING = (Status.NEW, Status.REVIEW, Status.NEED_INFO)

OUTCOMES = {
    Says.DONE: Outcome.FIXED,
    Says.NATURAL: Outcome.NATURAL,
    Says.EXPLAINED: Outcome.EXPLAINED,
}
SOLVED = (Says.DONE, Says.NATURAL)
DECIDING = (*OUTCOMES, Says.PLANNED, Says.REFUSED)  # what only an office can say
GIVEN = (Status.RESOLVED, Status.ANSWERED, Status.REDIRECTED)  # an answer has brought these
TAKEN_BACK = "ответ был ошибочным"
REPLIED = "по ответу в ветке"  # why a ticket moves by an official's words


def is_reply(said: Statement) -> bool:
    """The headquarters answer, or a department from its own community: «Водоканал: норма»."""
    if said.official:
        return True
    if said.author is None or said.author > 0 or said.stand.reply_to is None:
        return False
    plain = not said.decided and what_it_says(said.text) in DECIDING
    return said.kind is Kind.OFFICIAL or (plain and said.kind is not Kind.SPAM)


def place_reply(batch: Batch, said: Statement) -> str:
    """Link an official reply to the ticket that it answers, and move that ticket."""
    known = batch.board.answers.get(said.stand.comment_id)
    if known is not None:
        return _reread(batch, known, said)
    mark = _answered(batch, said)
    if mark is None:
        return "not_appeal"
    ticket, says = mark.live, what_it_says(said.text)
    answer = {
        "comment_id": said.stand.comment_id,
        "to_comment_id": mark.stand.comment_id,
        "text": said.text,
        "state": AnswerState.PUBLISHED,
        "says": says,
        "created_at": said.at,
        "published_at": said.at,
    }
    batch.answers.append((ticket, answer))
    batch.board.mark(Mark(ticket, said.stand, said.author, said.at, Role.ANSWER, says))
    _record(batch, ticket, said, says)
    return "answer"


def _reread(batch: Batch, known: Answer, said: Statement) -> str:
    """Our own answer comes back from the wall, or an official has edited his."""
    known.says = says = what_it_says(said.text)
    if said.version > 1:
        known.text = said.text
    _move(batch, known.ticket, said, says)
    return "answer"


def _answered(batch: Batch, said: Statement) -> Mark | None:
    """The appeal replied to, else the one that began the thread, else the addressee's latest."""
    for vk_id in (said.stand.reply_to, said.stand.thread_root):
        anchor = said.stand.anchor(vk_id)
        if anchor in batch.board.marks:
            return batch.board.marks[anchor]
    marks = batch.board.authors.get(said.stand.addressee or 0, ())
    here = (mark for mark in marks if mark.stand.post_id == said.stand.post_id)
    return max(here, key=lambda mark: mark.at, default=None)


def _record(batch: Batch, ticket: Ticket, said: Statement, says: Says) -> None:
    cause = Cause(said.at, comment_id=said.stand.comment_id, reason=REPLIED)
    values: dict[str, Any] = {
        "first_answered_at": min(ticket.first_answered_at or said.at, said.at)
    }
    if not _is_stale(ticket, said.at):
        values["answered_at"] = min(ticket.answered_at or said.at, said.at)
    change(batch.session, ticket, EventKind.ANSWERED, cause, values, data={"says": says})
    _move(batch, ticket, said, says)


def _move(batch: Batch, ticket: Ticket, said: Statement, says: Says) -> None:
    cause = Cause(said.at, comment_id=said.stand.comment_id, reason=REPLIED)
    if _is_stale(ticket, said.at):
        return
    if says in SOLVED and is_unsolved(ticket):
        better(batch.session, ticket, cause, OUTCOMES[says])
        return
    if says is Says.RETRACTED and ticket.status in GIVEN:
        take_back(batch.session, batch.policy, ticket, cause.because(TAKEN_BACK))
        return
    goal = _goal(ticket, says)
    if goal and batch.policy.path(Status(ticket.status), goal):
        more = _values(said, says, goal)
        advance(batch.session, batch.policy, ticket, goal, cause, **more)


def _is_stale(ticket: Ticket, at: datetime) -> bool:
    """The ticket has moved on since the reply was written."""
    return at < ticket.status_since and (ticket.status not in LINE or at < ticket.last_at)


def _goal(ticket: Ticket, says: Says) -> Status | None:
    if says in SOLVED and ticket.status != Status.RESOLVED:
        return Status.RESOLVED
    if says in OUTCOMES:
        return Status.ANSWERED
    if says is Says.REFUSED:
        return Status.REDIRECTED
    if says is Says.PLANNED and ticket.status != Status.REOPENED:
        return Status.INTERIM
    if says is Says.ASKS and ticket.status != Status.NEED_INFO:
        return Status.NEED_INFO
    passed_on = says in (Says.FORWARDED, Says.RETRACTED)
    return Status.ASSIGNED if ticket.status in WAITING and passed_on else None


def _values(said: Statement, says: Says, goal: Status) -> dict[str, Any]:
    if says in OUTCOMES:
        return {"outcome": OUTCOMES[says]}
    if goal is Status.REDIRECTED:
        return {"outcome": Outcome.OUT_OF_SCOPE, "reason": said.text, "closed_at": said.at}
    return {}
