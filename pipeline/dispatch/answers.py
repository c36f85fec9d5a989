"""The open answer of a ticket: drafted by us, rewritten and approved by a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session, joinedload

from models import Answer, AnswerState, Status, Ticket
from pipeline.dispatch.approval import Editor, approve
from pipeline.dispatch.audience import audience, reach
from pipeline.dispatch.case import PORTION, cases_of
from pipeline.dispatch.draft import draft
from pipeline.dispatch.phrases import BLANK
from pipeline.tickets.events import SYSTEM
from pipeline.tickets.listing import get_ticket
from pipeline.tickets.official import what_it_says

# Somebody must tell the residents something of these, if nobody has.
UNTOLD = (Status.ASSIGNED, Status.IN_PROGRESS, Status.REOPENED, Status.NEED_INFO)


@dataclass(frozen=True, slots=True)
class AnswerView:
    """The answer of a ticket as the command line shows it."""

    number: str
    answer_id: int
    state: AnswerState
    text: str
    authors: int
    stiff: tuple[str, ...] = ()  # words of office papers
    blank: bool = False  # something must be filled in first

    def lines(self) -> list[str]:
        """For people."""
        titles = {
            AnswerState.DRAFT: "черновик",
            AnswerState.APPROVED: "утверждён, ждёт отправки",
            AnswerState.PUBLISHED: "опубликован",
        }
        head = f"{self.number}: {titles[self.state]}, получателей: {self.authors}"
        lines = [head, "", self.text]
        if self.state is AnswerState.DRAFT and not self.authors:
            lines += ["", "Отвечать некому: ответ уже утверждён или дан, либо комментарии удалены."]
        if self.blank:
            lines += ["", "Впишите недостающее: --text «…»"]
        if self.state is AnswerState.APPROVED:
            lines += ["", "Отправит otklik dispatch или ближайший otklik run."]
        if self.stiff:
            lines += ["", f"Канцелярит, скажите проще: {', '.join(self.stiff)}"]
        return lines


def answer(
    session: Session,
    editor: Editor,
    number: str,
    *,
    text: str | None = None,
    template: str = "",
    approved: bool = False,
    incident: bool = False,
) -> AnswerView:
    """Draft, rewrite or approve the answer of a ticket; raises WrongUsage."""
    ticket = get_ticket(session, number)
    row = prepare(session, editor, ticket, text=text, template=template)
    if approved:
        authors = approve(session, editor, row.id, incident=incident).authors
    else:
        authors = len(audience(session, reach(session, ticket, incident=incident)))
    return AnswerView(
        ticket.number,
        row.id,
        AnswerState(row.state),
        row.text,
        authors,
        tuple(editor.phrases.stiff(row.text)),
        BLANK in row.text,
    )


def prepare(
    session: Session,
    editor: Editor,
    ticket: Ticket,
    *,
    text: str | None = None,
    template: str = "",
) -> Answer:
    """The open draft of a ticket, made or rewritten; a person's words stay unless asked."""
    row = _drafts(session, [ticket.id]).get(ticket.id)
    if row is not None and text is None and not template and row.actor != SYSTEM:
        return row
    [case] = cases_of(session, [ticket])
    words = text or draft(case, editor.phrases, editor.now, template)
    looks = text is None and not template  # our own words are nobody's by being looked at
    row = _written(session, editor.now, ticket.id, row, words, SYSTEM if looks else editor.actor)
    session.flush()
    return row


def draft_missing(session: Session, editor: Editor) -> int:
    """Draft what residents wait to hear and drop what they do not; how many drafts now wait."""
    waiting = _waiting()
    session.execute(
        delete(Answer).where(
            Answer.state == AnswerState.DRAFT,
            Answer.actor == SYSTEM,
            Answer.ticket_id.not_in(waiting.with_only_columns(Ticket.id)),
        )
    )
    tickets = session.scalars(waiting.options(joinedload(Ticket.incident))).all()
    drafts = _drafts(session, [ticket.id for ticket in tickets])
    for case in cases_of(session, tickets):
        row = drafts.get(case.id)
        if row is None or row.actor == SYSTEM:
            words = draft(case, editor.phrases, editor.now)
            _written(session, editor.now, case.id, row, words, SYSTEM)
    session.flush()
    return len(tickets)


def _waiting() -> Select[Ticket]:
    """Tickets whose residents should be told something that nobody has approved yet."""
    approved = select(Answer.ticket_id).where(Answer.state == AnswerState.APPROVED)
    told = select(Answer.id).where(
        Answer.ticket_id == Ticket.id,
        Answer.state == AnswerState.PUBLISHED,
        Answer.published_at >= Ticket.resolved_at,
    )
    nowhere = (Ticket.status == Status.REVIEW) & (Ticket.address == "")
    untold = (Ticket.status.in_(UNTOLD) | nowhere) & Ticket.answered_at.is_(None)
    solved = (Ticket.status == Status.RESOLVED) & ~told.exists()
    return select(Ticket).where(untold | solved, Ticket.id.not_in(approved))


def _drafts(session: Session, ids: Sequence[int]) -> dict[int, Answer]:
    found: dict[int, Answer] = {}
    for start in range(0, len(ids), PORTION):
        part = ids[start : start + PORTION]
        stmt = select(Answer).where(Answer.state == AnswerState.DRAFT, Answer.ticket_id.in_(part))
        found |= {row.ticket_id: row for row in session.scalars(stmt)}
    return found


def _written(
    session: Session, now: datetime, ticket_id: int, row: Answer | None, words: str, author: str
) -> Answer:
    if row is None:
        row = Answer(ticket_id=ticket_id, state=AnswerState.DRAFT, created_at=now, text="")
        session.add(row)
    if row.text != words:
        row.text, row.says, row.actor = words, what_it_says(words), author
    return row
