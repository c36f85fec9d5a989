"""Streets without a type word: a name before a house, or where only a street can stand."""

import re

from nlp.address.gazetteer import NOBODY
from nlp.address.naming import STRONG, agrees, is_adjective
from nlp.address.street import Found, guess_of, mention_of
from nlp.address.view import View

PATRONYMIC = re.compile(r"(?:вн|чн)(?:а|ы|е|у|ой)$|вич(?:а|у|ем|е)?$")
PUNCTUATION = re.compile(r"\s*(?:$|[.,;:!?)(\n\"/-])")


def bare_street(view: View, index: int, follows: bool) -> Found | None:
    """A known name with a house, or where a street is expected.

    ``follows`` tells that a settlement or another street stands right before.
    """
    names = view.known(index)
    if names is None:
        return None
    ours, theirs, after = names
    whole = [name for name in ours.whole if not name.startswith("СНТ")]
    if not (whole or ours.shortened or theirs.whole) or is_someone(view, index, after):
        return None
    weak = ours.ordinary or (theirs.ordinary and not ours.whole)
    addressed = view.houses(after) and is_addressed(view, index, after, weak, follows)
    if not addressed and not is_expected(view, index, after, weak, follows):
        return None
    guess = guess_of(view, index, after, None)
    return mention_of(view, index, after, None, (ours, theirs), guess), after


def is_someone(view: View, index: int, after: int) -> bool:
    """«Ленина Сергеевна», «река Луга», «метро Чернышевская»: not a street."""
    line = view.line
    if PATRONYMIC.search(line.word(after)) and line.gap(after) == " ":
        return True
    return line.word(index - 1) in view.words.waters and line.gap(index) in {" ", ". ", ' "', "."}


def is_addressed(view: View, index: int, after: int, weak: bool, follows: bool) -> bool:
    """Whether a known name before a house is a street, however ordinary the word."""
    line = view.line
    if not weak or follows or after > index + 1 or view.has_capital(index, after):
        return True
    return index == 0 or line.word(index - 1) in view.words.along or line.gap(index).strip() != ""


def is_expected(view: View, index: int, after: int, weak: bool, follows: bool) -> bool:
    """Whether a known name without a house stands where a street would."""
    line, before = view.line, view.line.word(index - 1)
    adjective = is_adjective(line.word(after - 1), "mfn")
    ends = bool(PUNCTUATION.match(line.text, line.stops[after - 1]))
    if adjective and not ends and line.word(after).startswith(view.words.things):
        return False
    close = line.gap(index) in {" ", "  "}
    if not view.has_capital(index, after):
        after_prep = close and before in view.words.along[:3]
        return after_prep and not weak and (ends or not adjective or free(view, after))
    if close and before in view.words.along + view.words.corner:
        return True
    if pairs(view, index, after):
        return True
    modifies = adjective and not ends and agrees(line.word(after - 1), line.word(after))
    if modifies and not line.capital(after):
        return False
    if follows:
        return True
    if before in view.words.near and line.gap(index) in {" ", ": "}:
        return not weak
    if line.opens(index):
        return not weak and ends and (adjective or index > 0 or after == len(line))
    return adjective and not weak and (ends or free(view, after))


def pairs(view: View, index: int, after: int) -> bool:
    """«Победы и Мира», «Дмитриева и Кингисеппа»: two known names in brackets or after «угол»."""
    line = view.line
    if line.word(after) != "и" or not line.capital(after + 1):
        return False
    around = line.gap(index).strip() in {"(", ":"} or line.word(index - 1) in view.words.corner
    return around and view.known(after + 1) is not None


def free(view: View, after: int) -> bool:
    """Whether the next word cannot be the noun of an adjective: «Моховой не убирают»."""
    word = view.line.word(after)
    return len(word) <= 3 or bool(re.search(r"(?:л[аои]?|[юуая]т|[еи]т|ть|но|ко)$", word))


def likely_street(view: View, index: int) -> Found | None:
    """A name no list has, before a house: «Прибалтийская 12»."""
    line, word = view.line, view.line.word(index)
    capital = line.capital(index)
    if len(word) < 5 or word.startswith(view.words.headings + view.words.pronouns):
        return None
    if not STRONG.search(word) or not (capital or re.search(r"[сц]к[а-я]{2,3}$", word)):
        return None
    if view.type_at(index) or is_someone(view, index, index + 1) or not view.houses(index + 1):
        return None
    start = index - 1 if is_given_name(view, index) else index
    guess = guess_of(view, start, index + 1, None)
    return mention_of(view, start, index + 1, None, (NOBODY, NOBODY), guess), index + 1


def is_given_name(view: View, index: int) -> bool:
    """Whether the word before belongs to the name: «Олеко Дундича 5»."""
    line = view.line
    if not (line.capital(index) and line.capital(index - 1)) or line.gap(index) != " ":
        return False
    if line.opens(index - 1) or len(line.word(index - 1)) < 4:
        return False
    return not view.longest("settlement", index - 1) and not is_adjective(line.word(index), "f")
