"""What a workspace says of its own territory, beside the policy."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Self

from pipeline.tickets.area import Area, load_areas
from pipeline.tickets.place import Located
from pipeline.tickets.routing import Routing, find_routing, shipped_routing
from pipeline.tickets.weather import Snowfall, load_snowfalls

AREAS, SNOWFALLS = "areas.toml", "snowfalls.csv"


@dataclass(frozen=True, slots=True)
class Local:
    """Routes, areas of boiler houses, snowfalls."""

    routing: Routing = field(default_factory=shipped_routing)
    areas: tuple[Area, ...] = ()
    snowfalls: tuple[Snowfall, ...] = ()

    @classmethod
    def load(cls, home: Path) -> Self:
        """The files of a workspace, where there are any; raises WrongUsage for a broken one."""
        return cls(
            routing=find_routing(home),
            areas=load_areas(home / AREAS),
            snowfalls=load_snowfalls(home / SNOWFALLS),
        )

    def area(self, place: Located) -> str | None:
        """The boiler house's area that a place lies in."""
        return next((area.name for area in self.areas if area.holds(place)), None)

    def snow_until(self, district: str | None, at: datetime) -> datetime | None:
        """The end of the snowfall that a complaint is about."""
        ends = [fall.stop for fall in self.snowfalls if fall.explains(district, at)]
        return max(ends, default=None)
