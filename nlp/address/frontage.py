"""Houses named before their street, or without one: «дом 6 по Ленинградскому шоссе», «дом 18»."""

import re
from collections.abc import Iterator

from nlp.address.forms import NOBODY
from nlp.address.house import House
from nlp.address.houses import HOUSE_NOUN, MARK
from nlp.address.line import Line
from nlp.address.mention import HouseMention
from nlp.address.numeral import ordinal
from nlp.address.street import Found, guess_of, mention_of
from nlp.address.typed import typed_street
from nlp.address.view import View

LISTED = re.compile(
    r"(?P<numbers>\d{1,3}(?:\s?(?:,|и)\s?\d{1,3}){0,5})(?P<suffix>-?(?:й|ый|го|ом|м))?\s"
    r"(?P<noun>дом|дома|доме|домов|домам|домах)(?![а-я])"
)
HOUSE_WORD = re.compile(rf"{MARK}$")
# «у нас в 14к2 так же»: a number with its corpus is a house wherever it stands.
CORPUS = re.compile(r"\d{1,3}[а-г]?к\d{1,2}(?![\dа-я])")
HOUSE_NOUNS = frozenset({"дом", "доме", "дома", "дому", "домом", "домов", "домах"})
# «в 12-м тоже холодно», «7а так же»: the house of somebody who joins in.
ALIKE = re.compile(
    r"(?!24/7)(?P<number>\d{1,3}(?:[а-г]|/\d{1,2}|-?(?P<ordinal>м|го|й)))"
    r"(?=\s(?:тоже|также|так же|то же))"
)
CASES = {"м": {"в"}, "го": {"у", "возле", "около"}, "й": {""}}  # before which preposition
NEAR = frozenset({"в", "у", "к", "возле", "около"})


def fronting_street(view: View, index: int) -> Found | None:
    """«дом 6 по Ленинградскому шоссе», «третий дом по Воровского», «домам 12 и 14 по Кирочной»."""
    line = view.line
    houses = leading_houses(view, index)
    if not houses:
        return None
    at = line.after(max(house.stop for house in houses))
    if line.words[at] in {"по", "на", "с"} and line.gap(at).strip(" ,") == "":
        at += 1
    elif not view.street_type_at(at) or line.gap(at).strip(" ,"):
        return None
    found = typed_street(view, at) or name_alone(view, at)
    if found is None:
        return None
    mention, after = found
    start = line.starts[index]
    shared = tuple(house._replace(start=start, stop=mention.stop) for house in houses)
    return mention._replace(start=start, houses=shared), after


def leading_houses(view: View, index: int) -> tuple[House, ...]:
    """The houses that begin at «дом», «третий дом» or «13 дом»."""
    line, word = view.line, view.line.words[index]
    if HOUSE_WORD.match(word):
        ranged = line.words[index - 1] in {"от", "с"}  # «от дома 3 до дома 17 по Парковой»
        houses = view.houses_from(line.starts[index - 1]) if ranged else ()
        return houses or view.houses_from(line.starts[index])
    if word.isdigit():
        return tuple(numbers_first(line, line.starts[index]))
    start = line.starts[index]
    if (said := ordinal(line.text, start)) and (noun := HOUSE_NOUN.match(line.text, said[1])):
        return (House(start, noun.end(), str(said[0])),)
    return ()


def numbers_first(line: Line, offset: int) -> Iterator[House]:
    """«11, 13 и 15 дома», «13-й дом»."""
    found = LISTED.match(line.text, offset)
    if found is None:
        return
    for number in re.finditer(r"\d+", found["numbers"]):
        yield House(offset, found.end(), number[0])


def name_alone(view: View, index: int) -> Found | None:
    """A name after «дом 6 по»: known, or capitalised."""
    if names := view.known(index):
        ours, theirs, after = names
    elif view.line.capital(index) and len(view.line.words[index]) > 4:
        ours, theirs, after = NOBODY, NOBODY, index + 1
    else:
        return None
    guess = guess_of(view, index, after, None)
    return mention_of(view, index, after, None, (ours, theirs), guess), after


def house_alone(view: View, index: int) -> tuple[HouseMention, int] | None:
    """«дом 18 туда же», «в пятом доме»: a house whose street is told elsewhere or nowhere."""
    line, before = view.line, view.line.words[index - 1]
    houses: tuple[House, ...] = ()
    noun = line.words[index] in HOUSE_NOUNS
    # «д. Горка Тихвинского района д 5»
    noun = noun or (line.words[index] == "д" and before in view.words.district_words)
    if noun or is_with_corpus(line, index):
        houses = view.houses_from(line.starts[index])
    elif (before in NEAR and line.gap(index) == " ") or is_told_first(line, index):
        houses = leading_houses(view, index)
    houses = houses or tuple(joining(line, index))
    if not houses or houses[0].number == "2" or before == "кроме":  # «дом 2» is the show
        return None
    after = line.after(max(house.stop for house in houses))
    return HouseMention(line.starts[index], houses[0].stop, houses), after


def is_told_first(line: Line, index: int) -> bool:
    """«9 дом тоже без воды», «5-й дом», but not «3 дома без света»."""
    found = LISTED.match(line.text, line.starts[index]) if line.opens(index) else None
    return found is not None and bool(found["suffix"] or found["noun"] == "дом")


def joining(line: Line, index: int) -> Iterator[House]:
    """The house of somebody who has the same trouble."""
    found = ALIKE.match(line.text, line.starts[index])
    if found is None:
        return
    before = "" if line.opens(index) else line.words[index - 1]
    ordinal = found["ordinal"]
    if before in (CASES[ordinal] if ordinal else {"", *NEAR}):
        number = found["number"].removesuffix(ordinal or "").removesuffix("-")
        yield House(found.start(), found.end(), number.upper())


def is_with_corpus(line: Line, index: int) -> bool:
    """Whether «16к1» stands at the word."""
    return line.words[index + 1] == "к" and bool(CORPUS.match(line.text, line.starts[index]))
