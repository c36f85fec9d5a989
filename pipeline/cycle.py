"""What cron does: harvest, classify, fold, export; one row of the journal."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from nlp.classifier import Classifier
from pipeline.classify import classify
from pipeline.errors import OtklikError
from pipeline.harvest.access import reading, sources
from pipeline.harvest.harvest import HarvestReport, harvest
from pipeline.messages import is_configured, send_messages
from pipeline.opinion.asking import second_opinions
from pipeline.progress import Progress
from pipeline.reports.outgoing import Made, Outgoing, Post
from pipeline.sending import send
from pipeline.tickets.load import LoadReport, load_tickets
from pipeline.tickets.local import Local
from pipeline.tickets.policy import find_policy
from pipeline.tickets.silence import close_silent
from pipeline.workspace import Workspace


@dataclass(slots=True)
class CycleReport:
    """What each stage says of itself."""

    stages: dict[str, dict[str, Any]] = field(default_factory=dict)
    sentences: list[str] = field(default_factory=list)
    failures: list[OtklikError] = field(default_factory=list)

    @property
    def failure(self) -> OtklikError | None:
        """Of the kind of the first failure, in the words of all; None when there is none."""
        if not self.failures:
            return None
        return type(self.failures[0])("\n".join(dict.fromkeys(map(str, self.failures))))

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

    def fail(self, failure: OtklikError | None) -> None:
        """Keep what a stage has failed with, and go on."""
        if failure is not None:
            self.failures.append(failure)


def run_cycle(
    desk: Workspace,
    classifier: Classifier,
    *,
    now: datetime,
    progress: Progress,
    write: Callable[[str], None],
) -> CycleReport:
    """All stages in order; a harvest or a dispatch that failed does not hold up the rest."""
    report = CycleReport()
    if desk.settings.source:
        _harvest(desk, report, now, progress)
    classified = classify(desk.sessions, classifier, progress=progress)
    report.add("classify", classified.counts(), classified.sentence())
    if asked := second_opinions(desk, progress=progress):
        report.add("opinions", asked.counts(), asked.sentence())
    loaded = load(desk, now=now, progress=progress)
    report.add("tickets", loaded.counts(), loaded.sentence())
    if closed := close_silent(desk.sessions, find_policy(desk.home), now=now):
        report.add("silence", {"closed": closed}, f"Закрыто, потому что все молчат: {closed}.")
    if is_configured(desk):
        _dispatch(desk, report, now, write)
    made = _make_configured(desk, now)
    if made.files or made.letters or made.failures:
        report.add("files", made.counts(), made.sentence())
        report.failures += made.failures
    return report


def _harvest(desk: Workspace, report: CycleReport, now: datetime, progress: Progress) -> None:
    try:
        found = harvest_sources(desk, now=now, progress=progress)
    except OtklikError as exc:  # no key, say: what came before needs none
        report.add("harvest", {"problems": 1}, "Сбор не начат.")
        report.fail(exc)
    else:
        report.add("harvest", found.counts(), found.sentence())
        report.fail(found.failure())


def _dispatch(
    desk: Workspace, report: CycleReport, now: datetime, write: Callable[[str], None]
) -> None:
    try:
        sent = send_messages(desk, now=now, write=write)
    except OtklikError as exc:  # a slip in the file of the responsible, say
        report.add("dispatch", {}, "Рассылка не начата.")
        report.fail(exc)
    else:
        report.add("dispatch", sent.counts(), sent.sentence())
        report.fail(sent.failure())


def load(desk: Workspace, *, now: datetime, progress: Progress) -> LoadReport:
    """Fold what is new by the workspace's own policy, routing, areas and snowfalls."""
    policy, local = find_policy(desk.home), Local.load(desk.home)
    return load_tickets(desk.sessions, policy, now=now, progress=progress, local=local)


def _make_configured(desk: Workspace, now: datetime) -> Made:
    settings = desk.settings
    post: Post | None = None
    if settings.mail is not None:
        password = settings.mail_password.get_secret_value()
        post = partial(send, mail=settings.mail, password=password, at=now)
    outgoing = Outgoing(desk.sessions, desk.home, settings.committee, settings.report, post)
    return outgoing.make(now)


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
        reading(desk.settings),
        wanted,
        now=now,
        full=full,
        since=since,
        dry_run=dry_run,
        progress=progress,
        keep_raw=timedelta(days=desk.settings.keep_raw_days),
    )
