"""What a head learns from, and how loudly each feature speaks to it."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_matrix

from nlp.heads import telling

WANTED = np.array([True, True, True, False, False, False])
EVERY = np.ones(len(WANTED))


def shown(*columns: str) -> csr_matrix:
    """A row for each feature, a mark for each comment that shows it: «+++---»."""
    return csr_matrix([[mark == "+" for mark in column] for column in columns], dtype=bool)


def test_what_only_one_side_shows_is_stretched_most() -> None:
    yes, no, both = telling(shown("+++---", "---+++", "++-++-"), WANTED, EVERY)

    assert yes == no > 1 > both


def test_a_heavy_comment_tells_more() -> None:
    heavy = np.array([3.0, 1, 1, 1, 1, 1])

    one, other = telling(shown("+-----", "-+----"), WANTED, heavy)

    assert one > other


@given(st.lists(st.text("+-", min_size=6, max_size=6), min_size=1, max_size=9))
def test_stretching_keeps_the_size_of_a_text(columns: list[str]) -> None:
    stretch = telling(shown(*columns), WANTED, EVERY)

    assert np.isfinite(stretch).all()
    assert np.isclose((stretch**2).mean(), 1) or np.ptp(stretch) == 0
