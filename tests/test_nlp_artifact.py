"""The artifact: what is in it, and when it is refused."""

import json
import shutil
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from nlp.answer import Answer
from nlp.artifact import MANIFEST, load
from nlp.engine import Engine
from nlp.errors import ArtifactMissingError, StaleArtifactError, TamperedArtifactError
from nlp.features import Features
from nlp.lexicon import lexicon
from nlp.meaning import Vectors
from nlp.morphology import is_personal
from nlp.reading import Block, Reader
from nlp.remark import Remark
from nlp.tokens import tokens
from nlp.training import compiled, fitted, seed_corpus, train

SHIPPED = Path(str(files("data") / "artifact"))


@pytest.fixture(scope="module")
def some() -> list[Answer]:
    return list(seed_corpus())[::12]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SHIPPED, tmp_path / "artifact"))


def test_shipped_artifact_opens() -> None:
    assert load(SHIPPED).id == json.loads((SHIPPED / MANIFEST).read_text("utf-8"))["id"]


@pytest.fixture(scope="module")
def vectors() -> Vectors:
    """Two directions: what is warm and what is white; the rest hardly points anywhere."""
    met = {word for a in seed_corpus() for word in tokens(a.remark.text)}
    words = sorted(filter(str.isalpha, met))[::7]
    rows = np.random.default_rng(0).normal(size=(len(words), 2))
    told = {"батареи": (1, 0), "чугунки": (1, 0), "снег": (0, 1), "пороша": (0, 1)}
    return Vectors.of([*words, *told], np.vstack([rows / 99, *told.values()]))


@pytest.mark.parametrize("lent", [False, True])
def test_serving_gives_what_the_pipeline_gives(
    some: list[Answer], vectors: Vectors, lent: bool
) -> None:
    trained = fitted(some, vectors if lent else None)
    artifact = compiled(trained)
    engine = Engine(artifact.plane, Reader(artifact.morphology, lexicon()))
    remarks = [answer.remark for answer in some]
    wanted = trained.decision_function(remarks)
    assert np.abs(engine.values(remarks) - wanted).max() < 2e-6


def test_neither_neighbours_nor_forgetting_change_a_value(some: list[Answer]) -> None:
    artifact = load(SHIPPED)
    reader = Reader(artifact.morphology, lexicon())
    remarks = [answer.remark for answer in some]
    together = Engine(artifact.plane, reader).values(remarks)
    forgetful = Engine(artifact.plane, reader, keep=100)
    alone = np.concatenate([forgetful.values([remark]) for remark in remarks])
    assert np.array_equal(together, alone)


def test_same_answers_give_the_same_bytes(some: list[Answer], tmp_path: Path) -> None:
    train(some, tmp_path / "a", {}, "{id}")
    train(some, tmp_path / "b", {}, "{id}")
    for path in (tmp_path / "a").iterdir():
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes()


def test_absent_artifact_is_told_apart(tmp_path: Path) -> None:
    with pytest.raises(ArtifactMissingError, match="otklik train"):
        load(tmp_path)


@pytest.mark.parametrize("key", ["format", "features", "taxonomy", "rules"])
def test_stale_artifact_is_refused(copy: Path, key: str) -> None:
    manifest = json.loads((copy / MANIFEST).read_text("utf-8"))
    (copy / MANIFEST).write_text(json.dumps({**manifest, key: "other"}), "utf-8")
    with pytest.raises(StaleArtifactError, match=key):
        load(copy)


@pytest.mark.parametrize(
    "name", ["weights.npz", "features.json", "heads.json", "forms.txt", "readings.txt"]
)
def test_tampered_artifact_is_refused(copy: Path, name: str) -> None:
    with (copy / name).open("ab") as file:
        file.write(b" ")
    with pytest.raises(TamperedArtifactError, match=name):
        load(copy)


def test_new_artifact_replaces_the_old_whole(some: list[Answer], copy: Path) -> None:
    made = train(some, copy, {}, "{id}")
    assert load(copy).id == made
    assert [path.name for path in copy.parent.iterdir()] == ["artifact"]


def test_no_pickle_is_shipped() -> None:
    assert {path.suffix for path in SHIPPED.iterdir()} <= {".npz", ".json", ".txt", ".md"}


def test_no_ones_words_can_be_read_out() -> None:
    """Only short runs, and neither names of people nor numbers, are kept."""
    artifact = load(SHIPPED)
    for block, name in artifact.plane.features:
        if block in {Block.CUE, Block.GRAMMAR, Block.CONCEPT}:
            continue
        assert not any(c.isdigit() and c != "0" for c in name)
        assert len(name.split()) <= 2
        words = [word for word in name.lstrip("=+").split() if word.isalpha()]
        assert block is Block.LETTERS or not any(map(is_personal, words)), name


def test_a_word_never_met_speaks_as_its_neighbours_do(some: list[Answer], vectors: Vectors) -> None:
    artifact = compiled(fitted(some, vectors))
    heating, snow = (artifact.names.index(f"topic {t}") for t in ("heating", "snow_removal"))
    weight = dict(zip(artifact.plane.features, artifact.plane.coef, strict=True))
    assert weight[Block.WORD, "=чугунки"][heating] > weight[Block.WORD, "=пороша"][heating]
    assert weight[Block.WORD, "=пороша"][snow] > weight[Block.WORD, "=чугунки"][snow]


def test_what_fewer_than_five_show_leaves_no_trace(some: list[Answer], vectors: Vectors) -> None:
    features = Features(vectors=vectors).fit([answer.remark for answer in some])
    counts = np.asarray((features.counts([a.remark for a in some]) > 0).sum(axis=0)).ravel()
    assert counts[features.learnt_].min() >= 5
    assert len(set(features.rarity_[~features.learnt_])) == 1


def test_every_feature_was_shown_by_five(some: list[Answer]) -> None:
    features = fitted(some)["features"]
    counts = (features.counts([answer.remark for answer in some]) > 0).sum(axis=0)
    assert counts.min() >= 5


def test_a_post_over_many_comments_shows_its_words_once(some: list[Answer]) -> None:
    said = "У Барабашкиных опять прорвало"
    talk = [replace(some[0], remark=Remark(f"Холодно {i}", post=said)) for i in range(9)]
    learnt = {name for _, name in fitted([*some, *talk])["features"].features_}
    assert not {name for name in learnt if "барабаш" in name}


def test_every_head_of_the_taxonomy_is_there() -> None:
    names = load(SHIPPED).names
    assert {name for name in names if name.startswith("topic ")} == {
        f"topic {label}" for label in lexicon().topics
    }
