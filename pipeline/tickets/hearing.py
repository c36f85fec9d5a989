"""What a statement means where it stands: the classifier hears the words, a reader the talk."""

from collections.abc import Callable
from dataclasses import replace

from models import Role, Status
from nlp.prediction import Kind
from pipeline.tickets.fold import DONE, POSSIBLE_OBJECTION
from pipeline.tickets.official import Says
from pipeline.tickets.place import NOWHERE, Spot
from pipeline.tickets.scene import Scene
from pipeline.tickets.statement import Statement
from pipeline.tickets.talk import (
    agrees,
    confirms,
    fares_well,
    is_correction,
    is_denial,
    is_good,
    is_relief,
    is_trouble,
    thanks,
    urges,
    went_itself,
)
from pipeline.tickets.topics import topics_in

Hearing = Callable[[Scene], Kind | None]

# Of a resident these say nothing yet: «official» and «spam» only look like it.
IDLE = (Kind.CHATTER, Kind.QUESTION, Kind.OFFICIAL, Kind.SPAM)


def relief(scene: Scene) -> Kind | None:
    """«Дали! Спасибо» from whoever takes part, or about a house that has a ticket."""
    told = scene.said.kind is not Kind.COMPLAINT and bool(scene.there)
    if not (scene.own or scene.around or told):
        return None
    text = scene.said.text
    fine = bool(scene.thread) and scene.said.kind is not Kind.THANKS and is_good(text)
    return Kind.RESOLVED if fine or is_relief(text) or went_itself(text) else None


def better_off(scene: Scene) -> Kind | None:
    """«А у нас тепло» under another's complaint says nothing of his house."""
    target, idle = scene.target, scene.own or scene.names_same
    others = target is not None and target.says is None and target.role is not Role.RESOLVED
    return Kind.CHATTER if others and not idle and fares_well(scene.said.text) else None


def shared_relief(scene: Scene) -> Kind | None:
    """«И у нас», «ага, и во второй тоже» under a neighbour's word that it is over."""
    target, said = scene.target, scene.said
    if target is None or target.role is not Role.RESOLVED:
        return None
    if said.kind not in (*IDLE, Kind.THANKS, Kind.FOLLOW_UP) or is_trouble(said.text):
        return None
    here = bool(scene.thread + scene.post) or scene.told.fits(Spot.of(target.live))
    return Kind.RESOLVED if here and agrees(said.text) else None


def correction(scene: Scene) -> Kind | None:
    """«37* опечатка» under one's own complaint."""
    corrects = bool(scene.thread) and scene.told.exact and is_correction(scene.said.text)
    return Kind.FOLLOW_UP if corrects and scene.said.kind in IDLE else None


def reply_to_us(scene: Scene) -> Kind | None:
    """«Никто вчера не приезжал» under our answer to one's own complaint; thanks stay thanks."""
    target, said = scene.target, scene.said
    if target is None or target.says is None or target.live not in scene.own:
        return None
    wanted = (*IDLE, Kind.RESOLVED) if target.says is Says.ASKS else IDLE
    return Kind.FOLLOW_UP if said.kind in wanted and not thanks(said.text) else None


def insists(scene: Scene) -> Kind | None:
    """«Ау, есть кто?» in one's own thread, «1а 36 напоминаю» beside it."""
    said = scene.said
    if said.kind not in IDLE or not scene.own:
        return None
    named = scene.told.exact and scene.told.fits(Spot.of(scene.own[0]))
    alone = bool(scene.post) and said.stand.reply_to is None
    asks = said.kind is Kind.QUESTION and (bool(scene.thread) or alone)
    suffers = bool(scene.post) and said.doubt is not None and is_trouble(said.text)
    return Kind.FOLLOW_UP if asks or named or suffers or urges(said.text) else None


def agreement(scene: Scene) -> Kind | None:
    """«+», «у нас так же», «ответьте людям» under another's complaint."""
    said, text = scene.said, scene.said.text
    if not scene.around or not (said.kind in IDLE or (said.doubt and urges(text))):
        return None
    named = scene.names_same and (scene.told.exact or "?" not in text)
    return Kind.FOLLOW_UP if named or agrees(text) or urges(text) else None


def asks_neighbour(scene: Scene) -> Kind | None:
    """«А это какой подъезд?» adds nothing to another's complaint."""
    said, target = scene.said, scene.target
    if said.kind is not Kind.FOLLOW_UP or said.topics or target is None or target.says is not None:
        return None
    aside = not scene.own and scene.told == NOWHERE and said.text.rstrip().endswith("?")
    return Kind.QUESTION if aside and not (agrees(said.text) or urges(said.text)) else None


def own_thread(scene: Scene) -> Kind | None:
    """«Третий подъезд», «видно, забыли нас» where one's own complaint is talked over."""
    target, said = scene.target, scene.said
    spoken_to = target is not None and target.live in scene.own
    return Kind.FOLLOW_UP if spoken_to and said.kind in IDLE and not thanks(said.text) else None


def took_back(scene: Scene) -> Kind | None:
    """«Рано радовались, опять остыло»: sounds like relief and is none."""
    said = scene.said
    if said.kind is not Kind.RESOLVED or not (scene.own or scene.around):
        return None
    gone = is_trouble(said.text) if said.doubt else is_denial(said.text)
    return Kind.FOLLOW_UP if gone else None


def confirmation(scene: Scene) -> Kind | None:
    """«Да, пришло», «спасибо» under our word that it is done; «подтверждаю» after it."""
    target, said = scene.target, scene.said
    if said.kind not in (*IDLE, Kind.THANKS, Kind.FOLLOW_UP) and said.doubt is None:
        return None
    under = target is not None and target.says is Says.DONE and target.live in scene.own
    if under and said.kind is Kind.THANKS:
        return Kind.RESOLVED
    after = target is None and bool(scene.own) and scene.own[0].status == Status.RESOLVED
    return Kind.RESOLVED if (under or after) and confirms(said.text) else None


def objection(scene: Scene) -> Kind | None:
    """«У вас тёплые, а у нас ничего» from one who takes part."""
    takes_part = bool(scene.thread) or any(ticket in scene.own for ticket in scene.around)
    idle = scene.said.kind in IDLE
    return Kind.FOLLOW_UP if takes_part and idle and is_trouble(scene.said.text) else None


def house_under_post(scene: Scene) -> Kind | None:
    """«Школьная 4, нет ничего» under a post about heating, where people give their houses."""
    said = scene.said
    if not scene.told.exact or scene.subject is None:
        return None
    strange = said.kind is Kind.RESOLVED and not (scene.own or scene.there)
    if said.kind not in IDLE and not strange:
        return None
    asks = said.kind is Kind.QUESTION and not is_trouble(said.text)
    hints = said.doubt is not None or is_trouble(said.text) or agrees(said.text)
    fine = is_relief(said.text) or is_good(said.text)
    return Kind.FOLLOW_UP if hints and not asks and not fine else None


def place_under_post(scene: Scene) -> Kind | None:
    """«Восточная вся в заплатах» under a post about roads."""
    said = scene.said
    if scene.subject is None or said.kind not in (*IDLE, Kind.THANKS) or said.doubt is None:
        return None
    leans = scene.leans_to(scene.subject) or is_trouble(said.text)
    return Kind.FOLLOW_UP if leans and scene.told.street and not is_good(said.text) else None


HEARINGS: tuple[Hearing, ...] = (
    better_off,
    relief,
    shared_relief,
    correction,
    confirmation,
    reply_to_us,
    insists,
    took_back,
    objection,
    own_thread,
    asks_neighbour,
    agreement,
    house_under_post,
    place_under_post,
)


def hear(scene: Scene) -> Statement:
    """The statement with the kind and the topics that the talk gives it."""
    said = scene.said
    if said.decided:  # a person has read the talk
        return said
    kind = next((kind for hearing in HEARINGS if (kind := hearing(scene))), None)
    if kind is not None and kind is not said.kind:
        return replace(said, kind=kind, topics=(), doubt=_doubt(scene, kind))
    topics = topics_in(scene)
    return said if topics == said.topics else replace(said, topics=topics)


def _doubt(scene: Scene, kind: Kind) -> str | None:
    """A mere word when all is done may object to it: a person will say."""
    done = scene.target is not None and scene.target.live.status in DONE
    said = scene.said
    word = said.kind is Kind.CHATTER and not said.doubt and not is_trouble(said.text)
    return POSSIBLE_OBJECTION if kind is Kind.FOLLOW_UP and done and word else None
