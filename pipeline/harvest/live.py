"""Live events of one community, and the sweep when some of them are lost."""

import time
from collections.abc import Callable, Iterator
from datetime import datetime

from sqlalchemy import select

from harvester.client import Client
from harvester.errors import HarvestError, KeyRefused
from models import Source
from pipeline.cycle import harvest_sources
from pipeline.errors import OtklikError, Unauthorised, Unavailable, WrongUsage
from pipeline.harvest.access import sources, writing
from pipeline.harvest.pace import Pacer
from pipeline.harvest.watch import Seen, watch
from pipeline.journal import Clock, utc_now
from pipeline.lock import exclusive
from pipeline.progress import Silent
from pipeline.workspace import Workspace

NOT_THEIRS = (
    "Ключ из OTKLIK_VK_WRITE_TOKEN не подходит для событий: создайте ключ самого сообщества "
    "(Управление → Работа с API → Ключи доступа)"
)
SWITCH_ON = "Проверьте, что в управлении сообществом (Работа с API) включён Long Poll API."

PATIENCE = 30.0  # seconds that a sweep waits for another run to end

Tell = Callable[[str], None]


def watch_community(
    desk: Workspace, name: str, tell: Tell, clock: Clock = utc_now
) -> Iterator[Seen]:
    """Rounds without end; lost events start a full harvest, of which it tells.

    Raises WrongUsage, Unauthorised, Unavailable.
    """
    specs = sources(desk.settings, [name])
    officials = {person for spec in specs for person in spec.officials}
    access = writing(desk.settings)
    client = Client(access.tokens, Pacer(desk.sessions, clock(), time.sleep), access.api_url)
    rounds = watch(
        desk.sessions,
        client,
        _source_id(desk, name),
        clock=clock,
        officials=officials,
        writing=lambda: exclusive(desk.home),
    )
    try:
        for seen in rounds:
            yield seen
            if seen.lost:
                sweep(desk, name, clock(), tell)
    except KeyRefused as exc:
        msg = f"{NOT_THEIRS} (ошибка VK {exc.code})."
        raise Unauthorised(msg) from exc
    except HarvestError as exc:
        msg = f"{exc}. {SWITCH_ON}"
        raise Unavailable(msg) from exc


def sweep(desk: Workspace, name: str, now: datetime, tell: Tell) -> None:
    """Read the community anew; a failure is told and does not end the watch."""
    try:
        with exclusive(desk.home, PATIENCE):
            found = harvest_sources(desk, names=[name], full=True, now=now, progress=Silent())
        failure = found.failure()
    except OtklikError as exc:
        failure = exc
    if failure is None:
        tell("Потерянное перечитано.")
    else:
        tell(f"Потерянное ещё не перечитано, выполните otklik harvest --full: {failure}")


def _source_id(desk: Workspace, name: str) -> int:
    with desk.sessions() as session:
        stmt = select(Source.id).where(Source.alias == name, Source.topic_id == 0)
        found = session.scalar(stmt)
    if found is None:
        msg = f"Сообщество {name} ещё не собирали: сначала otklik harvest --source {name}"
        raise WrongUsage(msg)
    return found
