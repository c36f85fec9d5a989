"""Cut a comment into words, numbers and marks, however it was typed."""

import re
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from nlp.glyphs import seen

AT = "@"  # stands for whoever is spoken to
LINK = "~"

MENTION = re.compile(r"\[(?:id|club)\d+\|[^\]]{0,200}\]|\[@\]|@\w+")
URL = re.compile(r"(?:https?://|www\.|vk\.com/)\S+")
TOKEN = re.compile(r"[^\W\d_]+|\d+|[!?)(+@~\u2600-\u27bf\U0001f300-\U0001faff]")
CYRILLIC = re.compile(r"[а-я]")
LATIN = re.compile(r"[a-z]")
MIXED = re.compile(r"[a-z][а-я]|[а-я][a-z]")
STRETCHED = re.compile(r"(?m)(\S)(?=\1\1)(?!(?<=^.)\1\1$)\1+")  # «ааа» alone stays as it is
QUOTED = re.compile(r"(?m)^[^\S\n]*>.*$")  # an official answer pasted back

LOOK_ALIKE = str.maketrans("aceopxykmtbhi", "асеорхукмтвни")
SLIP = str.maketrans("`qwertyuiop[]asdfghjkl;'zxcvbnm,.", "ёйцукенгшщзхъфывапролджэячсмитьбю")


def tokens(text: str) -> list[str]:
    """Give the words, numbers and marks of a text in order, lower-case, «ё» as «е»."""
    low = seen(text).lower().replace("ё", "е")
    if "[" in low or "@" in low:
        low = MENTION.sub(AT, low)
    if "/" in low or "www" in low:
        low = URL.sub(LINK, low)
    if ">" in low:
        low = QUOTED.sub(" ", low)
    if not CYRILLIC.search(low) and LATIN.search(low):
        low = relayout(low)
    found: list[str] = []
    for part in low.replace(",", " ").replace(".", " ").split():
        if part.isalpha():  # most are, and need no regular expression
            found.append(part)
        else:
            found += TOKEN.findall(part)
    return found


def relayout(text: str) -> str:
    """Read a text typed in the wrong keyboard layout; «jnjgktybz ytn» is «отопления нет»."""
    read = text.translate(SLIP).replace("ё", "е")
    return read if is_plausible(read) and not is_plausible_english(text) else text


def is_plausible(text: str) -> bool:
    """Whether vowels come as often as in Russian."""
    letters = [c for c in text if c.isalpha()]
    return 0.3 < sum(c in "аеиоуыэюя" for c in letters) / max(1, len(letters)) < 0.6


def is_plausible_english(text: str) -> bool:
    """Whether vowels come as often as in English."""
    letters = [c for c in text if c.isalpha()]
    return sum(c in "aeiouy" for c in letters) / max(1, len(letters)) > 0.28


@lru_cache(maxsize=65536)
def spelled(token: str) -> str:
    """One word with look-alike letters read as Cyrillic and stretched letters shortened."""
    if MIXED.search(token):
        token = token.translate(LOOK_ALIKE)
    return STRETCHED.sub(r"\1", token)


def all_spelled(words: Sequence[str]) -> list[str]:
    """Do the same for many words at a time."""
    read = list(words)
    for at in oddly_typed(words):
        read[at] = spelled(words[at])
    return read


def oddly_typed(words: Sequence[str]) -> list[int]:
    """Find the words where a letter is stretched or two alphabets meet."""
    codes = points("\n".join(words))
    same = codes[1:] == codes[:-1]
    latin, cyrillic = codes - ord("a") < 26, codes - ord("а") < 32
    mixed = (latin[1:] & cyrillic[:-1]) | (cyrillic[1:] & latin[:-1])
    odd = np.append(np.flatnonzero(mixed), np.flatnonzero(same[1:] & same[:-1]))
    lines = np.cumsum(codes == ord("\n"))
    return sorted(set(lines[odd].tolist()))


def points(text: str) -> NDArray[np.uint32]:
    """Give the code points of a text."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
