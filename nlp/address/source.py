"""The files of the gazetteer."""

from collections.abc import Iterator
from importlib.resources import files


def table(name: str) -> str:
    """The text of a file of the gazetteer."""
    return files("data").joinpath("gazetteer", name).read_text(encoding="utf-8")


def rows(name: str) -> Iterator[list[str]]:
    """The rows of a tab-separated file of the gazetteer, comments left out."""
    return (line.split("\t") for line in table(name).split("\n") if line and line[0] != "#")


def folded(name: str) -> str:
    """The name as it is looked up: lower case, ё as е, words parted by single spaces."""
    return " ".join(name.lower().replace("ё", "е").replace("-", " ").split())
