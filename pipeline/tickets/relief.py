"""Whether a word in a talk tells that the trouble is over."""

from collections.abc import Callable

from models import Role, Status
from nlp.prediction import Kind
from pipeline.tickets.fold import DOUBTFUL_KIND
from pipeline.tickets.official import Says
from pipeline.tickets.place import NOWHERE, Spot
from pipeline.tickets.scene import Scene
from pipeline.tickets.talk import (
    confirms,
    fares_well,
    is_denial,
    is_good,
    is_grateful,
    is_relief,
    is_trouble,
    joins_in,
    went_itself,
    wishes,
)

CLAIMS = (Kind.COMPLAINT, Kind.SUGGESTION)  # say something of their own
Hearing = Callable[[Scene], Kind | None]


def alarm(scene: Scene) -> Kind | None:
    """«Тепло дали, в подвале пахнет газом»: whatever else is said, a danger is a complaint."""
    said = scene.said
    sure = said.kind is Kind.COMPLAINT and said.doubt is None
    cold = scene.policy.fold.cold_topics.issuperset(said.topics)  # «дали тепло, дети спят»
    return Kind.COMPLAINT if sure and said.urgent and not cold else None


def better_off(scene: Scene) -> Kind | None:
    """«А у нас тепло» under another's complaint says nothing of his house."""
    target, part = scene.target, scene.own or scene.names_same
    others = target is not None and target.says is None and not scene.is_over
    return Kind.CHATTER if others and not part and fares_well(scene.said.text) else None


def relief(scene: Scene) -> Kind | None:
    """«Дали! Спасибо» from whoever takes part, or about a house that has a ticket."""
    complains = scene.said.kind is Kind.COMPLAINT and scene.said.doubt != DOUBTFUL_KIND
    told = not complains and bool(scene.there or scene.around)
    if not (scene.own or told or scene.is_over) or _is_another_matter(scene):
        return None
    text = scene.said.text
    mine = bool(scene.thread or scene.post) and scene.said.kind is not Kind.THANKS
    fine = mine and is_good(text)
    return Kind.RESOLVED if fine or is_relief(text) or went_itself(text) else None


def _is_another_matter(scene: Scene) -> bool:
    """«Дорогу починили, теперь лужи» outside one's thread is no word on one's radiators."""
    said, kindred = scene.said, scene.policy.fold.are_kindred
    if scene.thread or said.kind is not Kind.COMPLAINT or not said.topics:
        return False
    return all(
        scene.is_other_than(ticket.topic) and not kindred(ticket.topic, said.topics[0])
        for ticket in scene.own + scene.around
    )


def envies(scene: Scene) -> Kind | None:
    """«И возле почты бы так» under joy, of one who has complained of nothing."""
    target, said = scene.target, scene.said
    joy = target is not None and target.role is Role.RESOLVED and not scene.own
    bare = said.kind is Kind.FOLLOW_UP and not said.topics and scene.told == NOWHERE
    return Kind.CHATTER if joy and bare and wishes(said.text) else None


def shared_relief(scene: Scene) -> Kind | None:
    """«И у нас», «ага, и во второй тоже» under a neighbour's word that it is over."""
    target, said = scene.target, scene.said
    if target is None or target.role is not Role.RESOLVED:
        return None
    if said.kind in CLAIMS:
        return None
    here = bool(scene.thread + scene.post) or scene.told.fits(Spot.of(target.live))
    return Kind.RESOLVED if here and joins_in(said.text) else None


def confirmation(scene: Scene) -> Kind | None:
    """«Да, пришло» under a word that it is done, «спасибо» under ours; «подтверждаю» after it."""
    target, said = scene.target, scene.said
    mine = target is not None and target.live in scene.own
    ours = target is not None and target.says is Says.DONE
    if mine and ours and is_grateful(said.text):
        return Kind.RESOLVED
    if said.kind in CLAIMS and said.doubt is None:
        return None
    after = target is None and bool(scene.own) and scene.own[0].status == Status.RESOLVED
    return Kind.RESOLVED if ((mine and scene.is_over) or after) and confirms(said.text) else None


def thanks_all(scene: Scene) -> Kind | None:
    """«Низкий поклон, спасибо!» of the author under his own complaint."""
    target, said = scene.target, scene.said
    alone = target is not None and target.author == said.author is not None
    told = alone and said.kind is Kind.THANKS and is_grateful(said.text)
    return Kind.RESOLVED if told else None


def took_back(scene: Scene) -> Kind | None:
    """«Рано радовались, опять остыло»: sounds like relief and is none."""
    said = scene.said
    if said.kind is not Kind.RESOLVED or not (scene.own or scene.around):
        return None
    gone = is_trouble(said.text) if said.doubt else is_denial(said.text)
    return Kind.FOLLOW_UP if gone else None


RELIEFS: tuple[Hearing, ...] = (
    alarm,
    better_off,
    relief,
    envies,
    shared_relief,
    confirmation,
    thanks_all,
    took_back,
)
