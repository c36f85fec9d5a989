"""The same words typed otherwise: what looks alike is read alike."""

from functools import cache

import pytest

from nlp.address import Extractor
from nlp.facts import facts
from nlp.remark import Remark
from nlp.tokens import tokens

TEXT = (
    "Посёлок Тельмана, ул. Ладожская, дом 5-12, холодный стояк, в комнате 14, СНТ «Лесная поляна»"
)
# what is typed instead of what
OTHERWISE = [
    (" ", "  "),
    (" ", "\t"),
    (" ", "\u00a0"),
    (" ", "\u202f"),  # narrow, as text editors put it behind «ул.»
    (" ", " \u200b"),
    (" ", "\ufe0f "),  # what is left of an emoji
    (",", "\u200e,"),
    ("й", "и\u0306"),
    ("ё", "е\u0308"),
    ("дск", "д\u00adск"),  # a soft hyphen
    ("ова", "о\u0301ва"),  # a stress mark
    ("-", "\u2010"),
    ("«", "“"),
    ("»", "”"),
]


@cache
def extractor() -> Extractor:
    return Extractor.load()


def addresses(text: str) -> list[tuple[str | None, ...]]:
    found = extractor().find(Remark(text))
    assert all(place.text == text[place.start : place.stop] for place in found)
    return [(place.settlement, place.street, place.house, place.flat) for place in found]


@pytest.mark.parametrize(("plain", "typed"), OTHERWISE)
def test_what_looks_alike_is_read_alike(plain: str, typed: str) -> None:
    other = TEXT.replace(plain, typed)
    assert addresses(other) == addresses(TEXT) != []
    assert facts(other, tokens(other)) == facts(TEXT, tokens(TEXT))
    words = [token for token in tokens(TEXT) if token.isalpha()]
    assert [token for token in tokens(other) if token.isalpha()] == words


ENDS = """
Посёлок Тельмана, 12🙏               | Тельмана | - | 12
Гатчина, Рощинская 9, 11☹️           | Гатчина | Рощинская улица | 9 ; Гатчина | Рощинская улица | 11
Гатчина, Рощинская 9  раз в год      | Гатчина | Рощинская улица | 9
"""


@pytest.mark.parametrize("line", ENDS.strip().splitlines())
def test_a_picture_and_a_wide_space_end_an_address(line: str) -> None:
    text, _, wanted = line.partition("|")
    places = [[cell.strip() for cell in place.split("|")] for place in wanted.split(";")]
    assert [[part or "-" for part in place[:3]] for place in addresses(text.rstrip())] == places
