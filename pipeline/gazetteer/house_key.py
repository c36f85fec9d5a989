"""The number of a house as one key, however it is written: «13а», «13 лит. А», «16 корпус 2»."""

import re
from dataclasses import dataclass, replace
from typing import Self

LATIN = str.maketrans("abcehkmoptxy", "авсенкмортху")
PREFIX = re.compile(r"^\W*(?:(?:дом|д|зд|влд|вл|№)(?![а-я])\W*)*")
LETTER = r"(?![кс]\W{0,2}\d)[а-я]"  # «к 2» and «с 2» are parts
ENDS = r"(?:(?![а-я])|(?=(?:к|с|стр)\W?\d))"  # behind a letter: «16а», «16ак2», not «16 ак»
WRITTEN = re.compile(
    r"(?P<number>\d+(?:\s?[/-]\s?\d+)*)"
    rf"(?:[/-]?(?P<letter>{LETTER}){ENDS}|\W{{0,2}}[\"«](?P<quoted>[а-я])[\"»]"
    # «13 а» but not «9 в Мурино»
    rf"|\s(?P<spaced>{LETTER})(?=\s*(?:$|[,;.)]|к[\s.]*\d|корп|стр|лит)))?"
    r"(?:\W*(?:корпус|корп|кор|к)(?![а-я])\W*(?P<corpus>\d+[а-я]?|[а-я])(?![а-я\d])"
    r"|к(?P<glued>[абде])(?![а-я\d]))?"
    r"(?:\W*(?:строение|стр|соор|с)(?![а-я])\W*(?P<structure>\d+[а-я]?)(?!\d))?"
    r"(?:\W*(?:литера|литер|лит)(?![а-я])\W*(?P<litera>[а-я]{1,2})(?![а-я])[\"»]?)?"
)
PLAIN = re.compile(r"[^\w/-]")
FRACTION = re.compile(r"(?P<number>.+)/(?P<part>\d+)")
NUMBERED = re.compile(r"(\d+)([а-я]?)")


def folded(text: str) -> str:
    """Lower case, ё as е, Latin look-alikes as Cyrillic."""
    return text.lower().replace("ё", "е").translate(LATIN)


@dataclass(frozen=True, slots=True)
class HouseKey:
    """What tells a house from its neighbours on the street."""

    number: str
    letter: str = ""
    corpus: str = ""
    structure: str = ""

    @classmethod
    def read(cls, text: str) -> Self | None:
        """The house that a text begins with; None when it begins with something else."""
        found = WRITTEN.match(PREFIX.sub("", folded(text)))
        return cls._from(found) if found else None

    @classmethod
    def parse(cls, written: str) -> Self:
        """A house by its number alone; what is no number is a key as it stands: «б/н»."""
        text = PREFIX.sub("", folded(written)).rstrip()
        found = WRITTEN.fullmatch(text)
        return cls._from(found) if found else cls(PLAIN.sub("", text))

    @classmethod
    def _from(cls, found: re.Match[str]) -> Self:
        number = re.sub(r"\s", "", found["number"])
        letter = found["letter"] or found["quoted"] or found["spaced"] or found["litera"] or ""
        corpus = found["corpus"] or found["glued"] or ""
        return cls(number, letter, corpus, found["structure"] or "")

    @classmethod
    def load(cls, stored: str) -> Self:
        """From the column of the database."""
        return cls(*stored.split("|"))

    def __str__(self) -> str:
        return f"{self.number}|{self.letter}|{self.corpus}|{self.structure}"

    def with_part(self, slot: str, value: str) -> Self:
        """The same house with a corpus, a structure or a letter of the register."""
        value = PLAIN.sub("", folded(value))
        if slot == "letter" and self.letter:
            slot = "corpus"  # «13А литера Б»: two letters are kept apart
        return replace(self, **{slot: getattr(self, slot) + value})

    def written(self) -> str:
        """As predictions spell it: «16», «16А», «16/2», «16к2»."""
        building = " стр. ".join(part.upper() for part in (self.corpus, self.structure) if part)
        return f"{self.number}{self.letter.upper()}" + (f"к{building}" if building else "")

    def likenesses(self) -> tuple[Self, ...]:
        """Other keys that the same words may mean: 8/2, 8к2 and 8 стр. 2; 8к«А» and 8А."""
        found = set(self._as_parts()) | set(self._as_fraction()) | set(self._as_letter())
        return tuple(sorted(found - {self}, key=str))

    def _as_parts(self) -> list[Self]:
        fraction = FRACTION.fullmatch(self.number)
        if self.corpus and self.structure:
            return []
        if fraction and not self.corpus and not self.structure:
            bare, part = replace(self, number=fraction["number"], letter=""), fraction["part"]
            part += self.letter
            return [replace(bare, corpus=part), replace(bare, structure=part)]
        part = self.corpus or self.structure
        if NUMBERED.fullmatch(part):
            bare = replace(self, corpus="", structure="")
            return [replace(bare, corpus=part), replace(bare, structure=part)]
        return []

    def _as_fraction(self) -> list[Self]:
        part = NUMBERED.fullmatch(self.corpus or self.structure)
        if not part or self.letter or (self.corpus and self.structure):
            return []
        cls = type(self)
        return [cls(f"{self.number}/{part[1]}", part[2])]

    def _as_letter(self) -> list[Self]:
        if self.structure or "/" in self.number:
            return []
        if self.corpus.isalpha() and not self.letter:
            return [replace(self, letter=self.corpus, corpus="")]
        if self.letter and not self.corpus:
            return [replace(self, corpus=self.letter, letter="")]
        return []
