"""Which ticket a statement belongs to, and why: rules in the order they are asked."""

from collections.abc import Callable
from dataclasses import dataclass

from models import Role, Status, Ticket
from nlp.prediction import Kind
from pipeline.tickets.official import Says
from pipeline.tickets.place import Spot
from pipeline.tickets.policy import Policy
from pipeline.tickets.scene import Scene
from pipeline.tickets.statement import Statement

DONE = (Status.RESOLVED, Status.ANSWERED, Status.CLOSED)
GONE = (Status.REJECTED, Status.REDIRECTED)  # only a person brings them back


@dataclass(frozen=True, slots=True)
class Fold:
    """A ticket to join, in which role, and the reason for people."""

    ticket: Ticket
    role: Role
    why: str


Rule = Callable[[Scene], Fold | None]


def answers_our_question(scene: Scene) -> Fold | None:
    """«Уточните номер дома.» — «у 12го»."""
    target = scene.target
    if target is None or target.says is not Says.ASKS or target.live not in scene.own:
        return None
    return Fold(target.live, Role.FOLLOW_UP, "автор отвечает на вопрос штаба")


def continues_own(scene: Scene) -> Fold | None:
    """«Сутки прошли, никого» under one's own complaint or beside it."""
    for ticket in scene.thread:
        if _same_spot(scene, ticket) and _same_talk(scene, ticket):
            return Fold(ticket, Role.FOLLOW_UP, "тот же автор о том же в этой ветке")
    for ticket in scene.post:
        if _same_spot(scene, ticket) and _same_topic(scene.said, ticket):
            return Fold(ticket, Role.FOLLOW_UP, "тот же автор о том же под этой записью")
    return None


def joins_appeal(scene: Scene) -> Fold | None:
    """«У нас так же» under another's complaint."""
    for ticket in scene.around:
        same = _same_spot(scene, ticket) and _same_topic(scene.said, ticket)
        if same and ticket not in scene.own:
            return Fold(ticket, Role.DUPLICATE, "отклик под обращением о том же")
    return None


def same_problem_there(scene: Scene) -> Fold | None:
    """Another resident of the house about the same."""
    said = scene.said
    for ticket in scene.there:
        known = _is_place(scene.policy, scene.spot, ticket) and _lasts(scene.policy, ticket, said)
        if known and said.topics and ticket.topic in said.topics:
            return Fold(ticket, Role.DUPLICATE, f"та же проблема: {ticket.address}")
    return None


def same_place_untold(scene: Scene) -> Fold | None:
    """«И у нас на Рощинской 9 то же самое!» names no problem: the one of the talk is meant."""
    said = scene.said
    for ticket in scene.there:
        known = _is_place(scene.policy, scene.spot, ticket) and _lasts(scene.policy, ticket, said)
        if known and not said.topics and said.spot.exact:
            return Fold(ticket, Role.DUPLICATE, f"о том же доме: {ticket.address}")
    return None


def repeats_own_elsewhere(scene: Scene) -> Fold | None:
    """The same complaint pasted under another post, or a reminder there."""
    for ticket in scene.elsewhere:
        same = _same_spot(scene, ticket) and _same_topic(scene.said, ticket)
        if same and _lasts(scene.policy, ticket, scene.said):
            return Fold(ticket, Role.FOLLOW_UP, "тот же автор о том же под другой записью")
    return None


RULES: tuple[Rule, ...] = (
    answers_our_question,
    continues_own,
    joins_appeal,
    same_problem_there,
    same_place_untold,
    repeats_own_elsewhere,
)


def find_fold(scene: Scene) -> Fold | None:
    """The answer of the first rule that has one; None when it is about something new."""
    return next((fold for rule in RULES if (fold := rule(scene))), None)


def role_in(fold: Fold, said: Statement) -> Role:
    """The role of a statement in the ticket, by the state it finds it in."""
    if said.kind is Kind.RESOLVED:
        return Role.RESOLVED
    if is_done_before(fold.ticket, said) and said.kind in (Kind.COMPLAINT, Kind.FOLLOW_UP):
        return Role.REOPENING
    return fold.role


def is_done_before(ticket: Ticket, said: Statement) -> bool:
    """The ticket was reported as done before the statement was made."""
    done_at = ticket.resolved_at or ticket.closed_at
    return ticket.status in DONE and done_at is not None and said.at > done_at


def foldable(policy: Policy, topic: str, spot: Spot) -> bool:
    """The place is exact enough to say that two appeals are about one problem."""
    return spot.exact or (topic in policy.fold.street_topics and spot.street is not None)


def _is_place(policy: Policy, spot: Spot, ticket: Ticket) -> bool:
    return foldable(policy, ticket.topic, spot) and ticket.status not in GONE


def _lasts(policy: Policy, ticket: Ticket, said: Statement) -> bool:
    """The ticket is not so old that the problem must be another one."""
    done_at = ticket.resolved_at or ticket.closed_at
    if ticket.status in DONE and done_at is not None:
        return said.at - done_at <= policy.fold.reopen_window
    return said.at - ticket.last_at <= policy.fold.window


def _same_spot(scene: Scene, ticket: Ticket) -> bool:
    return scene.said.spot.fits(Spot.of(ticket))


def _same_topic(said: Statement, ticket: Ticket) -> bool:
    return not said.topics or ticket.topic in said.topics or said.topics[0] in ticket.labels


def _same_talk(scene: Scene, ticket: Ticket) -> bool:
    vague = scene.policy.fold.vague_topics.issuperset(scene.said.topics)
    return vague or _same_topic(scene.said, ticket)
