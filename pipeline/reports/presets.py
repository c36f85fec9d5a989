"""Which summaries are made without being asked, as written in otklik.toml."""

from datetime import time
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict

from pipeline.errors import WrongUsage
from pipeline.register.due import WEEK, Weekday
from pipeline.register.naming import checked_pattern
from pipeline.reports.names import ReportFormat, ReportName

FOLDER, HOUR = "сводки/", "_{date}_{time}"


def _known_pattern(pattern: str) -> str:
    try:
        return checked_pattern(pattern, "report", "committee")
    except WrongUsage as exc:
        raise ValueError(str(exc)) from exc


class ReportSettings(BaseModel):
    """A section [[report]]: a summary, when it is made, where it goes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: ReportName
    committee: str = ""  # only the share of this one
    public: bool = False  # small groups are not named
    formats: tuple[ReportFormat, ...] = (ReportFormat.HTML,)
    path: Annotated[str, AfterValidator(_known_pattern)] = ""  # empty: named by what it is
    ascii_names: bool = False
    at: tuple[time, ...] = (time(9),)  # Moscow time for which `otklik run` makes it
    days: tuple[Weekday, ...] = WEEK  # on which
    mail: tuple[str, ...] = ()

    @property
    def pattern(self) -> str:
        """Where its files go; two sections that differ in their share do not meet."""
        share = "_{committee}" if self.committee else ""
        return self.path or f"{FOLDER}{{report}}{share}{'_public' * self.public}{HOUR}"
