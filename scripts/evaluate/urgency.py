"""Measure urgency on written comments: python -m scripts.evaluate.urgency [--show-texts]."""

import argparse
from collections.abc import Iterator
from pathlib import Path

from nlp.classifier import Classifier
from nlp.measures import yes_or_no
from scripts.evaluate.labelled import read

EVAL = Path("data/eval")
SETS = (EVAL / "urgency.jsonl", EVAL / "urgency_unseen.jsonl")  # read by who wrote the signs, not


def main() -> None:
    """Print a line for each set."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--show-texts", action="store_true", help="every mistake")
    told, _ = parser.parse_known_args()
    classifier = Classifier.load(find=lambda _: ())
    for path in SETS:
        print("\n".join(measured(classifier, path, show_texts=told.show_texts)))


def measured(classifier: Classifier, path: Path, *, show_texts: bool) -> Iterator[str]:
    """Say how much of the danger is heard, and how much of the alarm is true."""
    wanted = read(path)
    said = list(classifier.predict(answer.remark for answer in wanted))
    gold, told = [answer.urgent for answer in wanted], [prediction.urgent for prediction in said]
    yield f"{path.stem:<28} {yes_or_no(gold, told)}"
    if show_texts:
        for answer, urgent in zip(wanted, told, strict=True):
            if urgent != answer.urgent:
                yield f"  {'missed' if answer.urgent else 'false '} {answer.remark.text}"


if __name__ == "__main__":
    main()
