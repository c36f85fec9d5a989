"""What a statement is about, when its own words leave that open."""

from models import Ticket
from nlp.prediction import Kind
from pipeline.tickets.fold import DOUBTFUL_TOPIC
from pipeline.tickets.place import Spot
from pipeline.tickets.scene import Scene
from pipeline.tickets.talk import agrees, is_besides, points_there


def topics_in(scene: Scene) -> tuple[str, ...]:
    """The topics of a statement; one that is not sure gives way to the one that is talked of."""
    topics = scene.said.topics
    if not topics:
        return topics
    if is_besides(scene.said.text):
        return _untold_first(scene)
    gives_way = scene.is_weak or _echoes(scene)
    subject = _talked_of(scene) if gives_way else scene.subject
    if subject is None or not (gives_way or scene.is_nearly(subject)):
        return topics
    return (subject, *(topic for topic in topics if topic != subject))


def _untold_first(scene: Scene) -> tuple[str, ...]:
    """«Дали, теперь вопрос: почему в квитанции…» is about what nobody has told yet."""
    told = {ticket.topic for ticket in scene.own + scene.around}
    return tuple(sorted(scene.said.topics, key=lambda topic: topic in told))


def _echoes(scene: Scene) -> bool:
    """«На Победы 5 тоже с горкой» under another's complaint of nearly the same."""
    said, kindred = scene.said, scene.policy.fold.are_kindred
    joins = bool(scene.around) and said.kind is Kind.FOLLOW_UP and agrees(said.text)
    return joins and kindred(said.topics[0], scene.around[0].topic)


def _may_remind(scene: Scene, ticket: Ticket) -> bool:
    """«А на Победы когда?» of who has complained of it, or «а нам?» that may be about it."""
    named = scene.told.is_point or ticket.topic in scene.said.topics
    return named and scene.told.fits(Spot.of(ticket))


def _talked_of(scene: Scene) -> str | None:
    """The topic of one's complaint of that place, of the one that a reply joins, of the post."""
    said = scene.said
    if not scene.around:
        return next((one.topic for one in scene.own if _may_remind(scene, one)), scene.subject)
    answers = scene.target is not None and scene.target.says is not None
    seen = said.doubt == DOUBTFUL_TOPIC and points_there(said.text)  # «дедушка с этой доски упал»
    joins = said.kind is Kind.FOLLOW_UP or agrees(said.text)
    if answers or scene.names_same or joins or seen:
        return scene.around[0].topic
    return scene.subject if scene.told.exact else None
