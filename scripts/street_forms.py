"""Every way to write the name of a street: cases, ordinals, initials, shortenings."""

import re
from collections.abc import Iterator
from itertools import product

from nlp.address.inflection import adjective, cases
from nlp.address.source import folded

INITIALS = {
    "большая": "б бол",
    "большой": "б бол",
    "малая": "м мал",
    "малый": "м мал",
    "красная": "кр",
    "красного": "кр",  # «Кр. Командиров», «Кр. Октября»
}
ORDINALS = (
    ("первая", "первый"),
    ("вторая", "второй"),
    ("третья", "третий"),
    ("четвертая", "четвертый"),
    ("пятая", "пятый"),
    ("шестая", "шестой"),
    ("седьмая", "седьмой"),
    ("восьмая", "восьмой"),
    ("девятая", "девятый"),
    ("десятая", "десятый"),
)
GIVEN = re.compile(r"(имени|академика|генерала|доктора|маршала|героя|лейтенанта|адмирала|николая) ")
LEADING = re.compile(r"(.*?)\b(городок|вал|ряд|дорога|аллея|канал|мыс)\b(.*)")


def street_forms(base: str, street: str) -> Iterator[str]:
    """The forms of a street's name, initials of «большая» and «малая» included."""
    for form in name_forms(base, street):
        yield form
        first, _, rest = form.partition(" ")
        for word, initials in INITIALS.items():
            if rest and first[:-2] == word[:-2]:
                yield from (f"{initial} {rest}" for initial in initials.split())


def name_forms(base: str, street: str) -> Iterator[str]:
    """Every way to write the name of a street, its type word left out."""
    if found := re.match(r"(\d+) ([яйе]|го) (.+)", base):
        yield from ordinal_forms(found[1], found[3])
        return
    last = base.split()[-1]
    if street.startswith("набережная ") and (found_ := list(waterside(base))):
        yield from found_
    elif street.startswith(("микрорайон ", "квартал ")):
        yield from (*cases(base), base)
    elif adjective(last) and not re.search(r"(евой|овой|иной)$", last):
        yield from cases(base)
    elif found := LEADING.match(base):
        yield from (form + found[3] for form in cases(found[1] + found[2]))
        if found[2] == "вал":  # «на Северном Валу»
            yield f"{cases(base)[-1][:-1]}у"
    else:
        yield base
    if found := re.match(r"(\d+) (.+)", base):
        yield f"{found[1]} го {found[2]}"


def ordinal_forms(number: str, rest: str) -> Iterator[str]:
    """«2-я советская» → «2 я советской», «2 советской», «вторая советская»…"""
    inflected = cases(rest) if adjective(rest.split()[-1]) else (rest,)
    feminine = rest.endswith(("ая", "яя", "армии", "пятилетки", "семилетки"))
    for form, suffix in product(inflected, ("я й ю ой ая" if feminine else "й го ый").split()):
        yield f"{number} {suffix} {form}"
    yield from (f"{number} {form}" for form in inflected)
    if int(number) <= len(ORDINALS) and len(inflected) > 1:
        word = ORDINALS[int(number) - 1][0 if feminine else 1]
        yield from cases(f"{word} {rest}")


def waterside(base: str) -> Iterator[str]:
    """«реки фонтанки» → «фонтанка», «канала грибоедова» → «на канале грибоедова»."""
    if found := re.match(r"реки (.+)[иы]$", base):
        yield from (base, *cases(f"{found[1]}а"), f"р {found[1]}и")
    elif found := re.match(r"канала (.+)|(обводного|крюкова) канала", base):
        rest = found[1] or {"обводного": "обводный", "крюкова": "крюков"}[found[2]]
        heads = cases("канал") if found[1] else cases(f"{rest} канал")
        yield from (f"{head} {rest}" if found[1] else head for head in heads)


def shortened(base: str) -> Iterator[str]:
    """«карла маркса» → «к маркса», «маркса»: an initial or nothing for the given name."""
    words = base.split()
    if {"реки", "канала"} & {*words}:
        return
    if len(words) > 1 and not adjective(words[-1]) and all(map(str.isalpha, words)):
        yield f"{words[0][0]} {' '.join(words[1:])}"
        given = words[0].endswith(("а", "я", "и", "ы")) and not adjective(words[0])
        if (given or GIVEN.match(base)) and words[1] not in {"дорога", "аллея", "улица"}:
            yield " ".join(words[1:])


def bare_name(street: str, types: set[str]) -> str:
    """The name without its type word: «Ленинградская улица» → «ленинградская»."""
    words = [word for word in street.split() if word not in types and word not in {"П.С.", "В.О."}]
    return folded(" ".join(words))
