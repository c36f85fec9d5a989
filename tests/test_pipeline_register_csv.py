"""The register's own way to write CSV says what the library would say."""

import csv
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.register.csv_profile import CP1251, EXCEL_RU, RFC, Dialect
from pipeline.register.repeated import Repeated

CELLS = st.text(st.sampled_from("абв 1;,\"\n\r\t'=."), max_size=5)


@pytest.mark.parametrize("dialect", [EXCEL_RU, CP1251, RFC])
@given(data=st.data())
def test_lines_are_those_of_the_csv_module(dialect: Dialect, data: st.DataObject) -> None:
    width = data.draw(st.integers(1, 4))
    rows = data.draw(st.lists(st.tuples(*[CELLS] * width), min_size=1, max_size=5))
    ours = dialect.lines(list(zip(*rows, strict=True)))
    back = csv.reader(StringIO(ours, newline=""), delimiter=dialect.delimiter, strict=True)
    assert [tuple(row) for row in back] == rows
    if "\r" not in ours.replace("\r\n", ""):  # whether to quote it, versions of Python differ in
        text = StringIO(newline="")
        csv.writer(text, delimiter=dialect.delimiter, lineterminator=dialect.end).writerows(rows)
        assert ours == text.getvalue()


def test_values_beyond_what_is_kept_are_rendered_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.register.repeated.KEPT", 2)
    cells = Repeated(lambda value: f"<{value}>")
    assert cells(["а", "б", None, "в", "а"]) == ["<а>", "<б>", "", "<в>", "<а>"]
    assert len(cells) <= 2
