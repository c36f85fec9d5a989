"""The open answer of a ticket: drafted by us, rewritten and approved by a person."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session, joinedload

from models import Answer, AnswerState, Message, MessageState, Status, Ticket
from pipeline.dispatch.approval import Editor, approve
from pipeline.dispatch.audience import audience, reach
from pipeline.dispatch.case import PORTION, Case, cases_of
from pipeline.dispatch.chat import Carrier
from pipeline.dispatch.draft import Variations, draft, promising
from pipeline.dispatch.phrases import BLANK
from pipeline.dispatch.rules import shipped_rules
from pipeline.dispatch.standing import Standing, standing
from pipeline.dispatch.wish import OURS, Wish
from pipeline.dispatch.withdrawal import withdraw
from pipeline.errors import WrongUsage
from pipeline.tickets.clocks import local
from pipeline.tickets.events import SYSTEM
from pipeline.tickets.listing import get_ticket
from pipeline.tickets.moves import expect_whole
from pipeline.tickets.official import what_it_says
from pipeline.tickets.policy import Policy

# Somebody must tell the residents something of these, if nobody has.
UNTOLD = (
    Status.ASSIGNED,
    Status.IN_PROGRESS,
    Status.INTERIM,
    Status.REOPENED,
    Status.NEED_INFO,
)


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
    published_at: datetime | None = None
    until: datetime | None = None  # what it promises
    withdrawn: int = 0  # answers that were taken back by this call
    gone: int = 0  # and those that it was too late for

    def lines(self) -> list[str]:
        """For people."""
        lines = [f"Отозвано ответов: {self.withdrawn}."] if self.withdrawn else []
        lines += [f"Ушли или уходят: {self.gone}."] if self.gone else []
        lines += [f"{self.number}: {self._title()}, получателей: {self.authors}", "", self.text]
        if self.state is AnswerState.DRAFT and not self.authors:
            lines += ["", "Отвечать некому: ответ уже утверждён или дан, либо комментарии удалены."]
        if self.blank:
            lines += ["", "Впишите недостающее: --text «…»"]
        elif self.state is AnswerState.DRAFT and self.authors:
            lines += ["", "Утвердить: добавьте --approve. Сказать иначе: --text «…»"]
        if self.until and self.state is not AnswerState.PUBLISHED:
            lines += ["", f"С публикацией срок решения станет {local(self.until)}."]
        if self.state is AnswerState.APPROVED:
            lines += ["", "Отправит otklik dispatch или ближайший otklik run."]
            lines += ["", f"Отозвать: otklik tickets answer {self.number} --withdraw"]
        if self.state is not AnswerState.DRAFT:
            lines += ["", f"Ещё один ответ: otklik tickets answer {self.number} --again"]
        if self.stiff:
            lines += ["", f"Канцелярит, скажите проще: {', '.join(self.stiff)}"]
        return lines

    def _title(self) -> str:
        match self.state:
            case AnswerState.DRAFT:
                return "черновик"
            case AnswerState.APPROVED:
                return "утверждён, ждёт отправки"
            case AnswerState.PUBLISHED:
                return f"опубликован {local(self.published_at)}"
            case AnswerState.REFUSED:
                return "ВКонтакте его не принял"


def answer(
    session: Session,
    editor: Editor,
    number: str,
    wish: Wish = OURS,
    *,
    approved: bool = False,
    incident: bool = False,
) -> AnswerView:
    """Draft, rewrite or approve the answer of a ticket, or tell which one holds; WrongUsage."""
    ticket = get_ticket(session, number)
    expect_whole(ticket)
    row = _drafts(session, [ticket.id]).get(ticket.id)
    if told := _told(session, ticket, wish, row, editor.now):
        return _view(editor, ticket, told.answer, told.authors)
    row = _prepared(session, editor, ticket, wish, row)
    if approved:
        authors = approve(session, editor, row.id, incident=incident).authors
    else:
        authors = len(audience(session, reach(session, ticket, incident=incident)))
    return _view(editor, ticket, row, authors)


def take_back(session: Session, policy: Policy, editor: Editor, number: str) -> AnswerView:
    """The approved answer as a draft again; raises WrongUsage once all of it is on its way."""
    found = withdraw(session, policy, editor, get_ticket(session, number))
    ticket = session.get_one(Ticket, found.draft.ticket_id)
    view = _view(editor, ticket, found.draft, len(audience(session, [ticket])))
    return replace(view, withdrawn=found.back, gone=found.gone)


def _prepared(
    session: Session, editor: Editor, ticket: Ticket, wish: Wish, row: Answer | None
) -> Answer:
    """The open draft of a ticket, made or rewritten; a person's words stay unless asked."""
    if row is not None and row.actor != SYSTEM and wish.is_met(row):
        return row
    [case] = cases_of(session, [ticket])
    if row is not None and not wish.replaces and not _is_ours(editor, case, row):
        msg = (
            f"У обращения {ticket.number} есть черновик: «{row.text}». Утвердите его, "
            f"otklik tickets answer {ticket.number} --approve, или замените: --text, --again"
        )
        raise WrongUsage(msg)
    words = wish.words(case, editor.phrases, editor.now)
    # Our own words are nobody's by being looked at.
    author = SYSTEM if wish.is_plain and not wish.again else editor.actor
    row = _written(session, editor.now, ticket.id, row, words, author)
    row.until = wish.until
    session.flush()
    return row


def _is_ours(editor: Editor, case: Case, row: Answer) -> bool:
    """Nobody has put anything of his own into the draft."""
    case = promising(case, row.until)
    words = Variations.around(row.text, case, editor.phrases, editor.now)
    return row.actor == SYSTEM or words.template is not None


def _told(
    session: Session, ticket: Ticket, wish: Wish, row: Answer | None, now: datetime
) -> Standing | None:
    """What the residents know already, unless more is wanted; raises WrongUsage for other words."""
    if wish.again or (row is not None and row.actor != SYSTEM):
        return None
    told = standing(session, ticket, now)
    if told is None or wish.is_apart(told.answer):
        return None
    if wish.is_met(told.answer):
        return told
    sent = told.answer.state == AnswerState.PUBLISHED
    state = f"дан {local(told.answer.published_at)}" if sent else "утверждён и ждёт отправки"
    back = "" if sent else f"Отозвать его: otklik tickets answer {ticket.number} --withdraw. "
    msg = (
        f"Обращение {ticket.number}: ответ уже {state}: «{told.answer.text}». "
        f"{back}Ещё один: повторите с --again"
    )
    raise WrongUsage(msg)


def _view(editor: Editor, ticket: Ticket, row: Answer, authors: int) -> AnswerView:
    return AnswerView(
        ticket.number,
        row.id,
        AnswerState(row.state),
        row.text,
        authors,
        tuple(editor.phrases.stiff(row.text)),
        BLANK in row.text,
        row.published_at,
        row.until,
    )


def draft_missing(session: Session, editor: Editor) -> int:
    """Draft what residents wait to hear and drop what they do not; how many drafts now wait."""
    waiting = _waiting(editor.now)
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


def _waiting(now: datetime) -> Select[Ticket]:
    """Tickets whose residents should be told something that nobody has approved yet."""
    # An answer that VK refused is approved for ever, and its residents wait as before.
    sent = (Message.channel == Carrier.VK_COMMENT, Message.state == MessageState.PENDING)
    approved = select(Message.ticket_id).where(*sent, Message.ticket_id.is_not(None))
    told = select(Answer.id).where(
        Answer.ticket_id == Ticket.id,
        Answer.state == AnswerState.PUBLISHED,
        Answer.published_at >= Ticket.resolved_at,
    )
    lately = select(Answer.id).where(
        Answer.ticket_id == Ticket.id, Answer.published_at > now - shipped_rules().remind
    )
    silent = (Ticket.status == Status.NEED_INFO) & ~lately.exists()
    nowhere = (Ticket.status == Status.REVIEW) & (Ticket.address == "")
    untold = (Ticket.status.in_(UNTOLD) | nowhere) & Ticket.answered_at.is_(None)
    solved = (Ticket.status == Status.RESOLVED) & ~told.exists()
    return select(Ticket).where(untold | solved | silent, Ticket.id.not_in(approved))


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
