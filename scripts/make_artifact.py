"""Train the artifact that ships with the program; needs ../shared with the real comments."""

import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from importlib.metadata import version

import numpy as np

from nlp.answer import Answer
from nlp.artifact import Artifact, save
from nlp.classifier import Classifier
from nlp.measures import accuracy, macro_f1
from nlp.prediction import NOT_COMPLAINT
from nlp.training import compiled, fitted, seed_corpus
from scripts.evaluate.labelled import (
    DEVELOPMENT,
    LABELS,
    ROOT,
    TRAINING,
    development,
    real_training,
)
from scripts.evaluate.vectors import vectors

LIBRARIES = ("numpy", "scikit-learn", "pymorphy3", "pymorphy3-dicts-ru")


def main() -> None:
    """Train, measure on comments that were kept apart, and put the artifact into data/artifact."""
    known = vectors()
    if known is None:
        sys.exit("The vectors of words come with natasha, which could not be installed.")
    written, real = list(seed_corpus()), real_training()
    made = compiled(fitted([*written, *real], known))
    figures = measured(made, development())
    today = datetime.now(UTC).date().isoformat()
    sources = [*sorted((ROOT / "data" / "corpus").glob("*.jsonl")), TRAINING, LABELS]
    about = {
        "made": today,
        "written": len(written),
        "real": len(real),
        "guards": {DEVELOPMENT.stem: figures["macro-F1"]},
        "data": {path.name: sha256(path.read_bytes()).hexdigest() for path in sources},
        "libraries": {name: version(name) for name in LIBRARIES},
    }
    told = card(today, len(written), len(real), figures)
    name = save(made, ROOT / "data" / "artifact", about, told)
    print(f"data/artifact: {name}; {len(written)} written and {len(real)} real comments; {figures}")


def measured(artifact: Artifact, kept_apart: Sequence[Answer]) -> dict[str, float]:
    """Figures of the main label on comments that nothing was trained on, for the card."""
    classifier = Classifier(artifact, find=lambda _: ())
    said = [p.labels[0] for p in classifier.predict(answer.remark for answer in kept_apart)]
    gold = [answer.labels[0] for answer in kept_apart]
    truth, told = np.array(gold), np.array(said)
    return {
        "macro-F1": round(macro_f1(truth, told), 3),
        "accuracy": round(accuracy(truth, told), 3),
        "complaint": round(accuracy(truth == NOT_COMPLAINT, told == NOT_COMPLAINT), 3),
    }


def card(today: str, written: int, real: int, figures: Mapping[str, float]) -> str:
    """Describe the artifact for whoever runs it."""
    text = (ROOT / "scripts" / "artifact_card.md").read_text("utf-8")
    told = {"made": today, "written": written, "real": real, **figures}
    for name, value in told.items():
        text = text.replace(f"{{{name}}}", str(value))
    return text


if __name__ == "__main__":
    main()
