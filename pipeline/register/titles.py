"""What people call topics and kinds."""

import tomllib
from functools import cache
from importlib.resources import files

from nlp.prediction import Kind

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


@cache
def _topics() -> dict[str, str]:
    path = files("data") / "taxonomy.toml"
    if not path.is_file():
        return {}
    return dict(tomllib.loads(path.read_text("utf-8")).get("titles", {}))


def topic_title(topic: str) -> str:
    """«Отопление» for «heating», «Слабое отопление» for «heating.weak»; unknown ids as they are."""
    return _topics().get(topic, topic)
