"""What the classifier must beat: the majority, keywords, fastText."""

import subprocess
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from nlp.lexicon import lexicon
from nlp.prediction import NOT_COMPLAINT
from nlp.tokens import spelled, tokens
from scripts.evaluate.foreign import interpreter

ENOUGH_WEIGHT = 2.5  # of keywords for a topic to be named
EXAMPLES = 300_000  # that fastText is shown at least: a small set must come round often
FASTTEXT = """
import sys, time
import fasttext
fasttext.FastText.eprint = lambda *a: None
train, texts, out, epochs = sys.argv[1:]
model = fasttext.train_supervised(train, epoch=int(epochs), lr=0.5, wordNgrams=2, minn=2, maxn=5,
                                  dim=100, thread=1, verbose=0, seed=1)
lines = open(texts, encoding="utf-8").read().split("\\n")[:-1]
start = time.process_time()
labels, _ = model.predict(lines)
spent = time.process_time() - start
with open(out, "w", encoding="utf-8") as file:
    file.write(f"{spent}\\n" + "\\n".join(own[0] if own else "-" for own in labels))
"""


def majority(gold: Sequence[str], size: int) -> list[str]:
    """Always the commonest label."""
    return [Counter(gold).most_common(1)[0][0]] * size


def keyword_label(text: str) -> str:
    """The label whose keywords weigh most."""
    concepts = [c for token in tokens(text) for c in lexicon().concepts(spelled(token))]
    scores = lexicon().scores(concepts)
    best = max(scores, key=lambda label: scores[label])
    return best if scores[best] >= ENOUGH_WEIGHT else NOT_COMPLAINT


def fasttext(
    texts: Sequence[str], labels: Sequence[str], asked: Sequence[str]
) -> tuple[list[str], float] | None:
    """Labels by fastText and the seconds its prediction took; None where it is not to be had."""
    python = interpreter("fasttext", "fasttext-numpy2-wheel")
    if python is None:
        return None
    with TemporaryDirectory() as folder:
        train, ask, out = (Path(folder) / name for name in ("train", "ask", "out"))
        lines = (f"__label__{y} {plain(t)}" for t, y in zip(texts, labels, strict=True))
        train.write_text("\n".join(lines) + "\n", "utf-8")
        ask.write_text("".join(plain(text) + "\n" for text in asked), "utf-8")
        epochs = max(40, EXAMPLES // len(texts))
        command = [str(part) for part in (python, "-c", FASTTEXT, train, ask, out, epochs)]
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603
        spent, *said = out.read_text("utf-8").split("\n")
    return [label.removeprefix("__label__") for label in said], float(spent)


def plain(text: str) -> str:
    """One line of lower-case words, as fastText is usually fed."""
    return " ".join(tokens(text.encode("utf-8", "replace").decode("utf-8")))
