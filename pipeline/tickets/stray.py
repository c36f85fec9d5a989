"""Words that named no house go along with their author, once he names his own."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from sqlalchemy import func, select

from models import Answer, EventKind, Role, Status, Ticket
from nlp.prediction import Kind
from pipeline.tickets.appeals import VOICES, appeals_of, lead
from pipeline.tickets.batch import Batch
from pipeline.tickets.events import Cause, change
from pipeline.tickets.house import with_house
from pipeline.tickets.marks import Mark
from pipeline.tickets.moves import move
from pipeline.tickets.official import Says
from pipeline.tickets.open import sharpened
from pipeline.tickets.place import Spot
from pipeline.tickets.scene import Scene
from pipeline.tickets.statement import Statement, find_statement
from pipeline.tickets.talk import is_besides

SPOKEN = (Role.DUPLICATE, Role.FOLLOW_UP)  # the words of who joins in, before anything is over


def bring_along(batch: Batch, scene: Scene, home: Ticket) -> None:
    """Move «у нас так же» under another's complaint to the ticket of the house named since."""
    said = scene.said
    if not scene.told.exact or said.kind is Kind.RESOLVED or is_besides(said.text):
        return
    marks = [mark for mark in _astray(batch, scene, home) if _names_no_house(batch, mark)]
    if not any(mark.role is Role.DUPLICATE for mark in marks):
        return
    others = tuple(dict.fromkeys(mark.live for mark in marks))
    batch.write_ahead(home, *others)
    for other in others:
        left = [mark for mark in marks if mark.live is other]
        _bring(batch, said, home, other, left)


def _astray(batch: Batch, scene: Scene, home: Ticket) -> Iterator[Mark]:
    """What the author has said in this thread of the same trouble at another's house."""
    said = scene.said
    for mark in batch.board.authors.get(said.author or 0, ()):
        ticket, stand = mark.live, mark.stand
        here = (stand.post_id, stand.root) == (said.stand.post_id, said.stand.root)
        spoke = here and mark.role in SPOKEN and mark.at < said.at
        others = ticket.topic == home.topic and ticket.number not in scene.led
        if spoke and others and not scene.told.fits(Spot.of(ticket)):
            yield mark


def _names_no_house(batch: Batch, mark: Mark) -> bool:
    said = _said(batch, mark)
    near = Spot.of(mark.live)
    return said is not None and not with_house(said.spot, said.text, near, own=False).exact


def _said(batch: Batch, mark: Mark) -> Statement | None:
    anchor = mark.stand.anchor(mark.stand.vk_id)
    return find_statement(batch.session, anchor) if anchor else None


def _bring(
    batch: Batch, said: Statement, home: Ticket, other: Ticket, marks: Sequence[Mark]
) -> None:
    session, comments = batch.session, {mark.stand.comment_id for mark in marks}
    cause = Cause(said.at, comment_id=said.stand.comment_id, reason="автор назвал свой дом")
    for appeal in appeals_of(session, other):
        if appeal.comment_id in comments:
            appeal.ticket, appeal.why = home, cause.reason
    asked = _questions(batch, comments)
    for answer in asked:
        answer.ticket = home
    session.flush()
    first = _said(batch, min(marks, key=lambda mark: mark.at)) or said
    staying = appeals_of(session, other)
    stay = {"voices": lead(staying), "last_at": staying[-1].comment.published_at}
    stay |= _answered(batch, other, asked)
    change(session, other, EventKind.SPLIT, cause, stay, data={"split": home.number})
    come = {**_welcomed(batch, home, first, said), **_answered(batch, home, asked)}
    change(session, home, EventKind.SPLIT, cause, come, data={"from": other.number})
    if asked and other.status == Status.NEED_INFO:
        move(session, batch.policy, other, Status.REVIEW, cause)
    batch.board.rehome({*comments, *(answer.comment_id or 0 for answer in asked)}, home)


def _questions(batch: Batch, comments: Collection[int]) -> Sequence[Answer]:
    """«Уточните ваш адрес» under the words that move."""
    asks = (Answer.to_comment_id.in_(comments), Answer.says == Says.ASKS)
    return batch.session.scalars(select(Answer).where(*asks)).all()


def _welcomed(batch: Batch, home: Ticket, first: Statement, said: Statement) -> dict[str, Any]:
    """What the earlier words change of a ticket: it began with them."""
    appeals = appeals_of(batch.session, home)
    for appeal in appeals:
        if appeal.comment_id == said.stand.comment_id and appeal.role in VOICES:
            appeal.role = Role.FOLLOW_UP
    values = sharpened(batch, home, first, Spot.of(home), Role.FOLLOW_UP)
    return {**values, "voices": lead(appeals)}


def _answered(batch: Batch, ticket: Ticket, moved: Sequence[Answer]) -> dict[str, Any]:
    """When a ticket was answered first, where the answers that moved were what counted."""
    if not moved:
        return {}
    stmt = select(func.min(Answer.published_at)).where(Answer.ticket_id == ticket.id)
    first = batch.session.scalar(stmt)
    times = {None, *(answer.published_at for answer in moved)}
    names = ("first_answered_at", "answered_at")
    return {name: first for name in names if getattr(ticket, name) in times}
