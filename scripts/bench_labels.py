"""Speed on real comments, one core: python -m scripts.bench_labels.

Processor time, so that neighbours on the machine count less; medians of several rounds. Peers are
measured in the same run: on a busy machine the ratio tells more than the rate.
"""

import gzip
import json
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from nlp.artifact import Artifact, load
from nlp.classifier import Classifier, Find
from nlp.remark import Remark
from nlp.training import seed_corpus
from scripts.evaluate import baselines
from scripts.evaluate.foreign import interpreter
from scripts.evaluate.labelled import REAL, ROOT, real_training
from scripts.evaluate.peers import PACKAGES

ROUNDS = 3
PHRASE = "Мурино, улица Шувалова 9к2, батареи ледяные третьи сутки"
MOST = 300  # comments for natasha: it reads some tens a second
METER = """
import json, resource, subprocess, sys, time
start = time.perf_counter()
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True)
clock = time.perf_counter() - start
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([used.ru_utime + used.ru_stime, clock, used.ru_maxrss / 1024]))
"""
NATASHA = """
import json, sys, time
from natasha import Doc, MorphVocab, NewsEmbedding, NewsMorphTagger, NewsNERTagger, Segmenter
segmenter, vocabulary, embedding = Segmenter(), MorphVocab(), NewsEmbedding()
morph, ner = NewsMorphTagger(embedding), NewsNERTagger(embedding)
texts = json.load(sys.stdin)
start = time.process_time()
for text in texts:
    doc = Doc(text)
    doc.segment(segmenter)
    doc.tag_morph(morph)
    doc.tag_ner(ner)
    for token in doc.tokens:
        token.lemmatize(vocabulary)
print(time.process_time() - start)
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a whole process took, its start included."""

    processor: float
    clock: float
    memory: float  # MB at most


def main() -> None:
    """Print comments a second for each way of reading them."""
    texts = list(dict.fromkeys(real_comments()))
    length = sum(map(len, texts)) / len(texts)
    print(f"{len(texts)} real comments, {length:.0f} characters on average")
    whole_processes(texts)
    topics = inside(texts)
    fasttext(texts, topics)
    natasha(texts[:MOST])


def real_comments() -> list[str]:
    """Comments of the dumps."""
    texts = []
    for name in ("vk-dump.jsonl.gz", "vk-district-comments.jsonl.gz"):
        with gzip.open(REAL / name, "rt", encoding="utf-8") as file:
            lines: list[dict[str, Any]] = [json.loads(line) for line in file]
        texts += [line["text"] for line in lines if line.get("type", "comment") == "comment"]
    return texts


def whole_processes(texts: Sequence[str]) -> None:
    """Time the program as it is called: help, one phrase, files."""
    for name, arguments in (
        ("otklik --help", ["--help"]),
        ("otklik classify --text", ["classify", "--text", PHRASE]),
    ):
        cost = ran(arguments)
        print(f"{name:<34} {cost.processor:>6.2f} s of the processor, {cost.clock:.2f} s")
    labelled = (REAL / "vk-dev-labelled.jsonl").read_text("utf-8").splitlines()
    sets = {
        "file of one comment": asked(texts[:1]),
        "file of the labelled comments": [with_context(line) for line in labelled],
        "file of all comments": asked(texts),
    }
    costs = {name: filed(lines) for name, lines in sets.items()}
    for name, cost in costs.items():
        rate = len(sets[name]) / cost.processor
        print(f"{name:<34} {rate:>6.0f} a second with the start, {cost.memory:.0f} MB at most")
    alone, full = costs["file of one comment"], costs["file of all comments"]
    row("file of all, past the start", len(texts) / (full.processor - alone.processor))


def asked(texts: Sequence[str]) -> list[str]:
    """Lines of file mode."""
    return [json.dumps({"id": n, "text": text}) for n, text in enumerate(texts)]


def with_context(line: str) -> str:
    """A line of file mode out of a labelled one."""
    told = json.loads(line)
    return json.dumps({name: told.get(name) for name in ("id", "text", "post", "parent")})


def filed(lines: Sequence[str]) -> Cost:
    """What answering a file takes, with everything on and JSON written."""
    with TemporaryDirectory() as folder:
        source, target = Path(folder) / "in.jsonl", Path(folder) / "out.jsonl"
        source.write_text("\n".join(lines) + "\n", "utf-8")
        return ran(["classify", "-q", "--input", str(source), "--output", str(target)])


def ran(arguments: Sequence[str]) -> Cost:
    """The median cost of calling the program."""
    costs = [once(arguments) for _ in range(ROUNDS)]
    return sorted(costs, key=lambda cost: cost.processor)[ROUNDS // 2]


def once(arguments: Sequence[str]) -> Cost:
    """The cost of one call, told by a process so small that its own memory does not count."""
    command = [sys.executable, "-c", METER, sys.executable, "-m", "cli", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603
    return Cost(*json.loads(done.stdout))


def inside(texts: Sequence[str]) -> float:
    """Time each way of reading inside one process; give the seconds of topics at first sight."""
    remarks = [Remark(text) for text in texts]
    artifact = load(ROOT / "data" / "artifact")
    full = Classifier.load()
    ways: dict[str, tuple[Find, Callable[[Classifier], Any]]] = {
        "everything": (full.places, lambda one: list(one.predict(remarks))),
        "no places": (lambda _: (), lambda one: list(one.predict(remarks))),
        "topics alone": (lambda _: (), lambda one: one.chances(remarks)),
    }
    for name, (find, work) in ways.items():
        first, again = seconds(artifact, find, work)
        row(f"{name}, first sight", len(texts) / first)
        row(f"{name}, again", len(texts) / again)
    return first


def seconds(
    artifact: Artifact, find: Find, work: Callable[[Classifier], Any]
) -> tuple[float, float]:
    """Medians for a classifier that has met no word yet and for one that has met all."""
    spent: list[tuple[float, float]] = []
    for _ in range(ROUNDS):
        one = Classifier(artifact, find)
        marks = [time.process_time()]
        for _ in range(2):
            work(one)
            marks.append(time.process_time())
        spent.append((marks[1] - marks[0], marks[2] - marks[1]))
    first, again = zip(*spent, strict=True)
    return median(first), median(again)


def fasttext(texts: Sequence[str], topics: float) -> None:
    """The same texts by fastText, prediction alone."""
    seen = [*seed_corpus(), *real_training()]
    told = baselines.fasttext([a.remark.text for a in seen], [a.labels[0] for a in seen], texts)
    if told:
        row("fastText, prediction alone", len(texts) / told[1])
        print(f"topics alone at first sight are {told[1] / topics:.2f} times as fast as fastText")


def natasha(texts: Sequence[str]) -> None:
    """Words, lemmas and names by natasha."""
    python = interpreter("natasha", *PACKAGES)
    if python is None:
        print("natasha could not be installed into an environment of its own: passed over")
        return
    done = subprocess.run(  # noqa: S603
        [str(python), "-W", "ignore", "-c", NATASHA],
        input=json.dumps(texts),
        capture_output=True,
        text=True,
        check=True,
    )
    row("natasha: words, lemmas, names", len(texts) / float(done.stdout))


def row(name: str, rate: float) -> None:
    """Print one rate."""
    print(f"{name:<34} {rate:>6.0f} a second", flush=True)


if __name__ == "__main__":
    main()
