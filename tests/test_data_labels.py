"""Labels of real comments follow the guide, and no text lies beside them."""

import csv
from collections.abc import Mapping
from importlib.resources import files

from nlp.prediction import NOT_COMPLAINT, Kind
from nlp.taxonomy import taxonomy

ROWS = list(
    csv.DictReader(
        (files("data") / "labels" / "real.tsv").read_text("utf-8").splitlines(), delimiter="\t"
    )
)


def faults(row: Mapping[str, str]) -> list[str]:
    labels = row["labels"].split()
    wrong = {
        "labels": not 1 <= len(labels) <= 3 or not {*labels} <= {*taxonomy().topics, NOT_COMPLAINT},
        "not_complaint is not alone": NOT_COMPLAINT in labels and len(labels) > 1,
        "complaint without a topic": row["kind"] == Kind.COMPLAINT and NOT_COMPLAINT in labels,
        "kind": row["kind"] not in list(Kind),
        "marks": not {row["urgent"], row["unsure"]} <= {"0", "1"},
    }
    return [f"{row['id']}: {name}" for name, is_wrong in wrong.items() if is_wrong]


def test_labels_follow_the_guide() -> None:
    assert [fault for row in ROWS for fault in faults(row)] == []


def test_a_comment_is_labelled_once() -> None:
    assert len({row["id"] for row in ROWS}) == len(ROWS)


def test_nothing_is_told_of_a_comment_but_its_labels() -> None:
    assert {*ROWS[0]} == {"id", "labels", "kind", "urgent", "unsure"}
    assert not [row["id"] for row in ROWS if set(row["id"]) - set("-_:0123456789messag")]
