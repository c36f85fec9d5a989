"""One house number: «16к2», «23/2», «140 литера А», «62-15», «13-15»."""

import re
from typing import NamedTuple

from nlp.address.line import Line
from nlp.address.vocabulary import Vocabulary

LETTER = r"(?:[а-жз](?![а-я]))?"
LITERA = r"[\s,.(]{0,3}лит(?:ера|еры|ер|\.)?[\s.\"]{0,3}(?P<%s>[а-я]{1,2})\"?(?![а-я])"
NUMBER = re.compile(r"(?P<number>[1-9]\d{0,2})(?!\d)(?P<letter>[а-я](?![а-я]))?")
SPACED = re.compile(
    r'\s?["(](?P<quoted>[а-я])[")]|-(?P<joined>[абвг])(?![а-я])|\s(?P<plain>[абвгд])(?![а-я])'
)
TAIL = re.compile(
    rf"(?:\s?[/\\]\s?(?P<fraction>\d{{1,3}}{LETTER}(?:/\d{{1,3}}{LETTER})?)(?!\d)"
    rf"|\s?-\s?(?P<second>\d{{1,3}}{LETTER})(?:\s?-\s?(?P<third>\d{{1,4}}))?(?![\d-])"
    rf"|\s(?:по|до)\s(?P<last>\d{{1,3}}{LETTER})(?=\s*(?:$|[,.;:!?)\n])))?"
    rf"(?:{LITERA % 'before'})?"
    rf"(?:[\s,/]{{0,3}}(?:корпус[а-я]*|корп|кор|к)(?![а-я])[\s.]{{0,2}}(?:№\s?)?"
    rf"(?P<corpus>\d{{1,2}}{LETTER}|[а-г](?![а-я.]))(?!\d))?"
    r"(?:[\s,]{0,3}(?:строение|стр|с)(?![а-я])[\s.]{0,2}(?P<structure>\d{1,2})(?!\d))?"
    rf"(?:{LITERA % 'after'})?"
)
ORDINAL = re.compile(r"-?(?:й|я|е|го|му|ой|ый|ая|ого|х|ти|ю|ую|м|ми|ом|ем)(?![а-я])")
SHORT_ORDINAL = re.compile(r"-?[йя](?![а-я])")
SUFFIXED = re.compile(  # «у 12-го дома», «8 дом»
    r"(?P<number>\d{1,3})(?:\s?-?(?:го|й|ый|ой|му|м|ом|ым))?\s"
    r"(?:дом|дома|дому|доме|домом)(?![а-я])(?!\s?№?\s?\d)"
)
PHONE = re.compile(
    r"\d{1,3}-\d{2}-\d{2}(?!\d)"
    r"|[78]?[\s(-]{0,2}\d{3}[\s)-]{0,2}\d{3}[\s-]?\d{2}[\s-]?\d{2}(?!\d)"
    r"|[78][\s-]?\(\d{3,5}\)"
)
CLOCK = re.compile(r"[:.]\d|,\d+\s?(?:град|°|%)|\d|\s?[%°*]")
WORD = re.compile(r"[\s-]?([а-я]+)")
PART_NUMBER = re.compile(r"[а-я]*[\s.№]{0,3}\d")
UNDER = re.compile(r"\s[а-я]+(?:ом|ем|ой|ей|ью|ами|ями)(?![а-я])")  # «Садовая 33 под окнами кафе»
# «5 фонарей не горят», but «Мира 5 фонарей нет», «12 соснов. бор»
NOUN = re.compile(r" ([а-я]+)(?![а-я.]| нет(?![а-я])| не (?:было|будет|видно|хват))")
MANY = re.compile(
    r"(?!готов|здоров|(?:наш|ваш|вс|скор|тепл|сильн|быстр|холодн)ей)"
    r"(?:[а-я]{3,}[ое]в|[а-я]{2,}[бвгджзклмнпрстфхцчшщ]ей)"
)
FEW, TEENS = range(2, 5), range(11, 15)
MOST_ENTRANCES = 12  # «Карла Маркса 48 подъезд грязный»: no house has so many
FARTHEST = 20  # «13-15» is a range of houses, «62-15» and «5-112» a house and a flat
SIDES = 2  # of a street: «8-27» stand on both, so 27 is a flat


class House(NamedTuple):
    """A house as written, with its place in the folded text."""

    start: int
    stop: int
    number: str
    building: str | None = None
    flat: str | None = None


def house_at(line: Line, offset: int, words: Vocabulary, marked: bool = False) -> House | None:
    """The house whose number stands at the offset; ``marked`` when «дом» stands before it."""
    text = line.text
    head = NUMBER.match(text, offset)
    if head is None or PHONE.match(text, offset) or text[max(offset - 1, 0) : offset] == "+":
        return None
    if not marked and counts_things(line, head, words):
        return None
    if suffixed := SUFFIXED.match(text, offset):
        return House(offset, suffixed.end(), suffixed["number"])
    if marked and (ordinal := SHORT_ORDINAL.match(text, head.end("number"))):
        return House(offset, ordinal.end(), head["number"])
    letter, stop = letter_at(line, head)
    tail = TAIL.match(text, stop)
    beside = text[max(offset - 2, 0) : offset - 1].isalpha()  # «Мира 48», not «Мира, 48»
    told = marked, int(head["number"]) if beside else 0
    if tail and (tail["fraction"] or not is_counted(line, tail.end(), words, *told)):
        return put_together(head, letter, tail, tail.end())
    if tail and tail.end() > stop and not is_counted(line, stop, words, *told):
        return House(offset, stop, head["number"] + letter.upper())
    return None


def counts_things(line: Line, head: re.Match[str], words: Vocabulary) -> bool:
    """«3 фонаря», «5 домов»: the noun behind the number is in the case that it asks for."""
    noun = NOUN.match(line.text, head.end("number"))
    if noun is None or line.cased[noun.start(1)].isupper():
        return False
    number = int(head["number"])
    if number % 10 in FEW and number % 100 not in TEENS:
        return noun[1] in words.few
    single = number % 10 == 1 and number not in TEENS
    return not single and (noun[1] in words.many or bool(MANY.fullmatch(noun[1])))


def letter_at(line: Line, head: re.Match[str]) -> tuple[str, int]:
    """The letter of a house and where it ends: «13а», «3 б», «11 "А"»."""
    letter = head["letter"] or ""
    small = letter and line.cased[head.end() - 1].islower()
    counts = small and (letter in "ксхмрлтч" or ORDINAL.match(line.text, head.end("number")))
    if letter and not counts:
        return letter, head.end()
    stop = head.end("number")
    spaced = SPACED.match(line.text, stop)
    if spaced and is_letter(line, spaced):
        return spaced["quoted"] or spaced["joined"] or spaced["plain"], spaced.end()
    return "", stop


def is_letter(line: Line, found: re.Match[str]) -> bool:
    """Whether a letter after a space belongs to the house: «3 б», not «8 а у нас»."""
    if found["plain"] is None:
        return True
    rest = line.text[found.end() : found.end() + 5]
    letter = found["plain"]
    if letter in "бдг":
        return not rest.startswith(".") or (letter == "б" or not rest[1:].strip())
    if not rest.strip() or rest[0] in ".,;:!?)\n" or rest.startswith((" корп", " кв", " к ")):
        return True
    return letter == "а" and line.cased[found.start("plain")].isupper()


def is_counted(
    line: Line, offset: int, words: Vocabulary, marked: bool = False, number: int = 0
) -> bool:
    """Whether the number that ends at the offset counts something, or is a time or a decimal."""
    if CLOCK.match(line.text, offset) or ORDINAL.match(line.text, offset):
        return True
    following = WORD.match(line.text, offset)
    if following is None or line.parted(offset):
        return False
    word, stop = following[1], following.end()
    if word == "под" and UNDER.match(line.text, stop):
        return False
    if word in words.short:
        return not re.match(r"[\s.]*\d", line.text[stop : stop + 4])
    if word.startswith(words.parts):
        high = number > MOST_ENTRANCES and not word.startswith("квартир")
        return not (high or PART_NUMBER.match(line.text, stop))
    if marked and word.startswith(words.loose):
        return False
    return word.startswith(words.units) and not is_plural(word, number)


def is_plural(word: str, number: int) -> bool:
    """«Климчука 10 контейнеры» are many, but not ten: those would be «10 контейнеров»."""
    few = number % 10 in range(1, 5) and number % 100 not in range(11, 15)
    return number > 0 and not few and word.endswith(("ы", "и"))


def put_together(head: re.Match[str], letter: str, tail: re.Match[str], stop: int) -> House:
    """The fields of a house from what was matched."""
    number, building, flat = head["number"] + letter.upper(), None, None
    if tail["fraction"]:
        number += f"/{tail['fraction'].upper()}"
    elif tail["last"]:
        number += f"-{tail['last'].upper()}"
    elif tail["second"]:
        number, building, flat = hyphenated(number, tail["second"].upper(), tail["third"])
    number += (tail["before"] or tail["after"] or "").upper()
    parts = (tail["corpus"] or building, tail["structure"])
    building = " стр. ".join(part.upper() for part in parts if part) or None
    return House(head.start(), stop, number, building, flat)


def hyphenated(first: str, second: str, third: str | None) -> tuple[str, str | None, str | None]:
    """House, building and flat of «13-15», «62-15», «10-1-52»."""
    if third:
        return first, second, third
    if is_range(first, second):
        return f"{first}-{second}", None, None
    return first, None, second


def is_range(first: str, second: str) -> bool:
    """Whether both ends are houses of one side of a street; «10А-24» has a flat."""
    if first[-1].isalpha() and second.isdigit():
        return False
    low, high = int(re.sub(r"\D", "", first)), int(re.sub(r"\D", "", second))
    return low < high <= low + FARTHEST and (high - low) % SIDES == 0
