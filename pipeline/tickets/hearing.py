"""What a statement means where it stands: the classifier hears the words, a reader the talk."""

from collections.abc import Callable
from dataclasses import replace

from models import Role
from nlp.prediction import Kind
from pipeline.tickets.ending import ending
from pipeline.tickets.fold import DONE, DOUBTFUL_KIND, DOUBTFUL_TOPIC, POSSIBLE_OBJECTION
from pipeline.tickets.official import Says
from pipeline.tickets.place import NOWHERE, Spot
from pipeline.tickets.scene import Scene
from pipeline.tickets.statement import Statement
from pipeline.tickets.talk import (
    advises,
    agrees,
    asks_back,
    fares_well,
    greets,
    has_asked,
    is_advert,
    is_correction,
    is_good,
    is_relief,
    is_trouble,
    laughs,
    mocks,
    points_there,
    speaks_of_own,
    tells,
    thanks,
    urges,
    wishes,
)
from pipeline.tickets.topics import topics_in

Hearing = Callable[[Scene], Kind | None]


def banter(scene: Scene) -> Kind | None:
    """«И возле почты бы так», «крысы тоже выехали?» under a neighbour's joy."""
    target, said = scene.target, scene.said
    joy = target is not None and target.role is Role.RESOLVED and target.author != said.author
    if not joy or scene.told != NOWHERE:
        return None
    envies = said.kind is Kind.FOLLOW_UP and not (said.topics or scene.own) and wishes(said.text)
    asks = said.text.count("?") == 1 and not is_trouble(said.text.replace("?", ""))
    return Kind.CHATTER if envies or asks else None


def advert(scene: Scene) -> Kind | None:
    """«Продам гараж, яма сухая»."""
    return Kind.SPAM if not scene.thread and is_advert(scene.said.text) else None


def praise(scene: Scene) -> Kind | None:
    """«У нас на Мира +21, кочегарам поклон» of who has nothing to complain of."""
    said = scene.said
    if scene.target is not None or scene.own or scene.there:
        return None
    sincere = said.doubt is not None or tells(said.text, "gratitude")
    return Kind.CHATTER if sincere and fares_well(said.text) else None


def correction(scene: Scene) -> Kind | None:
    """«37* опечатка» under one's own complaint."""
    corrects = bool(scene.thread) and scene.told.exact and is_correction(scene.said.text)
    return Kind.FOLLOW_UP if corrects and scene.said.is_idle else None


def unheard(scene: Scene) -> Kind | None:
    """«Понастроили, смешно»: taken for a complaint of nothing that has a name, and nowhere."""
    said = scene.said
    nothing = said.kind is Kind.COMPLAINT and said.doubt == DOUBTFUL_TOPIC and not scene.is_about
    if not nothing or scene.own or scene.told.is_point or agrees(said.text):
        return None
    return Kind.CHATTER if "?" in said.text or not scene.around else None


def own_talk(scene: Scene) -> Kind | None:
    """«Третий подъезд», «никто не приезжал» where one's own complaint is talked over."""
    target, said = scene.target, scene.said
    if target is None or not scene.answers_own or thanks(said.text):
        return None
    asked = target.says is Says.ASKS and said.kind is Kind.RESOLVED
    return Kind.FOLLOW_UP if said.is_idle or asked else None


def greeting(scene: Scene) -> Kind | None:
    """«Лариса, это ты что ли? Привет» to a neighbour who complains of the same."""
    said = scene.said
    if scene.target is None or not said.is_idle or is_trouble(said.text, lasting=True):
        return None
    return Kind.CHATTER if greets(said.text) else None


def reminder(scene: Scene) -> Kind | None:
    """«Ау, есть кто?» in one's own thread, «1а 36 напоминаю» beside it."""
    said = scene.said
    if not said.is_idle or not scene.own:
        return None
    named = scene.told.exact and scene.told.fits(Spot.of(scene.own[0]))
    alone = bool(scene.post) and said.stand.reply_to is None
    here = bool(scene.thread) and not scene.answers_bystander  # «полотенце брать?»
    asks = said.kind is Kind.QUESTION and (here or alone)
    suffers = bool(scene.post) and said.doubt is not None and is_trouble(said.text)
    return Kind.FOLLOW_UP if asks or named or suffers or urges(said.text) else None


def objection(scene: Scene) -> Kind | None:
    """«У вас тёплые, а у нас ничего» from one who takes part."""
    said = scene.said
    idle = said.is_idle or said.kind is Kind.THANKS  # «спасибо за отписку»
    denied = scene.is_judged and not scene.is_over  # «какая лесная? Карту откройте»
    idle = idle or (said.kind is Kind.SUGGESTION and denied)
    aside = said.stand.reply_to is not None and scene.target is None  # «вас не спросила»
    suffers = is_trouble(said.text, lasting=aside) or (aside and has_asked(said.text))
    return Kind.FOLLOW_UP if scene.thread and idle and suffers else None


def agreement(scene: Scene) -> Kind | None:
    """«+», «у нас так же», «ответьте людям» under another's complaint."""
    said, text = scene.said, scene.said.text
    ironic = said.kind is Kind.THANKS and (said.doubt is not None or is_trouble(text))
    heard = said.is_idle or ironic or (said.doubt and urges(text))
    if not scene.around or not heard:
        return None
    asks = "?" in text
    named = scene.names_same and (scene.told.exact or not asks)
    seen = not asks and _is_seen_there(scene)
    return Kind.FOLLOW_UP if named or seen or agrees(text) or urges(text) else None


def _is_seen_there(scene: Scene) -> bool:
    """«Там вчера девочку чуть не сбили»: not for sure a complaint, and of the same place."""
    said, text = scene.said, scene.said.text
    if advises(text):
        return False
    if said.doubt in (DOUBTFUL_KIND, DOUBTFUL_TOPIC):
        return points_there(text) or is_trouble(text)
    return scene.target is not None and points_there(text) and is_trouble(text)


def asks_neighbour(scene: Scene) -> Kind | None:
    """«А это какой подъезд?» adds nothing to another's complaint."""
    said, target = scene.said, scene.target
    if target is None or target.says is not None or scene.own:
        return None
    if (said.topics and not said.doubt) or agrees(said.text) or urges(said.text):
        return None
    heard = said.kind is Kind.FOLLOW_UP or said.is_idle
    asks = scene.told == NOWHERE and said.text.rstrip().endswith("?")
    told = bool(said.topics) and not asks
    return Kind.QUESTION if heard and not told and (asks or asks_back(said.text)) else None


def small_talk(scene: Scene) -> Kind | None:
    """«А квартплата в вашем детстве какая была?» to who has only chatted."""
    said, text = scene.said, scene.said.text
    if not scene.answers_bystander or said.kind is not Kind.FOLLOW_UP or scene.told != NOWHERE:
        return None
    if is_trouble(text, lasting=True) and not laughs(text):
        return None
    idle = laughs(text) or not (agrees(text) or urges(text) or is_trouble(text))
    return Kind.CHATTER if asks_back(text) or (said.doubt and idle) else None


def jest(scene: Scene) -> Kind | None:
    """«Козу заведите, и молоко)», «врача на дом вызывают» under another's complaint."""
    said, text = scene.said, scene.said.text
    sure = said.doubt is None and not scene.is_weak and not mocks(text)
    if sure or said.urgent or scene.own or not scene.around or scene.told != NOWHERE:
        return None
    if agrees(text) or urges(text) or speaks_of_own(text):
        return None
    plain = laughs(text) and not is_trouble(text)
    return Kind.CHATTER if advises(text) or mocks(text) or plain else None


def irony(scene: Scene) -> Kind | None:
    """«Спасибо за каток у подъезда, Ленина 5!»."""
    said = scene.said
    meant = said.kind is Kind.THANKS and said.doubt is not None and scene.told.exact
    return Kind.FOLLOW_UP if meant and is_trouble(said.text) else None


def house_under_post(scene: Scene) -> Kind | None:
    """«Школьная 4, нет ничего» under a post about heating, where people give their houses."""
    said = scene.said
    if not scene.told.exact or scene.subject is None:
        return None
    strange = said.kind is Kind.RESOLVED and not (scene.own or scene.there)
    if not said.is_idle and not strange:
        return None
    asks = said.kind is Kind.QUESTION and not is_trouble(said.text)
    hints = said.doubt is not None or is_trouble(said.text) or agrees(said.text)
    fine = is_relief(said.text) or is_good(said.text)
    return Kind.FOLLOW_UP if hints and not asks and not fine else None


def place_under_post(scene: Scene) -> Kind | None:
    """«Восточная вся в заплатах» under a post about roads."""
    said = scene.said
    idle = said.is_idle or said.kind is Kind.THANKS
    if scene.subject is None or not idle or said.doubt is None:
        return None
    leans = scene.leans_to(scene.subject) or is_trouble(said.text)
    return Kind.FOLLOW_UP if leans and scene.told.street and not is_good(said.text) else None


HEARINGS: tuple[Hearing, ...] = (
    advert,
    banter,
    praise,
    ending,
    unheard,
    correction,
    greeting,
    own_talk,
    reminder,
    objection,
    asks_neighbour,
    small_talk,
    jest,
    agreement,
    irony,
    house_under_post,
    place_under_post,
)


def hear(scene: Scene) -> Statement:
    """The statement with the kind and the topics that the talk gives it."""
    said = scene.said
    if said.decided:  # a person has read the talk
        return said
    kind = next((kind for hearing in HEARINGS if (kind := hearing(scene))), said.kind)
    topics = topics_in(scene) if kind is said.kind else ()
    doubt = _doubt(scene, kind)
    if (kind, topics, doubt) == (said.kind, said.topics, said.doubt):
        return said
    return replace(said, kind=kind, topics=topics, doubt=doubt)


def _doubt(scene: Scene, kind: Kind) -> str | None:
    """A mere word when all is done, or one half heard, may object to it: a person will say."""
    said = scene.said
    done = scene.target is not None and scene.target.live.status in DONE
    word = said.kind is Kind.CHATTER and (not said.doubt or scene.is_over)
    names = bool(said.topics) and not said.doubt  # «колесо пробил в вашей заделанной»
    word = word or (said.kind is Kind.FOLLOW_UP and scene.is_over and not names)
    if kind is Kind.FOLLOW_UP and done and word and not is_trouble(said.text):
        return POSSIBLE_OBJECTION
    return said.doubt if kind is said.kind else None
