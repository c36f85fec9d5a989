"""Houses told without a street: «дом 18 туда же», «у нас в 14к2», «в 12-м тоже холодно»."""

import re
from collections.abc import Iterator

from nlp.address.frontage import LISTED, leading_houses
from nlp.address.house import House
from nlp.address.houses import is_warmth
from nlp.address.line import Line
from nlp.address.mention import HouseMention
from nlp.address.view import View

NOUNS = frozenset({"дом", "доме", "дома", "дому", "домом", "домов", "домах"})
NEAR = frozenset({"в", "у", "к", "возле", "около"})
CORPUS = re.compile(r"\d{1,3}[а-г]?к\d{1,2}(?![\dа-я])")
# «7а так же», «14-й холодный»: the house of somebody who joins in.
ALIKE = re.compile(
    r"(?!24/7)(?P<number>\d{1,3}(?:[а-г]|/\d{1,2}|-?(?P<ordinal>м|го|й)))"
    r"(?=\s(?:тоже|также|так же|то же|присоединя|холодный|мерзнет|без (?:воды|света|тепла|газа)))"
)
CASES = {"м": {"в"}, "го": {"у", "возле", "около"}, "й": {""}}  # before which preposition


def house_alone(view: View, index: int) -> tuple[HouseMention, int] | None:
    """The houses that begin at the word, whose street is told elsewhere or nowhere."""
    line, houses = view.line, houses_alone(view, index)
    if not houses or houses[0].number == "2" or line.words[index - 1] == "кроме":
        return None  # «дом 2» is the show
    if len(houses) == 1 and is_warmth(line, line.starts[index]):
        return None
    after = line.after(max(house.stop for house in houses))
    return HouseMention(line.starts[index], houses[0].stop, houses), after


def houses_alone(view: View, index: int) -> tuple[House, ...]:
    """Those houses without the words around them."""
    line = view.line
    if is_marked(view, index):
        return view.houses_from(line.starts[index])
    near = line.words[index - 1] in NEAR and line.gap(index) == " "
    told = leading_houses(view, index) if near or is_told_first(line, index) else ()
    return told or tuple(joining(line, index))


def is_marked(view: View, index: int) -> bool:
    """«дом 18», «д. Горка Тихвинского района, д. 5», «14к2»: surely a house."""
    words, word = view.line.words, view.line.words[index]
    if word in NOUNS or (word == "д" and words[index - 1] in view.words.district_words):
        return True
    return words[index + 1] == "к" and bool(CORPUS.match(view.line.text, view.line.starts[index]))


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
