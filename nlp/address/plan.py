"""Micro-districts, quarters, garden partnerships, residential complexes."""

import re

from nlp.address.forms import NOBODY, Names
from nlp.address.gazetteer import Type
from nlp.address.house import House
from nlp.address.mention import SettlementMention, StreetMention
from nlp.address.naming import STRAY, agrees, titled
from nlp.address.numeral import ordinal
from nlp.address.source import folded
from nlp.address.street import Found, mention_of
from nlp.address.view import View

ANOTHER = re.compile(r'\s?(?:,|и|,\s?и)\s?"\s?([^"\n]{2,30}?)\s?"')
# «Тихвин, 5-41-72»: where micro-districts are numbered, they are named by the number alone.
BLOCK = re.compile(
    r"(?P<number>\d{1,2})(?P<letter>[аб]?)-(?P<house>\d{1,3}[а-г]?)(?:-(?P<flat>\d{1,4}))?(?![\d-])"
)
QUOTED = re.compile(r'\s?"\s?([^"\n]{2,30}?)\s?"')
ROWS = frozenset({"линия", "дорога"})  # of gardens and old settlements: mostly numbered
ORDINALS = {"f": "я", "m": "й", "n": "е"}
MOST_WORDS = 3
LONGEST_SHORT = 6  # letters: «мкр.», «кварт.» may have a dot, «территорию.» ends a sentence


def plan_at(view: View, index: int) -> Found | None:
    """The planned area that begins at the word, without its houses."""
    return number_first(view, index) or plan_first(view, index)


def spelled(word: str) -> int | None:
    """«третий» → 3."""
    found = ordinal(word, 0)
    return found[0] if found else None


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
    if found is None or line.gap(at) not in {" ", "", "-", "  "}:
        return None
    kind, after = found
    if kind.level == "plan" and kind.gender == "m" and is_place(view, index, after, kind):
        return area(view, index, after, kind, numbered(number, letter, kind)), after
    numbered_street = kind.word in ROWS or (at > index + 1 and bool(view.houses(after)))
    if kind.level == "street" and word.isdigit() and not letter and numbered_street:
        return area(
            view, index, after, kind, f"{number}-{ORDINALS[kind.gender]} {kind.word}"
        ), after
    return None


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


def plan_first(view: View, index: int) -> Found | None:
    """«мкр 1», «микрорайон В», «квартал Ленрыба», «СНТ «Ромашка»», «ЖК Новый Оккервиль»."""
    line = view.line
    found = view.type_at(index)
    if found is None or found[0].level != "plan":
        return None
    kind, at = found
    if quoted := QUOTED.match(line.text, line.stops[at - 1]):
        return in_quotes(view, index, kind, quoted)
    gaps = {" ", ".", ". ", "-", "  "} if len(line.words[at - 1]) < LONGEST_SHORT else {" ", "  "}
    if at >= line.size or line.gap(at) not in gaps:
        return None
    if kind.gender == "f" and view.longest("district", at):
        return None  # «на территории Волосовского района»
    if kind.word == "массив" and view.longest("settlement", at):
        return None  # «массив Пупышево»: the gardens of a village
    if kind.gender == "m" and line.words[at].isdigit() and len(line.words[at]) <= 2:
        letter, after = suffix(view, at + 1)
        return area(view, index, after, kind, numbered(line.words[at], letter, kind)), after
    after = name_end(view, at, kind)
    if after == at:
        return None
    return area(view, index, after, kind, plan_name(view, at, after, kind)), after


def another_in_quotes(view: View, last: StreetMention) -> Found | None:
    """«СНТ «Балтиец» и «Балтиец-2»»: the type word is said once."""
    if last.kind is None or not last.is_plan or view.line.text[last.stop - 1] != '"':
        return None
    quoted = ANOTHER.match(view.line.text, last.stop)
    if quoted is None:
        return None
    start = quoted.start() + quoted[0].index('"')
    mention, after = in_quotes(view, view.line.after(start), last.kind, quoted)
    return mention._replace(start=start), after


def numbered_block(view: View, index: int, town: SettlementMention) -> Found | None:
    """The micro-district of the town, when its name is such a number, with the house."""
    found = BLOCK.match(view.line.text, view.line.starts[index])
    kind = view.gazetteer.types["микрорайон"]
    name = numbered(found["number"], found["letter"], kind) if found else ""
    spots = view.gazetteer.streets.get(name, ())
    if found is None or not any(place in town.names for place, _ in spots):
        return None
    house = House(found.start(), found.end(), found["house"].upper(), flat=found["flat"])
    mention = area(view, index, index + 1, kind, name)
    return mention._replace(stop=found.end(), houses=(house,)), view.line.after(found.end())


def in_quotes(view: View, index: int, kind: Type, quoted: re.Match[str]) -> Found:
    """An area with its name in quotation marks, the closing one included in the span."""
    written = view.line.cased[slice(*quoted.span(1))].split()
    name = f"{kind.word} {' '.join(as_written(written))}"
    names = Names((name,), (), ordinary=False)
    mention = StreetMention(view.line.starts[index], quoted.end(), kind, names, NOBODY, name)
    return mention, view.line.after(quoted.end())


def as_written(words: list[str]) -> list[str]:
    """Capitals kept where the author put them, else added."""
    if any(word.isupper() and len(word) > 3 for word in words):
        return [titled(word) for word in words]
    return [word[:1].upper() + word[1:] for word in words]


def plan_name(view: View, at: int, after: int, kind: Type) -> str:
    """The register name of an area by the words after its type word."""
    if name := listed(view, at, kind):
        return name[0]
    line = view.line
    words = as_written([line.cased[line.starts[i] : line.stops[i]] for i in range(at, after)])
    name_ = words[0]
    for offset, word in enumerate(words[1:], 1):
        name_ += ("-" if line.gap(at + offset) == "-" else " ") + word
    return f"{kind.word} {name_}"


def listed(view: View, at: int, kind: Type) -> tuple[str, int] | None:
    """The area of the gazetteer whose name begins at the word, and the index past it."""
    if names := view.longest("street", at):
        for name in names[0].whole:
            if kind.word in name.split():
                return name, names[1]
    return None


def name_end(view: View, at: int, kind: Type) -> int:
    """The index past the name of an area that begins at the word."""
    line = view.line
    if found := listed(view, at, kind):
        return found[1]
    for size in (3, 2, 1):
        words = line.words[at : at + size]
        if len(words) == size and folded(" ".join(words)) in view.gazetteer.complexes:
            return at + size
    if kind.gender == "m" and len(line.words[at]) == 1:
        upper = line.cased[line.starts[at]].isupper()
        return at + 1 if upper and line.words[at] not in "яиосу" else at
    after = at
    while after < line.size and after < at + MOST_WORDS and belongs(view, at, after, kind):
        after += 1
    return after


def belongs(view: View, at: int, index: int, kind: Type) -> bool:
    """Whether the word is still part of the name of an area."""
    line, word = view.line, view.line.words[index]
    if index == at:
        if len(word) < 3 or word in view.words.prepositions:
            return False
        if STRAY.search(word) and not line.capital(at):  # «СНТ Утро», «мкр. Алексино»
            return False
        return line.capital(at) or (kind.gender == "x" and ends_soon(view, at))
    if line.gap(index) == "-":
        return len(word) > 2 or word.isdigit()
    if line.gap(index) != " " or len(word) < 3:
        return False
    if kind.gender == "x" and agrees(line.words[index - 1], word) and ends(view, index + 1):
        return word not in view.words.houses  # «ЖК Ладожский берег»
    town = view.longest("settlement", index)
    if view.type_at(index) or (town and not town[0].ordinary):
        return False
    return line.capital(index) or (not line.capital(at) and ends_soon(view, index))


def ends_soon(view: View, index: int) -> bool:
    """Whether the clause ends with this word or the next: a name in lower case has no other end."""
    return ends(view, index + 1) or ends(view, index + 2)


def ends(view: View, index: int) -> bool:
    """Whether the clause ends before the word."""
    return index >= view.line.size or bool(view.line.gap(index).strip())
