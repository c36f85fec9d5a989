"""Cut a comment into lower-case words, numbers and marks."""

import re

MENTION = re.compile(r"\[(?:id|club)\d+\|[^\]]*\]|\[@\]|@\w+")
TOKEN = re.compile(r"[^\W\d_]+|\d+|[!?)(+]")


def tokens(text: str) -> list[str]:
    """Give the words of a text in order, mentions left out and «ё» written «е»."""
    return TOKEN.findall(MENTION.sub(" ", text).lower().replace("ё", "е"))


def pieces(text: str) -> list[str]:
    """Give the features of a text: words, word pairs and letters inside words."""
    words = tokens(text)
    pairs = [f"{a} {b}" for a, b in zip(words, words[1:], strict=False)]
    letters = [f"<{w}>"[i : i + n] for w in words for n in (3, 4, 5) for i in range(len(w) + 3 - n)]
    return [*(f"={w}" for w in words), *pairs, *letters]
