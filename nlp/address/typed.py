"""Streets with a type word: «ул. Боярова», «Кировский пр.», «Большой Морской улице»."""

import re
from collections.abc import Collection

from nlp.address.district import precedes_street
from nlp.address.forms import NOBODY
from nlp.address.gazetteer import Type
from nlp.address.meaning import is_water
from nlp.address.naming import SURNAME, is_adjective, register_order, titled
from nlp.address.street import SHORT_TYPES, Found, guess_of, joined, mention_of
from nlp.address.typo import SHORTEST_TYPED
from nlp.address.unlisted import POSSESSIVE, VAGUE, adjectives, continues, name_end
from nlp.address.view import View

SPACES = frozenset({" ", "-", ' "'})
GENITIVE_ADJECTIVE = re.compile(r"[сц]кого$|(?:[еои]в|[иы]н|ск)ой$")  # «Чайковского ул.»


def typed_street(view: View, index: int) -> Found | None:
    """The street that begins at the word and has a type word."""
    if is_water(view, index) or is_hot_line(view, index):
        return None
    return type_first(view, index) or name_first(view, index)


def is_hot_line(view: View, index: int) -> bool:
    """«на горячую линию ФСБ»."""
    line = view.line
    return line.words[index].startswith("лини") and line.words[index - 1].startswith("горяч")


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
    if goes_on(view, at, after, kind):
        return None  # «улица Красной Звезды» is not «Красная улица»
    if not is_name(view, index, at, after, ours.ordinary or theirs.ordinary, kind):
        return None
    behind = view.street_type_at(after)
    if behind and kind.word in VAGUE and is_adjective(view.line.words[after - 1], behind[0].gender):
        return None  # «прямо на дорогу Пушкинская улица 18»
    guess = guess_of(view, at, after, kind)
    return mention_of(view, index, after, kind, (ours, theirs), guess), after


def goes_on(view: View, at: int, after: int, kind: Type) -> bool:
    """Whether a name that no list has begins with the known one: «Ивана Фомина»."""
    line, last = view.line, view.line.words[after - 1]
    if view.words.begins_no_name(line.words[after]) or line.gap(after) != " ":
        return False
    if last not in view.words.titles and is_adjective(last, kind.gender):
        return False
    return line.capital(at) and line.capital(after) and continues(view, at, after, kind)


def is_name(view: View, index: int, at: int, after: int, ordinary: bool, kind: Type) -> bool:
    """Whether a known form after a type word is a name: «улице мира», not «улице темной»."""
    if is_water(view, index):
        return False
    if view.has_capital(at, after) or view.houses(after):
        return True
    if ordinary and after == at + 1:
        short = view.line.words[index] in SHORT_TYPES
        return short or not (kind.word in VAGUE or is_adjective(view.line.words[at], "mfn"))
    return kind.word not in VAGUE


def unknown_name(view: View, index: int, at: int, kind: Type) -> Found | None:
    """A name no list has behind its type word."""
    after = name_end(view, index, at, kind)
    if after is None:
        return None
    word = view.line.words[at]
    form = view.speller.street(word, SHORTEST_TYPED) if after == at + 1 else None
    entry = view.gazetteer.forms.find(form) if form else None
    if form and entry:
        names = entry.get("street", NOBODY), entry.get("petersburg", NOBODY)
        mention = mention_of(view, index, after, kind, names, register_order((form,), kind))
        return mention._replace(doubtful=True), after
    guess = guess_of(view, at, after, kind)
    if view.line.words[index] == kind.word and SURNAME.search(view.line.words[after - 1]):
        # Of «улица Половинкиной» the type word is in the nominative: the name is a surname.
        guess = " ".join([kind.word, *map(titled, joined(view, at, after))])
    return mention_of(view, index, after, kind, (NOBODY, NOBODY), guess), after


def name_first(view: View, index: int) -> Found | None:
    """«Невский пр.», «Большой Морской улице», «2-я Советская ул», «Чайковского ул., 5»."""
    if is_water(view, index):
        return None
    if names := view.known(index):
        ours, theirs, after = names
        if (found := view.street_type_at(after)) and fits(view, index, after, found, ours.whole):
            kind, end = found
            guess = guess_of(view, index, after, kind)
            return mention_of(view, index, end, kind, (ours, theirs), guess), end
    after = adjectives(view, index)
    found = view.street_type_at(after) if after > index else None
    if found is None or view.line.gap(after) not in SPACES:
        return None
    kind, end = found
    last = view.line.words[after - 1]
    lane = kind.word == "переулок" and POSSESSIVE.search(last)
    if not (lane or is_adjective(last, kind.gender)) or is_vague(view, index, kind, end):
        return None
    guess = guess_of(view, index, after, kind)
    return mention_of(view, index, end, kind, (NOBODY, NOBODY), guess), end


def is_vague(view: View, index: int, kind: Type, end: int) -> bool:
    """«горячая линия», «объездной дороге»: a type word that is mostly no street."""
    if kind.word not in VAGUE:
        return False
    named = view.line.capital(index) and not view.line.opens(index)
    return not named and not view.houses(end)


def fits(
    view: View, index: int, after: int, found: tuple[Type, int], whole: Collection[str]
) -> bool:
    """Whether a known name and the type word behind it are one street."""
    kind, end = found
    line = view.line
    if line.gap(after) not in SPACES | {". "}:
        return False
    listed = line.capital(index) and any(name.endswith(f" {kind.word}") for name in whole)
    if not listed and is_vague(view, index, kind, end):
        return False
    if is_adjective(line.words[after - 1], kind.gender):
        if view.longest("settlement", index) and precedes_street(view, end):
            return False  # «Старая, ул. Полевая 5»
        named = line.capital(index) or bool(view.houses(end))
        around = line.words[index - 1 : index + 1]  # «наш новый переулок», «самый весёлый переулок»
        return named or not any(map(view.words.pronouns.fullmatch, around))
    if is_adjective(line.words[after - 1], "mfn") and not GENITIVE_ADJECTIVE.search(
        line.words[after - 1]
    ):
        return False
    joins = line.gap(end) in {" ", ". ", "."}
    return not (joins and (line.capital(end) or view.known(end)))
