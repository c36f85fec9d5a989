"""Places named by a remark."""

import re
from typing import Self

from nlp.address.gazetteer import OBLAST, PETERSBURG, Gazetteer
from nlp.address.line import Line
from nlp.address.mention import Mention, OutsideMention
from nlp.address.reading import Home, Reader
from nlp.address.register import Register
from nlp.address.resolution import Resolution
from nlp.address.scan import mentions
from nlp.address.view import View
from nlp.address.vocabulary import Vocabulary
from nlp.place import Place
from nlp.remark import Remark

DIGIT = re.compile(r"\d")
WORD = re.compile(r"[а-я]{2,}")
NOWHERE = Home()


class Extractor:
    """Finds places by the gazetteer's forms and a grammar anchored on them."""

    def __init__(
        self, gazetteer: Gazetteer, vocabulary: Vocabulary, register: Register | None = None
    ) -> None:
        self.gazetteer = gazetteer
        self.vocabulary = vocabulary
        self.reader = Reader(gazetteer, register)

    @classmethod
    def load(cls, register: Register | None = None) -> Self:
        """An extractor with the gazetteer shipped with the program."""
        return cls(Gazetteer.load(), Vocabulary.load(), register)

    def district_of(self, settlement: str) -> str | None:
        """The district of a settlement of the oblast; None when namesakes lie in several."""
        found = self.gazetteer.settlement(settlement)
        return found.district if found else None

    def find(self, remark: Remark) -> tuple[Place, ...]:
        """The places in order of the text; spans always cut ``remark.text``."""
        line = Line.read(remark.text)
        if self.is_placeless(line):
            return ()
        found = self.mentions(line)
        if not found:
            return ()
        return Resolution(self.reader, line, found, self.home(remark)).places()

    def is_placeless(self, line: Line) -> bool:
        """Whether there is neither a digit nor the first word of any name: nothing to look for."""
        if DIGIT.search(line.text):
            return False
        return self.gazetteer.longest.keys().isdisjoint(WORD.findall(line.text))

    def mentions(self, line: Line) -> list[Mention]:
        """What the grammar finds in the line."""
        line.cut()
        return mentions(View(line, self.gazetteer, self.vocabulary))

    def home(self, remark: Remark) -> Home:
        """Where the remark belongs when it does not say: parent, post, community."""
        for text, confidence in ((remark.parent, 0.85), (remark.post, 0.8)):
            if text and (home := self.told(text, confidence)):
                return home
        if remark.settlement or remark.district:
            return self.community(remark.settlement, remark.district)
        return NOWHERE

    def told(self, text: str, confidence: float) -> Home | None:
        """The one settlement that a surrounding text names."""
        line = Line.read(text)
        found = self.mentions(line)
        sites = Resolution(self.reader, line, found, NOWHERE).sites
        if len({site.name for site in sites}) == 1:
            return Home(sites[0].name, sites[0].district, OBLAST, confidence)
        if not sites:
            for mention in found:
                if isinstance(mention, OutsideMention) and mention.region == PETERSBURG:
                    return Home(mention.name, None, PETERSBURG, confidence)
        return None

    def community(self, settlement: str | None, district: str | None) -> Home:
        """The home of the community, of which only a part may be configured."""
        if settlement and district is None:
            district = self.district_of(settlement)
        if settlement and settlement in self.gazetteer.regions:
            return Home(settlement, None, self.gazetteer.regions[settlement], 0.75)
        return Home(settlement, district, OBLAST, 0.75)
