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


@cache
def vectors() -> Vectors | None:
    """Words with their directions, each of length one; None where natasha cannot be installed."""
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
    own = rows[list(first.values())].astype(np.float64)
    return Vectors.of(first, own / np.linalg.norm(own, axis=1, keepdims=True))
