"""Labelled sets to measure on."""

import json
from pathlib import Path

from nlp.answer import Answer

ROOT = Path(__file__).parents[2]
REAL = ROOT.parent / "shared" / "real"


def read(path: Path) -> list[Answer]:
    """Read a labelled set; nothing where it is not there."""
    if not path.is_file():
        return []
    return [Answer.from_json(json.loads(line)) for line in path.read_text("utf-8").splitlines()]


def development() -> list[Answer]:
    """Real comments that nothing was trained on."""
    return read(REAL / "vk-dev-labelled.jsonl")


def real_training() -> list[Answer]:
    """Real comments that the shipped artifact was trained on."""
    return read(REAL / "vk-train-labelled.jsonl")
