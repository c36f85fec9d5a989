"""Houses named before their street: «дом 6 по Ленинградскому шоссе», «третий дом по Воровского»."""

import re
from collections.abc import Iterator

from nlp.address.expectation import PUNCTUATION
from nlp.address.forms import NOBODY
from nlp.address.house import House
from nlp.address.houses import HOUSE_NOUN, MARK
from nlp.address.line import Line
from nlp.address.numeral import ordinal
from nlp.address.street import Found, guess_of, mention_of
from nlp.address.typed import typed_street
from nlp.address.view import View

LISTED = re.compile(
    r"(?P<numbers>\d{1,3}(?:\s?(?:,|и)\s?\d{1,3}){0,5})(?P<suffix>-?(?:й|ый|го|ом|м))?\s"
    r"(?P<noun>дом|дома|доме|дому|домом|домов|домам|домах|домами)(?![а-я])"
)
HOUSE_WORD = re.compile(rf"{MARK}$")
PAIRED = re.compile(r"\s?(?:и|,)\s")  # «второго и четвёртого дома»
LIVING = frozenset({"из", "в", "у", "к"})
ALONG = re.compile(r"(?P<number>\d{1,3})-?(?:го|м|му)(?=\sпо\s)")  # «мы из 27-го по Мира»


def fronting_street(view: View, index: int) -> Found | None:
    """«дом 6 по Ленинградскому шоссе», «третий дом по Воровского», «домам 12 и 14 по Кирочной»."""
    line = view.line
    houses = leading_houses(view, index)
    if not houses:
        return None
    at = line.after(max(house.stop for house in houses))
    if line.words[at] in {"по", "на", "с"} and line.gap(at).strip(" ,") == "":
        at += 1
    elif not (view.street_type_at(at) or ends_clause(view, at)) or line.gap(at).strip(" ,"):
        return None
    found = typed_street(view, at) or name_alone(view, at)
    if found is None:
        return None
    mention, after = found
    start = line.starts[index]
    shared = tuple(house._replace(start=start, stop=mention.stop) for house in houses)
    return mention._replace(start=start, houses=shared), after


def ends_clause(view: View, index: int) -> bool:
    """«дом 8 Строителей»: a known name with a capital letter is the last of its clause."""
    names = view.known(index) if view.line.capital(index) else None
    if names is None or not (names[0].whole or names[1].whole):
        return False
    return bool(PUNCTUATION.match(view.line.text, view.line.stops[names[2] - 1]))


def leading_houses(view: View, index: int) -> tuple[House, ...]:
    """The houses that begin at «дом», «третий дом» or «13 дом»."""
    line, word = view.line, view.line.words[index]
    since = line.words[index - 1] in {"от", "с"}  # «от дома 3 до дома 17», «с 3 по 9 дом»
    if since and (ranged := view.houses_from(line.starts[index - 1])):
        return ranged
    if HOUSE_WORD.match(word):
        return view.houses_from(line.starts[index])
    if word.isdigit():
        return tuple(numbers_first(line, line.starts[index])) or house_along(view, index)
    return tuple(spelled_first(line, line.starts[index]))


def house_along(view: View, index: int) -> tuple[House, ...]:
    """«мы из 27-го по Мира»: «дом» is left out where a street follows."""
    found = ALONG.match(view.line.text, view.line.starts[index])
    if found is None:
        return ()
    at = view.line.after(found.end()) + 1
    lives = view.line.words[index - 1] in LIVING  # not «с 27-го по Мира»
    named = lives and view.line.capital(at) and view.known(at)
    return (House(found.start(), found.end(), found["number"]),) if named else ()


def spelled_first(line: Line, offset: int) -> Iterator[House]:
    """«третий дом», «второго и четвёртого дома»: the noun is said once, behind the last."""
    numbers, stop = list[int](), offset
    while said := ordinal(line.text, stop):
        numbers.append(said[0])
        if noun := HOUSE_NOUN.match(line.text, said[1]):
            yield from (House(offset, noun.end(), str(number)) for number in numbers)
            return
        paired = PAIRED.match(line.text, said[1])
        stop = paired.end() if paired else len(line.text)


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
