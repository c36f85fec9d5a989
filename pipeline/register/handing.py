"""What `otklik export` is asked for, and to whom it goes."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from pipeline.errors import WrongUsage
from pipeline.register.columns import choose
from pipeline.register.export import Written
from pipeline.register.guard import Guard
from pipeline.register.issue import find_committee, issue_committees, issue_register
from pipeline.register.layout import Layout
from pipeline.register.presets import CommitteeSettings
from pipeline.register.profile import Profile, find_profile
from pipeline.register.selection import Selection
from pipeline.tickets.listing import Filter
from pipeline.tickets.policy import find_policy
from pipeline.workspace import Workspace

NAMED = ("xlsx", "jsonl")  # a name of any other ending means CSV


@dataclass(frozen=True, slots=True)
class Order:
    """The words of the command line."""

    wanted: Filter
    committee: str  # empty: nobody in particular
    form: str  # empty: what the file's name says
    table: str  # kind of CSV
    columns: str  # codes or titles by commas; empty: all
    guard: str
    with_author: bool
    actor: str
    knowing: bool = False  # what a file without a guard may do

    def profile(self, path: Path) -> Profile:
        """The form of the file, by its name unless told; raises WrongUsage."""
        named = path.suffix.removeprefix(".").lower()
        return find_profile(self.form or (named if named in NAMED else "csv"), self.table)

    @property
    def layout(self) -> Layout:
        """The columns and their guard; raises WrongUsage."""
        codes = [code.strip() for code in self.columns.split(",") if code.strip()]
        try:
            guard = Guard(self.guard)
        except ValueError as exc:
            msg = f"Нет защиты {self.guard}: выберите из {', '.join(Guard)}"
            raise WrongUsage(msg) from exc
        if guard is Guard.OFF and not self.knowing:
            msg = (
                "Без защиты слова жителя, начатые с «=», исполнятся в Excel как формула. "
                "Если файл прочтёт программа, а не человек, добавьте --i-know."
            )
            raise WrongUsage(msg)
        return Layout(choose(codes, with_author=self.with_author), guard)


@dataclass(frozen=True, slots=True)
class Handed:
    """Registers on the disk."""

    files: tuple[Written, ...]
    said: str = ""  # of a split among committees

    def counts(self) -> dict[str, Any]:
        """For --json."""
        return {
            "rows": sum(file.rows for file in self.files),
            "files": [str(file.path) for file in self.files],
            "replaced": dict(self._replaced()),
        }

    def sentence(self) -> str:
        """For people."""
        lines = [f"Записано строк: {file.rows}, файл {file.path}" for file in self.files]
        if replaced := self._replaced().total():
            lines.append(f"Заменено символов, которых нет в кодировке: {replaced}")
        return self.said or "\n".join(lines)

    def _replaced(self) -> Counter[str]:
        return sum((file.replaced for file in self.files), Counter())


def hand_out(workspace: Workspace, output: Path | None, order: Order, *, now: datetime) -> Handed:
    """One file, or each committee's own when no file is named; raises WrongUsage."""
    committees = workspace.settings.committee
    if order.committee:
        committees = (find_committee(committees, order.committee),)
    if output is None:
        return _split(workspace, committees, order, now)
    share = committees[0].wanted(order.wanted) if order.committee else Selection(order.wanted)
    written = issue_register(
        workspace.sessions,
        output,
        now=now,
        actor=order.actor,
        wanted=share,
        profile=order.profile(output),
        layout=order.layout,
        policy=find_policy(workspace.home),
    )
    return Handed((written,))


def _split(
    workspace: Workspace, committees: tuple[CommitteeSettings, ...], order: Order, now: datetime
) -> Handed:
    if not committees:
        msg = "Не сказано, куда писать: укажите --output ФАЙЛ или разделы [[committee]]."
        raise WrongUsage(msg)
    split = issue_committees(
        workspace.sessions, workspace.home, committees, now=now, asked=order.wanted
    )
    return Handed(tuple(file for _, file in split.files), split.sentence())
