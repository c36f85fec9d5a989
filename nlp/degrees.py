"""The temperature indoors that a comment tells: «дома +14», «в комнате 15», «16-17 градусов»."""

import re
from collections.abc import Iterable

NUMBER = r"\d{1,2}(?:[.,]\d)?"
# «+20 минут», «+7 (921) …», «+5 домов»: no warmth.
COUNTED = (
    r"\s{0,9}(?:\d|руб|тыс|%|процент|мин|час|дн|ден|сут|недел|месяц|лет|год|этаж|подъезд|дом(?!а\b)"
    r"|квартир(?!е)|чел|раз|шт|км|метр|балл|голос)|\s?[-(]\s?\d{3}"
)
# Behind a number that nothing else marks as degrees: «в комнате 15, дети мёрзнут», «дома 15 и
# падает», but not «в квартире 5 человек», «дома с 12.10.2023».
ENDS = (
    r"(?=\s?(?:$|[!?;)(\n°]|[.,](?!\d)|[-–—](?!\s?\d))|\s(?:и|а|но|в|у|при|на\s(?:кухне|площадке)"
    r"|с\sполовиной|градус|гр|тепла|уже|сейчас|утром|днем|вечером|ночью|всего|хотя|когда|не|это"
    r"|дети|ребен\w{1,3}|спим|сидим|ходим|мерз\w{1,7}|холод\w{1,5})(?![а-я]))"
)
DEGREES = re.compile(
    rf"\+\s?(?P<plus>{NUMBER})(?!\d)(?!{COUNTED})"
    rf"|(?<!\d)(?<!\d[.,])(?P<bare>{NUMBER})(?:\s?[-–]\s?\d{{1,2}})?(?:-?ти)?\s?(?:°|градус|гр\b)"
    r"|(?P<where>(?:температур|градусник|термометр)\w{0,20}|дома|квартире|комнате)\s"
    rf"(?P<words>(?:\w{{1,30}}\s){{0,3}}?)(?P<told>{NUMBER}){ENDS}"
)
DIRECTLY = re.compile(r"\s?(?:°|градус)")
INSIDE = re.compile(
    r"(?:(?:температур|градусник|термометр)\w{0,20}|дома|квартире|комнате|спальне|детской)"
    r"\s(?:[а-я]{1,30}\s){0,2}$"
)
# What stands before degrees that are not those of a dwelling.
ELSEWHERE = (
    re.compile(r"(?:на улице|за окном|мороз\w{0,10}|снаружи)[^\d,.;!?\n]{0,12}$"),
    re.compile(r"(?:[-−–]|минус )$"),
    re.compile(
        r"(?:вод[аыуе]|кипят\w{1,5}|крана|теплоносител\w{1,3}|гвс)\s(?:(?!нет)\w{1,12}\s)?$"
    ),
    re.compile(  # «норма +18, а дома 14», but not «ниже нормы»
        r"(?:(?<!ниже )норм\w{0,4}|санпин\w{0,2}|гост\w{0,2}|положен\w)[^\d,.;:!?\n]{0,12}$"
        r"|(?<![а-я])не (?:ниже|менее|выше)\s$"
    ),
    re.compile(r"(?:обеща\w{1,3}|завтра|прогноз\w{0,3}|погод\w{1,2})\s(?:\w{1,12}\s)?$"),
)
OUTSIDE = re.compile(r"[а-я]{0,5}\s(?:мороза|на улице|за окном|снаружи|ниже нуля)")
# «Пятый день ниже +8»: out of doors, when the season begins.
SEASON = 8
BEGINS = re.compile(r"(?:ниже|при|до|среднесуточн\w{1,3}|температур\w{1,3})\s$")
LASTS = re.compile(r"[а-я°]{0,8}\s(?:и ниже|в течение|держ|пят|пять|5|трет|три|3|подряд)")
# Of «дома 12» behind anything else the house is meant: «совет дома 12», «у дома 12».
AT_HOME = re.compile(
    r"(?:^|[^\w\s]\s*|\n|(?<![а-я])(?:нас|меня|себя|них|а|и|но|же|тоже|сейчас|сегодня|уже|опять"
    r"|теперь|холодно|холодина|дубак)\s)$"
)
HOUSES = re.compile(  # «дома 5, 7 и 9», but not «дома 17, 3 суток»
    r"\s?(?:,|и)\s?\d{1,3}[а-я]?(?!\d)"
    r"(?!\s?(?:°|градус|сут|дн|ден|час|недел|месяц|лет|год|дет|реб|чел|в\s(?:спал|комн|зал|дет)))"
)
NO_WARMTH = re.compile(  # between the word and its number
    r"(?<![а-я])(?:со?(?!\sутра|\sвечера)|к|на|после|номер|минус|завтра|наружн\w{1,3}"
    r"|вод\w{1,3}|гвс|теплоносител\w{1,3})\s"
)
LIVING = re.compile(r"(?:жив\w{1,4}|прожива\w{2,4}|прописан\w?) в $")
BEFORE = 40  # letters looked at before a number
INDOORS = range(-5, 36)  # the warmer is water, or a fever
LEAST = 5  # a lower number needs a sign of degrees: «+1» says «me too», «в комнате 2 батареи»
SIGNS = ("+", "°", "гр", "температур", "термометр", "дома", "квартире", "комнате")


def tells(low: str, signs: Iterable[str]) -> bool:
    """Whether a text has any of the signs: cheap, and most comments have none."""
    return any(map(low.__contains__, signs))


def degrees(low: str) -> float | None:
    """Find the temperature indoors; «на улице -20» is not it."""
    if not tells(low, SIGNS):
        return None
    for found in DEGREES.finditer(low):
        before = low[max(0, found.start() - BEFORE) : found.start()]
        rest = low[found.end() : found.end() + BEFORE]
        if any(sign.search(before) for sign in ELSEWHERE) or OUTSIDE.match(rest):
            continue
        if found["where"] and not is_warmth(found, before, rest):
            continue
        value = float((found["plus"] or found["bare"] or found["told"]).replace(",", "."))
        if value == SEASON and (BEGINS.search(before) or LASTS.match(rest)):
            continue
        if int(value) in INDOORS and (value >= LEAST or is_marked(found, before, rest)):
            return value
    return None


def is_warmth(found: re.Match[str], before: str, rest: str) -> bool:
    """Whether «дома 17» and the like tell how warm it is: a house and a flat have numbers too."""
    where = found["where"]
    if where == "температурой" or NO_WARMTH.search(f" {found['words']}"):
        return False
    if where == "дома":
        return bool(AT_HOME.search(before)) and not HOUSES.match(rest)
    return not LIVING.search(before)


def is_marked(found: re.Match[str], before: str, rest: str) -> bool:
    """Whether degrees are told by a word: «+4 градуса», «дома +4»."""
    return bool(found["bare"] or DIRECTLY.match(rest) or (found["plus"] and INSIDE.search(before)))
