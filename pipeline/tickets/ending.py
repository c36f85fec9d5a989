"""When a word in a talk ends the trouble: somebody tells it, and the whole gate lets it through."""

from collections.abc import Callable

from models import Role, Status
from nlp.prediction import Kind
from pipeline.tickets.fold import DOUBTFUL_KIND
from pipeline.tickets.official import Says
from pipeline.tickets.place import Spot
from pipeline.tickets.scene import Scene
from pipeline.tickets.talk import (
    assents,
    comforts,
    fares_well,
    is_clear,
    is_denial,
    is_trouble,
    mocks,
    tells,
    went_itself,
)

CLAIMS = (Kind.COMPLAINT, Kind.SUGGESTION)  # say something of their own
Condition = Callable[[Scene], bool]


def anywhere(_scene: Scene) -> bool:
    """«Дали! Спасибо» is plain wherever it stands."""
    return True


def at_home(scene: Scene) -> bool:
    """«Школьная 6 есть» of one who has complained; «объяснили нормально» praises the answer."""
    if scene.target is not None and scene.target.says is Says.EXPLAINED:
        return False
    return bool(scene.thread or scene.post) and scene.said.kind is not Kind.THANKS


def under_joy(scene: Scene) -> bool:
    """«И у нас», «ага, и во второй тоже» under a neighbour's word that it is over."""
    target = scene.target
    if target is None or target.role is not Role.RESOLVED or scene.said.kind in CLAIMS:
        return False
    return bool(scene.thread + scene.post) or scene.told.fits(Spot.of(target.live))


def under_word(scene: Scene) -> bool:
    """«Да, пришло» under a word that it is done; «подтверждаю» after it."""
    if scene.said.kind in CLAIMS and scene.said.doubt is None:
        return False
    after = scene.target is None and bool(scene.own) and scene.own[0].status == Status.RESOLVED
    return after or (scene.is_over and scene.answers_own)


def under_answer(scene: Scene) -> bool:
    """«Спасибо, что приехали» under our word that it is done, or «низкий поклон» to oneself."""
    target, said = scene.target, scene.said
    if target is None:
        return False
    alone = target.author == said.author is not None and said.kind is Kind.THANKS
    return alone or (target.says is Says.DONE and scene.answers_own)


WAYS: dict[str, Condition] = {  # what tells of an end, and where it does
    "relief": anywhere,
    "good": at_home,
    "agreement": under_joy,
    "confirmation": under_word,
    "gratitude": under_answer,
}


def ways(scene: Scene) -> tuple[str, ...]:
    """The meanings that tell of an end where the word stands."""
    return tuple(name for name, counts in WAYS.items() if counts(scene))


def is_told(scene: Scene) -> bool:
    """Somebody says that it is over."""
    text = scene.said.text
    return scene.said.kind is Kind.RESOLVED or went_itself(text) or tells(text, *ways(scene))


def leaves_no_trouble(scene: Scene) -> bool:
    """«Дали. А мэру не спасибо», and not «рано радовались, опять остыло».

    A stranger, who claims something and who answers our «сделано» may not name any trouble.
    """
    said, text = scene.said, scene.said.text
    if went_itself(text):
        return True
    if said.kind is Kind.RESOLVED and not said.doubt:
        return not is_denial(text)
    answers = scene.target is not None and scene.target.says is Says.DONE
    objects = not scene.own or said.kind in CLAIMS or (answers and said.kind is Kind.FOLLOW_UP)
    return not is_trouble(text) or (not objects and is_clear(text, *ways(scene)))


def is_aside(scene: Scene) -> bool:
    """«А у нас тепло», «на Мира дали, потерпите» say nothing of the house of who complains."""
    target, part = scene.target, scene.own or scene.names_same or scene.is_over
    if target is None or target.says is not None or part:
        return False
    text = scene.said.text
    return fares_well(text) or comforts(text) or mocks(text)


def takes_part(scene: Scene) -> bool:
    """The author has complained, or speaks where somebody has, and not of his own house alone."""
    if scene.own or scene.is_over:
        return True
    claims = scene.said.kind is Kind.COMPLAINT and scene.said.doubt != DOUBTFUL_KIND
    return bool(scene.there or scene.around) and not claims and not is_aside(scene)


def is_same_place(scene: Scene) -> bool:
    """«На Мира 5 дали» says nothing of Победы 3."""
    tickets = scene.own + scene.around + scene.there
    return not scene.told.is_point or any(scene.told.fits(Spot.of(ticket)) for ticket in tickets)


def is_same_matter(scene: Scene) -> bool:
    """«Дорогу починили, теперь лужи» outside one's thread is no word on one's radiators."""
    said, kindred = scene.said, scene.policy.fold.are_kindred
    if scene.thread or said.kind is not Kind.COMPLAINT or not said.topics:
        return True
    return any(
        kindred(ticket.topic, said.topics[0]) or not scene.is_other_than(ticket.topic)
        for ticket in scene.own + scene.around
    )


def joins_no_objection(scene: Scene) -> bool:
    """«Подтверждаю, стоит» under a neighbour's «опять встал»."""
    target = scene.target
    objected = target is not None and target.role is Role.REOPENING
    return not (objected and scene.said.kind is not Kind.RESOLVED and assents(scene.said.text))


def answers_no_question(scene: Scene) -> bool:
    """«В одной ледяная, в других тепло» under «во всех ли комнатах?» only describes."""
    asked = scene.target is not None and scene.target.says is Says.ASKS
    return not (asked and scene.said.kind in CLAIMS)


def is_safe(scene: Scene) -> bool:
    """«Тепло дали, в подвале пахнет газом»: a danger is a complaint, whatever else is said."""
    said = scene.said
    sure = said.kind is Kind.COMPLAINT and said.doubt is None
    cold = scene.policy.fold.cold_topics.issuperset(said.topics)  # «дали тепло, дети спят»
    return cold or not (sure and said.urgent)


GATE: tuple[Condition, ...] = (  # all of them
    is_told,
    leaves_no_trouble,
    takes_part,
    is_same_place,
    is_same_matter,
    joins_no_objection,
    answers_no_question,
    is_safe,
)


def ending(scene: Scene) -> Kind | None:
    """Resolved, where it is told and nothing stands in the way; else what the word is instead."""
    said = scene.said
    if all(passes(scene) for passes in GATE):
        return Kind.RESOLVED
    if said.kind is Kind.RESOLVED and not leaves_no_trouble(scene):
        return Kind.FOLLOW_UP if scene.own or scene.around else None
    claims = said.kind in CLAIMS and said.doubt != DOUBTFUL_KIND
    elsewhere = not claims and not is_same_place(scene) and is_told(scene)
    aside = is_aside(scene) or (elsewhere and leaves_no_trouble(scene))
    return Kind.CHATTER if aside and is_safe(scene) else None
