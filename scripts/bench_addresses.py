"""Measure how fast addresses are read, beside the dearest thing that cannot be left out.

Time is that of the process, the yardstick is lowering a text and cutting it into words: on a busy
machine the ratio tells more than the rate.
"""

import argparse
import gzip
import json
import re
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from nlp.address import Extractor
from nlp.remark import Remark
from scripts.evaluate.addresses import SHARED, cases
from scripts.evaluate.peers import Peer

WORD = re.compile(r"[а-яa-z]+|\d+")
CORPUS = Path("data/corpus")
DUMP, LABELLED = "vk-dump.jsonl.gz", "vk-train-labelled.jsonl"
PEER = 100  # comments: natasha reads some tens a second
ROUNDS = 3
START = (
    "import time; from nlp.address import Extractor; Extractor.load(); print(time.process_time())"
)
SLOWEST = 3


def spent(work: Callable[[str], object], texts: Sequence[str]) -> float:
    """Seconds of the process for one text, the best of a few rounds."""
    best = float("inf")
    for _ in range(ROUNDS):
        start = time.process_time()
        for text in texts:
            work(text)
        best = min(best, time.process_time() - start)
    return best / len(texts)


def line(name: str, texts: Sequence[str], extractor: Extractor) -> str:
    """One row: comments a second and how many yardsticks a comment costs."""
    yardstick = spent(lambda text: WORD.findall(text.lower()), texts)
    cost = spent(lambda text: extractor.find(Remark(text)), texts)
    return f"{name:34} {len(texts):6} {1 / cost:9,.0f}/s {cost / yardstick:6.1f} yardsticks"


def slowest(texts: Sequence[str], extractor: Extractor) -> list[float]:
    """The longest calls, in milliseconds."""
    found = []
    for text in texts:
        start = time.process_time()
        extractor.find(Remark(text))
        found.append(1000 * (time.process_time() - start))
    return sorted(found)[-SLOWEST:]


def dump_texts(path: Path) -> list[str]:
    """The comments of a dump."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        items = map(json.loads, lines)
        return [item["text"] for item in items if item["type"] == "comment" and item.get("text")]


def sets(shared: Path) -> Iterator[tuple[str, list[str]]]:
    """Comments written for the project, and real ones where they are at hand."""
    found = [case for path in sorted(CORPUS.glob("*.jsonl")) for case in cases(path)]
    yield "corpus", [case.remark.text for case in found]
    yield "corpus, without an address", [case.remark.text for case in found if not case.gold]
    dump, labelled = (shared / "real" / name for name in (DUMP, LABELLED))
    if dump.exists():
        yield "a dump as it comes", dump_texts(dump)
    if labelled.exists():
        found = list(cases(labelled))
        yield "labelled", [case.remark.text for case in found]
        yield "labelled, without an address", [case.remark.text for case in found if not case.gold]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=SHARED)
    shared = parser.parse_args().shared
    start = subprocess.run(  # noqa: S603 our own interpreter, our own line
        [sys.executable, "-c", START], capture_output=True, text=True, check=True
    )
    extractor = Extractor.load()
    print(f"{'start, the interpreter included':34} {float(start.stdout):.2f} s of the process")
    for name, texts in sets(shared):
        print(line(name, texts, extractor))
        nothing = [text for text in texts if not extractor.find(Remark(text))]
        print(line("  of it what names no place", nothing, extractor))
        longest = ", ".join(f"{ms:.1f}" for ms in slowest(texts, extractor))
        print(f"{'  slowest calls':34} {longest} ms")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{'peak memory, the texts included':34} {peak:.0f} MB")
    texts = next(sets(shared))[1][:PEER]
    if peer := Peer.ask(texts):
        print(f"{'natasha, of the corpus':34} {PEER:6} {PEER / peer.seconds:9,.0f}/s")


if __name__ == "__main__":
    main()
