"""Houses as they are listed: «9, 11 и 13», «с 35 по 43», «д. 5, кв. 12 и 14»."""

import re
from collections.abc import Iterator

from nlp.address.house import House, house_at, is_counted
from nlp.address.line import Line
from nlp.address.numeral import cardinal, ordinal
from nlp.address.vocabulary import Vocabulary

MARK = r"(?:д|дом|дома|доме|дому|домом|домов|домах|домам|домами|зд|здание|здании|вл|участок|уч)"
MARKED = re.compile(
    rf"[\s,.:;(-]{{0,4}}(?:(?:№|номер)\s?)?{MARK}(?![а-я])[\s.]{{0,3}}(?:(?:№|номер)\s?)?"
)
BARE = re.compile(r"\s?(?:[,:]|-(?=\s))?\s{0,2}(?:(?:№|номер)\s?)?(?=\d)")
ENTRANCE = (
    r"(?:[\s,.(;]{0,3}(?:\d{1,2}\s?-?(?:й|я|ая|ый)?\s?(?:подъезд|парадная|этаж|под|эт|п)(?![а-я])\.?"
    r"|(?:подъезд|парадная|под|этаж|эт|п)(?![а-я])[\s.]{0,2}(?:(?:№|номер)\s?)?\d{1,2})){0,2}"
)
FLAT = re.compile(
    ENTRANCE + r"[\s,.(;-]{0,4}(?:кв|квартира|квартире|квартиры|квартиру|кв-ра)(?![а-я])[\s.]{0,2}"
    r"(?:(?:№|номер)\s?)?(?P<flats>\d{1,4}(?:\s?(?:,|и)\s?\d{1,4}(?![\d/]|\s?[а-я]))*)(?!\d)"
    r"|" + ENTRANCE + r"[\s,]{1,3}(?P<flat>\d{1,4})(?:-?я)?\s?(?:квартира|кв)(?![а-я])(?!\.?\s?м)"
)
RANGE = re.compile(
    rf"[\s,(]{{0,3}}(?:все\s)?(?:{MARK}\s)?(?:участок\s)?(?P<since>с|от)\s?(?:{MARK}[\s.]{{0,2}})?(?P<first>\d{{1,3}}[а-г]?)(?:-?го)?\s?"
    rf"(?:{MARK}\s)?(?P<joint>по|до)\s?(?P<word>{MARK}[\s.]{{0,2}})?"
    rf"(?P<last>\d{{1,3}}[а-г]?)(?!\d)(?:-?(?:й|го)(?=\s{MARK}(?![а-я])))?(?P<mark>\s{MARK}(?![а-я]))?"
)
BETWEEN = re.compile(
    rf"[\s,(]{{0,3}}между\s(?:{MARK}\s)?(?:(?:№|номер)\s?)?(?P<first>\d{{1,3}}[а-г]?)\s(?:и|-)\s"
    rf"(?:(?:№|номер)\s?)?(?P<last>\d{{1,3}}[а-г]?)(?!\d)(?:-?[а-я]{{1,2}})?(?:\s{MARK}(?![а-я]))?"
)
NEXT = re.compile(
    rf"\s?(?P<joint>,\s?и(?=\s)|,|;|и(?=\s)|\+)\s{{0,2}}(?P<mark>{MARK}(?![а-я])[\s.]{{0,2}})?"
    r"(?:(?:№|номер)\s?)?(?=\d)"
)
# «дома 17, дети мёрзнут»: the degrees in a flat, unless «дома» is governed: «жители дома 17».
WARMTH = re.compile(r"дома\s(?:всего\s|\+\s?)?(?:[5-9]|[12]\d)(?=\s*(?:$|[,.;!?)\n]))")
SPEAKING = re.compile(
    r"(?:^|[,.;:!?(\n-]\s*|(?<![а-я])(?:нас|меня|них|а|и|сейчас|сегодня|уже|опять|теперь)\s)$"
)
BEFORE = 10  # characters
DIGIT = re.compile(r"\d")
LAST_ROUND = 20
REACH = 28  # characters: a house stands no further from its street
FREE = re.compile(r"\s*(?:$|[,;:!?)(\n]|\.(?!\d)|и\s|-\s)")
ORDINAL_LEAD = re.compile(r"[\s,(]{1,3}(?:(?:в|у|за|возле|около|напротив|перед)\s)?")
TOWN = re.compile(r"\s(?:город|гор|г|поселок|пос|пгт|деревня|дер)(?![а-я])")
HOUSE_NOUN = re.compile(r"\s(?:дом|дома|дому|доме|домом)(?![а-я])")


def houses_at(line: Line, offset: int, words: Vocabulary) -> tuple[House, ...]:
    """The houses that begin right at the offset: one, a list, a range, or none."""
    if not DIGIT.search(line.text, offset, offset + REACH):
        spelled = spelled_at(line, offset, words)
        return (spelled,) if spelled else ()
    if found := RANGE.match(line.text, offset) or BETWEEN.match(line.text, offset):
        return ranged(line, found, words)
    marked = MARKED.match(line.text, offset)
    lead = marked or BARE.match(line.text, offset)
    if lead is None:
        return ()
    first = house_at(line, lead.end(), words, bool(marked))
    return tuple(listed(line, first, words)) if first else ()


def ranged(line: Line, found: re.Match[str], words: Vocabulary) -> tuple[House, ...]:
    """«с 35 по 43»; with «до» it is a time unless «дома» follows."""
    groups = found.groupdict()
    hours = (
        groups.get("since") == "с"
        and groups["joint"] == "до"
        and not (groups["mark"] or groups["word"])
    )
    if hours or is_counted(line, found.end(), words):
        return ()
    return (House(found.start("first"), found.end(), f"{found['first']}-{found['last']}".upper()),)


def listed(line: Line, first: House, words: Vocabulary) -> Iterator[House]:
    """The house with its flats, then the further houses of a list: «9, 11 и 13»."""
    house, flats = with_flats(line, first)
    yield from (house._replace(flat=flat) for flat in flats or [None])
    while joint := NEXT.match(line.text, house.stop):
        following = house_at(line, joint.end(), words, bool(joint["mark"]))
        if following is None or (joint["mark"] and is_warmth(line, joint.start("mark"))):
            return
        house, flats = with_flats(line, following)
        sure = flats or joint["mark"] or joint["joint"][-1] == "и"
        if not sure and not FREE.match(line.text, house.stop) and not before_name(line, house.stop):
            return
        yield from (house._replace(flat=flat) for flat in flats or [None])


def is_warmth(line: Line, offset: int) -> bool:
    """Whether «дома 17» at the offset tells how warm it is at home."""
    before = line.text[max(0, offset - BEFORE) : offset]
    return bool(WARMTH.match(line.text, offset) and SPEAKING.search(before))


def before_name(line: Line, offset: int) -> bool:
    """Whether a name stands right behind: «Ветеранов 60, 62, 64 Волосово», «5, 7 город Кировск»."""
    if line.text[offset : offset + 1] != " ":
        return False
    return line.cased[offset + 1 : offset + 2].isupper() or bool(TOWN.match(line.text, offset))


def with_flats(line: Line, house: House) -> tuple[House, list[str | None]]:
    """The house stretched over the flats that follow it, and their numbers."""
    if house.flat:
        return house, [house.flat]
    found = FLAT.match(line.text, house.stop)
    if found is None:
        return house, []
    return house._replace(stop=found.end()), list(
        re.findall(r"\d+", found["flats"] or found["flat"])
    )


def spelled_at(line: Line, offset: int, words: Vocabulary) -> House | None:
    """«дом четырнадцать», «Гагарина, тридцать два», «в сорок втором доме»."""
    text = line.text
    marked = MARKED.match(text, offset)
    lead = marked or ORDINAL_LEAD.match(text, offset)
    if lead is None:
        return None
    start = lead.end()
    said = ordinal(text, start)
    if said and (noun := HOUSE_NOUN.match(text, said[1])):
        return House(start, noun.end(), str(said[0]))
    sure = marked and said and said[0] > LAST_ROUND  # «дом сорок второй», not «дом второй от угла»
    found = said if sure else cardinal(text, start)
    if found is None or is_counted(line, found[1], words):  # «дому три года»
        return None
    if found[0] > 1 if marked else FREE.match(text, found[1]):
        return House(start, found[1], str(found[0]))
    return None
