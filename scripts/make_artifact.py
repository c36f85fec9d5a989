"""Train the artifact that ships with the program; needs ../shared with the real comments."""

import json
from collections.abc import Iterator
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from nlp.answer import Answer
from nlp.near import near_duplicates
from nlp.training import seed_corpus, train

ROOT = Path(__file__).parent.parent
REAL = ROOT.parent / "shared" / "real"
LIBRARIES = ("numpy", "scikit-learn", "pymorphy3", "pymorphy3-dicts-ru")


def answers(path: Path) -> Iterator[Answer]:
    """Read a labelled set."""
    for line in path.read_text("utf-8").splitlines():
        yield Answer.from_json(json.loads(line))


def real_answers() -> list[Answer]:
    """Read the real training comments that are like none of the development set."""
    wanted = list(answers(REAL / "vk-train-labelled.jsonl"))
    kept_apart = [answer.remark.text for answer in answers(REAL / "vk-dev-labelled.jsonl")]
    alike = near_duplicates([answer.remark.text for answer in wanted], kept_apart)
    return [answer for i, answer in enumerate(wanted) if i not in alike]


def main() -> None:
    """Train and put the artifact into data/artifact."""
    written, real = list(seed_corpus()), real_answers()
    sources = [
        *sorted((ROOT / "data" / "corpus").glob("*.jsonl")),
        REAL / "vk-train-labelled.jsonl",
    ]
    about = {
        "written": len(written),
        "real": len(real),
        "data": {path.name: sha256(path.read_bytes()).hexdigest() for path in sources},
        "libraries": {name: version(name) for name in LIBRARIES},
    }
    made = train(
        [*written, *real], ROOT / "data" / "artifact", about, card(len(written), len(real))
    )
    print(f"data/artifact: {made}; {len(written)} written and {len(real)} real comments")


def card(written: int, real: int) -> str:
    """Describe the artifact for whoever runs it."""
    text = (ROOT / "scripts" / "artifact_card.md").read_text("utf-8")
    return text.replace("{written}", str(written)).replace("{real}", str(real))


if __name__ == "__main__":
    main()
