"""Areas and streets called by a number: «3-й микрорайон», «12-я линия», «Тихвин, 5-41»."""

import re
from collections.abc import Collection

from nlp.address.forms import NOBODY, Names
from nlp.address.gazetteer import Type
from nlp.address.house import House, is_counted
from nlp.address.mention import StreetMention
from nlp.address.numeral import ordinal
from nlp.address.street import Found, mention_of
from nlp.address.view import View

# «Тихвин, 5-41-72»: where micro-districts are numbered, they are named by the number alone.
BLOCK = re.compile(
    r"(?P<number>\d{1,2})(?P<letter>[аб]?)-(?P<house>\d{1,3}[а-г]?)(?:-(?P<flat>\d{1,4}))?(?![\d-])"
)
OPENING = re.compile(rf"\W*(?:\[[^\]]{{0,200}}\]\W*)?(?P<block>{BLOCK.pattern})")
ROWS = frozenset({"линия", "дорога"})  # of gardens and old settlements: mostly numbered
ORDINALS = {"f": "я", "m": "й", "n": "е"}


def number_first(view: View, index: int) -> Found | None:
    """«3 мкр», «1а микрорайон», «6-й квартал», «первый микрорайон», «3-я линия»."""
    line, word = view.line, view.line.words[index]
    letter, at = "", index + 1
    if word.isdigit() and len(word) <= 2:
        number = word
        letter, at = suffix(view, at)
    elif said := spelled(word):
        number = str(said)
    else:
        return None
    found = view.type_at(at)
    if found is None or line.gap(at) not in {" ", "", "-"}:
        return None
    kind, after = found
    if kind.level == "plan" and kind.gender == "m" and is_place(view, index, after, kind):
        return area(view, index, after, kind, numbered(number, letter, kind)), after
    row = kind.word in ROWS or (at > index + 1 and bool(view.houses(after)))  # «4-я улица, д. 5»
    if kind.level == "street" and row and word.isdigit() and not letter:
        name = f"{number}-{ORDINALS[kind.gender]} {kind.word}"
        return area(view, index, after, kind, name), after
    return None


def spelled(word: str) -> int | None:
    """«третий» → 3."""
    found = ordinal(word, 0)
    return found[0] if found else None


def suffix(view: View, at: int) -> tuple[str, int]:
    """The letter behind a number and the index past it; the ending of «3-й» is no letter."""
    word = view.line.words[at]
    if not word or len(word) > 2 or view.line.gap(at) not in {"", "-"} or view.type_at(at):
        return "", at
    return word if word in {"а", "б", "в", "г"} else "", at + 1


def is_place(view: View, index: int, after: int, kind: Type) -> bool:
    """Whether «4 квартал» is a place and not a season of the year."""
    if kind.word != "квартал" or view.houses(after):
        return True
    return view.line.words[index - 1] not in {"на", "за", "в"} and view.line.words[index].isdigit()


def numbered(number: str, letter: str, kind: Type) -> str:
    """«3-й микрорайон», «1А микрорайон»."""
    return f"{number}{letter.upper()} {kind.word}" if letter else f"{number}-й {kind.word}"


def area(view: View, start: int, after: int, kind: Type, name: str) -> StreetMention:
    """The mention of an area whose register name is known."""
    return mention_of(view, start, after, kind, (Names((name,), (), ordinary=False), NOBODY), name)


def block_first(view: View, town: str) -> StreetMention | None:
    """«[Анна], 2-14, первый подъезд»: a house of a numbered micro-district, before all else."""
    opening = OPENING.match(view.line.text)
    if opening is None or is_counted(view.line, opening.end(), view.words):
        return None
    found = numbered_block(view, view.line.after(opening.start("block")), (town,))
    return found[0] if found else None


def numbered_block(view: View, index: int, towns: Collection[str]) -> Found | None:
    """The micro-district of the town, when its name is such a number, with the house."""
    found = BLOCK.match(view.line.text, view.line.starts[index])
    kind = view.gazetteer.types["микрорайон"]
    name = numbered(found["number"], found["letter"], kind) if found else ""
    spots = view.gazetteer.streets.get(name, ())
    if found is None or not any(place in towns for place, _ in spots):
        return None
    house = House(found.start(), found.end(), found["house"].upper(), flat=found["flat"])
    mention = area(view, index, index + 1, kind, name)
    return mention._replace(stop=found.end(), houses=(house,)), view.line.after(found.end())
