"""What people call topics and kinds."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from nlp.prediction import NOT_COMPLAINT, Kind
from nlp.taxonomy import taxonomy

KINDS = {
    Kind.COMPLAINT: "жалоба",
    Kind.FOLLOW_UP: "дополнение",
    Kind.RESOLVED: "сообщение об устранении",
    Kind.QUESTION: "вопрос",
    Kind.SUGGESTION: "предложение",
    Kind.THANKS: "благодарность",
    Kind.OFFICIAL: "официальный ответ",
    Kind.SPAM: "спам",
    Kind.CHATTER: "разговор",
}


def kind_title(kind: Kind) -> str:
    """«жалоба»."""
    return KINDS[kind]


def explained(code: str) -> str:
    """What a column of the register says."""
    told: str = _texts()["columns"][code]
    return told


def returning() -> str:
    """How a committee gives a register back, filled in."""
    told: str = _texts()["returning"]
    return told


@cache
def _texts() -> dict[str, Any]:
    return tomllib.loads((files("data") / "register.toml").read_text("utf-8"))


@cache
def _topics() -> dict[str, str]:
    titles = {NOT_COMPLAINT: "не обращение"}
    for label, topic in taxonomy().topics.items():
        titles |= {label: topic.title, **topic.subtopics}
    return titles


def topic_title(topic: str) -> str:
    """«Отопление» for «heating», «Слабое отопление» for «heating.weak»; unknown ids as they are."""
    return _topics().get(topic, topic)
