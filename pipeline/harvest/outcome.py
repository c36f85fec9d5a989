"""What a harvest brought, what it did not, and which failure that is."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum

from harvester.errors import (
    Again,
    HarvestError,
    KeyRefused,
    Limited,
    Malformed,
    Misdirected,
    UnknownShape,
    Unreachable,
)
from pipeline.errors import OtklikError, Partial, Suspicious, Unauthorised, Unavailable


class ProblemKind(StrEnum):
    """Why something is missing, by what the caller can do."""

    PARTIAL = "partial"  # run again
    UNAVAILABLE = "unavailable"  # closed, gone, or nobody answers
    LIMITED = "limited"  # the daily limit
    UNAUTHORISED = "unauthorised"
    SUSPICIOUS = "suspicious"


@dataclass(frozen=True, slots=True)
class Problem:
    """What went wrong with one source."""

    group: str
    kind: ProblemKind
    message: str


@dataclass(slots=True)
class HarvestReport:
    """Counts for the summary line and the journal."""

    posts_new: int = 0
    posts_edited: int = 0
    posts_deleted: int = 0
    comments_new: int = 0
    comments_edited: int = 0
    comments_deleted: int = 0
    posts_read: int = 0  # posts whose comments were read to the end
    calls: int = 0
    retries: int = 0
    budget_left: int | None = None  # calls of wall.get until midnight
    complete: list[str] = field(default_factory=list)  # groups read without a problem
    problems: list[Problem] = field(default_factory=list)
    plan: list[str] = field(default_factory=list)  # of a dry run, for people

    @property
    def kept(self) -> int:
        """Grows with everything that is saved."""
        return self.posts_new + self.comments_new + self.comments_edited + self.posts_read

    def counts(self) -> dict[str, int]:
        """The numbers alone, for the journal."""
        names = ("posts", "comments")
        changes = ("new", "edited", "deleted")
        found = {f"{n}_{c}": getattr(self, f"{n}_{c}") for n in names for c in changes}
        problems = len(self.problems)
        return {**found, "posts_read": self.posts_read, "calls": self.calls, "problems": problems}

    def document(self) -> dict[str, object]:
        """For programs: the numbers, the budget, and the plan of a dry run."""
        plan = {"plan": self.plan} if self.plan else {}
        return {**self.counts(), "budget_left": self.budget_left, **plan}

    def sentence(self) -> str:
        """For people; the plan instead, when nothing was to be read."""
        if self.plan:
            return "\n".join(self.plan)
        left = "" if self.budget_left is None else f", чтений стены на сегодня {self.budget_left}"
        return (
            f"Собрано: новых записей {self.posts_new}, новых комментариев {self.comments_new}, "
            f"изменено {self.comments_edited}, удалено {self.comments_deleted}; "
            f"запросов {self.calls}{left}."
        )

    def failure(self) -> OtklikError | None:
        """The one error that a caller must know of; None when everything came."""
        if not self.problems:
            return None
        text = "\n".join(f"{problem.group}: {problem.message}" for problem in self.problems)
        kinds = {problem.kind for problem in self.problems}
        if ProblemKind.UNAUTHORISED in kinds:
            return Unauthorised(text)
        if ProblemKind.SUSPICIOUS in kinds:
            return Suspicious(text)
        if self.complete or ProblemKind.PARTIAL in kinds:
            return Partial(f"{text}\nПрочитанное сохранено, запустите otklik harvest ещё раз.")
        return Unavailable(text)


class Stop(Exception):
    """The whole harvest must end: no key, no limit or no network is left."""


KINDS: tuple[tuple[type[HarvestError], ProblemKind], ...] = (
    (KeyRefused, ProblemKind.UNAUTHORISED),
    (Limited, ProblemKind.LIMITED),
    (UnknownShape, ProblemKind.SUSPICIOUS),
    (Malformed, ProblemKind.SUSPICIOUS),
)


def kind_of(error: HarvestError) -> ProblemKind:
    """Which of the caller's moves an error calls for."""
    return next((kind for cls, kind in KINDS if isinstance(error, cls)), ProblemKind.UNAVAILABLE)


def is_final(error: HarvestError) -> bool:
    """Whether nothing else can be asked for now either."""
    return isinstance(error, (KeyRefused, Misdirected, Unreachable))


@contextmanager
def noted(report: HarvestReport, group: str) -> Iterator[None]:
    """Put an error of one source into the report; raises Stop when others cannot do better."""
    before, kept = len(report.problems), report.kept
    try:
        yield
    except HarvestError as exc:
        broke_off = isinstance(exc, Again) and report.kept > kept
        kind = ProblemKind.PARTIAL if broke_off else kind_of(exc)
        report.problems.append(Problem(group, kind, str(exc)))
        if is_final(exc):
            raise Stop from exc
    if len(report.problems) == before:
        report.complete.append(group)
