"""Train the artifact that ships with the program; needs ../shared with the real comments."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

import numpy as np

from nlp.answer import Answer
from nlp.artifact import Artifact, save
from nlp.classifier import Classifier
from nlp.measures import accuracy, macro_f1
from nlp.near import near_duplicates
from nlp.prediction import NOT_COMPLAINT
from nlp.training import compiled, fitted, seed_corpus

ROOT = Path(__file__).parent.parent
REAL = ROOT.parent / "shared" / "real"
LABELLED = REAL / "vk-train-labelled.jsonl"
KEPT_APART = REAL / "vk-dev-labelled.jsonl"
LIBRARIES = ("numpy", "scikit-learn", "pymorphy3", "pymorphy3-dicts-ru")


def answers(path: Path) -> Iterator[Answer]:
    """Read a labelled set."""
    for line in path.read_text("utf-8").splitlines():
        yield Answer.from_json(json.loads(line))


def real_answers() -> list[Answer]:
    """Read the real training comments that are like none of the development set."""
    wanted = list(answers(LABELLED))
    kept_apart = [answer.remark.text for answer in answers(KEPT_APART)]
    alike = near_duplicates([answer.remark.text for answer in wanted], kept_apart)
    return [answer for i, answer in enumerate(wanted) if i not in alike]


def main() -> None:
    """Train, measure on comments that were kept apart, and put the artifact into data/artifact."""
    written, real = list(seed_corpus()), real_answers()
    made = compiled(fitted([*written, *real]))
    figures = measured(made, list(answers(KEPT_APART)))
    today = datetime.now(UTC).date().isoformat()
    sources = [*sorted((ROOT / "data" / "corpus").glob("*.jsonl")), LABELLED]
    about = {
        "made": today,
        "written": len(written),
        "real": len(real),
        "guards": {KEPT_APART.stem: figures["macro-F1"]},
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
