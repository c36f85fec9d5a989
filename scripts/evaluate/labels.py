"""Measure kinds, topics and urgency: python -m scripts.evaluate.labels [--show-texts] [--quick]."""

import argparse
import csv
import gzip
import re
from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np
from sklearn.model_selection import StratifiedGroupKFold
from sklearn.pipeline import Pipeline
from sklearn.svm import LinearSVC

from nlp.answer import Answer
from nlp.calibration import Chances
from nlp.classifier import Classifier
from nlp.decision import decisions
from nlp.features import Features
from nlp.heads import Heads
from nlp.measures import (
    accuracy,
    confusions,
    line,
    macro_f1,
    one_f1,
    table,
    yes_or_no,
)
from nlp.near import groups
from nlp.prediction import NOT_COMPLAINT, Prediction
from nlp.remark import Remark
from nlp.taxonomy import taxonomy
from nlp.training import ALONE, RETOLD, TALKS, seed_corpus, with_and_without
from scripts.evaluate import baselines
from scripts.evaluate.labelled import REAL, development, real_training
from scripts.evaluate.vectors import vectors

FOLDS = 5
SHARES = (0.0, 0.05, 0.1, 0.2, 0.3)  # of comments given to a person
GUARDED = ("heating", "snow_removal", "billing")
TAGS = re.compile(r"<[^>]+>")
RARE_THEME = 5
OLDEST = 2080  # written comments that the bars were set on, the first in order


def main() -> None:
    """Print every table; a set that is not there is passed over."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--show-texts", action="store_true", help="texts of the worst mistakes")
    parser.add_argument("--quick", action="store_true", help="the development set alone")
    told, _ = parser.parse_known_args()
    if wanted := development():
        print("\n".join(on_development(wanted, show_texts=told.show_texts)))
    if not told.quick:
        print("\n".join(on_corpus()))
        print("\n".join(on_themes()))


def on_development(wanted: Sequence[Answer], *, show_texts: bool) -> Iterator[str]:
    """The shipped artifact on real comments it has not seen."""
    classifier = Classifier.load(find=lambda _: ())  # places are measured apart
    said = list(classifier.predict(answer.remark for answer in wanted))
    gold = [answer.labels[0] for answer in wanted]
    main_labels = [prediction.labels[0] for prediction in said]
    yield f"== Real comments (vk-dev-labelled, {len(wanted)}), artifact {classifier.artifact}"
    yield line("macro-F1, main label", macro_f1, gold, main_labels)
    yield line("accuracy, main label", accuracy, gold, main_labels)
    yield line("complaint or not", accuracy, gate(gold), gate(main_labels))
    kinds = [str(answer.kind) for answer in wanted]
    yield line("kind", accuracy, kinds, [str(prediction.kind) for prediction in said])
    urgent = [answer.urgent for answer in wanted], [prediction.urgent for prediction in said]
    yield f"{'urgent':<28} {yes_or_no(*urgent)}"
    yield f"{'all topics':<28} {yes_or_no(*pairs_of_topics(wanted, said))}"
    yield from ("", *table(gold, main_labels), "")
    yield from table(kinds, [str(prediction.kind) for prediction in said])
    yield from ("", *review_curve(gold, said), "", *confusions(gold, main_labels), "")
    yield from against_baselines(wanted, gold, main_labels)
    with_context = sum(bool(a.remark.post or a.remark.parent) for a in wanted)
    yield f"Comments with post or parent text: {with_context}"
    if show_texts:
        yield from worst(wanted, said)


def gate(labels: Sequence[str]) -> list[str]:
    """Complaint or not."""
    return ["no" if label == NOT_COMPLAINT else "yes" for label in labels]


def pairs_of_topics(
    wanted: Sequence[Answer], said: Sequence[Prediction]
) -> tuple[list[bool], list[bool]]:
    """Each topic of each comment: is it there, was it named."""
    topics = list(taxonomy().topics)
    there = [topic in answer.labels for answer in wanted for topic in topics]
    named = [topic in prediction.labels for prediction in said for topic in topics]
    return there, named


def review_curve(gold: Sequence[str], said: Sequence[Prediction]) -> Iterator[str]:
    """Errors left when the least certain go to a person."""
    wrong = np.array([g != p.labels[0] for g, p in zip(gold, said, strict=True)])
    sure = np.array([p.scores[p.labels[0]] for p in said])
    order = np.argsort(sure)
    yield "share for a person → errors among the rest"
    for share in SHARES:
        yield f"{share:>6.0%} → {wrong[order[int(share * len(gold)) :]].mean():.3f}"
    kept = np.array([not p.review for p in said])
    yield f"as shipped: {1 - kept.mean():.0%} → {wrong[kept].mean():.3f}"


def against_baselines(
    wanted: Sequence[Answer], gold: Sequence[str], ours: Sequence[str]
) -> Iterator[str]:
    """Baselines and the classifier, main label."""
    texts = [answer.remark.text for answer in wanted]
    rows = {
        "majority": baselines.majority(gold, len(gold)),
        "keywords": [baselines.keyword_label(text) for text in texts],
    }
    seen = [*seed_corpus(), *real_training()]
    told = baselines.fasttext([a.remark.text for a in seen], [a.labels[0] for a in seen], texts)
    if told:
        rows["fastText, same training"] = told[0]
    rows["otklik"] = list(ours)
    yield f"{'main label':<28} macro-F1  accuracy"
    truth = np.array(gold)
    for name, labels in rows.items():
        said = np.array(labels)
        yield f"{name:<28} {macro_f1(truth, said):>8.3f} {accuracy(truth, said):>9.3f}"


def worst(wanted: Sequence[Answer], said: Sequence[Prediction]) -> Iterator[str]:
    """Texts of mistakes made with certainty; for the eyes of whoever may read them."""
    mistakes = [
        (p.scores[p.labels[0]], a.labels[0], p.labels[0], a.remark.text)
        for a, p in zip(wanted, said, strict=True)
        if a.labels[0] != p.labels[0]
    ]
    for sure, gold, label, text in sorted(mistakes, reverse=True)[:40]:
        yield f"{sure:.2f} {gold} read as {label}: {text}"


def on_corpus() -> Iterator[str]:
    """The written corpus, each fifth by a classifier that saw the others and the real ones.

    Real comments told in other words and talks teach and are not asked: the former are near the
    real ones, the latter near each other. Near-duplicates are in one fifth.
    """
    written = list(seed_corpus(ALONE))
    real = [*real_training(), *seed_corpus(RETOLD, TALKS)]
    gold = [answer.labels[0] for answer in written]
    together = groups([answer.remark.text for answer in written])
    split = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=0)
    said = [""] * len(written)
    for seen, unseen in split.split(gold, gold, together):
        answers = [written[i] for i in seen] + real
        asked = [written[i].remark for i in unseen]
        for i, label in zip(unseen, main_labels_of(answers, asked), strict=True):
            said[i] = label
    yield f"\n== Written corpus ({len(written)}), {FOLDS}-fold, the others added to each"
    yield line("macro-F1, main label", macro_f1, gold, said)
    yield line("macro-F1, the oldest 2,080", macro_f1, gold[:OLDEST], said[:OLDEST])
    yield line("accuracy, main label", accuracy, gold, said)
    for label in GUARDED:
        yield line(f"F1 of {label}", one_f1(label), gold, said)
    yield from ("", *table(gold, said), "", *confusions(gold, said, most=10))


def main_labels_of(answers: Sequence[Answer], asked: Sequence[Remark]) -> list[str]:
    """Train on answers, give main labels of others."""
    doubled = list(with_and_without(answers))
    features = Features(vectors=vectors()).fit([answer.remark for answer in doubled])
    heads = Heads(folds=2, meaning=features.meaning())
    heads.fit(features.transform([a.remark for a in doubled]), doubled)
    values = heads.decision_function(features.transform(asked))
    chances = Chances.of(heads.names_, values, heads.calibration_)
    return [decision.labels[0] for decision in decisions(chances, taxonomy())]


def on_themes() -> Iterator[str]:
    """Themes of the Kursk appeals by the same features, against fastText on the same split."""
    rows = [row for row in kursk() if row[1]]
    counts = Counter(theme for _, theme in rows)
    rows = [row for row in rows if counts[row[1]] >= RARE_THEME]
    if not rows:
        return
    texts, themes = [text for text, _ in rows], [theme for _, theme in rows]
    together = groups(texts)
    ours, theirs = [""] * len(rows), [""] * len(rows)
    split = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=0)
    for seen, unseen in split.split(texts, themes, together):
        model = Pipeline([("features", Features(rare=2)), ("planes", LinearSVC(C=0.5))])
        model.fit([Remark(texts[i]) for i in seen], [themes[i] for i in seen])
        told = baselines.fasttext(
            [texts[i] for i in seen], [themes[i] for i in seen], [texts[i] for i in unseen]
        )
        answers = model.predict([Remark(texts[i]) for i in unseen])
        for place, i in enumerate(unseen):
            ours[i] = str(answers[place])
            theirs[i] = told[0][place].replace("_", " ") if told else ""
    spaced = [theme.replace("_", " ") for theme in themes]
    yield f"\n== Kursk appeals ({len(rows)} texts, {len(set(themes))} themes), {FOLDS}-fold"
    yield line("otklik, macro-F1", macro_f1, spaced, [theme.replace("_", " ") for theme in ours])
    yield line("fastText, macro-F1", macro_f1, spaced, theirs)


def kursk() -> Iterator[tuple[str, str]]:
    """Texts without their HTML, and their themes."""
    path = REAL / "kursk-appeals.csv.gz"
    if not path.is_file():
        return
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield TAGS.sub(" ", row["Текст Сообщения"]), "_".join(row["Тематика"].split())


if __name__ == "__main__":
    main()
