"""What all readings of a street share: its span, its guessed name, the houses on it."""

import re
from dataclasses import replace

from nlp.address.forms import Names
from nlp.address.gazetteer import Type
from nlp.address.house import House
from nlp.address.houses import FREE, MARK
from nlp.address.mention import SettlementMention, StreetMention
from nlp.address.naming import guessed_type, register_order
from nlp.address.view import View

SHORT_TYPES = frozenset(["ул", "пр", "пер", "наб", "ш", "пл", "просп", "прт", "пркт", "ал", "бул"])
DOTTED = SHORT_TYPES | {"мкр"}
ISLAND = re.compile(r"\s(?:(п)\.?\s?с|(в)\.?\s?о)(?:\.|(?![а-я]))")
REMOTE = re.compile(
    r"[\s,(]{1,3}(?:(?:в|во|у|за|возле|около|напротив|перед|под|на|рядом с|во дворе|со двора)\s)?"
    rf"(?={MARK}(?![а-я])[\s.№]{{0,3}}\d)"
)
BESIDE = re.compile(r"[\s,]{1,2}(?:у|возле|около|напротив)\s(?=\d)")

Found = tuple[StreetMention, int]  # and the index of the word past it


def mention_of(
    view: View, start: int, after: int, kind: Type | None, names: tuple[Names, Names], guess: str
) -> StreetMention:
    """The mention over the words from start to after, the dot of a short type word included."""
    stop = view.line.stops[after - 1]
    if kind and view.line.text[stop : stop + 1] == "." and view.line.words[after - 1] in DOTTED:
        stop += 1
    return StreetMention(view.line.starts[start], stop, kind, *names, guess)


def guess_of(view: View, start: int, after: int, kind: Type | None) -> str:
    """The register name by grammar alone."""
    words = joined(view, start, after)
    if kind is None:
        kind = view.gazetteer.types[guessed_type(words[-1].lower())]
    return register_order(tuple(words), kind)


def joined(view: View, start: int, after: int) -> list[str]:
    """The words as written, hyphenated parts together, endings of ordinals and initials out."""
    words: list[str] = []
    line = view.line
    for index in range(start, after):
        word = line.cased[line.starts[index] : line.stops[index]]
        gap = line.gap(index) if index > start else " "
        if words and words[-1].isdigit() and len(word) <= 2 and gap in {"", "-"}:
            continue
        if gap == "-" and words:
            words[-1] += f"-{word}"
        elif len(word) > 1 or word.isdigit() or index == after - 1:
            words.append(word)
    return words


def with_houses(view: View, found: Found) -> Found:
    """The street with the houses on it, right behind it or behind «в Выборге у дома…»."""
    mention, after = on_island(view, found)
    if not mention.houses:
        houses = view.houses_from(mention.stop)
        mention = mention._replace(houses=houses) if houses else behind(view, mention, after)
    if not mention.houses:
        return mention, max(after, view.line.after(mention.stop))
    stop = max(mention.stop, mention.houses[0].stop)
    past = view.line.after(max(stop, *(house.stop for house in mention.houses)))
    return mention._replace(stop=stop), past


def on_island(view: View, found: Found) -> Found:
    """«Большой проспект П.С.», «7-я линия В.О.»: the side of the Neva told behind the name."""
    mention, line = found[0], view.line
    told = ISLAND.match(line.text, mention.stop)
    if told is None or line.cased[slice(*told.span())].strip() == "во":  # «во Всеволожске»
        return found
    mark = "П.С." if told[1] else "В.О."
    names = tuple(name for name in mention.petersburg.whole if name.endswith(mark))
    names = names or (f"{mention.guess} {mark}",)
    city = replace(mention.petersburg, whole=names)
    mention = mention._replace(stop=told.end(), petersburg=city, guess=names[0])
    return mention, view.line.after(told.end())


def behind(view: View, mention: StreetMention, after: int) -> StreetMention:
    """«на Ленинградском шоссе в Выборге у дома 45», «на Советской в Кингисеппе 9»."""
    line, stop, town = view.line, mention.stop, None
    leads = line.words[after] in {"в", "во", "г"} and line.gap(after).strip() in {"", ","}
    if leads and (found := view.longest("settlement", after + 1)):
        names, end = found
        stop = line.stops[end - 1]
        town = SettlementMention(line.starts[after + 1], stop, names.whole)
    houses = distant_houses(view, stop, town is not None)
    return mention._replace(houses=houses, town=town) if houses else mention


def distant_houses(view: View, stop: int, directly: bool) -> tuple[House, ...]:
    """Houses behind «у дома», «возле», or directly behind the settlement."""
    line = view.line
    if found := REMOTE.match(line.text, stop):
        return view.houses_from(found.end())
    if directly:
        return view.houses_from(stop)
    found = BESIDE.match(line.text, stop)
    houses = view.houses_from(found.end()) if found else ()
    if not houses:
        return ()
    stop = houses[-1].stop
    said = line.text[:stop].endswith(("дом", "дома", "дому"))  # «у 12-го дома»
    goes_on = line.words[line.after(stop)].endswith(("ло", "ла", "ли"))  # «у 11 оборвало провод»
    return houses if said or goes_on or FREE.match(line.text, stop) else ()
