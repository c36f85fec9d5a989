"""What a statement means where it stands: the classifier hears the words, a reader the talk."""

from collections.abc import Callable
from dataclasses import replace

from nlp.prediction import Kind
from pipeline.tickets.official import Says
from pipeline.tickets.place import Spot
from pipeline.tickets.scene import Scene
from pipeline.tickets.statement import Statement
from pipeline.tickets.talk import agrees, is_relief, is_trouble, thanks, urges

Hearing = Callable[[Scene], Kind | None]

IDLE = (Kind.CHATTER, Kind.QUESTION)


def relief(scene: Scene) -> Kind | None:
    """«Дали! Спасибо» from whoever takes part, or about a house that has a ticket."""
    told = scene.said.kind is not Kind.COMPLAINT and bool(scene.there)
    about = bool(scene.own or scene.around) or told
    return Kind.RESOLVED if about and is_relief(scene.said.text) else None


def reply_to_us(scene: Scene) -> Kind | None:
    """«Никто вчера не приезжал» under our answer to one's own complaint; thanks stay thanks."""
    target, said = scene.target, scene.said
    if target is None or target.says is None or target.live not in scene.own:
        return None
    wanted = (*IDLE, Kind.RESOLVED) if target.says is Says.ASKS else IDLE
    return Kind.FOLLOW_UP if said.kind in wanted and not thanks(said.text) else None


def insists(scene: Scene) -> Kind | None:
    """«Ау, есть кто?» in one's own thread, «1а 36 напоминаю» beside it."""
    if scene.said.kind not in IDLE or not scene.own:
        return None
    named = scene.told.exact and scene.told.fits(Spot.of(scene.own[0]))
    asks = bool(scene.thread) and scene.said.kind is Kind.QUESTION
    return Kind.FOLLOW_UP if asks or named or urges(scene.said.text) else None


def agreement(scene: Scene) -> Kind | None:
    """«+», «у нас так же», «ответьте людям» under another's complaint."""
    if scene.said.kind not in IDLE or not scene.around:
        return None
    named = scene.told.exact and scene.told.fits(Spot.of(scene.around[0]))
    said = agrees(scene.said.text) or urges(scene.said.text)
    return Kind.FOLLOW_UP if named or said else None


def confirmation(scene: Scene) -> Kind | None:
    """«Согласна, спасибо» under our word that it is done."""
    target = scene.target
    done = target is not None and target.says is Says.DONE and target.live in scene.own
    return Kind.RESOLVED if done and scene.said.kind is Kind.THANKS else None


def objection(scene: Scene) -> Kind | None:
    """«У вас тёплые, а у нас ничего» from one who takes part."""
    takes_part = bool(scene.thread) or any(ticket in scene.own for ticket in scene.around)
    idle = scene.said.kind in IDLE
    return Kind.FOLLOW_UP if takes_part and idle and is_trouble(scene.said.text) else None


def place_under_post(scene: Scene) -> Kind | None:
    """«Восточная вся в заплатах» under a post about roads."""
    doubtful = scene.said.kind in IDLE and scene.said.doubt is not None
    leans = scene.subject is not None and scene.leans_to(scene.subject)
    return Kind.COMPLAINT if doubtful and leans and scene.told.street else None


HEARINGS: tuple[Hearing, ...] = (
    relief,
    confirmation,
    reply_to_us,
    insists,
    objection,
    agreement,
    place_under_post,
)


def hear(scene: Scene) -> Statement:
    """The statement with the kind and the topics that the talk gives it."""
    said = scene.said
    kind = next((kind for hearing in HEARINGS if (kind := hearing(scene))), None)
    if kind is not None and kind is not said.kind:
        return replace(said, kind=kind, topics=(), doubt=None)
    topics = _topics(scene)
    return said if topics == said.topics else replace(said, topics=topics)


def _topics(scene: Scene) -> tuple[str, ...]:
    """A topic that is not sure gives way to the one that the post is about."""
    topics, subject = scene.said.topics, scene.subject
    if subject is None or not topics or not scene.is_nearly(subject):
        return topics
    return (subject, *(topic for topic in topics if topic != subject))
