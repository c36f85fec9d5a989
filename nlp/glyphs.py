"""Characters that a reader does not see, or takes for plainer ones."""

import re
import unicodedata

# Soft hyphens, stress marks, zero-width characters, what turns an emoji or a line around.
SILENT = re.compile(
    "[\u00ad\u0300-\u036f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe0e\ufe0f\ufeff]"
)
BLANKS = re.compile(r"[^\S\n]{2,}|[^\S\n ]")  # of a line; one space looks the same
REPLACED = {"ё": "е", "\xa0": " "} | dict.fromkeys("–—−‑‐‒―", "-") | dict.fromkeys("«»“”„", '"')
# «Мира 5🙏»: a picture ends what is said.
PICTURE = re.compile("[\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff]")
LATIN = re.compile(r"[a-z]")
MIXED = re.compile(r"[а-я][a-z]|[a-z][а-я]|\d[kabc](?![a-z])")
MIXED_WORD = re.compile(r"[а-яa-z]+|(?<=\d)[kabc](?![a-z])")
LOOKALIKES = str.maketrans("aceopxykmtbh", "асеорхукмтвн")


def seen(text: str) -> str:
    """The text as it looks: without silent characters, «и» and its breve as «й»."""
    if SILENT.search(text) is None:
        return text
    return SILENT.sub("", unicodedata.normalize("NFC", text))


def spaced(text: str) -> str:
    """The same with single spaces between the words of a line."""
    return BLANKS.sub(" ", text)


def fold(text: str) -> str:
    """Lower case, ё as е, one kind of dash, space and quotation mark; the length is kept."""
    folded = text.lower()
    if len(folded) != len(text):  # «İ» grows when lowered
        folded = "".join(char.lower() if len(char.lower()) == 1 else char for char in text)
    for char, plain in REPLACED.items():
        if char in folded:
            folded = folded.replace(char, plain)
    if PICTURE.search(folded):
        folded = PICTURE.sub("!", folded)
    return MIXED_WORD.sub(mended, folded) if is_mixed(folded) else folded


def is_mixed(folded: str) -> bool:
    """Whether Latin letters stand inside Cyrillic words."""
    return bool(LATIN.search(folded) and MIXED.search(folded))


def mended(word: re.Match[str]) -> str:
    """A word with its Latin look-alikes made Cyrillic, when it has Cyrillic letters or is one."""
    if len(word[0]) > 1 and not MIXED.search(word[0]):
        return word[0]
    return word[0].translate(LOOKALIKES)
