"""The classifier as the pipeline sees it."""

import pytest

from nlp.classifier import Classifier
from nlp.prediction import Kind
from nlp.remark import Remark


@pytest.fixture(scope="session")
def classifier() -> Classifier:
    return Classifier.load()


CASES = """
heating       | complaint | батареи ледяные, в квартире +14
snow_removal  | complaint | двор не чищен от снега, все в сугробах
not_complaint | thanks    | спасибо большое, очень приятно
"""


@pytest.mark.parametrize("line", CASES.strip().splitlines())
def test_plain_comments_are_understood(classifier: Classifier, line: str) -> None:
    label, kind, text = (part.strip() for part in line.split("|"))
    [prediction] = classifier.predict([Remark(text)])
    assert (prediction.labels[0], prediction.kind) == (label, Kind(kind))
