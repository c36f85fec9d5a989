"""One line of the register: a ticket with what surrounds it."""

import gc
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from pipeline.register.selection import Selection, find_portions
from pipeline.register.state import State
from pipeline.register.surroundings import (
    Opening,
    Reply,
    appeals_of_incidents,
    find_surroundings,
)
from pipeline.tickets.policy import Policy
from pipeline.tickets.witness import told_by_residents

SWEPT = 20  # portions; every query leaves cycles behind


class Entry(NamedTuple):
    """What the columns of the register are made of."""

    position: int
    now: datetime  # the moment that the register tells of
    policy: Policy  # whose words it tells them in
    ticket: State
    opening: Opening | None
    answer: Reply | None  # the one that ended the present round of waiting
    in_incident: int  # appeals of the whole incident, or of the ticket alone
    by_resident: bool  # whose word it is that the trouble is over


def find_entries(
    session: Session, wanted: Selection, now: datetime, policy: Policy
) -> Iterator[Entry]:
    """The register in order of the tickets' opening, read in portions."""
    written = 0
    incidents = appeals_of_incidents(session, now)
    for number, portion in enumerate(find_portions(session, wanted, now), start=1):
        around = find_surroundings(session, portion.where, now)
        told = told_by_residents(session, portion.states, now)
        for position, state in enumerate(portion.states, start=written + 1):
            opening, replies = around.openings.get(state.id), around.answers.get(state.id)
            answer = _answer(state, replies) if replies else None
            appeals = _appeals(state, opening, incidents)
            by_resident = state.id in told
            yield Entry(position, now, policy, state, opening, answer, appeals, by_resident)
        written += len(portion.states)
        if number % SWEPT == 0:
            gc.collect(0)  # the collector is off while a register is written


def _appeals(state: State, opening: Opening | None, incidents: dict[int, int]) -> int:
    own = opening.appeals if opening else 0
    return incidents.get(state.incident_id, own) if state.incident_id else own


def _answer(state: State, replies: Iterable[Reply]) -> Reply | None:
    # A reopening asks for another answer: the ones before it say nothing any more.
    at = state.answered_at
    return next((reply for reply in replies if at is not None and reply.at >= at), None)
