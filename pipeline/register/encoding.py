"""Writing text in an encoding that may lack some of its characters, and counting those."""

import tomllib
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import BinaryIO

UNKNOWN, WINDOWS = "?", "cp1251"


@cache
def _replacements() -> dict[str, str]:
    raw = tomllib.loads((files("data") / "cp1251.toml").read_text("utf-8"))
    return dict(raw["replace"])


@dataclass(slots=True)
class Encoder:
    """The end of a binary file; what its encoding lacks is replaced."""

    file: BinaryIO
    encoding: str
    replaced: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        if self.encoding == "utf-8-sig":
            self.file.write("\ufeff".encode())
            self.encoding = "utf-8"

    def write(self, text: str) -> None:
        """Encode some lines."""
        try:
            self.file.write(text.encode(self.encoding))
        except UnicodeEncodeError:
            self.file.write(self._fitted(text).encode(self.encoding))

    def _fitted(self, text: str) -> str:
        # «й» may come as two characters; together they fit.
        text = unicodedata.normalize("NFC", text)
        for character in sorted(set(text)):
            if not _fits(character, self.encoding):
                self.replaced[character] += text.count(character)
                text = text.replace(character, _replacements().get(character, UNKNOWN))
        return text


def in_windows(text: str) -> str:
    """The text in the letters that Windows-1251 has."""
    file = BytesIO()
    Encoder(file, WINDOWS).write(text)
    return file.getvalue().decode(WINDOWS)


@cache
def _fits(character: str, encoding: str) -> bool:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
