"""What people say in a talk, as far as its stock phrases tell."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Self

from pipeline.tickets.words import done_verbs, folded

AT_OURS = re.compile(r"\b(?:а )?у (?:нас|меня)\b")
ASKED = re.compile(r"[^.!?]*\?")
SENTENCE = re.compile(r"[^.!?)\n]+")


@dataclass(frozen=True, slots=True)
class Phrases:
    """Phrases and verbs that give one meaning away."""

    stems: re.Pattern[str]
    verbs: frozenset[str]
    spared: re.Pattern[str] | None  # what only looks like them

    @classmethod
    def from_toml(cls, raw: dict[str, Any]) -> Self:
        """A section of the file."""
        spared = re.compile("|".join(raw["spared"])) if "spared" in raw else None
        return cls(re.compile("|".join(raw["stems"])), frozenset(raw.get("verbs", ())), spared)

    def found(self, text: str) -> bool:
        """Whether a text has any of them."""
        plain = folded(text)
        if self.spared:
            plain = self.spared.sub(" ", plain)
        if self.stems.search(plain):
            return True
        return not self.verbs.isdisjoint(done_verbs(plain)) if self.verbs else False


@cache
def phrases() -> dict[str, Phrases]:
    """The sections that come with the program."""
    raw = tomllib.loads((files("data") / "talk.toml").read_text("utf-8"))
    return {
        name: Phrases.from_toml(section)
        for name, section in raw.items()
        if isinstance(section, dict) and "stems" in section
    }


@cache
def _subjects() -> dict[str, Phrases]:
    raw = tomllib.loads((files("data") / "talk.toml").read_text("utf-8"))
    return {topic: Phrases.from_toml(section) for topic, section in raw["posts"].items()}


@lru_cache(maxsize=1024)  # a batch asks for the same post again and again
def subject(text: str) -> str | None:
    """The one topic that the text of a post is about."""
    found = [topic for topic, phrases in _subjects().items() if phrases.found(text)]
    return found[0] if len(found) == 1 else None


def is_correction(text: str) -> bool:
    """«Ой, ошиблась, дом 12, не 21!»."""
    return phrases()["correction"].found(text)


def is_relief(text: str) -> bool:
    """«Дали! Горячие», and nothing that takes it back."""
    return phrases()["relief"].found(text) and not phrases()["trouble"].found(text)


def is_trouble(text: str) -> bool:
    """«Опять ледяные», «а у нас ничего»."""
    return phrases()["trouble"].found(text)


def fares_well(text: str) -> bool:
    """«Где? А у нас тепло, не жалуемся»: whatever the others have."""
    told = ASKED.sub(" ", folded(text))
    ours = AT_OURS.sub(" ", told)
    fine = any(phrases()[name].found(ours) for name in ("relief", "good"))
    return ours != told and fine and not is_trouble(ours)


def is_denial(text: str) -> bool:
    """«Не дали», «ничего не починили»: trouble, and no relief at all."""
    return is_trouble(text) and not phrases()["relief"].found(text)


def is_besides(text: str) -> bool:
    """«А ещё лифт стоит»: one more trouble."""
    return phrases()["besides"].found(text)


def thanks(text: str) -> bool:
    """«Понятно, спасибо»."""
    return phrases()["thanks"].found(text) and not is_trouble(text)


def is_grateful(text: str) -> bool:
    """«Спасибо что приехали», and nothing amiss."""
    return phrases()["gratitude"].found(text) and not is_trouble(text)


def went_itself(text: str) -> bool:
    """«Сама отвалилась, никто так и не пришёл»: it is over, whatever else is said."""
    return phrases()["itself"].found(text)


def is_good(text: str) -> bool:
    """«Школьная 6 есть», «у нас нормально»: no trouble to report."""
    return phrases()["good"].found(text) and not is_trouble(text)


def confirms(text: str) -> bool:
    """«Подтверждаю», «да, пришло», and nothing that takes it back."""
    return phrases()["confirmation"].found(text) and not is_trouble(text)


def agrees(text: str) -> bool:
    """«У нас так же»."""
    return phrases()["agreement"].found(text)


def joins_in(text: str) -> bool:
    """«И у нас есть. Рабочим спасибо, а начальству нет»: agrees, whatever comes after."""
    first = SENTENCE.search(folded(text))
    return first is not None and agrees(first[0]) and not is_trouble(first[0])


def asks_back(text: str) -> bool:
    """«А кто это у вас ногу сломал? Не слышала»: somebody else is to tell."""
    return phrases()["asking"].found(text)


def wishes(text: str) -> bool:
    """«И возле почты бы так»: not told as a trouble."""
    return phrases()["wish"].found(text) and not is_trouble(text)


def turns_away(text: str) -> bool:
    """«Лифт ладно, а вот дома +29»: not the trouble that is talked of."""
    return phrases()["instead"].found(text)


def points_there(text: str) -> bool:
    """«Собаки это всё растащили»: at what another complains of."""
    return phrases()["pointing"].found(text)


def comes_back(text: str) -> bool:
    """«Писала два дня назад», «всё так же»."""
    return phrases()["again"].found(text)


def urges(text: str) -> bool:
    """«Ап», «ответьте людям»."""
    return phrases()["urging"].found(text)
