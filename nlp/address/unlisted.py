"""Names of streets that no list has: where they may begin and how far they reach."""

import re

from nlp.address.gazetteer import VILLAGE, Type
from nlp.address.meaning import rank_of
from nlp.address.naming import RELATIONAL, STRAY, is_adjective
from nlp.address.source import folded
from nlp.address.street import SHORT_TYPES
from nlp.address.view import View

VAGUE = frozenset({"линия", "дорога", "канал", "площадь", "тракт", "тупик", "аллея", "заезд"})
GENITIVE = re.compile(r"(?:ко|го|а|я|ой|ей|их|ых|ов|ев|ей|и|ы)$")
POSSESSIVE = re.compile(r"(?:[ое]в|[иы]н)$")  # «Матисов переулок»
MOST_WORDS = 3


def name_end(view: View, index: int, at: int, kind: Type) -> int | None:
    """The index past an unknown name, if there is one."""
    line, first = view.line, view.line.words[at]
    if first.isdigit():
        return numbered_name(view, at)
    if len(first) == 1 and line.gap(at + 1) in {".", ". "} and line.capital(at + 1):
        return at + 2
    if not is_name_like(view, at) or is_town_behind(view, index, at, kind):
        return None
    after = at + 1
    while after < at + MOST_WORDS and continues(view, at, after, kind):
        after += 1
    short = line.words[index] in SHORT_TYPES
    if line.capital(at) and (short or not line.opens(at)):
        return after
    if short and (view.houses(after) or GENITIVE.search(line.words[after - 1])):
        return after
    return None


def is_town_behind(view: View, index: int, at: int, kind: Type) -> bool:
    """«дорога Ретюнь - Скреблово», «улицы Луги»: a settlement after a type word."""
    if view.longest("settlement", at) is None and view.longest("outside", at) is None:
        return False
    return kind.word in VAGUE or view.line.words[index] in {"улицы", "улицах", "улицам", "улиц"}


def is_name_like(view: View, at: int) -> bool:
    """Whether the word may begin a name."""
    words, word = view.words, view.line.words[at]
    if len(word) < 3 or word in words.prepositions:
        return False
    if view.type_at(at) or (STRAY.search(word) and not view.line.capital(at)):
        return False
    return not words.begins_no_name(word)


def continues(view: View, at: int, index: int, kind: Type) -> bool:
    """Whether a further word belongs to a name that begins at ``at``."""
    line, before, word = view.line, view.line.words[index - 1], view.line.words[index]
    if len(word) < 3 or word.isdigit() or line.gap(index) not in {" ", "-"}:
        return False
    if line.gap(index) == "-":
        return True
    if view.type_at(index) or is_town(view, index) or word.endswith(("ите", "йте")):
        return False  # «на ул. Восстания Проверьте…»
    if before in view.words.titles:
        return True
    if is_adjective(before, kind.gender) and is_adjective(word, kind.gender):
        return line.capital(index) == line.capital(at)
    return line.capital(index) and line.capital(at) and not is_adjective(before, kind.gender)


def is_town(view: View, index: int) -> bool:
    """Whether the word is a settlement rather than a surname: «Тосно», but not «Фомина»."""
    found = view.longest("settlement", index)
    if found is None:
        return False
    names, after = found
    written = " ".join(view.line.words[index:after])
    return any(rank_of(view, name) < VILLAGE or folded(name) == written for name in names.whole)


def numbered_name(view: View, at: int) -> int | None:
    """«ул. 9 Января», «2-я Прибрежная»: the index past the name."""
    line, word = view.line, at + 1
    if line.words[word].startswith("лет") and line.gap(word) in {" ", "-"}:
        return word + 2 if line.gap(word + 1) == " " and line.words[word + 1] else None
    if len(line.words[word]) <= 2 and line.gap(word) in {"", "-"}:
        word += 1
    if len(line.words[word]) > 2 and line.gap(word) == " " and line.capital(word):
        return word + 1
    return None


def adjectives(view: View, index: int) -> int:
    """The index past the adjectives that may be an unknown name before its type word."""
    after = index
    while after < index + MOST_WORDS and likely_adjective(view, index, after):
        after += 1
    return after


def likely_adjective(view: View, index: int, at: int) -> bool:
    """Whether the word may be a part of an unknown name before its type word."""
    line, word = view.line, view.line.words[at]
    if at > index and line.gap(at) not in {" ", "-", ""}:
        return False
    if at == index and word.isdigit():
        return len(word) <= 2
    if at > index and len(word) <= 2 and line.words[at - 1].isdigit():
        return line.gap(at) in {"", "-"}
    if view.words.begins_no_name(word) or len(word) < 5:
        return False
    if not is_adjective(word, "mfn"):
        return bool(POSSESSIVE.search(word)) and line.capital(at) and not view.entries(at)
    return (line.capital(at) and not line.opens(at)) or bool(RELATIONAL.search(word))
