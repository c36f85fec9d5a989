"""What cron does: harvest, classify, fold, export; one row of the journal."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from harvester.token import Token
from nlp.classifier import Classifier
from pipeline.classify import classify
from pipeline.errors import OtklikError, Unauthorised, WrongUsage
from pipeline.harvest import Access, HarvestReport, SourceSpec, harvest
from pipeline.progress import Progress
from pipeline.settings import CONFIG, Settings
from pipeline.tickets.load import load_tickets
from pipeline.tickets.policy import shipped_policy
from pipeline.workspace import Workspace


@dataclass(slots=True)
class CycleReport:
    """What each stage says of itself."""

    stages: dict[str, dict[str, Any]] = field(default_factory=dict)
    sentences: list[str] = field(default_factory=list)
    failure: OtklikError | None = None

    def counts(self) -> dict[str, Any]:
        """For the journal and --json."""
        return self.stages

    def sentence(self) -> str:
        """For people."""
        return "\n".join(self.sentences)

    def add(self, stage: str, counts: dict[str, Any], sentence: str) -> None:
        """One more stage is done."""
        self.stages[stage] = counts
        self.sentences.append(sentence)


def run_cycle(
    desk: Workspace, classifier: Classifier, *, now: datetime, progress: Progress
) -> CycleReport:
    """All stages in order; a harvest that failed does not stop the work on what is here."""
    report = CycleReport()
    if desk.settings.source:
        harvested = harvest_sources(desk, now=now, progress=progress)
        report.add("harvest", harvested.counts(), harvested.sentence())
        report.failure = harvested.failure()
    classified = classify(desk.sessions, classifier, progress=progress)
    report.add("classify", classified.counts(), classified.sentence())
    loaded = load_tickets(desk.sessions, shipped_policy(), now=now, progress=progress)
    report.add("tickets", loaded.counts(), loaded.sentence())
    return report


def harvest_sources(
    desk: Workspace,
    *,
    names: Sequence[str] = (),
    full: bool = False,
    since: datetime | None = None,
    dry_run: bool = False,
    now: datetime,
    progress: Progress,
) -> HarvestReport:
    """Harvest what the settings name, or some of it; raises WrongUsage, Unauthorised."""
    wanted = sources(desk.settings, names)
    return harvest(
        desk.sessions,
        access(desk.settings),
        wanted,
        now=now,
        full=full,
        since=since,
        dry_run=dry_run,
        progress=progress,
    )


def access(settings: Settings) -> Access:
    """The keys and the address of the API; raises Unauthorised when there is no key."""
    tokens = tuple(Token(secret) for secret in settings.read_tokens())
    if not tokens:
        msg = (
            "Нет ключа ВКонтакте. Создайте приложение на dev.vk.com, возьмите его сервисный ключ "
            "и задайте OTKLIK_VK_TOKEN или файл OTKLIK_VK_TOKEN_FILE с правами 0600."
        )
        raise Unauthorised(msg)
    return Access(tokens, settings.vk_api_url)


def sources(settings: Settings, names: Sequence[str] = ()) -> list[SourceSpec]:
    """The configured communities, all or those named; raises WrongUsage for an unknown one."""
    known = {source.group: SourceSpec(**source.model_dump()) for source in settings.source}
    if not known:
        msg = f"В {settings.home / CONFIG} нет ни одного [[source]]: впишите сообщество."
        raise WrongUsage(msg)
    if unknown := [name for name in names if name not in known]:
        msg = f"Сообщества {unknown[0]} нет в {CONFIG}. Есть: {', '.join(known)}."
        raise WrongUsage(msg)
    return [spec for group, spec in known.items() if not names or group in names]
