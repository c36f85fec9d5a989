"""What people say in a talk, as far as its stock phrases tell."""

import re

from pipeline.tickets.phrases import means
from pipeline.tickets.words import folded

AT_OURS = re.compile(r"\b(?:а )?у (?:нас|меня)\b")
LAUGHTER = re.compile(r"^[^(]*\)\s*$|[😀-😆😉😊😋😜🤣🤪]")  # no pair to the last bracket
ASKED = re.compile(r"(?<![^.!?])[^.!?]*\?")
SENTENCE = re.compile(r"[^.!?)\n]+[.!?)\n]*")


def is_correction(text: str) -> bool:
    """«Ой, ошиблась, дом 12, не 21!»."""
    return means("correction", text)


def is_relief(text: str) -> bool:
    """«Дали! Горячие», and nothing that takes it back."""
    return means("relief", text) and not means("trouble", text)


def is_trouble(text: str, *, lasting: bool = False) -> bool:
    """«Опять ледяные», «а у нас ничего»; the former lasts."""
    return means("trouble", text, lasting=lasting)


def tells(text: str, *names: str) -> bool:
    """Whether a text has any of the meanings."""
    return any(means(name, text) for name in names)


def is_clear(text: str, *names: str) -> bool:
    """«Мёрзли, не верили. Дали! Мэру не спасибо»: told without trouble, and none lasts."""
    parts = SENTENCE.findall(text)
    clear = [part for part in parts if tells(part, *names) and not is_trouble(part)]
    others = (part for part in parts if part not in clear)
    return bool(clear) and not any(is_trouble(part, lasting=True) for part in others)


def fares_well(text: str) -> bool:
    """«Где? А у нас тепло, не жалуемся»: whatever the others have."""
    told = ASKED.sub(" ", folded(text))
    ours = AT_OURS.sub(" ", told)
    return ours != told and tells(told, "relief", "good") and not is_trouble(ours)


def is_denial(text: str) -> bool:
    """«Не дали», «ничего не починили»: trouble, and no relief at all."""
    return is_trouble(text) and not means("relief", text)


def is_besides(text: str) -> bool:
    """«А ещё лифт стоит»: one more trouble."""
    return means("besides", text)


def thanks(text: str) -> bool:
    """«Понятно, спасибо»."""
    return means("thanks", text) and not is_trouble(text)


def went_itself(text: str) -> bool:
    """«Сама отвалилась, никто так и не пришёл»: it is over, whatever else is said."""
    return means("itself", text)


def is_good(text: str) -> bool:
    """«Школьная 6 есть», «у нас нормально»: no trouble to report."""
    return means("good", text) and not is_trouble(text)


def agrees(text: str) -> bool:
    """«У нас так же»."""
    return means("agreement", text)


def assents(text: str) -> bool:
    """«Подтверждаю, так и есть»."""
    return means("assent", text)


def speaks_of_own(text: str) -> bool:
    """«А у нас в подъезде»."""
    return means("own", text)


def lives_there(text: str) -> bool:
    """«Тот же дом, торец»: the place is the one that is talked of."""
    return means("there", text)


def asks_back(text: str) -> bool:
    """«А кто это у вас ногу сломал? Не слышала»: somebody else is to tell."""
    return means("asking", text)


def advises(text: str) -> bool:
    """«Сходите сами в контору, там вам ответят»: told to another, not of oneself."""
    return means("advice", text)


def laughs(text: str) -> bool:
    """«Продайте пару градусов)))»."""
    return LAUGHTER.search(text) is not None


def wishes(text: str) -> bool:
    """«И возле почты бы так»: not told as a trouble."""
    return means("wish", text) and not is_trouble(text)


def comforts(text: str) -> bool:
    """«А на соседней дали, потерпите»."""
    return means("comfort", text)


def mocks(text: str) -> bool:
    """«Зато помойку не видно»."""
    return means("mockery", text)


def greets(text: str) -> bool:
    """«Привет, это ты что ли»."""
    return means("greeting", text)


def is_advert(text: str) -> bool:
    """«Продам гараж, яма сухая, торг»: said of no trouble."""
    return means("advert", text) and not is_trouble(text)


def turns_away(text: str) -> bool:
    """«Лифт ладно, а вот дома +29»: not the trouble that is talked of."""
    return means("instead", text)


def points_there(text: str) -> bool:
    """«Собаки это всё растащили»: at what another complains of."""
    return means("pointing", text)


def comes_back(text: str) -> bool:
    """«Писала два дня назад», «всё так же»."""
    return means("again", text)


def has_asked(text: str) -> bool:
    """«Звонил, 40 минут слушал музыку»: what the author has done about his trouble."""
    return means("effort", text)


def urges(text: str) -> bool:
    """«Ап», «ответьте людям»."""
    return means("urging", text)
