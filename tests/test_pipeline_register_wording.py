"""Values of the register as people read them."""

from datetime import datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from pipeline.register.wording import moment, moments, one_line
from pipeline.tickets.clocks import MOSCOW

ZONES = st.sampled_from([timezone(timedelta(hours=hours)) for hours in (-3, 0, 3, 7)])
YEARS = datetime(2015, 1, 1), datetime(2040, 1, 1)  # noqa: DTZ001 (zones are drawn apart)
MOMENTS = st.datetimes(*YEARS, timezones=ZONES)
BLANKS = st.text(st.sampled_from("аб. \t\n\r\x1c\x85\xa0\u2003\u2028\u3000\u200b"), max_size=6)


@given(at=MOMENTS)
def test_a_moment_is_moscows_whatever_its_zone(at: datetime) -> None:
    assert moment(at) == f"{at.astimezone(MOSCOW):%d.%m.%Y %H:%M}"


@given(values=st.lists(st.none() | MOMENTS, max_size=4))
def test_a_column_of_moments_leaves_gaps(values: list[datetime | None]) -> None:
    assert moments(values) == ["" if at is None else moment(at) for at in values]


@given(text=BLANKS)
def test_a_summary_has_one_blank_between_words(text: str) -> None:
    assert one_line(text) == " ".join(text.split())
