"""Speed on real comments, one core: python -m scripts.bench_labels.

Processor time, so that neighbours on the machine do not count; fastText in the same run.
"""

import gzip
import json
import resource
import time
from collections.abc import Callable
from typing import Any

from nlp.classifier import Classifier
from nlp.remark import Remark
from nlp.training import seed_corpus
from scripts.evaluate import baselines
from scripts.evaluate.labelled import REAL, real_training


def main() -> None:
    """Print comments a second for each way of reading them."""
    texts = list(dict.fromkeys(read()))
    remarks = [Remark(text) for text in texts]
    full, bare = Classifier.load(), Classifier.load(find=lambda _: ())
    print(
        f"{len(texts)} real comments, {sum(map(len, texts)) / len(texts):.0f} characters on average"
    )
    show("everything, first sight", len(texts), lambda: list(full.predict(remarks)))
    show("everything, again", len(texts), lambda: list(full.predict(remarks)))
    show("no places, first sight", len(texts), lambda: list(bare.predict(remarks)))
    show("no places, again", len(texts), lambda: list(bare.predict(remarks)))
    topics = Classifier.load(find=lambda _: ())
    show("topics alone, first sight", len(texts), lambda: topics.chances(remarks))
    show("topics alone, again", len(texts), lambda: topics.chances(remarks))
    seen = [*seed_corpus(), *real_training()]
    told = baselines.fasttext([a.remark.text for a in seen], [a.labels[0] for a in seen], texts)
    if told:
        print(f"{'fastText, prediction alone':<28} {len(texts) / told[1]:>9.0f} a second")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def read() -> list[str]:
    """Real comments of the dumps."""
    texts = []
    for name in ("vk-dump.jsonl.gz", "vk-district-comments.jsonl.gz"):
        with gzip.open(REAL / name, "rt", encoding="utf-8") as file:
            lines: list[dict[str, Any]] = [json.loads(line) for line in file]
        texts += [line["text"] for line in lines if line.get("type", "comment") == "comment"]
    return texts


def show(name: str, size: int, work: Callable[[], Any]) -> None:
    """Time one way."""
    start = time.process_time()
    work()
    print(f"{name:<28} {size / (time.process_time() - start):>9.0f} a second")


if __name__ == "__main__":
    main()
