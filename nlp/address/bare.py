"""Streets without a type word: a name before a house, or where only a street can stand."""

import re

from nlp.address.expectation import ON, is_expected
from nlp.address.forms import NOBODY
from nlp.address.meaning import is_water
from nlp.address.mention import Mention
from nlp.address.naming import (
    STRONG,
    guessed_type,
    is_adjective,
    register_order,
)
from nlp.address.street import Found, guess_of, mention_of
from nlp.address.surname import is_person
from nlp.address.view import View


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
    if ends_a_name(view, index) and not view.houses(after):
        return None
    weak = ours.ordinary or (theirs.ordinary and not ours.whole)
    addressed = view.houses(after) and is_addressed(view, index, after, weak, follows)
    if not addressed and not is_expected(view, index, names, weak, follows):
        return None
    guess = guess_of(view, index, after, None)
    return mention_of(view, index, after, None, (ours, theirs), guess), after


def ends_a_name(view: View, index: int) -> bool:
    """«Осиновая Роща»: a known word that only ends a name no list has."""
    line, before = view.line, view.line.words[index - 1]
    if line.gap(index) != " " or line.parted(line.stops[index - 1]):
        return False
    if not (line.capital(index) and line.capital(index - 1)):
        return False
    listed = view.entries(index - 1) and is_adjective(line.words[index], "mfn")
    return is_adjective(before, "mfn") and not listed and not line.opens(index)


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
    before = view.line.words[index - 1]
    if before not in ON and is_person(view, after):
        return True
    return is_water(view, index) or before in {"станции", "станция", "станцию"}


def is_addressed(view: View, index: int, after: int, weak: bool, follows: Mention | None) -> bool:
    """Whether a known name before a house is a street, however ordinary the word."""
    line, before = view.line, view.line.words[index - 1]
    if weak and view.words.headings.fullmatch(line.words[index]):
        return False
    if not weak or follows or after > index + 1 or view.has_capital(index, after):
        return True
    if index == 0 or before in view.words.prepositions:
        return True
    return line.gap(index).strip() != ""


def likely_street(view: View, index: int) -> Found | None:
    """A name no list has, before a house: «Прибалтийская 12», «декабрстов 5»."""
    line, word = view.line, view.line.words[index]
    if len(word) < 5 or view.words.begins_no_name(word) or not view.houses(index + 1):
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
    guess = register_order((form,), view.gazetteer.types[guessed_type(form)])
    mention = mention_of(view, index, index + 1, None, names, guess)
    return mention._replace(doubtful=True), index + 1


def is_given_name(view: View, index: int) -> bool:
    """Whether the word before belongs to the name: «Олеко Дундича 5»."""
    line = view.line
    if not (line.capital(index) and line.capital(index - 1)) or line.gap(index) != " ":
        return False
    if line.opens(index - 1) or len(line.words[index - 1]) < 4:
        return False
    return not view.longest("settlement", index - 1) and not is_adjective(line.words[index], "f")
