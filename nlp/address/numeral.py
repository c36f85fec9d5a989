"""Numbers in words, up to ninety-nine: «двадцать четыре», «в сорок втором доме»."""

import re

ONES = (
    "один два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать тринадцать "
    "четырнадцать пятнадцать шестнадцать семнадцать восемнадцать девятнадцать"
)
TENS = "двадцать тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто"
ORDINAL_ONES = (
    "перв втор трет четверт пят шест седьм восьм девят десят одиннадцат двенадцат тринадцат "
    "четырнадцат пятнадцат шестнадцат семнадцат восемнадцат девятнадцат"
)
ORDINAL_TENS = (
    "двадцат тридцат сороков пятидесят шестидесят семидесят восьмидесят девяност"  # «сороковой»
)
CARDINALS = {word: number for number, word in enumerate(ONES.split(" "), 1)}
ROUND = {word: 10 * number for number, word in enumerate(TENS.split(" "), 2)}
ORDINALS = {stem: number for number, stem in enumerate(ORDINAL_ONES.split(" "), 1)}
ORDINALS |= {stem: 10 * number for number, stem in enumerate(ORDINAL_TENS.split(" "), 2)}
ENDING = r"(?:ый|ой|ий|ого|ьего|ому|ьему|ым|ьим|ом|ьем|ая|ую|ья|ью|ьей|ые|ых|ьих)"


def either(words: dict[str, int]) -> str:
    """A pattern of any of the words, the longest first."""
    return "|".join(sorted(words, key=len, reverse=True))


CARDINAL = re.compile(
    rf"(?:({either(ROUND)})(?:\s(?={either(CARDINALS)})|(?![а-я])))?({either(CARDINALS)})?(?![а-я])"
)
ORDINAL = re.compile(rf"(?:({either(ROUND)})\s)?({either(ORDINALS)}){ENDING}(?![а-я])")


def cardinal(text: str, offset: int) -> tuple[int, int] | None:
    """The number that «двадцать четыре» at the offset says, and where it ends."""
    found = CARDINAL.match(text, offset)
    if found is None or not found[0]:
        return None
    number = ROUND.get(found[1] or "", 0) + CARDINALS.get(found[2] or "", 0)
    return number, found.end()


def ordinal(text: str, offset: int) -> tuple[int, int] | None:
    """The number that «сорок вторым» at the offset says, and where it ends."""
    found = ORDINAL.match(text, offset)
    if found is None:
        return None
    return ROUND.get(found[1] or "", 0) + ORDINALS[found[2]], found.end()
