"""First words of the forms: what each may be the beginning of, told at build time."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self

from nlp.address.source import rows

# Plain numbers: this look is taken at every word.
NAME = 1  # a name even in lower case
PROPER = 2  # a name when it has a capital letter
LONGER = 4  # a name of several words
TOWN = 8  # a town whose name is an ordinary word
TYPE = 16
HOUSE = 32
MARK = 64  # «деревня», «пос»
DISTRICT = 128
ELSEWHERE = 256  # a city that is not of the oblast: no reason to look further
ROLES = {"type": TYPE, "district": DISTRICT, "outside": ELSEWHERE, "outside~": ELSEWHERE}
ROLES |= dict.fromkeys(("settlement", "street", "petersburg"), NAME)
ROLES |= {f"{kind}~": PROPER for kind in ("settlement", "street", "petersburg")}
ROLES |= {"settlement^": PROPER | TOWN}


@dataclass(frozen=True, slots=True)
class Heads:
    """What is known of a form before it is read whole."""

    roles: dict[str, int]  # by first word
    reach: dict[str, int]  # first word → words of the longest form, if longer than one
    openings: frozenset[str]  # first two words of the longer forms

    @classmethod
    def of(cls, forms: Mapping[str, str]) -> Self:
        """The heads of forms with their cells in forms.tsv."""
        roles: dict[str, int] = defaultdict(int)
        reach: dict[str, int] = {}
        openings = set[str]()
        for form, cells in forms.items():
            first, *rest = form.split(" ")
            if not rest:
                roles[first] |= role_of(cells)
                continue
            roles[first] |= TYPE if cells.startswith("type") else LONGER
            reach[first] = max(reach.get(first, 0), len(rest) + 1)
            openings.add(f"{first} {rest[0]}")
        return cls(dict(roles), reach, frozenset(openings))

    def lines(self) -> Iterable[str]:
        """The rows of heads.tsv."""
        for name, values in (("role", self.roles), ("reach", self.reach)):
            for value in sorted(set(values.values())):
                words = sorted(word for word, found in values.items() if found == value)
                yield f"{name}\t{value}\t{' '.join(words)}"
        yield f"openings\t2\t{'|'.join(sorted(self.openings))}"

    @classmethod
    def load(cls) -> Self:
        """The heads made by scripts/build_gazetteer.py."""
        found: dict[str, dict[str, int]] = {"role": {}, "reach": {}}
        openings = frozenset[str]()
        for name, value, words in rows("heads.tsv"):
            if name == "openings":
                openings = frozenset(words.split("|"))
            else:
                found[name].update(dict.fromkeys(words.split(" "), int(value)))
        return cls(found["role"], found["reach"], openings)


def role_of(cells: str) -> int:
    """The role of a form of one word by its cells in forms.tsv."""
    role = 0
    for cell in cells.split("\t"):
        role |= ROLES[cell.partition(":")[0]]
    return role
