"""File mode: lines in, lines out, whatever is in them."""

import io
import json
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.classifier import Classifier
from nlp.place import Place
from nlp.prediction import Facts, Kind, Prediction
from nlp.remark import Remark
from pipeline.answers import Lines, answer, explain
from pipeline.classify_file import FileReport, classify_lines
from pipeline.progress import Silent

CLASSIFIER = Classifier.load()
HEAVY = ("alembic", "pandas", "pymorphy3", "requests", "scipy", "sklearn", "sqlalchemy")

WORDS = st.text(st.characters() | st.sampled_from('"\\\ud800\x00батареи'), max_size=12)
PLACES = st.builds(
    Place,
    text=WORDS,
    start=st.integers(0, 9),
    stop=st.integers(0, 9),
    street=st.none() | WORDS,
    confidence=st.floats(0, 1),
    alternatives=st.just((Place("а", 0, 1),)) | st.just(()),
)
PREDICTIONS = st.builds(
    Prediction,
    labels=st.tuples(WORDS) | st.tuples(WORDS, WORDS),
    scores=st.dictionaries(st.sampled_from(("heating", "gas", "roads")), st.floats(0, 1)),
    kind=st.sampled_from(Kind),
    urgent=st.booleans(),
    review=st.booleans(),
    subtopics=st.just(()) | st.tuples(WORDS),
    addresses=st.just(()) | st.tuples(PLACES),
    facts=st.builds(Facts, st.none() | st.floats(0, 30), st.none() | st.integers(0, 9)),
    because=st.just(()) | st.tuples(WORDS),
)
IDS = st.none() | st.integers() | WORDS | st.lists(st.integers(), max_size=2)

ODD = st.text(
    st.characters() | st.sampled_from("\ud800\x00\u200b😀[]|@>батареи холодные 15 руб. дней\n"),
    max_size=120,
)
LINES = st.one_of(
    st.builds(lambda text, post: json.dumps({"id": 1, "text": text, "post": post}), ODD, ODD),
    st.sampled_from(["", "{", "[]", "null", "17", '{"id": 5}', '{"text": 5}', '{"text": NaN}']),
    ODD.map(lambda text: text.replace("\n", " ")),
)


def answered(lines: list[str]) -> tuple[FileReport, list[dict[str, Any]]]:
    target = io.StringIO()
    report = classify_lines(CLASSIFIER, lines, target, Silent())
    return report, [json.loads(line) for line in target.getvalue().split("\n")[:-1]]


@settings(max_examples=300, deadline=None)
@given(predictions=st.lists(PREDICTIONS, max_size=3), id_=IDS)
def test_a_line_is_what_an_encoder_writes(predictions: list[Prediction], id_: Any) -> None:
    lines = Lines("a1")
    for prediction in predictions:
        wanted = json.dumps({"id": id_, **answer(prediction, "a1")}, ensure_ascii=False)
        assert lines.line(id_, prediction) == wanted


@settings(max_examples=150, deadline=None)
@given(lines=st.lists(LINES, max_size=6))
def test_every_line_gets_its_answer_or_its_error(lines: list[str]) -> None:
    report, found = answered(lines)
    assert len(found) == len(lines) == report.answered + len(report.broken)
    errors = [number for number, one in enumerate(found, start=1) if "error" in one]
    assert errors == [number for number, _ in report.broken]
    for one in found:
        assert "error" in one or one["labels"]


LONG = {
    "one letter": "а" * 50_000,
    "one word": "аб" * 25_000,
    "one number": "1" * 50_000 + " руб",
    "words": "снег " * 10_000,
    "mentions never closed": "[id1|" * 10_000,
    "empty lines before a quotation": "\n" * 49_000 + "а>",
    "spaces": " " * 50_000,
    "degrees that are none": "+99 " * 12_500,
    "warm words": "температур" * 5_000 + " 5",
    "sums": "111 " * 12_500,
    "days": "день" * 12_500,
    "emoji": "🥶" * 50_000,
    "brackets": ")" * 50_000,
    "links": "http://" * 7_000,
    "dots": "." * 50_000,
}


@pytest.mark.parametrize("text", LONG.values(), ids=LONG.keys())
def test_a_long_text_is_answered(text: str) -> None:
    report, [found] = answered([json.dumps({"id": 1, "text": text})])
    assert report.answered == 1
    assert found["labels"]


@pytest.mark.parametrize("text", ["", "😀", "\x00", "\ud83d", "Het tocht hier", "停电了", "\u202e"])
def test_odd_texts_are_explained_to_people_too(text: str) -> None:
    [line] = answered([json.dumps({"id": 1, "text": text})])[1]
    assert line["labels"]
    [prediction] = CLASSIFIER.predict([Remark(text)])
    assert explain(prediction).startswith("Вид: ")


def test_a_file_is_answered_without_heavy_libraries() -> None:
    script = "import sys, nlp.classifier, pipeline.classify_file; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True).stdout
    assert set(loaded.decode().split()).isdisjoint(HEAVY)
