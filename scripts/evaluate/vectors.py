"""Vectors of Russian words that natasha's authors learnt from news (navec, MIT licence)."""

import re
import subprocess
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from nlp.meaning import Vectors
from scripts.evaluate.foreign import interpreter
from scripts.evaluate.peers import PACKAGES

EXPORT = """
import sys
from pathlib import Path
import natasha, numpy
from navec import Navec
[path] = Path(natasha.__file__).parent.glob("data/emb/navec_news_*.tar")
navec = Navec.load(path)
numpy.savez(sys.argv[1], words=navec.vocab.words, counts=navec.vocab.counts, rows=navec.pq.unpack())
"""
WORD = re.compile(r"[а-я]+")
SMOOTH = 1e-4  # share of a text that a word of middling frequency has


@cache
def vectors() -> Vectors | None:
    """Words with their directions, shorter for common words; None without natasha.

    Smooth inverse frequency (Arora, Liang and Ma, A simple but tough-to-beat baseline for
    sentence embeddings, 2017): by cross-validation better than directions all of one length.
    """
    python = interpreter("natasha", *PACKAGES)
    if python is None:
        return None
    with TemporaryDirectory() as folder:
        path = Path(folder) / "navec.npz"
        subprocess.run([str(python), "-W", "ignore", "-c", EXPORT, str(path)], check=True)  # noqa: S603
        with np.load(path) as arrays:
            words, counts, rows = (arrays[name] for name in ("words", "counts", "rows"))
    first: dict[str, int] = {}
    for row in np.argsort(-counts, kind="stable").tolist():
        word = str(words[row]).replace("ё", "е")
        if WORD.fullmatch(word):
            first.setdefault(word, row)
    own = list(first.values())
    told = rows[own].astype(np.float64)
    length = SMOOTH / (SMOOTH + counts[own] / counts.sum())
    return Vectors.of(first, told * (length / np.linalg.norm(told, axis=1))[:, None])
