"""Settlements named by a text, each told from its namesakes."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from nlp.address.gazetteer import CENTRE, VILLAGE, Gazetteer, Settlement, load_districts
from nlp.address.line import Line
from nlp.address.mention import SettlementMention
from nlp.address.source import folded

COMMA = re.compile(r"\s*[,(]\s*|\s+")
# «автобус до Волосово», «не то что в Выборге», «не Гатчина, а Коммунар»: told in passing when
# another place is the matter.
PASSING = re.compile(
    r"(?:^|[\s(])(?:до|от|через|со стороны|(?:чем|как|что|у соседей) (?:в|во|на)"
    r"|не(?: (?:в|во|на|из))?)\s(?:г\.?\s?)?$"
)
# «муж звонит из Киришей»: somebody comes from a town, unless the author does.
ORIGIN = re.compile(r"(?:^|(?<!\bя)(?<!\bмы)(?<!сами)(?<!сама)(?<!жители)[\s(])из\s(?:г\.?\s?)?$")
# «на Ропшу», «за Мгу», «в Кировск»: with the accusative.
GOING = re.compile(r"(?:^|[\s(])(?:на|в|во|за)\s(?:г\.?\s?)?$")
INSIDE = re.compile(r"(?:^|[\s(])во?\s$")
ROUTE = re.compile(r"\s(?:до|в|на|-)\s|-")  # «из Сланцев в Кингисепп»
COMPARED = 14  # how far back the preposition is looked for


@dataclass(slots=True)
class Site:
    """A settlement mention with what it was resolved to."""

    mention: SettlementMention
    options: tuple[Settlement, ...]  # equally likely namesakes
    used: bool = False

    @property
    def name(self) -> str:
        """The settlement's name."""
        return self.options[0].name

    @property
    def district(self) -> str | None:
        """Its district when there is no doubt."""
        districts = {option.district for option in self.options}
        return (districts.pop() or None) if len(districts) == 1 else None

    @property
    def rank(self) -> int:
        """How big it is: 0 for a town."""
        return self.options[0].rank


def resolve(
    mention: SettlementMention,
    gazetteer: Gazetteer,
    districts: Collection[str],
    beside: str | None,
    home: str | None,
) -> Site:
    """The settlement meant: in a district named beside it, else the biggest, else at home."""
    options = [s for name in mention.names for s in gazetteer.namesakes.get(name, ())]
    if not options or (beside and beside not in {s.district for s in options}):
        options = [Settlement(mention.names[0], beside or home or "", "деревня", VILLAGE)]
    options = [s for s in options if is_called(s, mention.rank)] or options
    options = [s for s in options if s.district in districts] or options
    best = min(s.rank for s in options)
    if best >= CENTRE:
        options = [s for s in options if s.district == home] or options
        best = min(s.rank for s in options)
    options = [s for s in options if s.rank == best]
    return Site(mention, tuple(s for s in options if s.name == options[0].name))


def is_called(settlement: Settlement, rank: int | None) -> bool:
    """Whether «г.», «пос.» or «деревня» before the name fits the settlement."""
    if rank is None:
        return True
    return settlement.rank == 0 if rank == 0 else settlement.rank > 0


def settled(line: Line, sites: Sequence[Site]) -> list[Site]:
    """The sites that are the matter: centres merged into their villages, mere directions out."""
    kept = merged(line, sites)
    kept = [site for site in kept if not is_passing(line, site, kept)] or kept
    return [site for site in kept if not is_origin(line, site, kept)] or kept


def merged(line: Line, sites: Sequence[Site]) -> list[Site]:
    """«Ларионово, Приозерск»: of a village and the town that tells its district, the village."""
    kept: list[Site] = []
    for site in sites:
        last = kept[-1] if kept else None
        if last and COMMA.fullmatch(line.text, last.mention.stop, site.mention.start):
            town, village = sorted((last, site), key=lambda s: s.rank)
            same = tuple(o for o in village.options if o.district == town.district)
            centre = load_districts().get(town.district or "") == town.name
            if same and village.rank > town.rank and centre:
                kept[-1] = replace(village, options=same)
                continue
        kept.append(site)
    return kept


def is_passing(line: Line, site: Site, sites: Sequence[Site]) -> bool:
    """Whether a settlement is named only as a direction or for comparison."""
    if len({other.name for other in sites}) == 1 or is_end(line, site, sites):
        return False
    start, stop = site.mention.start, site.mention.stop
    before = line.text[max(0, start - COMPARED) : start]
    going = GOING.search(before) and is_accusative(line.text[start:stop], site.name)
    return bool(going or PASSING.search(before))


def is_origin(line: Line, site: Site, sites: Sequence[Site]) -> bool:
    """Whether a town is only where somebody comes from."""
    start = site.mention.start
    before = line.text[max(0, start - COMPARED) : start]
    return site.rank < CENTRE and bool(ORIGIN.search(before)) and not is_end(line, site, sites)


def is_scene(line: Line, start: int, stop: int, name: str) -> bool:
    """Whether something is in a place: «в Колпино», but not «в Павловск», «как в Пушкине»."""
    before = line.text[max(0, start - COMPARED) : start]
    if not INSIDE.search(before) or PASSING.search(before):
        return False
    return not is_accusative(line.text[start:stop], name)


def is_end(line: Line, site: Site, sites: Sequence[Site]) -> bool:
    """Whether the settlement is an end of a route: «из Сланцев в Кингисепп»."""
    start, stop = site.mention.start, site.mention.stop
    ends = [other.mention.stop for other in sites] + [other.mention.start for other in sites]
    return any(
        ROUTE.fullmatch(line.text, *sorted((stop if at > start else start, at))) for at in ends
    )


def is_accusative(written: str, name: str) -> bool:
    """«Гатчину», «Кировск»: not «Сосново», which never changes."""
    if written[-1] in "ую":
        return True
    return written[-1] not in "оео" and written.endswith(folded(name).rpartition(" ")[2])
