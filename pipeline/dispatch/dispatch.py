"""One dispatch: plan into the outbox, then carry what waits there."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session, sessionmaker

from pipeline.dispatch.answers import draft_missing
from pipeline.dispatch.approval import Editor
from pipeline.dispatch.case import read_cases
from pipeline.dispatch.chat import Carrier
from pipeline.dispatch.delivery import Delivery, DeliveryReport
from pipeline.dispatch.desk import Desk
from pipeline.dispatch.effects import settled
from pipeline.dispatch.history import read_history
from pipeline.dispatch.notice import RUNNING, Untold, cards, undelivered, unroutable, warnings
from pipeline.dispatch.outbox import enqueue, requeue
from pipeline.dispatch.plan import Batch, plan
from pipeline.dispatch.publication import link_published
from pipeline.dispatch.report import DispatchReport
from pipeline.dispatch.senders import Sender


@dataclass(frozen=True, slots=True)
class Planned:
    """What is to be said now, what waits, and what nobody answers for."""

    batch: Batch
    untold: tuple[Untold, ...]
    stale: int  # tickets silent for too long to write of
    fresh: int = 0  # letters that the outbox did not have


def dispatch(
    sessions: sessionmaker[Session],
    desk: Desk,
    senders: Mapping[Carrier, Sender],
    *,
    dry_run: bool = False,
    retry: bool = False,
    sleep: Callable[[float], None] = time.sleep,
) -> DispatchReport:
    """Write cards, digests and warnings, and carry them; ask the report for its failure."""
    if dry_run:
        with sessions() as session:
            return _report(desk, plan_messages(session, desk))
    with sessions.begin() as session:
        link_published(session, desk.policy, desk.now)
        if retry:
            requeue(session)
        planned = save_plan(session, desk)
    report = _report(desk, planned)
    report.delivery = deliver(sessions, senders, desk, sleep=sleep)
    with sessions.begin() as session:
        report.drafts = draft_missing(session, Editor(desk.phrases, desk.now))
    return report


def plan_messages(session: Session, desk: Desk) -> Planned:
    """The messages that this moment asks for; writes nothing."""
    running = [case for case in read_cases(session, RUNNING) if case.opened_at <= desk.now]
    cases = [case for case in running if case.last_at > desk.now - desk.rules.stale]
    history = read_history(session, RUNNING, desk.rules, desk.now)
    notices = [
        *cards(desk, cases, history.cards),
        *warnings(desk, cases, history.cards, frozenset(history.warned)),
    ]
    batch = plan(notices, history.traffic, desk.rules, desk.now)
    untold = (*unroutable(desk, cases), *undelivered(desk, cases, history.cards))
    return Planned(batch, untold, len(running) - len(cases))


def save_plan(session: Session, desk: Desk) -> Planned:
    """The same as rows of the outbox; saving twice is saving once."""
    planned = plan_messages(session, desk)
    return replace(planned, fresh=enqueue(session, planned.batch.letters, desk.now))


def deliver(
    sessions: sessionmaker[Session],
    senders: Mapping[Carrier, Sender],
    desk: Desk,
    *,
    sleep: Callable[[float], None] = time.sleep,
) -> DeliveryReport:
    """Carry what waits in the outbox."""
    settle = settled(desk.policy, desk.now)
    return Delivery(sessions, senders, desk.rules, desk.now, settle, sleep).run()


def _report(desk: Desk, planned: Planned) -> DispatchReport:
    texts = [str(letter.body["text"]) for letter in planned.batch.letters]
    return DispatchReport(
        planned=texts,
        held=len(planned.batch.held),
        stale=planned.stale,
        untold=list(planned.untold),
        people=len(desk.people),
        strangers=desk.strangers,
    )
