"""Live events of one community, and the sweep when some of them are lost."""

import time
from collections.abc import Iterator

from sqlalchemy import select

from harvester.client import Client
from models import Source
from pipeline.cycle import harvest_sources
from pipeline.errors import WrongUsage
from pipeline.harvest.access import sources, writing
from pipeline.harvest.harvest import SourceSpec
from pipeline.harvest.pace import Pacer
from pipeline.harvest.watch import Seen, watch
from pipeline.journal import Clock, utc_now
from pipeline.lock import exclusive
from pipeline.progress import Silent
from pipeline.workspace import Workspace

PATIENCE = 30.0  # seconds that a sweep waits for another run to end


def watch_community(desk: Workspace, name: str, clock: Clock = utc_now) -> Iterator[Seen]:
    """Rounds without end; lost events start a full harvest. Raises WrongUsage, Unauthorised."""
    [spec] = sources(desk.settings, [name])
    access = writing(desk.settings)
    client = Client(access.tokens, Pacer(desk.sessions, clock(), time.sleep), access.api_url)
    rounds = watch(
        desk.sessions,
        client,
        _source_id(desk, spec),
        clock=clock,
        officials=spec.officials,
        writing=lambda: exclusive(desk.home),
    )
    for seen in rounds:
        if seen.lost:
            with exclusive(desk.home, PATIENCE):
                harvest_sources(desk, names=[name], full=True, now=clock(), progress=Silent())
        yield seen


def _source_id(desk: Workspace, spec: SourceSpec) -> int:
    with desk.sessions() as session:
        stmt = select(Source.id).where(Source.alias == spec.group, Source.topic_id == 0)
        found = session.scalar(stmt)
    if found is None:
        msg = (
            f"Сообщество {spec.group} ещё не собирали: сначала otklik harvest --source {spec.group}"
        )
        raise WrongUsage(msg)
    return found
