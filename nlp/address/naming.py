"""Names in register order: «Моховой» → «Моховая улица», «ул. моисеенко» → «улица Моисеенко»."""

import re
from functools import cache, lru_cache

from nlp.address.gazetteer import Type

GENDERS = {"m": ("ый", "ий"), "f": ("ая", "яя"), "n": ("ое", "ее")}
ENDINGS = {
    "f": ("ая", "ой", "ую", "ою", "яя", "юю", "ей"),
    "m": ("ого", "ому", "его", "ему", "ый", "ий", "ой", "ым", "ом", "им", "ем"),
    "n": ("ого", "ому", "его", "ему", "ое", "ее", "ым", "ом", "им", "ем"),
    "x": (),
}
SOFT = {"яя", "юю", "ее", "его", "ему", "ем", "ей"}
LOWER = {"лет", "и", "им", "имени", "на", "реки", "канала"}
LONGEST_INITIALS = 5  # «ВЛКСМ»
REMEMBERED = 4096  # names: the same streets come again and again
MONTHS = re.compile(
    r"(?:январ|феврал|апрел|июн|июл|сентябр|октябр|ноябр|декабр)я|ма[яй]|марта|августа"
)
SURNAME = re.compile(r"(?:[еои]в|[иы]н)ой$")  # «Зверевой», «Лисициной» as well as «Садовой»
RELATIONAL = re.compile(r"[сц]к[а-я]{2,3}$")  # «Чепецкий», «ленинградскую»
# A name no list has, by its ending alone.
STRONG = re.compile(
    r"(?:[сц]к(?:ая|ой|ую|ий|ого|ому|ом|им|ое)|(?:ов|ев|ин|ын)(?:а|ой)|[нвлтрдзкмжщчш](?:ая|ую)|"
    r"[нвлтр]ой|енко|ейна|[нв]ый|[нв]ого|[нв]ому)$"
)
# Adverbs, verbs and pronouns after «ул», «СНТ»: never a name.
STRAY = re.compile(
    r"(?:^(?:вокруг|возле|около|вдоль|перед|между|после|снова|опять|есть|будет|вчера|напротив|прямо|вечно|даже|так|там|тут|это|где|что|как|нет|без|вообще|уже|еще|тоже|также|вся|все|всю|у|мы)|"
    r"[^к]о|[аиоуыея]л[аои]?|ть|йте|[юуая]т|[еи]т|ться|тся)$"
)
# How an adjective's ending goes with the ending of the noun behind it.
AGREEMENT = (
    (("ого", "его"), ("а", "я")),
    (("ому", "ему"), ("у", "ю")),
    (("ым", "им"), ("ом", "ем", "ам", "ям")),
    (("ом", "ем"), ("е", "у", "ии")),
    (("ой", "ей"), ("е", "и", "ы", "ой", "ей", "ью")),
    (("ую", "юю"), ("у", "ю", "ь")),
    (("ая", "яя"), ("а", "я", "ь")),
    (("ое", "ее"), ("о", "е")),
    (("ый", "ий"), tuple("бвгджзйклмнпрстфхцчшщь")),
)


def is_adjective(word: str, genders: str) -> bool:
    """Whether the word may be an adjective that agrees with a type word of one of the genders."""
    return len(word) > 4 and word.endswith(endings(genders))


@cache
def endings(genders: str) -> tuple[str, ...]:
    """The endings of adjectives of any of the genders."""
    return tuple(ending for gender in genders for ending in ENDINGS[gender])


def agrees(adjective: str, noun: str) -> bool:
    """Whether the next word looks like the noun of the adjective: «Гатчинского офиса»."""
    for endings, nouns in AGREEMENT:
        if adjective.endswith(endings):
            return len(noun) > 3 and noun.endswith(nouns) and not noun.endswith("ые")  # «вторые»
    return False


def nominative(word: str, gender: str) -> str:
    """The adjective in the nominative of the gender: «тележной» → «тележная»."""
    if gender == "m" and word.endswith(("ой", "ий")):
        return word  # «Большой», «Лесной», «Верхний»
    ending = next(end for end in ENDINGS[gender] if word.endswith(end))
    stem = word[: -len(ending)]
    hard, soft = GENDERS[gender]
    if stem.endswith(("к", "г", "х")):
        return stem + ("ий" if gender == "m" else hard)
    if stem.endswith(("ж", "ш", "щ", "ч")):
        return stem + {"m": "ий", "f": "ая", "n": "ее"}[gender]
    return stem + (soft if ending in SOFT and stem.endswith("н") else hard)


def titled(word: str) -> str:
    """«заслонова» → «Заслонова»; parts of a hyphenated name too."""
    if word.lower() in LOWER or word[:1].isdigit():  # «1-я»
        return word.lower()
    if word.isupper() and 1 < len(word) <= LONGEST_INITIALS:
        return word
    return "-".join(
        part if part.startswith("лет") else part[:1].upper() + part[1:].lower()
        for part in word.split("-")
    )


@lru_cache(maxsize=REMEMBERED)
def register_order(words: tuple[str, ...], kind: Type) -> str:
    """The register's name: an agreeing adjective stands before the type word, the rest after."""
    last = words[-1].lower()
    dated = words[0].isdigit() and MONTHS.fullmatch(last)
    if kind.word == "переулок" and len(words) == 1 and last.endswith(("ов", "ев", "ин")):
        return f"{titled(words[0])} {kind.word}"
    agrees_ = all(is_adjective(word.lower(), kind.gender) or word.isdigit() for word in words)
    if kind.level == "street" and agrees_ and not dated and not words[-1].isdigit():
        if len(words) > 1 and words[0].isdigit():
            suffix = {"m": "й", "f": "я", "n": "е"}.get(kind.gender, "й")
            words = (f"{words[0]}-{suffix}", *words[1:])
        return f"{' '.join(agreeing(word, kind.gender) for word in words)} {kind.word}"
    return f"{kind.word} {' '.join(titled(word) for word in words)}"


def agreeing(word: str, gender: str) -> str:
    """A word of an adjectival name in the nominative."""
    if is_adjective(word.lower(), gender):
        return titled(nominative(word.lower(), gender))
    return titled(word)


def guessed_type(word: str) -> str:
    """The likeliest type word for a name without one, by its last word."""
    if re.search(r"(ского|цкого|ова|ева|ина)$", word):
        return "улица"
    if re.search(r"(ий|ый|ому|ом|ого|им|ым)$", word):
        return "проспект"
    if re.search(r"(ое|ее)$", word):
        return "шоссе"
    return "улица"
