"""Which ticket a statement belongs to, and why: rules in the order they are asked."""

from collections.abc import Callable
from dataclasses import dataclass

from models import Role, Status, Ticket
from nlp.prediction import Kind
from pipeline.tickets.official import Says
from pipeline.tickets.place import NOWHERE, Spot
from pipeline.tickets.policy import Policy
from pipeline.tickets.scene import Scene
from pipeline.tickets.statement import Statement
from pipeline.tickets.talk import (
    agrees,
    comes_back,
    is_besides,
    is_correction,
    tells,
    turns_away,
    urges,
)

DOUBTFUL_KIND, DOUBTFUL_TOPIC = "doubtful_kind", "doubtful_topic"  # as the classifier calls them
POSSIBLE_OBJECTION = "possible_objection"  # a word under our final answer that may be one
# Reported as done or refused: an objection brings them back, but not after long.
DONE = (Status.RESOLVED, Status.ANSWERED, Status.CLOSED, Status.REDIRECTED)


@dataclass(frozen=True, slots=True)
class Fold:
    """A ticket to join, in which role, and the reason for people."""

    ticket: Ticket
    role: Role
    why: str
    corrects: bool = False  # the place told now is the right one


Rule = Callable[[Scene], Fold | None]


def answers_our_question(scene: Scene) -> Fold | None:
    """«Уточните номер дома.» — «у 12го»."""
    target = scene.target
    if target is None or target.says is not Says.ASKS or target.live not in scene.own:
        return None
    if not _may_correct(scene, target.live):
        return None
    return Fold(target.live, Role.FOLLOW_UP, "автор отвечает на вопрос штаба", corrects=True)


def corrects_own(scene: Scene) -> Fold | None:
    """«Ой, ошиблась, дом 12, не 21!»."""
    if not scene.thread or not scene.told.exact or not is_correction(scene.said.text):
        return None
    if not _may_correct(scene, scene.thread[0]):
        return None
    return Fold(scene.thread[0], Role.FOLLOW_UP, "автор исправляет адрес", corrects=True)


def echoes(scene: Scene) -> Fold | None:
    """«И у меня», «вот именно»: names nothing, so the comment replied to is meant."""
    if scene.target is None or scene.said.topics or scene.told != NOWHERE:
        return None
    ticket = _spoken_of(scene, scene.target.live)
    if not _lasts(scene, ticket):
        return None
    if ticket in scene.own or urges(scene.said.text):
        return Fold(ticket, Role.FOLLOW_UP, "продолжает разговор об обращении")
    return Fold(ticket, Role.DUPLICATE, "вторит обращению, на которое отвечает")


def continues_thread(scene: Scene) -> Fold | None:
    """«Сутки прошли, никого» under one's own complaint."""
    for ticket in scene.thread:
        same = _same_place(scene, ticket) and _same_matter(scene, ticket)
        if same and (_lasts(scene, ticket) or _is_waited_for(scene, ticket)):
            return Fold(ticket, Role.FOLLOW_UP, "тот же автор о том же в этой ветке")
    return None


def joins_appeal(scene: Scene) -> Fold | None:
    """«У нас так же» under another's complaint."""
    for ticket in scene.around:
        same = _same_house(scene, ticket) and _same_talk(scene, ticket)
        if same and _lasts(scene, ticket):
            role = Role.FOLLOW_UP if urges(scene.said.text) else Role.DUPLICATE
            return Fold(ticket, role, "отклик под обращением о том же")
    return None


def continues_post(scene: Scene) -> Fold | None:
    """«Два дня назад писала» beside one's own complaint."""
    for ticket in scene.post:
        named = scene.told.exact and _same_matter(scene, ticket)
        same = _same_place(scene, ticket) and (named or _same_topic(scene.said, ticket))
        if same and _lasts(scene, ticket):
            return Fold(ticket, Role.FOLLOW_UP, "тот же автор о том же под этой записью")
    return None


def same_problem_there(scene: Scene) -> Fold | None:
    """Another resident of the house about the same."""
    for ticket in scene.there:
        topics = scene.said.topics
        if topics and topics[0] == ticket.topic and _is_there(scene, ticket):
            return Fold(ticket, Role.DUPLICATE, f"та же проблема: {ticket.address}")
    return None


def same_place_untold(scene: Scene) -> Fold | None:
    """«И у нас на Рощинской 9 то же самое!» names no problem: the one of the talk is meant."""
    said = scene.said
    echo = not said.topics or (said.kind is Kind.FOLLOW_UP and agrees(said.text))
    for ticket in scene.there:
        if echo and scene.told.exact and _is_there(scene, ticket):
            return Fold(ticket, Role.DUPLICATE, f"о том же доме: {ticket.address}")
    return None


def copies_text(scene: Scene) -> Fold | None:
    """A text pasted by the same or by another author."""
    for ticket in scene.copied:
        if _same_place(scene, ticket) and _lasts(scene, ticket):
            return Fold(ticket, Role.DUPLICATE, "повторяет текст другого сообщения")
    return None


def repeats_elsewhere(scene: Scene) -> Fold | None:
    """The same complaint under another post, or a reminder there."""
    for ticket in scene.elsewhere:
        same = _same_place(scene, ticket) and _same_topic(scene.said, ticket)
        if same and _lasts(scene, ticket):
            return Fold(ticket, Role.FOLLOW_UP, "тот же автор о том же под другой записью")
    return None


RULES: tuple[Rule, ...] = (
    answers_our_question,
    corrects_own,
    echoes,
    continues_thread,
    joins_appeal,
    continues_post,
    same_problem_there,
    same_place_untold,
    copies_text,
    repeats_elsewhere,
)


def find_fold(scene: Scene) -> Fold | None:
    """The answer of the first rule that has one; None when it is about something new."""
    return next((fold for rule in RULES if (fold := rule(scene))), None)


def role_in(fold: Fold, said: Statement) -> Role:
    """The role of a statement in the ticket, by the state it finds it in."""
    if said.kind is Kind.RESOLVED:
        return Role.RESOLVED
    objects = said.kind in (Kind.COMPLAINT, Kind.FOLLOW_UP) and said.doubt != POSSIBLE_OBJECTION
    if objects and is_done_before(fold.ticket, said):
        return Role.REOPENING
    return fold.role


def is_done_before(ticket: Ticket, said: Statement) -> bool:
    """The ticket was reported as done before the statement was made."""
    done_at = ticket.resolved_at or ticket.closed_at or ticket.answered_at
    return ticket.status in DONE and done_at is not None and said.at > done_at


def is_same(policy: Policy, one: Ticket, other: Ticket) -> bool:
    """Two tickets turn out to be about one problem, and both are still open."""
    movable = all(Status.MERGED in policy.statuses[Status(t.status)].moves for t in (one, other))
    place = Spot.of(one)
    near = abs(one.last_at - other.last_at) <= policy.fold.window
    same = one.topic == other.topic and place.fits(Spot.of(other))
    return movable and near and same and policy.fold.is_place(one.topic, place)


def lasts(policy: Policy, ticket: Ticket, said: Statement) -> bool:
    """The ticket is not so old that the problem must be another one; good news may be late."""
    if said.kind is Kind.RESOLVED or not is_done_before(ticket, said):
        return said.at - ticket.last_at <= policy.fold.window
    return said.at - ticket.status_since <= policy.fold.reopen_window


def _may_correct(scene: Scene, ticket: Ticket) -> bool:
    """The place is the one known, or told by the author whose complaint it began with.

    «У нас так же» of another house is another problem, once that house is told.
    """
    return scene.told.fits(Spot.of(ticket)) or ticket.number in scene.led


def _spoken_of(scene: Scene, ticket: Ticket) -> Ticket:
    """«И у нас дали» under a neighbour's word is about one's own, where one has complained."""
    if ticket in scene.own or urges(scene.said.text):
        return ticket
    alike = (one for one in scene.thread + scene.post if one.topic == ticket.topic)
    return next(alike, ticket)


def _lasts(scene: Scene, ticket: Ticket) -> bool:
    return lasts(scene.policy, ticket, scene.said)


def _is_waited_for(scene: Scene, ticket: Ticket) -> bool:
    """«Май кончается, а яма растёт» under «стоит в плане на май»: still the same one."""
    target = scene.target
    answered = target is not None and target.live is ticket and target.says is not None
    return answered and ticket.status not in DONE


def _is_there(scene: Scene, ticket: Ticket) -> bool:
    exact = scene.policy.fold.is_place(ticket.topic, scene.spot)
    return exact and ticket.status != Status.REJECTED and _lasts(scene, ticket)


def _same_place(scene: Scene, ticket: Ticket) -> bool:
    return scene.told.fits(Spot.of(ticket))


def _same_house(scene: Scene, ticket: Ticket) -> bool:
    """Another's house is no part of a street that somebody complains of."""
    spot = Spot.of(ticket)
    aside = scene.told.exact and spot.street is not None and not spot.exact
    return scene.told.fits(spot) and not aside


def _same_topic(said: Statement, ticket: Ticket) -> bool:
    return not said.topics or said.topics[0] == ticket.topic or said.topics[0] in ticket.labels


def _same_matter(scene: Scene, ticket: Ticket) -> bool:
    """Of one's own problem one says more than its name: words lean to it, or come back to it."""
    said, vague = scene.said, scene.policy.fold.vague_topics
    if _same_topic(said, ticket) or vague.issuperset(said.topics):
        return True
    if is_besides(said.text):
        return False
    unsure = said.doubt in (DOUBTFUL_TOPIC, POSSIBLE_OBJECTION)
    near = unsure or scene.is_nearly(ticket.topic)
    answers = scene.target is not None and scene.target.says is not None
    named = answers and scene.policy.fold.are_kindred(ticket.topic, said.topics[0])
    ended = scene.is_judged or scene.is_over
    objects = ended and scene.told == NOWHERE  # «мало нас? идём пешком без фонарей»
    return near or named or objects or said.kind is Kind.FOLLOW_UP or comes_back(said.text)


def _same_talk(scene: Scene, ticket: Ticket) -> bool:
    """Under another's complaint a follow-up is about it, and so is its house in other words."""
    said = scene.said
    if _same_topic(said, ticket):
        return True
    if turns_away(said.text):
        return False
    named = scene.told.exact and Spot.of(ticket).exact
    # «подтверждаю Героев 54, ещё и контейнеры завалили», «да, Героев 54, лифт молчит»
    if named and tells(said.text, "agreement", "confirmation"):
        return True
    if is_besides(said.text) and not scene.is_weak:
        return False
    if named and scene.is_judged and tells(said.text, "relief"):  # «сбили, да не у нас, Мира 5»
        return True
    vague = scene.policy.fold.vague_topics.issuperset(said.topics)
    if said.kind is Kind.FOLLOW_UP or (vague and agrees(said.text)):  # «и я, с грелкой сплю»
        return named or scene.told == NOWHERE
    return named and not scene.is_other_than(ticket.topic)
