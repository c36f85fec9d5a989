"""Predictions become appeals, appeals become tickets."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session, sessionmaker

from models import Prediction, Role
from pipeline.progress import Progress
from pipeline.tickets.batch import Batch
from pipeline.tickets.board import Heard
from pipeline.tickets.local import Local
from pipeline.tickets.placing import place_statement
from pipeline.tickets.policy import Policy
from pipeline.tickets.statement import Statement, waiting_predictions, waiting_statements
from pipeline.uncollected import uncollected

SIZE = 2500  # comments in one transaction; each reads anew what surrounds it


@dataclass(slots=True)
class LoadReport:
    """What became of the comments that the tickets had not seen."""

    outcomes: Counter[str] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        """Comments looked at."""
        return self.outcomes.total()

    def counts(self) -> dict[str, int]:
        """For the journal and --json."""
        return {"comments": self.total, **self.outcomes}

    def sentence(self) -> str:
        """For people."""
        joined = sum(self.outcomes[role] for role in Role if role is not Role.OPENING)
        return (
            f"Комментариев: {self.total}, новых обращений {self.outcomes[Role.OPENING]}, "
            f"присоединено {joined}, на проверку {self.outcomes['review']}, "
            f"не обращения {self.outcomes['not_appeal']}."
        )


def load_tickets(
    sessions: sessionmaker[Session],
    policy: Policy,
    *,
    now: datetime,
    progress: Progress,
    local: Local | None = None,
    size: int = SIZE,
) -> LoadReport:
    """Fold every new prediction into the tickets, in order of the comments' own time."""
    report, local = LoadReport(), local or Local()
    with sessions() as session:
        waiting = waiting_predictions(session)
    progress.start("Обращения", len(waiting))
    heard: Heard = {}
    for start in range(0, len(waiting), size):
        with uncollected():
            outcomes = _load(sessions, policy, local, waiting[start : start + size], now, heard)
        report.outcomes.update(outcomes)
        progress.advance(outcomes.total())
    progress.finish()
    return report


def _load(
    sessions: sessionmaker[Session],
    policy: Policy,
    local: Local,
    predictions: Sequence[int],
    now: datetime,
    heard: Heard,
) -> Counter[str]:
    """One batch; nothing of it is left for the search for cycles to look at."""
    with sessions.begin() as session, session.no_autoflush:
        statements = waiting_statements(session, predictions)
        return _fold(session, policy, local, statements, now, heard) if statements else Counter()


def _fold(
    session: Session,
    policy: Policy,
    local: Local,
    statements: list[Statement],
    now: datetime,
    heard: Heard,
) -> Counter[str]:
    batch = Batch.of(session, policy, local, statements, now, heard)
    outcomes = Counter(place_statement(batch, said) for said in statements)
    batch.write()
    seen = [said.stand.comment_id for said in statements]
    session.execute(
        update(Prediction)
        .where(Prediction.comment_id.in_(seen))  # «not loaded» would go through all that wait
        .values(loaded=True),
        execution_options={"synchronize_session": False},
    )
    return outcomes
