"""Type words of the register: «ул», «ул.» and «Улица» are one kind."""

from dataclasses import dataclass
from functools import cache
from typing import Self

from nlp.address.gazetteer import rows


@dataclass(frozen=True, slots=True)
class Kind:
    """What an address object is."""

    word: str  # «улица»
    gender: str  # m, f, n; x does not decline
    short: str  # «ул.», by order 171n


def spelling(typename: str) -> str:
    """A type word as it is looked up; only the last dot means nothing: «сп.» is not «с.п.»."""
    return typename.lower().replace("ё", "е").rstrip(".")


@cache
def shipped() -> dict[str, Kind]:
    """The kinds we know, by every spelling."""
    found = {}
    for word, gender, short, spellings in rows("gar_kinds.tsv"):
        kind = Kind(word, gender, short)
        found.update(dict.fromkeys((spelling(word), *spellings.split("|")), kind))
    return found


class Kinds:
    """The shipped kinds and what the dictionary of an export adds to them."""

    def __init__(self, names: dict[tuple[int, str], str]) -> None:
        self._names = names  # level and spelling → full name

    @classmethod
    def learn(cls, dictionary: list[tuple[int, str, str]]) -> Self:
        """From rows of AS_ADDR_OBJ_TYPES: level, short name, full name."""
        return cls({(level, spelling(short)): name for level, short, name in dictionary})

    def find(self, typename: str, level: int) -> Kind:
        """The kind of an object; a type word nobody knows stands for itself."""
        name = self._names.get((level, spelling(typename)), typename)
        known = shipped().get(spelling(name)) or shipped().get(spelling(typename))
        return known or Kind(name.lower(), "x", typename)


def stored_kind(word: str, short: str) -> Kind:
    """A kind as the database has it."""
    return shipped().get(spelling(word)) or Kind(word, "x", short)


def parted(street: str) -> tuple[str | None, str]:
    """The type word and the name proper: «Ленинградская улица» → «улица», «Ленинградская»."""
    for kind, forms in street_kinds():
        for form in forms:
            if street.startswith(f"{form} "):
                return kind, street.removeprefix(f"{form} ")
            if street.endswith(f" {form}"):
                return kind, street.removesuffix(f" {form}")
    return None, street


@cache
def street_kinds() -> tuple[tuple[str, tuple[str, str]], ...]:
    """Kinds with their full and short forms; of two type words «улица» is the type."""
    kinds = sorted(set(shipped().values()), key=lambda kind: (kind.word != "улица", kind.word))
    return tuple((kind.word, (kind.word, kind.short)) for kind in kinds)
