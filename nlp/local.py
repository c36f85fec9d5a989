"""Learn from the labels of one workspace, on top of an artifact and never below it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.metrics import f1_score
from sklearn.svm import LinearSVC

from nlp.answer import Answer
from nlp.artifact import Artifact, save
from nlp.calibration import Chances, Floats
from nlp.decision import decisions
from nlp.errors import WorseArtifactError
from nlp.features import Features
from nlp.taxonomy import taxonomy
from nlp.training import seed_corpus

TRUST = 3.0  # the former value of a head is one more feature, this much easier to use
STRENGTH = 0.05
STEPS = (1.0, 0.5, 0.25)  # of the way from the former weights to the new ones


@dataclass(frozen=True, slots=True)
class Lesson:
    """What a local training gave: macro-F1 on each guard set before and after."""

    artifact: str
    step: float
    before: Mapping[str, float]
    after: Mapping[str, float]


def learn(
    base: Artifact,
    local: Sequence[Answer],
    guards: Mapping[str, Sequence[Answer]],
    folder: Path,
    made: str = "",
) -> Lesson:
    """Train on local labels and the seed corpus without the guard sets; refuse what loses on one.

    ``made`` is the moment that the manifest tells.
    """
    features = Features.of(base.plane, base.morphology)
    guarded = {answer.remark.text for guard in guards.values() for answer in guard}
    answers = [a for a in (*seed_corpus(), *local) if a.remark.text not in guarded]
    matrix = features.transform([answer.remark for answer in answers])
    coef, intercept = nudged(base, matrix, answers)
    before = {name: quality(base, features, guard) for name, guard in guards.items()}
    for step in STEPS:
        tried = towards(base, coef, intercept, step)
        after = {name: quality(tried, features, guard) for name, guard in guards.items()}
        if all(after[name] >= before[name] for name in guards):
            about = {"made": made, "base": base.id, "local": len(local), "guards": after}
            card = f"# Классификатор {{id}}\n\nДообучен на местных ответах: {len(local)}.\n"
            return Lesson(save(tried, folder, about, card), step, before, after)
    msg = f"на проверочных наборах хуже прежнего: было {before}, стало {after}; прежний остаётся"
    raise WorseArtifactError(msg)


def nudged(base: Artifact, matrix: csr_matrix, answers: Sequence[Answer]) -> tuple[Floats, Floats]:
    """Fit each head anew with its former value among the features."""
    marks = [answer.marks() for answer in answers]
    weight = np.array([answer.weight for answer in answers])
    coef, intercept = base.plane.coef.astype(np.float64), base.plane.intercept.copy()
    former = np.asarray(matrix @ coef + intercept)
    for i, name in enumerate(base.names):
        wanted = np.array([name in own for own in marks])
        if not wanted.any() or wanted.all():
            continue
        known = hstack([matrix, csr_matrix(TRUST * former[:, [i]])]).tocsr()
        plane = LinearSVC(C=STRENGTH, random_state=0).fit(known, wanted, sample_weight=weight)
        trust = TRUST * plane.coef_[0, -1]
        coef[:, i] = plane.coef_[0, :-1] + trust * coef[:, i]
        intercept[i] = plane.intercept_[0] + trust * intercept[i]
    return coef, intercept


def towards(base: Artifact, coef: Floats, intercept: Floats, step: float) -> Artifact:
    """Go a part of the way from the former weights, kept in half precision."""
    plane = base.plane
    mixed = plane.coef + step * (coef - plane.coef)
    return replace(
        base,
        plane=replace(
            plane,
            coef=mixed.astype(np.float16).astype(np.float64),
            intercept=plane.intercept + step * (intercept - plane.intercept),
        ),
    )


def quality(artifact: Artifact, features: Features, guard: Sequence[Answer]) -> float:
    """Macro-F1 of the main label on a guard set."""
    matrix = features.transform([answer.remark for answer in guard])
    coef = artifact.plane.coef.astype(np.float64)
    values = np.asarray(matrix @ coef + artifact.plane.intercept)
    chances = Chances.of(artifact.names, values, artifact.calibration)
    said = [decision.labels[0] for decision in decisions(chances, taxonomy())]
    gold = [answer.labels[0] for answer in guard]
    return float(f1_score(gold, said, average="macro", zero_division=0))
