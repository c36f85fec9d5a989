"""When a word in a talk ends the trouble: somebody tells it, and the whole gate lets it through."""

from models import Role, Status
from nlp.prediction import Kind
from pipeline.tickets.fold import DOUBTFUL_KIND
from pipeline.tickets.official import Says
from pipeline.tickets.place import Spot
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
)

CLAIMS = (Kind.COMPLAINT, Kind.SUGGESTION)  # say something of their own


def says_so(scene: Scene) -> bool:
    """«Дали! Спасибо», «сама отвалилась»; «у нас есть» where one has complained."""
    said, text = scene.said, scene.said.text
    mine = bool(scene.thread or scene.post) and said.kind is not Kind.THANKS
    told = is_relief(text) or went_itself(text) or (mine and is_good(text))
    return told or (said.kind is Kind.RESOLVED and not is_denial(text))


def shares_joy(scene: Scene) -> bool:
    """«И у нас», «ага, и во второй тоже» under a neighbour's word that it is over."""
    target, said = scene.target, scene.said
    if target is None or target.role is not Role.RESOLVED or said.kind in CLAIMS:
        return False
    here = bool(scene.thread + scene.post) or scene.told.fits(Spot.of(target.live))
    return here and joins_in(said.text)


def confirms_it(scene: Scene) -> bool:
    """«Да, пришло» under a word that it is done; «подтверждаю» after it."""
    said = scene.said
    if said.kind in CLAIMS and said.doubt is None:
        return False
    after = scene.target is None and bool(scene.own) and scene.own[0].status == Status.RESOLVED
    return (after or (scene.is_over and scene.answers_own)) and confirms(said.text)


def gives_thanks(scene: Scene) -> bool:
    """«Спасибо, что приехали» under our word that it is done, or «низкий поклон» to oneself."""
    target, said = scene.target, scene.said
    if target is None or not is_grateful(said.text):
        return False
    alone = target.author == said.author is not None and said.kind is Kind.THANKS
    return alone or (target.says is Says.DONE and scene.answers_own)


def is_aside(scene: Scene) -> bool:
    """«А у нас тепло» under another's complaint says nothing of his house."""
    target, part = scene.target, scene.own or scene.names_same or scene.is_over
    return target is not None and target.says is None and not part and fares_well(scene.said.text)


def takes_part(scene: Scene) -> bool:
    """The author has complained, or speaks where somebody has, and not of his own house alone."""
    if scene.own or scene.is_over:
        return True
    claims = scene.said.kind is Kind.COMPLAINT and scene.said.doubt != DOUBTFUL_KIND
    return bool(scene.there or scene.around) and not claims and not is_aside(scene)


def is_same_matter(scene: Scene) -> bool:
    """«Дорогу починили, теперь лужи» outside one's thread is no word on one's radiators."""
    said, kindred = scene.said, scene.policy.fold.are_kindred
    if scene.thread or said.kind is not Kind.COMPLAINT or not said.topics:
        return True
    return any(
        kindred(ticket.topic, said.topics[0]) or not scene.is_other_than(ticket.topic)
        for ticket in scene.own + scene.around
    )


def is_safe(scene: Scene) -> bool:
    """«Тепло дали, в подвале пахнет газом»: a danger is a complaint, whatever else is said."""
    said = scene.said
    sure = said.kind is Kind.COMPLAINT and said.doubt is None
    cold = scene.policy.fold.cold_topics.issuperset(said.topics)  # «дали тепло, дети спят»
    return cold or not (sure and said.urgent)


def leaves_no_trouble(scene: Scene) -> bool:
    """«Рано радовались, опять остыло» only sounds like relief."""
    said = scene.said
    sure = said.kind is Kind.RESOLVED and not said.doubt
    return sure or went_itself(said.text) or joins_in(said.text) or not is_trouble(said.text)


TELLING = (says_so, shares_joy, confirms_it, gives_thanks)  # any of them
GATE = (takes_part, is_same_matter, is_safe, leaves_no_trouble)  # all of them


def ending(scene: Scene) -> Kind | None:
    """Resolved, where it is told and nothing stands in the way; else what the word is instead."""
    if any(telling(scene) for telling in TELLING) and all(passes(scene) for passes in GATE):
        return Kind.RESOLVED
    if scene.said.kind is Kind.RESOLVED and (scene.own or scene.around):
        return Kind.FOLLOW_UP
    return Kind.CHATTER if is_aside(scene) and is_safe(scene) else None
