"""What a statement is about, when its own words leave that open."""

from nlp.prediction import Kind
from pipeline.tickets.scene import Scene
from pipeline.tickets.talk import agrees, is_besides


def topics_in(scene: Scene) -> tuple[str, ...]:
    """The topics of a statement; one that is not sure gives way to the one that is talked of."""
    topics = scene.said.topics
    if not topics:
        return topics
    subject = _talked_of(scene) if scene.is_weak else scene.subject
    if subject is None or not (scene.is_weak or scene.is_nearly(subject)):
        return topics
    if is_besides(scene.said.text):
        return topics
    return (subject, *(topic for topic in topics if topic != subject))


def _talked_of(scene: Scene) -> str | None:
    """The topic of the complaint that a reply joins in, else of the post."""
    said = scene.said
    if not scene.around:
        return scene.subject
    answers = scene.target is not None and scene.target.says is not None
    if answers or scene.names_same or said.kind is Kind.FOLLOW_UP or agrees(said.text):
        return scene.around[0].topic
    return scene.subject if scene.told.exact else None
