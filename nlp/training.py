"""Train a classifier with scikit-learn and leave it as plain arrays."""

import json
from collections.abc import Iterable, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from nlp.tokens import pieces


def seed_corpus() -> list[dict[str, Any]]:
    """Read the labelled comments that ship with the program."""
    folder = files("data") / "corpus"
    parts = sorted((p for p in folder.iterdir() if p.name.endswith(".jsonl")), key=lambda p: p.name)
    return [json.loads(line) for p in parts for line in p.read_text("utf-8").splitlines()]


def train(examples: Iterable[Mapping[str, Any]], folder: Path) -> None:
    """Fit the heads on labelled comments and write their arrays into a folder."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    rows = list(examples)
    tfidf = TfidfVectorizer(analyzer=pieces, min_df=5, sublinear_tf=True)
    matrix = tfidf.fit_transform([row["text"] for row in rows])
    labels = sorted({label for row in rows for label in row["labels"]})
    kinds = sorted({row["kind"] for row in rows})
    answers = [[label in row["labels"] for row in rows] for label in labels]
    answers += [[kind == row["kind"] for row in rows] for kind in kinds]
    answers.append([row["urgent"] for row in rows])
    fitted = [LogisticRegression(C=8.0, max_iter=300).fit(matrix, answer) for answer in answers]
    folder.mkdir(parents=True, exist_ok=True)
    np.savez(
        folder / "weights.npz",
        idf=tfidf.idf_,
        weights=np.stack([head.coef_[0] for head in fitted], axis=1),
        bias=np.array([head.intercept_[0] for head in fitted]),
    )
    names = [str(name) for name in tfidf.get_feature_names_out()]
    meta = {"features": names, "labels": labels, "kinds": kinds}
    text = json.dumps(meta, ensure_ascii=False)
    (folder / "meta.json").write_text(text, "utf-8")
