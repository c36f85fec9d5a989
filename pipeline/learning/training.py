"""Learn from the decisions of a workspace; what comes out is used only if it is no worse."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import as_file, files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from nlp.answer import Answer
from nlp.artifact import load
from nlp.errors import WorseArtifactError
from nlp.local import Lesson, learn
from nlp.training import seed_corpus
from pipeline.errors import BelowBar, WrongUsage
from pipeline.learning.labels import Labelled, local_answers
from pipeline.learning.shelf import choose
from pipeline.workspace import Workspace

LEAST = 20  # decisions; of fewer nothing can be learnt
LEAST_APART = 8  # of fewer kept apart nothing can be told
GUARDED = 5  # every fifth written comment guards what is already known


@dataclass(frozen=True, slots=True)
class TrainReport:
    """What was learnt from how much."""

    lesson: Lesson
    learnt: int
    used: bool

    def counts(self) -> dict[str, Any]:
        """For the journal and --json."""
        lesson = self.lesson
        return {
            "artifact": lesson.artifact,
            "learnt": self.learnt,
            "step": lesson.step,
            "guards": {
                name: {"before": before, "after": lesson.after[name]}
                for name, before in lesson.before.items()
            },
            "in_use": self.used,
        }

    def sentence(self) -> str:
        """For people."""
        figures = ", ".join(
            f"{name} {before:.3f} → {self.lesson.after[name]:.3f}"
            for name, before in self.lesson.before.items()
        )
        end = "теперь в работе" if self.used else "не сохранён: пробный запуск"
        return f"Классификатор {self.lesson.artifact}, решений {self.learnt}: {figures}; {end}."


def train(desk: Workspace, *, now: datetime, dry_run: bool = False) -> TrainReport:
    """Learn on top of the shipped artifact; raises WrongUsage, BelowBar when it became worse."""
    with desk.sessions() as session:
        answers = local_answers(session)
    if len(answers) < LEAST:
        msg = f"Решений людей {len(answers)}, нужно хотя бы {LEAST}: проверьте ещё, otklik review."
        raise WrongUsage(msg)
    labelled = Labelled.of(answers)
    desk.artifacts.mkdir(exist_ok=True)
    with TemporaryDirectory(dir=desk.artifacts, prefix=".train-") as made:
        lesson = _learn(labelled, Path(made) / "fresh", now)
        if not dry_run:
            _place(Path(made) / "fresh", desk.artifacts / lesson.artifact)
    if not dry_run:
        choose(desk.artifacts, lesson.artifact)
    return TrainReport(lesson, len(labelled.learnt), used=not dry_run)


def _learn(labelled: Labelled, folder: Path, now: datetime) -> Lesson:
    with as_file(files("data") / "artifact") as shipped:
        base = load(shipped)
    try:
        return learn(
            base,
            labelled.learnt,
            guards(labelled.apart),
            folder,
            made=now.isoformat("T", "seconds"),
        )
    except WorseArtifactError as exc:
        msg = f"Обучение не принято: {exc}."
        raise BelowBar(msg) from exc


def guards(apart: Sequence[Answer]) -> dict[str, Sequence[Answer]]:
    """What must not get worse: written comments, and local ones where there are enough."""
    written = {"написанные": list(seed_corpus())[::GUARDED]}
    return {**written, "местные": apart} if len(apart) >= LEAST_APART else {**written}


def _place(fresh: Path, folder: Path) -> None:
    if not folder.exists():  # the id is made of the contents: the same one is already there
        fresh.rename(folder)
