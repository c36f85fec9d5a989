"""Places named by a remark."""

from dataclasses import replace
from typing import Self

from nlp.address.block import OPENING, block_first
from nlp.address.gazetteer import OBLAST, PETERSBURG, Gazetteer
from nlp.address.glimpse import Glimpse
from nlp.address.line import Line
from nlp.address.mention import Mention, OutsideMention
from nlp.address.reading import Home, Reader
from nlp.address.register import Register
from nlp.address.resolution import Resolution
from nlp.address.scan import mentions
from nlp.address.talk import asks_place
from nlp.address.typo import Speller
from nlp.address.view import View
from nlp.address.vocabulary import Vocabulary
from nlp.place import Place
from nlp.remark import Remark

NOWHERE = Home()
REMEMBERED = 256  # posts and parents


class Extractor:
    """Finds places by the gazetteer's forms and a grammar anchored on them."""

    def __init__(
        self, gazetteer: Gazetteer, vocabulary: Vocabulary, register: Register | None = None
    ) -> None:
        self.gazetteer = gazetteer
        self.vocabulary = vocabulary
        self.glimpse = Glimpse(gazetteer.forms.heads, vocabulary)
        self.speller = Speller(gazetteer)
        self._told: dict[str, Home | None] = {}
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
        if not self.glimpse.promises(remark.text):
            return self.answer(remark)
        line = Line.read(remark.text)
        found = self.mentions(line)
        if not found:
            return self.answer(remark)
        return Resolution(self.reader, line, found, self.home(remark)).places()

    def answer(self, remark: Remark) -> tuple[Place, ...]:
        """«2-14» said to whoever asked where in Тихвин it is; in other towns it is no house."""
        if remark.parent is None or not OPENING.match(remark.text):
            return ()
        home = self.home(remark)
        if home.settlement is None or not asks_place(remark.parent):
            return ()
        view = self.view(Line.read(remark.text))
        mention = block_first(view, home.settlement)
        return Resolution(self.reader, view.line, [mention], home).places() if mention else ()

    def mentions(self, line: Line) -> list[Mention]:
        """What the grammar finds in the line."""
        return mentions(self.view(line))

    def view(self, line: Line) -> View:
        """The line as the grammar looks at it."""
        return View(line, self.gazetteer, self.vocabulary, self.glimpse.roles, self.speller)

    def home(self, remark: Remark) -> Home:
        """Where the remark belongs when it does not say: parent, post, community."""
        for text, confidence in ((remark.parent, 0.85), (remark.post, 0.8)):
            if text and (home := self.told(text)):
                return replace(home, confidence=confidence)
        if remark.settlement or remark.district:
            return self.community(remark.settlement, remark.district)
        return NOWHERE

    def told(self, text: str) -> Home | None:
        """The one settlement that a surrounding text names, remembered for the next comment."""
        if text not in self._told:
            if len(self._told) >= REMEMBERED:
                self._told.clear()
            self._told[text] = self.tell(text)
        return self._told[text]

    def tell(self, text: str) -> Home | None:
        """The same, read anew."""
        if not self.glimpse.promises(text):
            return None
        line = Line.read(text)
        found = self.mentions(line)
        sites = Resolution(self.reader, line, found, NOWHERE).sites
        if len({site.name for site in sites}) == 1:
            return Home(sites[0].name, sites[0].district, OBLAST)
        if not sites:
            for mention in found:
                if isinstance(mention, OutsideMention) and mention.region == PETERSBURG:
                    return Home(mention.name, None, PETERSBURG)
        return None

    def community(self, settlement: str | None, district: str | None) -> Home:
        """The home of the community, of which only a part may be configured."""
        if settlement and district is None:
            district = self.district_of(settlement)
        if settlement and settlement in self.gazetteer.regions:
            return Home(settlement, None, self.gazetteer.regions[settlement], 0.75)
        return Home(settlement, district, OBLAST, 0.75)
