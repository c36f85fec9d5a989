"""What is kept of a number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.morphology import scale


@pytest.mark.parametrize(
    ("cool", "even", "hot"), [("14", "20", "28"), ("17", "18", "23"), ("09", "22", "35")]
)
def test_a_cold_home_a_warm_and_a_hot_one_are_told_apart(cool: str, even: str, hot: str) -> None:
    assert len({scale(cool), scale(even), scale(hot)}) == 3


def test_a_house_is_not_told_from_another() -> None:
    assert scale("41") == scale("97")
    assert scale("5") == scale("8")
    assert scale("112") == scale("604")


@given(st.from_regex(r"\A\d{1,40}\Z"))
def test_of_any_number_only_its_size_is_kept(number: str) -> None:
    assert scale(number).strip("0") in {"", "-", "=", "+"}
