"""Putting one statement where it belongs."""

from dataclasses import replace

from models import Appeal, EventKind, Outcome, ReviewReason, Role, Status, Ticket
from nlp.prediction import Kind
from pipeline.tickets.batch import Batch
from pipeline.tickets.events import SYSTEM, Cause, change
from pipeline.tickets.fold import (
    DOUBTFUL_TOPIC,
    POSSIBLE_OBJECTION,
    Fold,
    find_fold,
    is_same,
    role_in,
)
from pipeline.tickets.ground import better, is_unsolved
from pipeline.tickets.hearing import hear
from pipeline.tickets.incidents import watch
from pipeline.tickets.marks import Mark
from pipeline.tickets.merging import unite
from pipeline.tickets.moves import advance, move
from pipeline.tickets.official import asks_place, is_natural
from pipeline.tickets.open import open_ticket, sharpened
from pipeline.tickets.phrases import subject
from pipeline.tickets.place import NOWHERE, Spot
from pipeline.tickets.reply import is_reply, place_reply
from pipeline.tickets.scene import Scene, look
from pipeline.tickets.statement import Statement, find_statement, is_sampled
from pipeline.tickets.stray import bring_along
from pipeline.tickets.talk import agrees, is_besides, is_trouble, speaks_of_own
from pipeline.tickets.words import search_words

APPEALS = (Kind.COMPLAINT, Kind.SUGGESTION, Kind.FOLLOW_UP, Kind.RESOLVED)

PRAISE = (Kind.THANKS, Kind.SPAM)  # nothing is asked for


def place_statement(batch: Batch, said: Statement) -> str:
    """Make a statement an appeal, an answer, a question to a person or nothing; name which."""
    known = batch.board.appeals.get(said.stand.comment_id)
    if known is not None:
        return _edited(batch, known, said)
    if is_reply(said):
        _hear_again(batch, said)
        return place_reply(batch, said)
    if not (said.doubt or said.decided) and is_sampled(said.stand, batch.policy.audit_share):
        _ask(batch, said, ReviewReason.AUDIT)
    scene = look(batch.policy, batch.board, said, _subject(batch, said))
    heard = hear(scene)
    if heard is not said:
        scene = replace(scene, said=heard)
    if scene.said.kind not in APPEALS:
        return _to_person(batch, said, said.doubt) if said.doubt else "not_appeal"
    fold = find_fold(scene)
    return _join(batch, scene, fold) if fold else _open(batch, scene)


def _hear_again(batch: Batch, reply: Statement) -> None:
    """An office that asks where it is takes what it answers for an appeal."""
    anchor = reply.stand.anchor(reply.stand.reply_to)
    if anchor is None or anchor in batch.board.marks or not asks_place(reply.text):
        return
    said = find_statement(batch.session, anchor)
    if said is None or said.official or said.decided or (said.kind in PRAISE and not said.doubt):
        return
    batch.board.recall(said.stand.comment_id)
    kind = said.kind if said.kind in APPEALS else Kind.FOLLOW_UP
    subject = _subject(batch, said) or _profile(batch, said)
    topics = said.topics or ((subject,) if subject else ())
    scene = look(batch.policy, batch.board, replace(said, kind=kind, topics=topics, doubt=None))
    fold = find_fold(scene)
    _join(batch, scene, fold) if fold else _open(batch, scene)


def _open(batch: Batch, scene: Scene) -> str:
    said, topic = scene.said, _topic(batch, scene)
    if said.kind is Kind.RESOLVED:
        return _to_person(batch, said, said.doubt) if said.doubt else "not_appeal"
    if topic is None or (said.doubt and not _is_sure(scene, topic)):
        return _to_person(batch, said, said.doubt or "no_ticket_to_follow")
    ticket = open_ticket(batch, said, scene.spot, topic)
    _add_appeal(batch, said, ticket, Role.OPENING, "первое обращение")
    batch.board.places.add(ticket)
    if said.doubt:
        cause = Cause(said.at, comment_id=said.stand.comment_id, reason="сомнение в теме")
        move(batch.session, batch.policy, ticket, Status.REVIEW, cause)
        _ask(batch, said, ReviewReason.DOUBT, said.doubt)
    if not ticket.place_key:
        _ask(batch, said, ReviewReason.NO_ADDRESS)
    elif not ticket.department:
        _ask(batch, said, ReviewReason.NO_ROUTE, f"{topic}: район не определён")
    bring_along(batch, scene, ticket)
    watch(batch, ticket, said.at)
    return Role.OPENING


def _is_sure(scene: Scene, topic: str) -> bool:
    """A doubtful appeal is one for sure when it names a place, or only its topic is open.

    A word of an open topic that names no place is more often talk: in another's thread, and
    where it tells of no trouble and of nothing of one's own.
    """
    text = scene.said.text
    placed = scene.told.exact or (
        topic == scene.subject and scene.policy.fold.is_place(topic, scene.told)
    )
    if placed or scene.said.doubt != DOUBTFUL_TOPIC:
        return placed
    if scene.told.is_point or is_besides(text):
        return True
    suffers = is_trouble(text) or speaks_of_own(text)
    return not scene.around and (suffers or scene.told != NOWHERE)


def _topic(batch: Batch, scene: Scene) -> str | None:
    """The statement's own topic, else that of the talk, of the post, of an intake post."""
    said = scene.said
    if said.topics:
        return said.topics[0]
    if scene.around and scene.told.exact:
        return scene.around[0].topic
    if scene.own and scene.told.exact:
        return scene.own[0].topic
    if scene.told.is_point or agrees(said.text):
        return scene.subject or (_profile(batch, said) if scene.told.exact else None)
    return None  # neither a trouble nor a place


def _subject(batch: Batch, said: Statement) -> str | None:
    """What a post is about: by its text, by what people write under it, by whose intake it is."""
    stand = said.stand
    topic = subject(stand.post) or batch.board.common_topic(stand.post_id)
    return topic or (_profile(batch, said) if stand.intake else None)


def _profile(batch: Batch, said: Statement) -> str | None:
    return batch.policy.profiles.get(said.stand.profile)


def _join(batch: Batch, scene: Scene, fold: Fold) -> str:
    said, ticket, role = scene.said, fold.ticket, role_in(fold, scene.said)
    cause = Cause(said.at, comment_id=said.stand.comment_id, reason=fold.why)
    spot = _new_place(scene, fold)
    values = sharpened(batch, ticket, said, spot, role)
    change(batch.session, ticket, EventKind.JOINED, cause, values, data={"role": role})
    _add_appeal(batch, said, ticket, role, fold.why)
    batch.board.places.add(ticket)
    if "place_key" in values:
        ticket = _united(batch, ticket, cause)
    if said.at >= ticket.status_since:
        _move(batch, said, ticket, role, cause)
    if role is Role.RESOLVED:
        _ask(batch, said, ReviewReason.RESOLVED, ticket.number)
    if said.doubt == POSSIBLE_OBJECTION:
        _ask(batch, said, ReviewReason.OBJECTION, ticket.number)
    bring_along(batch, scene, ticket)
    if fold.role is Role.DUPLICATE or "place_key" in values:
        watch(batch, ticket, said.at)
    return role


def _united(batch: Batch, ticket: Ticket, cause: Cause) -> Ticket:
    """A ticket that has learnt its place may be about a problem that is known there already."""
    for rival in batch.board.at_place(Spot.of(ticket)):
        if rival is not ticket and is_same(batch.policy, ticket, rival):
            older, younger = sorted((ticket, rival), key=lambda one: (one.opened_at, one.number))
            why = cause.because(f"оказалось тем же домом: {older.address}")
            batch.write_ahead(younger, older)
            unite(batch.session, batch.policy, younger, older, why)
            ticket = older
    return ticket


def _new_place(scene: Scene, fold: Fold) -> Spot:
    """What the place of a ticket becomes by a statement that joins it."""
    known = Spot.of(fold.ticket)
    if not (fold.corrects or scene.told.fits(known)):
        return known
    place = scene.told.completed(known)
    # «Ивангород: дали!» names less than is known.
    return known if place.detail < known.detail and scene.told.fits(known) else place


def _move(batch: Batch, said: Statement, ticket: Ticket, role: Role, cause: Cause) -> None:
    """What an appeal does to the state of the ticket that it joins."""
    session, policy, status = batch.session, batch.policy, Status(ticket.status)
    if role is Role.REOPENING:
        move(session, policy, ticket, Status.REOPENED, cause.because("житель возражает"))
    elif role is Role.RESOLVED:
        outcome = Outcome.NATURAL if is_natural(said.text) else Outcome.FIXED
        said_so = cause.because("со слов жителя")
        if policy.path(status, Status.RESOLVED):
            advance(session, policy, ticket, Status.RESOLVED, said_so, outcome=outcome)
        elif is_unsolved(ticket):
            better(session, ticket, said_so, outcome)
    elif role is Role.FOLLOW_UP and status is Status.NEED_INFO:
        move(session, policy, ticket, Status.REVIEW, cause.because("автор ответил"))


def _add_appeal(batch: Batch, said: Statement, ticket: Ticket, role: Role, why: str) -> None:
    appeal = {
        "comment_id": said.stand.comment_id,
        "role": role,
        "version": said.version,
        "why": why,
        "copy_key": said.copy_key,
        "words": search_words(said.text, ticket.address),
    }
    batch.appeals.append((ticket, appeal))
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
