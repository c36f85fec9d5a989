"""Streets without a type word: a name before a house, or where only a street can stand."""

import re
from dataclasses import replace

from nlp.address.gazetteer import NOBODY
from nlp.address.mention import Mention, SettlementMention
from nlp.address.naming import (
    STRAY,
    STRONG,
    agrees,
    guessed_type,
    is_adjective,
    register_order,
)
from nlp.address.street import Found, guess_of, mention_of
from nlp.address.view import Known, View

PATRONYMIC = re.compile(r"(?:вн|чн)(?:а|ы|е|у|ой)$|вич(?:а|у|ем|е)?$")
ON = frozenset({"на", "по", "вдоль"})
PUNCTUATION = re.compile(r"\s*(?:$|[.,;:!?)(\n\"/-])")


def bare_street(view: View, index: int, follows: Mention | None) -> Found | None:
    """A known name with a house, or where a street is expected.

    ``follows`` is the settlement or the street that stands right before, if any.
    """
    names = view.known(index)
    if names is None:
        return None
    ours, theirs, after = names
    if longer := of_two_words(view, index, after):
        return longer
    whole = [name for name in ours.whole if not name.startswith("СНТ")]
    if not (whole or ours.shortened or theirs.whole) or is_someone(view, index, after):
        return None
    weak = ours.ordinary or (theirs.ordinary and not ours.whole)
    addressed = view.houses(after) and is_addressed(view, index, after, weak, follows)
    if not addressed and not is_expected(view, index, names, weak, follows):
        return None
    guess = guess_of(view, index, after, None)
    return mention_of(view, index, after, None, (ours, theirs), guess), after


def of_two_words(view: View, index: int, after: int) -> Found | None:
    """«Большая Заречная 5»: a known word that only begins a name no list has."""
    line = view.line
    if line.words[index] not in view.words.titles or after > index + 1:
        return None
    if not (line.capital(index) and line.capital(after)) or line.gap(after) != " ":
        return None
    if not is_adjective(line.words[after], "mfn") or not view.houses(after + 1):
        return None
    guess = guess_of(view, index, after + 1, None)
    return mention_of(view, index, after + 1, None, (NOBODY, NOBODY), guess), after + 1


def is_someone(view: View, index: int, after: int) -> bool:
    """«Ленина Сергеевна», «река Луга», «метро Чернышевская»: not a street."""
    line = view.line
    if PATRONYMIC.search(line.words[after]) and line.gap(after) == " ":
        return True
    return is_water(view, index) or line.words[index - 1] in {"станции", "станция", "станцию"}


def is_water(view: View, index: int) -> bool:
    """Whether «река», «р.» or «метро» stands right before."""
    before, gap = view.line.words[index - 1], view.line.gap(index)
    if before == "р":
        return gap in {".", ". "} and not view.line.words[index - 2].isdigit()
    return before in view.words.waters and gap in {" ", ' "', "  "}


def is_addressed(view: View, index: int, after: int, weak: bool, follows: Mention | None) -> bool:
    """Whether a known name before a house is a street, however ordinary the word."""
    line, before = view.line, view.line.words[index - 1]
    if weak and not follows and line.words[index].startswith(view.words.headings):
        return False
    if not weak or follows or after > index + 1 or view.has_capital(index, after):
        return True
    if index == 0 or before in view.words.prepositions:
        return True
    return line.gap(index).strip() != ""


def is_expected(view: View, index: int, names: Known, weak: bool, follows: Mention | None) -> bool:
    """Whether a known name without a house stands where a street would."""
    after = names[2]
    capital = view.has_capital(index, after)
    if weak and not capital and follows is None:
        return False
    line, before = view.line, view.line.words[index - 1]
    last, following = line.words[after - 1], line.words[after]
    close = line.gap(index) in {" ", "  "}
    ends = bool(PUNCTUATION.match(line.text, line.stops[after - 1]))
    adjective = is_adjective(last, "mfn")
    if adjective and not ends and following.startswith(view.words.things):
        return line.capital(after) and not following.startswith(("област", "район"))
    modifies = adjective and not ends and not line.capital(after) and modified(last, following)
    if isinstance(follows, SettlementMention) and is_there(view, names, follows):
        on = close and before == "на"
        return on or (not modifies and (capital or not weak))
    if not capital:
        listed = follows is not None and ends
        return not weak and (listed or (close and before in ON and not modifies))
    if close and (before in view.words.along or before in view.words.corner):
        return not (weak and modifies and not (last.endswith("ой") and following[-1] not in "еи"))
    if pairs(view, index, after) or (close and leads_to_town(view, after)):
        return True
    if modifies:
        return False
    if follows or (before in view.words.near and line.gap(index) in {" ", ": "}):
        return bool(follows) or not weak
    if line.opens(index):
        return not weak and (ends or adjective or following == "не")
    return adjective and not weak


def modified(adjective: str, noun: str) -> bool:
    """Whether the next word is the noun of the adjective: «Гатчинского офиса»."""
    return agrees(adjective, noun) and not STRAY.search(noun)


def is_there(view: View, names: Known, town: SettlementMention) -> bool:
    """Whether the settlement right before has such a street."""
    return any(
        place in town.names
        for street in names[0].whole
        for place, _ in view.gazetteer.streets.get(street, ())
    )


def leads_to_town(view: View, after: int) -> bool:
    """«Молодёжную в Сертолово», «Щербинка, посёлок Свердлова»: the settlement is right behind."""
    line = view.line
    if line.gap(after).strip() == "," and line.words[after] in view.words.urban:
        return view.longest("settlement", after + 1) is not None
    if line.words[after] not in {"в", "во"} or not line.capital(after + 1):
        return False
    return view.longest("settlement", after + 1) is not None


def pairs(view: View, index: int, after: int) -> bool:
    """«Победы и Мира», «Сапёрный, Митавский»: two known names in a list or after «угол»."""
    line = view.line
    if not line.capital(index) or (line.opens(index) and line.gap(after).strip() != ","):
        return False
    at = after + 1 if line.words[after] == "и" else after
    if line.gap(after).strip() not in ({""} if at > after else {","}) or not line.capital(at):
        return False
    second = view.known(at)
    if second is None:
        return False
    around = line.gap(index).strip() in {"(", ":"} or line.words[index - 1] in view.words.corner
    return around or (at == after and not second[0].ordinary and not second[1].ordinary)


def likely_street(view: View, index: int) -> Found | None:
    """A name no list has, before a house: «Прибалтийская 12», «декабрстов 5»."""
    line, word = view.line, view.line.words[index]
    if len(word) < 5 or word.startswith(view.words.nameless) or not view.houses(index + 1):
        return None
    if view.type_at(index) or is_someone(view, index, index + 1):
        return None
    if found := misspelt_street(view, index):
        return found
    capital = line.capital(index)
    if not STRONG.search(word) or not (capital or re.search(r"[сц]к[а-я]{2,3}$", word)):
        return None
    start = index - 1 if is_given_name(view, index) else index
    guess = guess_of(view, start, index + 1, None)
    return mention_of(view, start, index + 1, None, (NOBODY, NOBODY), guess), index + 1


def misspelt_street(view: View, index: int) -> Found | None:
    """A known name with a slip in it, where a name may stand."""
    line, word = view.line, view.line.words[index]
    before, gap = line.words[index - 1], line.gap(index)
    beside = before in view.words.along or gap.strip() or view.longest("settlement", index - 1)
    if not (line.capital(index) or beside) or view.entries(index):
        return None
    form = view.speller.street(word)
    entry = view.gazetteer.forms.find(form) if form else None
    if not form or not entry:
        return None
    names = entry.get("street", NOBODY), entry.get("petersburg", NOBODY)
    guess = register_order([form], view.gazetteer.types[guessed_type(form)])
    mention = mention_of(view, index, index + 1, None, names, guess)
    return replace(mention, doubtful=True), index + 1


def is_given_name(view: View, index: int) -> bool:
    """Whether the word before belongs to the name: «Олеко Дундича 5»."""
    line = view.line
    if not (line.capital(index) and line.capital(index - 1)) or line.gap(index) != " ":
        return False
    if line.opens(index - 1) or len(line.words[index - 1]) < 4:
        return False
    return not view.longest("settlement", index - 1) and not is_adjective(line.words[index], "f")
