"""Train a classifier with scikit-learn and leave it as plain arrays.

Only this module and what it imports need scikit-learn and pymorphy3.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fnmatch import fnmatch
from importlib.resources import files
from pathlib import Path
from typing import Any

from sklearn.pipeline import Pipeline

from nlp.answer import Answer
from nlp.artifact import Artifact, save
from nlp.features import Features
from nlp.heads import Heads
from nlp.meaning import Vectors
from nlp.plane import Plane
from nlp.remark import Remark

# Files of the seed corpus and how much a comment of theirs counts beside a real one: chosen by
# cross-validation inside the real training comments and the oldest written ones.
ALONE, RETOLD, TALKS = "[a-oyz].jsonl", "retold-*.jsonl", "[p-x].jsonl"
WEIGHTS = {ALONE: 0.8, RETOLD: 0.6, TALKS: 0.3}


def seed_corpus(*parts: str) -> Iterator[Answer]:
    """Read the labelled comments that ship with the program, all or those of some files."""
    folder = files("data") / "corpus"
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        for part in parts or WEIGHTS:
            if fnmatch(file.name, part):
                for line in file.read_text("utf-8").splitlines():
                    yield Answer.from_json(json.loads(line), WEIGHTS[part], alone=part == ALONE)


def fitted(answers: Sequence[Answer], vectors: Vectors | None = None) -> Pipeline:
    """Fit text to values of the heads; what has context is learnt with it and without it."""
    doubled = list(with_and_without(answers))
    remarks = [answer.remark for answer in doubled]
    features = Features(vectors=vectors).fit(remarks)
    heads = Heads(meaning=features.meaning()).fit(features.transform(remarks), doubled)
    return Pipeline([("features", features), ("heads", heads)])


def with_and_without(answers: Sequence[Answer]) -> Iterator[Answer]:
    """Give an answer with context twice, half its weight each."""
    for answer in answers:
        if answer.remark.post or answer.remark.parent:
            half = replace(answer, weight=answer.weight / 2)
            yield half
            yield replace(half, remark=Remark(answer.remark.text))
        else:
            yield answer


def compiled(fitted_pipeline: Pipeline) -> Artifact:
    """Take the arrays out of a fitted pipeline."""
    features, heads = fitted_pipeline["features"], fitted_pipeline["heads"]
    return Artifact(
        plane=Plane.of(
            features=features.features_,
            rarity=features.rarity_,
            shares=features.shares,
            coef=heads.coef_,
            intercept=heads.intercept_,
        ),
        morphology=features.reader_.morphology,
        names=heads.names_,
        calibration=heads.calibration_,
    )


def train(answers: Sequence[Answer], folder: Path, about: Mapping[str, Any], card: str) -> str:
    """Train on labelled comments and put the artifact into a folder; give its id."""
    return save(compiled(fitted(answers)), folder, about, card)
