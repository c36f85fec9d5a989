"""Streets with a type word: «ул. Боярова», «Кировский пр.», «Большой Морской улице»."""

import re
from dataclasses import replace

from nlp.address.gazetteer import NOBODY, Type
from nlp.address.naming import STRAY, is_adjective, register_order
from nlp.address.street import SHORT_TYPES, Found, guess_of, mention_of
from nlp.address.view import View

VAGUE = frozenset({"линия", "дорога", "канал", "площадь", "тракт", "тупик", "аллея", "заезд"})
SPACES = frozenset({" ", "-", "  ", ' "'})
GENITIVE = re.compile(r"(?:ко|го|а|я|ой|ей|их|ых|ов|ев|ей|и|ы)$")
GENITIVE_ADJECTIVE = re.compile(r"[сц]кого$|(?:[еои]в|[иы]н|ск)ой$")  # «Чайковского ул.»
MOST_WORDS = 3


def typed_street(view: View, index: int) -> Found | None:
    """The street that begins at the word and has a type word."""
    return type_first(view, index) or name_first(view, index)


def type_first(view: View, index: int) -> Found | None:
    """«ул. Боярова», «проспекте Красного Октября», «ул моисеенко»."""
    found = view.street_type_at(index)
    if found is None or found[1] >= view.line.size:
        return None
    if whole := name_with_type(view, index, found[1]):
        return whole
    kind, at = found
    gaps = SPACES | {".", ". "} if view.line.words[at - 1] in SHORT_TYPES else SPACES
    if view.line.gap(at) not in gaps:
        return None
    return known_name(view, index, at, kind) or unknown_name(view, index, at, kind)


def name_with_type(view: View, index: int, at: int) -> Found | None:
    """«канал Грибоедова», «Шоссе в Лаврики»: the type word is a part of the name."""
    names = view.known(index)
    if names is None or names[2] <= at:
        return None
    ours, theirs, after = names
    guess = next(iter(theirs.whole + ours.whole), guess_of(view, index, after, None))
    return mention_of(view, index, after, None, (ours, theirs), guess), after


def known_name(view: View, index: int, at: int, kind: Type) -> Found | None:
    """A name of the gazetteer behind its type word."""
    names = view.known(at)
    if names is None:
        return None
    ours, theirs, after = names
    if not is_name(view, index, at, after, ours.ordinary or theirs.ordinary, kind):
        return None
    behind = view.street_type_at(after)
    if behind and kind.word in VAGUE and is_adjective(view.line.words[after - 1], behind[0].gender):
        return None  # «прямо на дорогу Пушкинская улица 18»
    guess = guess_of(view, at, after, kind)
    return mention_of(view, index, after, kind, (ours, theirs), guess), after


def is_name(view: View, index: int, at: int, after: int, ordinary: bool, kind: Type) -> bool:
    """Whether a known form after a type word is a name: «улице мира», not «улице темной»."""
    if view.line.words[index - 1] in view.words.waters:
        return False
    if view.has_capital(at, after) or view.houses(after):
        return True
    if ordinary and after == at + 1:
        return view.line.words[index] in SHORT_TYPES
    return kind.word not in VAGUE


def unknown_name(view: View, index: int, at: int, kind: Type) -> Found | None:
    """A name no list has behind its type word."""
    after = name_end(view, index, at, kind)
    if after is None:
        return None
    form = view.speller.street(view.line.words[at]) if after == at + 1 else None
    entry = view.gazetteer.forms.find(form) if form else None
    if form and entry:
        names = entry.get("street", NOBODY), entry.get("petersburg", NOBODY)
        mention = mention_of(view, index, after, kind, names, register_order([form], kind))
        return replace(mention, doubtful=True), after
    guess = guess_of(view, at, after, kind)
    return mention_of(view, index, after, kind, (NOBODY, NOBODY), guess), after


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
    if view.longest("settlement", at) is None:
        return False
    return kind.word in VAGUE or view.line.words[index] in {"улицы", "улицах", "улицам", "улиц"}


def is_name_like(view: View, at: int) -> bool:
    """Whether the word may begin a name."""
    words, word = view.words, view.line.words[at]
    if len(word) < 3 or word in words.prepositions:
        return False
    if view.type_at(at) or (STRAY.search(word) and not view.line.capital(at)):
        return False
    return not word.startswith(words.nameless)


def continues(view: View, at: int, index: int, kind: Type) -> bool:
    """Whether a further word belongs to a name that begins at ``at``."""
    line, before, word = view.line, view.line.words[index - 1], view.line.words[index]
    if len(word) < 3 or word.isdigit() or line.gap(index) not in {" ", "-"}:
        return False
    if line.gap(index) == "-" or before in view.words.titles:
        return True
    if view.longest("settlement", index) or view.type_at(index):
        return False
    if is_adjective(before, kind.gender) and is_adjective(word, kind.gender):
        return line.capital(index) == line.capital(at)
    return line.capital(index) and line.capital(at) and not is_adjective(before, kind.gender)


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


def name_first(view: View, index: int) -> Found | None:
    """«Невский пр.», «Большой Морской улице», «2-я Советская ул», «Чайковского ул., 5»."""
    if view.line.words[index - 1] in view.words.waters:
        return None
    if names := view.known(index):
        ours, theirs, after = names
        if (found := view.street_type_at(after)) and fits(view, index, after, found):
            kind, end = found
            guess = guess_of(view, index, after, kind)
            return mention_of(view, index, end, kind, (ours, theirs), guess), end
    after = adjectives(view, index)
    found = view.street_type_at(after) if after > index else None
    if found is None or view.line.gap(after) not in SPACES:
        return None
    kind, end = found
    if not is_adjective(view.line.words[after - 1], kind.gender) or is_vague(
        view, index, kind, end
    ):
        return None
    guess = guess_of(view, index, after, kind)
    return mention_of(view, index, end, kind, (NOBODY, NOBODY), guess), end


def adjectives(view: View, index: int) -> int:
    """The index past the adjectives that may be an unknown name before its type word."""
    after = index
    while after < index + MOST_WORDS and likely_adjective(view, index, after):
        after += 1
    return after


def likely_adjective(view: View, index: int, at: int) -> bool:
    """Whether the word may be a part of an unknown name before its type word."""
    line, word = view.line, view.line.words[at]
    if at > index and line.gap(at) not in {" ", "-", "", "  "}:
        return False
    if at == index and word.isdigit():
        return len(word) <= 2
    if at > index and len(word) <= 2 and line.words[at - 1].isdigit():
        return line.gap(at) in {"", "-"}
    if word.startswith(view.words.nameless) or not is_adjective(word, "mfn"):
        return False
    return (line.capital(at) and not line.opens(at)) or bool(re.search(r"[сц]к[а-я]{2,3}$", word))


def is_vague(view: View, index: int, kind: Type, end: int) -> bool:
    """«горячая линия», «объездной дороге»: a type word that is mostly no street."""
    if kind.word not in VAGUE:
        return False
    named = view.line.capital(index) and not view.line.opens(index)
    return not named and not view.houses(end)


def fits(view: View, index: int, after: int, found: tuple[Type, int]) -> bool:
    """Whether a known name and the type word behind it are one street."""
    kind, end = found
    line = view.line
    if line.gap(after) not in SPACES | {". "} or is_vague(view, index, kind, end):
        return False
    if is_adjective(line.words[after - 1], kind.gender):
        return line.capital(index) or not line.words[index].startswith(view.words.pronouns)
    if is_adjective(line.words[after - 1], "mfn") and not GENITIVE_ADJECTIVE.search(
        line.words[after - 1]
    ):
        return False
    joins = line.gap(end) in {" ", ". ", "."}
    return not (joins and (line.capital(end) or view.known(end)))
