"""People's text stays text in a spreadsheet, and comes back as it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.register.guard import Guard, guarded, printable, unguarded

# The mark is put before what stands at the right of a «!», and not before the rest.
CASES = """
! | =1+1
! | +7 921 123-45-67
! | -5
! | @всем
! | ＝1+1
! | −1
! | 16/2
! | 1-2
! | 007
! | 12.05
! | 12:30
! | 1e5
! | 1 000
! | 5 %
! | 12345678901234567
! | 1 мая
! | май 5
! | ИСТИНА
! | '=1+1
! | '007
- | 16
- | 0
- | 16А
- | 16 корп. 2
- | улица 1 Мая
- | 1 Мая улица
- | проспект Мира
- | — а что делать?
- | дом 16/2
- | мая
- | 'так'
"""


@pytest.mark.parametrize("case", CASES.strip().splitlines())
def test_only_what_a_spreadsheet_would_misread_is_marked(case: str) -> None:
    expected, text = case.split(" | ")
    assert guarded(text) == ("'" + text if expected == "!" else text)


@pytest.mark.parametrize(
    "hidden", ["\u200b", "\ufeff", "\u00a0", "\u2060", " ", "\u200e", "\u3164"]
)
def test_a_formula_behind_what_nobody_sees_is_a_formula(hidden: str) -> None:
    assert guarded(f"{hidden}=1").startswith("'")


@pytest.mark.parametrize("control", ["\x00", "\x01", "\x0b", "\x0c", "\x1f", "\x7f", "\ufffe"])
def test_characters_that_no_table_holds_are_left_out(control: str) -> None:
    assert guarded(f"а{control}б") == "аб"
    assert guarded(f"{control}=1") == "'=1"


def test_the_mark_may_be_a_tab_or_nothing() -> None:
    assert guarded("=1", Guard.TAB) == "\t=1"
    assert guarded("=1", Guard.OFF) == "=1"


@given(st.text(alphabet=st.sampled_from("'\t\n=+-@ 0167/мая.Aб\u200b\x00"), max_size=12))
def test_a_marked_text_comes_back(text: str) -> None:
    for guard in (Guard.APOSTROPHE, Guard.TAB):
        assert unguarded(guarded(text, guard)) == printable(text)


def test_thirty_thousand_digits_are_looked_at_once() -> None:
    for text in ("1" * 30_000 + "x", " " * 30_000 + "x", "'" * 30_000 + "x", "мая" * 10_000):
        assert guarded(text) == text
