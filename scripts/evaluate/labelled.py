"""Labelled sets to measure on and to learn from; they lie outside the repository."""

import csv
import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nlp.answer import Answer
from nlp.near import near_duplicates
from nlp.prediction import Kind
from nlp.remark import Remark

ROOT = Path(__file__).parents[2]
REAL = ROOT.parent / "shared" / "real"
DEVELOPMENT = REAL / "vk-dev-labelled.jsonl"
TRAINING = REAL / "vk-train-labelled.jsonl"
DUMP = REAL / "vk-dump.jsonl.gz"
DISTRICT = REAL / "vk-district-comments.jsonl.gz"
LABELS = ROOT / "data" / "labels" / "real.tsv"  # for other comments of the dump and the district
LABELS_WEIGHT = 0.6  # beside the training set: by cross-validation inside it
Key = tuple[int, int]  # of the community and of what stands on its wall
POST, PARENT = 250, 200  # letters of what is around a comment, as the training set keeps them


def read(path: Path) -> list[Answer]:
    """Read a labelled set; nothing where it is not there."""
    if not path.is_file():
        return []
    return [Answer.from_json(json.loads(line)) for line in path.read_text("utf-8").splitlines()]


def development() -> list[Answer]:
    """Real comments that nothing was trained on."""
    return read(DEVELOPMENT)


def real_training() -> list[Answer]:
    """Real comments to learn from: like none of the development set."""
    wanted = [*read(TRAINING), *labelled_since()]
    kept_apart = [answer.remark.text for answer in development()]
    alike = near_duplicates([answer.remark.text for answer in wanted], kept_apart)
    return [answer for i, answer in enumerate(wanted) if i not in alike]


def labelled_since() -> Iterator[Answer]:
    """Comments of the same sources whose labels alone are in the repository."""
    remarks = dict(harvested())
    with LABELS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            if remark := remarks.get(row["id"]):
                labels, urgent = tuple(row["labels"].split()), row["urgent"] == "1"
                yield Answer(remark, labels, Kind(row["kind"]), urgent, LABELS_WEIGHT, alone=False)


def harvested() -> Iterator[tuple[str, Remark]]:
    """Every comment of the sources with what is around it, by the names of the training set."""
    posts: dict[Key, dict[str, Any]] = {}
    comments: dict[Key, dict[str, Any]] = {}
    for raw in lines(DUMP):
        if raw["type"] != "group":
            known = posts if raw["type"] == "post" else comments
            known[raw["owner_id"], raw["id"]] = raw
    for (owner, number), raw in comments.items():
        post = posts.get((owner, raw["post_id"]), {})
        parent = comments.get((owner, raw["parents_stack"][-1]), {}) if raw["parents_stack"] else {}
        around = post.get("text", "")[:POST], parent.get("text", "")[:PARENT]
        yield f"{owner}_{number}", Remark(raw["text"], *(text or None for text in around))
    for raw in lines(DISTRICT):
        yield raw["id"], Remark(raw["text"])


def lines(path: Path) -> Iterator[dict[str, Any]]:
    """Read a packed set line by line; nothing where it is not there."""
    if path.is_file():
        with gzip.open(path, "rt", encoding="utf-8") as file:
            yield from map(json.loads, file)
