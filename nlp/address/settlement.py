"""Settlements of the oblast in a line."""

from nlp.address.gazetteer import CENTRE
from nlp.address.house import House
from nlp.address.houses import FREE, MARKED, is_warmth
from nlp.address.meaning import introduces, is_meant, rank_of
from nlp.address.mention import SettlementMention
from nlp.address.naming import titled
from nlp.address.source import folded
from nlp.address.view import View

SHORT_MARK = 3  # letters: «д.», «пос.»


def settlement_at(view: View, index: int) -> tuple[SettlementMention, int] | None:
    """A settlement of the oblast that begins at the word, with the houses of a village."""
    found = view.longest("settlement", index)
    if found is None:
        return None
    names, after = found
    line = view.line
    start, rank = marker(view, index)
    if start == index and not is_meant(view, index, after, names):
        return None
    called = nominatives(view, index, after, names.whole, marked=start < index)
    mention = SettlementMention(line.starts[start], line.stops[after - 1], called, rank)
    houses = village_houses(view, mention)
    if not houses:
        return mention, after
    past = line.after(max(house.stop for house in houses))
    return mention._replace(stop=houses[0].stop, houses=houses), past


def nominatives(
    view: View, index: int, after: int, names: tuple[str, ...], *, marked: bool
) -> tuple[str, ...]:
    """The names of a form, first those written so: «Горки», then «Горка»; these alone if marked."""
    if len(names) == 1:
        return names
    written = " ".join(view.line.words[index:after])
    same = tuple(name for name in names if folded(name) == written)
    return same if same and marked else (*same, *(name for name in names if name not in same))


def marked_town(view: View, index: int) -> tuple[SettlementMention, int] | None:
    """«д. Рыжкова Гора», «пос. Кузьмоловкий»: a name no list has, behind «деревня» or «посёлок»."""
    line, words, at = view.line, view.words, index + 1
    mark, name = line.words[index], line.words[at]
    gaps = {" ", ".", ". "} if len(mark) <= SHORT_MARK else {" "}
    if len(name) < 4 or not line.capital(at) or line.gap(at) not in gaps:
        return None
    if view.entries(at) or words.begins_no_name(name) or (mark == "с" and line.gap(at) == " "):
        return None
    if line.words[index - 1].isdigit():  # «в 2022 г. Организатор»
        return None
    start, stop = line.starts[index], line.stops[at]
    if form := view.speller.town(name):
        names = view.gazetteer.forms.find(form) or {}
        found = names["settlement"].whole if "settlement" in names else ()
        return SettlementMention(start, stop, found, doubtful=True), at + 1
    if mark not in words.urban | words.villages or mark.startswith(("ст", "плат")):
        return None
    name = line.cased[line.starts[at] : stop]
    return SettlementMention(start, stop, (titled(name),), CENTRE, doubtful=True), at + 1


def misspelt_town(view: View, index: int) -> tuple[SettlementMention, int] | None:
    """«Всеволжск, Московская 6»: a slip in a name before its street."""
    line = view.line
    if not line.capital(index) or view.entries(index) or not introduces(view, index + 1):
        return None
    form = view.speller.town(line.words[index])
    names = view.gazetteer.forms.find(form) if form else None
    if not names:
        return None
    start, stop = line.starts[index], line.stops[index]
    return SettlementMention(start, stop, names["settlement"].whole, doubtful=True), index + 1


def village_houses(view: View, mention: SettlementMention) -> tuple[House, ...]:
    """«Романовка, дом 22»; «Пашозеро 9» where the number ends the clause."""
    line = view.line
    houses = view.houses_from(mention.stop)
    warm = len(houses) == 1 and is_warmth(line, line.starts[line.after(mention.stop)])
    if not houses or warm:  # «Бугры, дома 16, дети мёрзнут»
        return ()
    after = line.after(max(house.stop for house in houses))
    if line.words[after] in {"по", "на"}:  # «Кингисепп, дом 6 по ул. Жукова»
        return ()
    written = folded(line.cased[mention.start : mention.stop])
    named = any(written.endswith(folded(name)) for name in mention.names)
    if MARKED.match(line.text, mention.stop):
        return houses if named or mention.rank is not None else ()
    if view.known(line.after(houses[0].start)):  # «Аннино, 10 Пятилетки»
        return ()
    small = all(rank_of(view, name) > 0 for name in mention.names)
    sure = houses[0].flat or FREE.match(line.text, houses[-1].stop)
    return houses if small and named and sure else ()


def marker(view: View, index: int) -> tuple[int, int | None]:
    """Where the settlement begins with «г.» or «деревня», and the rank that the word tells."""
    line, word, words = view.line, view.line.words[index - 1], view.words
    if line.gap(index) not in {" ", ".", ". "}:
        return index, None
    loose = len(word) == 1 and line.gap(index) == " "
    if loose and (word == "с" or not view.has_capital(index, index + 2)):
        return index, None
    if line.words[index - 2].isdigit() and len(word) == 1:  # «2022 г. Тосно»
        return index, None
    for rank, marks in enumerate((words.towns, words.urban, words.villages)):
        if word in marks:
            return index - 1, rank
    return index, None
