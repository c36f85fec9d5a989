"""Putting one statement where it belongs."""

from models import Appeal, EventKind, Outcome, ReviewReason, Role, Status, Ticket
from nlp.prediction import Kind
from pipeline.tickets.batch import Batch
from pipeline.tickets.board import Mark
from pipeline.tickets.events import SYSTEM, Cause, change
from pipeline.tickets.fold import Fold, find_fold, is_same, role_in
from pipeline.tickets.merging import unite
from pipeline.tickets.moves import advance, move
from pipeline.tickets.official import is_natural
from pipeline.tickets.open import open_ticket, sharpened
from pipeline.tickets.place import Spot
from pipeline.tickets.reply import place_reply
from pipeline.tickets.scene import Scene, is_appeal, look
from pipeline.tickets.statement import Statement
from pipeline.tickets.words import search_words


def place_statement(batch: Batch, said: Statement) -> str:
    """Make a statement an appeal, an answer, a question to a person or nothing; name which."""
    known = batch.board.appeals.get(said.stand.comment_id)
    if known is not None:
        return _edited(batch, known, said)
    if said.official:
        return place_reply(batch, said)
    scene = look(batch.policy, batch.board, said)
    fold = find_fold(scene) if is_appeal(scene) else None
    if fold is not None and not (said.doubt and fold.ticket not in scene.own):
        return _join(batch, scene, fold)
    if said.doubt:
        return _to_person(batch, said, said.doubt)
    return _open(batch, scene)


def _open(batch: Batch, scene: Scene) -> str:
    said = scene.said
    if said.kind not in (Kind.COMPLAINT, Kind.SUGGESTION, Kind.FOLLOW_UP):
        return "not_appeal"
    topic = _topic(batch, scene)
    if topic is None:
        return _to_person(batch, said, "no_ticket_to_follow")
    ticket = open_ticket(batch, said, scene.spot, topic)
    _add_appeal(batch, said, ticket, Role.OPENING, "первое обращение")
    batch.board.moved_in(ticket)
    if not ticket.place_key:
        _ask(batch, said, ReviewReason.NO_ADDRESS)
    return Role.OPENING


def _topic(batch: Batch, scene: Scene) -> str | None:
    """The statement's own topic, else that of the talk, else of the intake post it stands under."""
    said = scene.said
    if said.topics:
        return said.topics[0]
    if scene.around and said.spot.exact:
        return scene.around[0].topic
    if scene.own and said.spot.exact:
        return scene.own[0].topic
    if said.stand.intake and said.spot.exact:
        return batch.policy.profiles.get(said.stand.profile)
    return None


def _join(batch: Batch, scene: Scene, fold: Fold) -> str:
    said, ticket, role = scene.said, fold.ticket, role_in(fold, scene.said)
    cause = Cause(said.at, comment_id=said.stand.comment_id, reason=fold.why)
    spot = _new_place(scene, fold)
    values = sharpened(batch, ticket, said, spot, fold.role)
    change(batch.session, ticket, EventKind.JOINED, cause, values, data={"role": role})
    _add_appeal(batch, said, ticket, role, fold.why)
    batch.board.moved_in(ticket)
    if said.at >= ticket.status_since:
        _move(batch, said, ticket, role, cause)
    if role is Role.RESOLVED:
        _ask(batch, said, ReviewReason.RESOLVED, ticket.number)
    if "place_key" in values:
        _unite(batch, ticket, cause)
    return role


def _unite(batch: Batch, ticket: Ticket, cause: Cause) -> None:
    """A ticket that has learnt its place may be about a problem that is known there already."""
    for rival in batch.board.at_place(ticket.place_key):
        if rival is not ticket and is_same(batch.policy, ticket, rival):
            older, younger = sorted((ticket, rival), key=lambda one: (one.opened_at, one.number))
            why = cause.because(f"оказалось тем же домом: {older.address}")
            unite(batch.session, batch.policy, younger, older, why)
            ticket = older


def _new_place(scene: Scene, fold: Fold) -> Spot:
    """What the place of a ticket becomes by a statement that joins it."""
    known = Spot.of(fold.ticket)
    if fold.corrects or scene.told.fits(known):
        return scene.told.completed(known)
    return known


def _move(batch: Batch, said: Statement, ticket: Ticket, role: Role, cause: Cause) -> None:
    """What an appeal does to the state of the ticket that it joins."""
    session, policy, status = batch.session, batch.policy, Status(ticket.status)
    if role is Role.REOPENING:
        move(session, policy, ticket, Status.REOPENED, cause.because("житель возражает"))
    elif role is Role.RESOLVED and policy.path(status, Status.RESOLVED):
        outcome = Outcome.NATURAL if is_natural(said.text) else Outcome.FIXED
        said_so = cause.because("со слов жителя")
        advance(session, policy, ticket, Status.RESOLVED, said_so, outcome=outcome)
    elif role is Role.FOLLOW_UP and status is Status.NEED_INFO:
        move(session, policy, ticket, Status.REVIEW, cause.because("автор ответил"))


def _add_appeal(batch: Batch, said: Statement, ticket: Ticket, role: Role, why: str) -> None:
    appeal = Appeal(
        comment_id=said.stand.comment_id,
        ticket=ticket,
        role=role,
        version=said.version,
        why=why,
        copy_key=said.copy_key,
        words=search_words(said.text, ticket.address),
    )
    batch.session.add(appeal)
    batch.board.mark(Mark(ticket, said.stand, said.author, said.at, role, copy_key=said.copy_key))
    batch.board.settle(said.stand.comment_id, ReviewReason.DOUBT, batch.now, SYSTEM)


def _edited(batch: Batch, appeal: Appeal, said: Statement) -> str:
    if appeal.version == said.version:
        return "known"
    appeal.version = said.version
    cause = Cause(batch.now, comment_id=said.stand.comment_id, reason="автор изменил текст")
    data = {"version": said.version}
    change(batch.session, appeal.ticket, EventKind.EDITED, cause, data=data)
    _ask(batch, said, ReviewReason.EDITED, appeal.ticket.number)
    return "edited"


def _to_person(batch: Batch, said: Statement, doubt: str) -> str:
    _ask(batch, said, ReviewReason.DOUBT, doubt)
    return "review"


def _ask(batch: Batch, said: Statement, reason: ReviewReason, detail: str = "") -> None:
    batch.board.ask_person(said.stand.comment_id, reason, batch.now, detail)
