"""What each committee receives, as written in otklik.toml."""

from datetime import time
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict

from pipeline.errors import WrongUsage
from pipeline.register.columns import choose
from pipeline.register.due import WEEK, Weekday
from pipeline.register.guard import Guard
from pipeline.register.layout import Layout
from pipeline.register.naming import checked_pattern
from pipeline.register.profile import Profile
from pipeline.register.selection import Selection
from pipeline.tickets.choice import district_called, topic_called
from pipeline.tickets.filter import Filter

PATH = "реестры/реестр_{committee}_{date}_{time}"


def known_district(name: str) -> str:
    """The territory that is meant: another name would select nothing for ever."""
    try:
        return district_called(name)
    except WrongUsage as exc:
        raise ValueError(str(exc)) from exc


def _known_topic(name: str) -> str:
    try:
        return topic_called(name)
    except WrongUsage as exc:
        raise ValueError(str(exc)) from exc


def _known_columns(columns: tuple[str, ...]) -> tuple[str, ...]:
    try:
        choose(columns)
    except WrongUsage as exc:
        raise ValueError(str(exc)) from exc
    return columns


def _known_pattern(pattern: str) -> str:
    try:
        return checked_pattern(pattern, "committee")
    except WrongUsage as exc:
        raise ValueError(str(exc)) from exc


class CommitteeSettings(BaseModel):
    """A section [[committee]]: a share of the tickets, and the form it is sent in."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str  # «КТЭК»: stands in the names of files and in --committee
    title: str = ""
    topics: tuple[Annotated[str, AfterValidator(_known_topic)], ...] = ()
    districts: tuple[Annotated[str, AfterValidator(known_district)], ...] = ()
    departments: tuple[str, ...] = ()
    profile: Profile = Profile.XLSX
    columns: Annotated[tuple[str, ...], AfterValidator(_known_columns)] = ()
    guard: Guard = Guard.APOSTROPHE
    path: Annotated[str, AfterValidator(_known_pattern)] = PATH
    ascii_names: bool = False
    at: tuple[time, ...] = (time(9),)  # Moscow time for which `otklik run` makes it
    days: tuple[Weekday, ...] = WEEK  # on which
    mail: tuple[str, ...] = ()  # and whom it is sent to

    def wanted(self, asked: Filter) -> Selection:
        """The committee's share of what a filter lets through."""
        return Selection(asked, self.topics, self.districts, self.departments)

    @property
    def layout(self) -> Layout:
        """The committee's columns."""
        return Layout(choose(self.columns), self.guard)
