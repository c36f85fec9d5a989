"""Planned areas by name: micro-districts, garden partnerships, residential complexes."""

import re

from nlp.address.block import area, number_first, numbered, suffix
from nlp.address.forms import NOBODY, Names
from nlp.address.gazetteer import Type
from nlp.address.mention import StreetMention
from nlp.address.naming import STRAY, agrees, titled
from nlp.address.source import folded
from nlp.address.street import Found
from nlp.address.view import View

ANOTHER = re.compile(r'\s?(?:,|и|,\s?и)\s?"\s?([^"\n]{2,30}?)\s?"')
QUOTED = re.compile(r'\s?"\s?([^"\n]{2,30}?)\s?"')
MOST_WORDS = 3
LONGEST_SHORT = 6  # letters: «мкр.», «кварт.» may have a dot, «территорию.» ends a sentence


def plan_at(view: View, index: int) -> Found | None:
    """The planned area that begins at the word, without its houses."""
    return number_first(view, index) or plan_first(view, index)


def plan_first(view: View, index: int) -> Found | None:
    """«мкр 1», «микрорайон В», «квартал Ленрыба», «СНТ «Ромашка»», «ЖК Новый Оккервиль»."""
    line = view.line
    found = view.type_at(index)
    if found is None or found[0].level != "plan":
        return None
    kind, at = found
    if quoted := QUOTED.match(line.text, line.stops[at - 1]):
        return in_quotes(view, index, kind, quoted)
    gaps = {" ", ".", ". ", "-"} if len(line.words[at - 1]) < LONGEST_SHORT else {" "}
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
