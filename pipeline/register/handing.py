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
from pipeline.register.naming import expect_own
from pipeline.register.presets import CommitteeSettings
from pipeline.register.profile import Profile, find_profile
from pipeline.register.selection import Selection
from pipeline.tickets.filter import Filter
from pipeline.tickets.policy import find_policy
from pipeline.workspace import Workspace

# What the ending of a name means; any other means CSV.
NAMED = {
    ".xlsx": Profile.XLSX,
    ".jsonl": Profile.JSONL,
    ".json": Profile.OPEN311,
    ".xml": Profile.OPEN311_XML,
}
STDOUT = Path("-")


@dataclass(frozen=True, slots=True)
class Order:
    """The words of the command line."""

    wanted: Filter
    committee: str  # empty: nobody in particular
    form: str  # empty: what the file's name says
    table: str  # kind of CSV; empty: the usual one
    columns: str  # codes or titles by commas; empty: all
    guard: str  # empty: the usual one
    with_author: bool
    actor: str
    knowing: bool = False  # what a file without a guard may do

    @property
    def shaped(self) -> bool:
        """Something is said of the form of the file."""
        return any((self.form, self.table, self.columns, self.guard, self.with_author))

    def profile(self, path: Path, committee: CommitteeSettings | None = None) -> Profile:
        """The form of the file, by its name unless told; raises WrongUsage."""
        expect_own(path, ".csv", *NAMED)
        ending = path.suffix.lower()
        told = self.form or self.table
        if not told and committee is not None and committee.profile.suffix == ending:
            return committee.profile
        form = self.form or NAMED.get(ending, "csv")
        if form == Profile.OPEN311 and ending == Profile.OPEN311_XML.suffix:
            return Profile.OPEN311_XML
        return find_profile(form, self.table or Profile.EXCEL_RU)

    def layout(self, committee: CommitteeSettings | None = None) -> Layout:
        """The columns and their guard, a committee's own unless told; raises WrongUsage."""
        codes = [code.strip() for code in self.columns.split(",") if code.strip()]
        own = committee.layout if committee is not None else Layout()
        guard = _guard(self.guard) if self.guard else own.guard
        if self.guard == Guard.OFF and not self.knowing:
            msg = (
                "Без защиты слова жителя, начатые с «=», исполнятся в Excel как формула. "
                "Если файл прочтёт программа, а не человек, добавьте --i-know."
            )
            raise WrongUsage(msg)
        columns = codes or [column.code for column in own.columns]
        return Layout(choose(columns, with_author=self.with_author), guard)


def _guard(name: str) -> Guard:
    try:
        return Guard(name)
    except ValueError as exc:
        msg = f"Нет защиты {name}: выберите из {', '.join(Guard)}"
        raise WrongUsage(msg) from exc


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
        written = (f"Записано строк: {file.rows}, файл {file.path}" for file in self.files)
        lines = [self.said] if self.said else [*written]
        if not any(file.rows for file in self.files):
            lines.append("Под отбор не подошло ничего: проверьте период, район, тему и состояние.")
        if replaced := self._replaced().total():
            lines.append(f"Заменено символов, которых нет в кодировке: {replaced}, см. опись.")
        return "\n".join(lines)

    def _replaced(self) -> Counter[str]:
        return sum((file.replaced for file in self.files), Counter())


def hand_out(workspace: Workspace, output: Path | None, order: Order, *, now: datetime) -> Handed:
    """One file, or each committee's own when no file is named; raises WrongUsage."""
    committees = workspace.settings.committee
    named = find_committee(committees, order.committee) if order.committee else None
    if output is None:
        return _split(workspace, (named,) if named else committees, order, now)
    if output == STDOUT:
        msg = "Реестр пишется в файл, рядом с ним ложится опись: укажите --output ФАЙЛ."
        raise WrongUsage(msg)
    written = issue_register(
        workspace.sessions,
        output,
        now=now,
        actor=order.actor,
        wanted=named.wanted(order.wanted) if named else Selection(order.wanted),
        profile=order.profile(output, named),
        layout=order.layout(named),
        policy=find_policy(workspace.home),
    )
    return Handed((written,))


def _split(
    workspace: Workspace, committees: tuple[CommitteeSettings, ...], order: Order, now: datetime
) -> Handed:
    if not committees:
        msg = "Не сказано, куда писать: укажите --output ФАЙЛ или разделы [[committee]]."
        raise WrongUsage(msg)
    if order.shaped:
        msg = (
            "Вид и столбцы файлов комитетов сказаны в их разделах [[committee]]. "
            "Чтобы задать свои, укажите и --output ФАЙЛ."
        )
        raise WrongUsage(msg)
    split = issue_committees(
        workspace.sessions, workspace.home, committees, now=now, asked=order.wanted
    )
    return Handed(tuple(file for _, file in split.files), split.sentence())
