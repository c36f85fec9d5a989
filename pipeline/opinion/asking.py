"""Second opinions on what the classifier is in doubt of; without them all goes on as before."""

import logging
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, sessionmaker

from models import Comment, Label, Prediction
from pipeline.opinion.adviser import Adviser, NoOpinion, Opinion
from pipeline.progress import Progress
from pipeline.workspace import Workspace

ENOUGH_SILENCE = 3  # calls in a row without an answer, after which a run asks no more

log = logging.getLogger(__name__)


@dataclass(slots=True)
class OpinionReport:
    """How often the other agreed with us, differed, or gave nothing of use."""

    outcomes: Counter[str] = field(default_factory=Counter)

    def counts(self) -> dict[str, int]:
        """For the journal and --json."""
        return {"asked": self.outcomes.total(), "agreed": 0, "differed": 0, **self.outcomes}

    def sentence(self) -> str:
        """For people."""
        agreed, differed = self.outcomes["agreed"], self.outcomes["differed"]
        total = self.outcomes.total()
        return (
            f"Второе мнение: спрошено {total}, согласно {agreed}, иное {differed}, "
            f"без ответа {total - agreed - differed}."
        )


def second_opinions(desk: Workspace, *, progress: Progress) -> OpinionReport | None:
    """Ask the endpoint that the workspace names; None where it names none."""
    settings = desk.settings.opinion
    if settings is None:
        return None
    adviser = Adviser(settings, desk.settings.opinion_key.get_secret_value())
    return ask_opinions(desk.sessions, adviser, calls=settings.calls, progress=progress)


def ask_opinions(
    sessions: sessionmaker[Session], adviser: Adviser, *, calls: int, progress: Progress
) -> OpinionReport:
    """Ask about the newest doubtful comments, each answer kept at once."""
    report, silent = OpinionReport(), 0
    waiting = _doubtful(sessions, calls)
    progress.start("Второе мнение", len(waiting))
    for number, text in waiting:
        try:
            opinion = adviser.ask(text)
        except NoOpinion as exc:
            report.outcomes[exc.why] += 1
            silent += 1
            log.warning("no second opinion: %s", exc.why)
            if silent == ENOUGH_SILENCE:
                break
        else:
            silent = 0
            report.outcomes[_keep(sessions, number, opinion, adviser.model)] += 1
        progress.advance()
    progress.finish()
    return report


def _doubtful(sessions: sessionmaker[Session], calls: int) -> list[tuple[int, str]]:
    """Those that no person has decided and the tickets have not seen."""
    stmt = (
        select(Prediction.id, Comment.text)
        .join(Comment, Prediction.comment_id == Comment.id)
        .where(
            Prediction.version == Comment.version,
            Prediction.review.is_(True),
            Prediction.loaded.is_(False),
            Prediction.opinion.is_(None),
            ~exists().where(Label.comment_id == Comment.id),
        )
        .order_by(Comment.published_at.desc(), Comment.id.desc())
        .limit(calls)
    )
    with sessions() as session:
        return [(row.id, row.text) for row in session.execute(stmt)]


def _keep(sessions: sessionmaker[Session], number: int, opinion: Opinion, model: str) -> str:
    """Keep it beside ours; only what both say leaves a person's queue."""
    with sessions.begin() as session:
        ours = session.get_one(Prediction, number)
        ours.opinion = {"model": model, **opinion.model_dump(mode="json")}
        if not agrees(ours, opinion):
            return "differed"  # so a text that misleads the other gains nothing by it
        ours.review = False
        ours.urgent = ours.urgent or opinion.urgent
        return "agreed"


def agrees(ours: Prediction, opinion: Opinion) -> bool:
    """The same main topic and kind."""
    said: tuple[Any, ...] = (ours.labels[0], ours.kind)
    return said == (opinion.labels[0], opinion.kind)
