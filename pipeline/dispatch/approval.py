"""A person says yes: the draft becomes a letter to every author, each worded a little otherwise."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models import Answer, AnswerState, EventKind, Ticket
from pipeline.dispatch.audience import Addressee, answer_key, audience, reach
from pipeline.dispatch.case import Case, Place, cases_of
from pipeline.dispatch.chat import Carrier
from pipeline.dispatch.draft import Variations, promising
from pipeline.dispatch.letter import Letter
from pipeline.dispatch.outbox import enqueue
from pipeline.dispatch.phrases import BLANK, Phrases
from pipeline.errors import WrongUsage
from pipeline.tickets.events import SYSTEM, Cause, change, save
from pipeline.tickets.official import what_it_says

LONGEST = 4_000  # characters; nobody reads more under a post


@dataclass(frozen=True, slots=True)
class Editor:
    """Whoever drafts or approves, with the phrases and the moment."""

    phrases: Phrases
    now: datetime
    actor: str = SYSTEM


@dataclass(frozen=True, slots=True)
class Approval:
    """What was approved and for how many."""

    answer_id: int
    authors: int


def approve(
    session: Session,
    editor: Editor,
    answer_id: int,
    text: str | None = None,
    *,
    incident: bool = False,
) -> Approval:
    """Send a draft to every author of its ticket or incident; raises WrongUsage."""
    row = _approved(session, editor, answer_id, text)
    ticket = session.get_one(Ticket, row.ticket_id)
    addressees = audience(session, reach(session, ticket, incident=incident))
    if not addressees:
        raise WrongUsage(_nobody(session, ticket))
    rows = _copies(session, editor, row, addressees, ticket)
    session.flush()
    enqueue(session, [_letter(one, to) for one, to in rows], editor.now)
    why = Cause(editor.now, editor.actor, reason=f"ответ утверждён, получателей: {len(rows)}")
    change(session, ticket, EventKind.NOTED, why, data={"answers": [one.id for one, _ in rows]})
    save(session, ticket)
    return Approval(row.id, len(rows))


def _nobody(session: Session, ticket: Ticket) -> str:
    waiting = (Answer.ticket_id == ticket.id, Answer.state == AnswerState.APPROVED)
    if session.scalar(select(Answer.id).where(*waiting).limit(1)) is not None:
        return f"Обращение {ticket.number}: ответ уже утверждён и ждёт отправки, otklik dispatch."
    return f"Обращение {ticket.number}: отвечать некому, комментарии удалены или уже с ответом."


def _approved(session: Session, editor: Editor, answer_id: int, text: str | None) -> Answer:
    row = session.get(Answer, answer_id)
    if row is None:
        msg = f"Ответа {answer_id} нет: посмотрите черновик командой otklik tickets answer"
        raise WrongUsage(msg)
    words = _checked((text or row.text).strip())
    stmt = (
        update(Answer)
        .where(Answer.id == answer_id, Answer.state == AnswerState.DRAFT)
        .values(
            state=AnswerState.APPROVED,
            text=words,
            says=what_it_says(words),
            actor=editor.actor,
        )
        .returning(Answer.id)
    )
    if session.scalar(stmt) is None:
        msg = f"Ответ {answer_id} уже утверждён: второй раз он не отправится."
        raise WrongUsage(msg)
    session.refresh(row)
    return row


def _checked(text: str) -> str:
    if not text:
        msg = "Ответ пуст: напишите его в --text."
        raise WrongUsage(msg)
    if BLANK in text:
        msg = "В ответе осталось «[впишите …]»: замените это своими словами в --text."
        raise WrongUsage(msg)
    if len(text) > LONGEST:
        msg = f"Ответ длиннее {LONGEST} знаков: сократите его."
        raise WrongUsage(msg)
    return text


def _copies(
    session: Session,
    editor: Editor,
    row: Answer,
    addressees: Sequence[Addressee],
    ticket: Ticket,
) -> list[tuple[Answer, Addressee]]:
    """The approved words for the first author, other wordings of them for the rest."""
    texts = _wordings(session, editor, row, ticket, [one.ticket for one in addressees])
    first = next((one for one in addressees if one.ticket is ticket), addressees[0])
    row.to_comment_id = first.comment.id
    rows = [(row, first)]
    for one in addressees:
        if one is not first:
            copy = Answer(
                ticket_id=one.ticket.id,
                to_comment_id=one.comment.id,
                text=next(texts[one.ticket.id]),
                says=row.says,
                until=row.until,
                state=AnswerState.APPROVED,
                actor=row.actor,
                created_at=editor.now,
            )
            session.add(copy)
            rows.append((copy, one))
    return rows


def _wordings(
    session: Session, editor: Editor, row: Answer, ticket: Ticket, tickets: Sequence[Ticket]
) -> dict[int, Iterator[str]]:
    [case] = (promising(one, row.until) for one in cases_of(session, [ticket]))
    other = Variations.around(row.text, case, editor.phrases, editor.now)
    several = any(one is not ticket for one in tickets)
    if several and other.template is None and _is_of_one_house(other.body, case):
        msg = (
            f"В ответе адрес или номер обращения {case.number}, а получат его жители других домов: "
            "уберите их из текста."
        )
        raise WrongUsage(msg)
    cases = cases_of(session, list(dict.fromkeys(tickets)))
    return {one.id: other.of(promising(one, row.until)) for one in cases}


def _is_of_one_house(body: str, case: Case) -> bool:
    return case.number in body or (bool(case.address) and case.address in body)


def _letter(row: Answer, to: Addressee) -> Letter:
    place = Place.of(to.comment)
    body = {
        "text": row.text,
        "answer_id": row.id,
        "number": to.ticket.number,
        "priority": to.ticket.priority,
        "reply_to": {
            "owner_id": place.owner_id,
            "post_id": place.post_id,
            "comment_id": place.comment_id,
        },
    }
    peer = f"wall{place.owner_id}_{place.post_id}"
    return Letter(answer_key(row.id), Carrier.VK_COMMENT, peer, body, to.ticket.id)
