"""Type words of the register: «ул», «ул.» and «Улица» are one kind."""

from dataclasses import dataclass
from functools import cache
from typing import Self

from nlp.address.source import rows

LENGTHS = (3, 2, 1)  # words of a kind: «железнодорожная станция»


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
    words = street.split()
    cuts = [(words[:size], words[size:]) for size in LENGTHS]
    cuts += [(words[-size:], words[:-size]) for size in LENGTHS]
    forms = street_forms()
    found = [
        (kind, " ".join(name))
        for form, name in cuts
        if name and (kind := forms.get(" ".join(form)))
    ]
    found.sort(key=lambda cut: cut[0] != "улица")  # «Набережная улица» is a street
    return found[0] if found else (None, street)


@cache
def street_forms() -> dict[str, str]:
    """Full and short forms of the kinds."""
    kinds = set(shipped().values())
    return {form: kind.word for kind in kinds for form in (kind.word, kind.short)}
