"""One batch of statements with all that folding them needs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from pipeline.tickets.board import Board
from pipeline.tickets.local import Local
from pipeline.tickets.number import Numbers
from pipeline.tickets.policy import Policy
from pipeline.tickets.radar import Radar
from pipeline.tickets.statement import Statement


@dataclass(frozen=True, slots=True)
class Batch:
    """The session, the rules and what is known."""

    session: Session
    policy: Policy
    local: Local
    now: datetime  # of registration; the comments have their own
    board: Board
    numbers: Numbers
    radar: Radar

    @classmethod
    def of(
        cls,
        session: Session,
        policy: Policy,
        local: Local,
        statements: Sequence[Statement],
        now: datetime,
    ) -> "Batch":
        """Read what surrounds the statements."""
        board = Board.around(session, policy, statements)
        radar = Radar(session, policy, statements[0].at - policy.incident.window)
        radar.prepare({said.spot.settlement for said in statements if said.spot.settlement})
        return cls(session, policy, local, now, board, Numbers(session, policy), radar)
