"""Learning on top of an artifact."""

from importlib.resources import files
from pathlib import Path

import pytest

from nlp.answer import Answer
from nlp.artifact import Artifact, load
from nlp.classifier import Classifier
from nlp.errors import WorseArtifactError
from nlp.local import learn
from nlp.prediction import NOT_COMPLAINT, Kind
from nlp.remark import Remark
from nlp.training import seed_corpus


def answer(text: str, label: str, kind: Kind = Kind.COMPLAINT) -> Answer:
    return Answer(Remark(text), (label,), kind, urgent=False)


@pytest.fixture(scope="module")
def shipped() -> Artifact:
    return load(Path(str(files("data") / "artifact")))


GUARD = [
    answer("батареи холодные", "heating"),
    answer("лифт не работает", "elevator"),
    answer("спасибо", NOT_COMPLAINT, Kind.THANKS),
]


@pytest.mark.slow
def test_local_labels_are_learnt(shipped: Artifact, tmp_path: Path) -> None:
    told = "оркестр репетирует под окном"
    local = [answer(told, "transport")] * 60
    lesson = learn(shipped, local, {"основной": GUARD}, tmp_path / "local")

    [prediction] = Classifier.load(tmp_path / "local").predict([Remark(told)])
    assert prediction.labels[0] == "transport"
    assert lesson.after["основной"] >= lesson.before["основной"]


@pytest.mark.slow
def test_what_loses_on_a_guard_set_is_refused(shipped: Artifact, tmp_path: Path) -> None:
    heating = [one for one in seed_corpus() if one.labels[0] == "heating"]
    spoiling = [answer(one.remark.text, "gas") for one in heating[::2]] * 3
    with pytest.raises(WorseArtifactError, match="прежний остаётся"):
        learn(shipped, spoiling, {"основной": heating[1::2]}, tmp_path / "local")
    assert not (tmp_path / "local").exists()


@pytest.mark.slow
def test_a_guard_set_is_not_learnt(shipped: Artifact, tmp_path: Path) -> None:
    spoiling = [answer(guard.remark.text, "gas") for guard in GUARD] * 300
    guarded, without = (
        learn(shipped, local, {"основной": GUARD}, tmp_path / name)
        for name, local in (("guarded", spoiling), ("without", []))
    )
    assert guarded.artifact == without.artifact
