"""The command line: parse, call one function of the pipeline, print."""

import json
import os
import sys
import tempfile
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from getpass import getuser
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer
from typer.core import TyperCommand

from pipeline import errors
from pipeline.terminal import Bar, in_russian, speak_russian

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from models import Ticket
    from nlp.answer import Answer
    from pipeline.journal import Entry
    from pipeline.learning.review import Verdict
    from pipeline.tickets.events import Cause
    from pipeline.tickets.policy import Policy
    from pipeline.workspace import Workspace

MOSCOW = ZoneInfo("Europe/Moscow")
INTERRUPTED = 130
PATIENCE = 10.0  # seconds that a person waits for a run to end

EXIT_CODES: tuple[tuple[type[BaseException], int], ...] = (
    (errors.WrongUsage, 2),
    (errors.Partial, 3),
    (errors.Unavailable, 4),
    (errors.Unauthorised, 5),
    (errors.Suspicious, 6),
    (errors.BrokenDatabase, 7),
    (errors.BelowBar, 8),
    (errors.Breached, 9),
    (errors.Busy, 75),
    (KeyboardInterrupt, INTERRUPTED),
)

EPILOG = """Коды завершения: 0 готово; 1 внутренняя ошибка; 2 неверный вызов или настройка;
3 сделано частично, повторите; 4 источник недоступен; 5 нет доступа по ключу;
6 подозрительные данные; 7 база данных; 8 качество ниже порога; 9 нарушены сроки;
75 уже работает другой запуск; 130 прервано."""


def moment(text: str) -> datetime:
    """A moment out of ISO 8601 or «ДД.ММ.ГГГГ [ЧЧ:ММ]», Moscow time unless told otherwise."""
    for pattern in ("%d.%m.%Y", "%d.%m.%Y %H:%M"):
        try:
            return datetime.strptime(text, pattern).replace(tzinfo=MOSCOW)
        except ValueError:
            continue
    try:
        found = datetime.fromisoformat(text)
    except ValueError as exc:
        msg = "нужна дата вида 2023-10-24, 2023-10-24T09:00 или 24.10.2023"
        raise typer.BadParameter(msg) from exc
    return found if found.tzinfo else found.replace(tzinfo=MOSCOW)


Home = Annotated[Path | None, typer.Option("--home", help="Рабочая папка.", metavar="ПАПКА")]
AsJson = Annotated[bool, typer.Option("--json", help="Один объект JSON на стандартный вывод.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Без полос и итоговой строки.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Показать, что будет, и ничего не менять.")]
Limit = Annotated[int | None, typer.Option("--limit", min=1, help="Не больше стольких.")]
Since = Annotated[
    datetime | None, typer.Option("--since", parser=moment, metavar="ДАТА", help="С этого момента.")
]
Until = Annotated[
    datetime | None,
    typer.Option("--until", parser=moment, metavar="ДАТА", help="До этого момента."),
]
AsOf = Annotated[
    datetime | None,
    typer.Option("--as-of", parser=moment, metavar="ДАТА", help="Считать, что сейчас этот момент."),
]
Reason = Annotated[str, typer.Option("--reason", help="Почему, словами для истории.")]
Actor = Annotated[str, typer.Option("--actor", help="Кто действует; по умолчанию вы.")]
Outcome = Annotated[
    str,
    typer.Option(
        "--outcome",
        help="fixed устранено, explained разъяснено, planned в плане, not_confirmed не"
        " подтвердилось, natural само, no_access нет доступа, out_of_scope не наше.",
    ),
]
Number = Annotated[
    str, typer.Argument(help="Номер обращения целиком или его конец.", metavar="НОМЕР")
]

app = typer.Typer(
    help="Отклик: обращения жителей из сообществ ВКонтакте, от комментария до ответа.",
    epilog=EPILOG,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
tickets = typer.Typer(help="Обращения: список, карточка, движение.", no_args_is_help=True)
report = typer.Typer(help="Сводки.", no_args_is_help=True)
app.add_typer(tickets, name="tickets")
app.add_typer(report, name="report")
gazetteer = typer.Typer(help="Государственный реестр адресов (ГАР).", no_args_is_help=True)
app.add_typer(gazetteer, name="gazetteer")


def say(text: str) -> None:
    """A word for people: always to stderr, so that stdout stays clean."""
    print(text, file=sys.stderr)


def show(document: object) -> None:
    """One stable JSON object to stdout."""
    print(json.dumps(document, ensure_ascii=False, indent=2, default=str))


def home_of(given: Path | None) -> Path:
    """The workspace that this call means."""
    from pipeline.home import find_home

    return find_home(given, os.environ, Path.cwd())


def opened(given: Path | None) -> "Workspace":
    """The workspace, its database up to date."""
    from pipeline.workspace import open_workspace

    return open_workspace(home_of(given))


@contextmanager
def writing(given: Path | None, wait: float = 0) -> Iterator["Workspace"]:
    """The workspace, held alone."""
    from pipeline.lock import exclusive

    home = home_of(given)
    if not home.is_dir():
        msg = f"Рабочей папки {home} нет: создайте её командой otklik init {home}"
        raise errors.WrongUsage(msg)
    with exclusive(home, wait):
        yield opened(home)


def now_or(as_of: datetime | None) -> datetime:
    """The moment to work at, in UTC."""
    return (as_of or datetime.now(UTC)).astimezone(UTC)


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(help="Где создать.", metavar="ПАПКА")] = Path(),
    demo: Annotated[bool, typer.Option("--demo", help="Сразу с демонстрационным сезоном.")] = False,
) -> None:
    """Создать рабочую папку с otklik.toml. Пример: otklik init teplo"""
    from pipeline import workspace

    path = workspace.init(folder.resolve())
    say(f"Готово: {path}. Впишите сообщество и выполните otklik harvest --home {folder}")
    if demo:
        run_demo(folder, quiet=False)


@app.command("demo")
def demo_command(
    folder: Annotated[Path, typer.Argument(help="Где создать.", metavar="ПАПКА")] = Path("demo"),
    quiet: Quiet = False,
) -> None:
    """Пройти весь путь на демонстрационном сезоне. Пример: otklik demo показ"""
    run_demo(folder, quiet=quiet)


def run_demo(folder: Path, *, quiet: bool) -> None:
    """Make the demonstration and tell what was made."""
    from pipeline import demo, workspace

    workspace.init(folder.resolve())
    with writing(folder) as desk:
        print(demo.demonstrate(desk, progress=Bar(quiet=quiet)))


@app.command("harvest")
def harvest_command(
    source: Annotated[
        list[str] | None, typer.Option("--source", metavar="ИМЯ", help="Только это сообщество.")
    ] = None,
    full: Annotated[bool, typer.Option("--full", help="Перечитать всё заново.")] = False,
    from_archive: Annotated[
        bool, typer.Option("--replay", help="Из сохранённых ответов, без сети.")
    ] = False,
    dump: Annotated[
        Path | None, typer.Option("--dump", metavar="ФАЙЛ", help="Записать собранное в выгрузку.")
    ] = None,
    since: Since = None,
    dry_run: DryRun = False,
    as_of: AsOf = None,
    home: Home = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Собрать записи и комментарии из ВКонтакте. Пример: otklik harvest --source teplo_lo"""
    if dump is not None:
        write_collected(home, dump, as_json=as_json, quiet=quiet)
        return
    if from_archive:
        replay_archive(home, as_json=as_json, quiet=quiet)
        return
    from pipeline.cycle import harvest_sources

    collect = partial(
        harvest_sources,
        names=tuple(source or ()),
        full=full,
        since=since,
        now=now_or(as_of),
        progress=Bar(quiet=quiet),
    )
    if dry_run:
        planned = collect(opened(home), dry_run=True)
        tell(planned.document(), planned.sentence(), as_json=as_json, quiet=quiet)
        return
    with writing(home) as desk, recorded(desk, "harvest") as entry:
        found = collect(desk)
        entry.counts = found.counts()
        tell(found.document(), found.sentence(), as_json=as_json, quiet=quiet)
        fail(found.failure())


def write_collected(home: Path | None, path: Path, *, as_json: bool, quiet: bool) -> None:
    """Everything stored, in the dump format."""
    from pipeline.exchange.dump import write_dump

    with opened(home).sessions() as session:
        lines = write_dump(session, path)
    told = {"lines": lines, "path": str(path)}
    tell(told, f"Записано строк: {lines}, файл {path}", as_json=as_json, quiet=quiet)


def replay_archive(home: Path | None, *, as_json: bool, quiet: bool) -> None:
    """Posts and comments again from the raw answers that are kept."""
    from pipeline.harvest.replay import replay

    with writing(home) as desk, recorded(desk, "harvest --replay") as entry:
        officials = {person for source in desk.settings.source for person in source.officials}
        found = replay(desk.sessions, officials=officials, progress=Bar(quiet=quiet))
        entry.counts = found.counts()
    tell(found.counts(), found.sentence(), as_json=as_json, quiet=quiet)


@app.command("watch")
def watch_command(
    source: Annotated[str, typer.Option("--source", metavar="ИМЯ", help="Сообщество с ключом.")],
    home: Home = None,
    quiet: Quiet = False,
) -> None:
    """Следить за событиями сообщества до Ctrl-C. Пример: otklik watch --source teplo_lo"""
    from pipeline.harvest.live import watch_community

    for seen in watch_community(opened(home), source):
        if not quiet and (seen.events or seen.lost):
            say(f"Событий: {seen.events}" + (", часть потеряна: перечитано" if seen.lost else ""))


@app.command("import")
def import_command(
    file: Annotated[
        Path, typer.Argument(help="Выгрузка .jsonl, .jsonl.gz, .csv или «-».", metavar="ФАЙЛ")
    ],
    columns: Annotated[
        list[str] | None,
        typer.Option("--map", metavar="ПОЛЕ=СТОЛБЕЦ", help="Для CSV: text=Текст, date=Дата, …"),
    ] = None,
    group: Annotated[str, typer.Option("--group", help="Для CSV: чьё это сообщество.")] = "import",
    as_of: AsOf = None,
    home: Home = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Принять выгрузку или таблицу. Пример: otklik import dump.jsonl.gz"""
    from pipeline.exchange.incoming import take_in
    from pipeline.exchange.spreadsheet import parse_mapping

    with writing(home) as desk, recorded(desk, "import") as entry:
        found = take_in(
            desk.sessions,
            file,
            columns=parse_mapping(columns or []),
            group=group,
            now=now_or(as_of),
            progress=Bar(quiet=quiet),
        )
        entry.counts = found.counts()
        tell(found.counts(), found.sentence(), as_json=as_json, quiet=quiet)
        fail(found.failure())


@app.command("classify")
def classify_command(
    text: Annotated[str | None, typer.Option("--text", help="Разобрать одну фразу.")] = None,
    source: Annotated[
        str | None, typer.Option("--input", metavar="ФАЙЛ", help="Строки JSON с id и text; «-».")
    ] = None,
    target: Annotated[
        str | None, typer.Option("--output", metavar="ФАЙЛ", help="Куда писать ответы; «-».")
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Заново все, а не только новые.")
    ] = False,
    since: Since = None,
    limit: Limit = None,
    dry_run: DryRun = False,
    home: Home = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Определить вид, темы, срочность, адрес. Пример: otklik classify --text "батареи ледяные" """
    if text is not None:
        classify_text(text, artifact_in_use(home), as_json=as_json)
        return
    if source is not None or target is not None:
        classify_files(source or "-", target or "-", artifact_in_use(home), quiet=quiet)
        return
    from pipeline.classify import classify, count_waiting, open_classifier
    from pipeline.opinion.asking import second_opinions

    with writing(home) as desk:
        if dry_run:
            waiting = count_waiting(desk.sessions, everything=everything, since=since)
            tell({"waiting": waiting}, f"Ждут разбора: {waiting}", as_json=as_json, quiet=quiet)
            return
        with recorded(desk, "classify") as entry:
            found = classify(
                desk.sessions,
                open_classifier(desk.sessions, artifact_in_use(desk.home)),
                everything=everything,
                since=since,
                limit=limit,
                progress=Bar(quiet=quiet),
            )
            entry.counts, sentence = found.counts(), found.sentence()
            if asked := second_opinions(desk, progress=Bar(quiet=quiet)):
                entry.counts["opinions"] = asked.counts()
                sentence += "\n" + asked.sentence()
    tell(entry.counts, sentence, as_json=as_json, quiet=quiet)


def artifact_in_use(given: Path | None) -> Path | None:
    """The workspace's own artifact; None for the one that ships."""
    from pipeline.home import artifacts_of
    from pipeline.learning.shelf import find_usable

    return find_usable(artifacts_of(home_of(given)), say)


def classify_text(text: str, artifact: Path | None, *, as_json: bool) -> None:
    """Answer one phrase."""
    from nlp.classifier import Classifier
    from nlp.remark import Remark
    from pipeline.answers import answer, explain

    classifier = Classifier.load(artifact)
    prediction = next(iter(classifier.predict([Remark(text)])))
    if as_json:
        show(answer(prediction, classifier.artifact))
    else:
        print(explain(prediction))


def classify_files(source: str, target: str, artifact: Path | None, *, quiet: bool) -> None:
    """Answer line by line, without a database."""
    from nlp.classifier import Classifier
    from pipeline.classify_file import classify_paths

    found = classify_paths(Classifier.load(artifact), source, target, progress=Bar(quiet=quiet))
    if not quiet:
        say(found.sentence())
    found.raise_for_broken()


@app.command("review")
def review_command(
    limit: Limit = None,
    actor: Actor = "",
    as_of: AsOf = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Проверить сомнительное по одному. Пример: otklik review --limit 20

    На каждый комментарий одна строка: д (разобран верно), н (не обращение), темы через пробел
    (heating billing, с «!» срочно), пустая строка (пропустить), в (закончить).
    """
    from pipeline.learning.review import decide, waiting_cases

    with opened(home).sessions() as session:
        cases = waiting_cases(session, limit)
    if as_json:
        show([case.document() for case in cases])
        return
    decided = 0
    for number, case in enumerate(cases, start=1):
        print(f"\n{number} из {len(cases)}", *case.lines(), sep="\n")
        try:
            verdict = ask_verdict(case.ours)
        except EOFError:
            break
        if verdict is not None:
            with writing(home, wait=PATIENCE) as desk, desk.sessions.begin() as session:
                decide(session, case, verdict, actor=actor or getuser(), now=now_or(as_of))
            decided += 1
    say(f"Решено: {decided}. Дальше otklik tickets load.")


def ask_verdict(ours: "Verdict") -> "Verdict | None":
    """What the person says, None to skip; raises EOFError at the end."""
    from pipeline.learning.review import parse_verdict

    while said := input("> ").strip().lower():
        if said == "в":
            raise EOFError
        try:
            return parse_verdict(said, ours)
        except errors.WrongUsage as exc:
            say(str(exc))
    return None


@app.command("train")
def train_command(
    dry_run: DryRun = False,
    as_of: AsOf = None,
    home: Home = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Доучить классификатор на решениях людей; худший не принимается. Пример: otklik train"""
    from pipeline.learning.training import train

    with writing(home) as desk, recorded(desk, "train") as entry:
        found = train(desk, now=now_or(as_of), dry_run=dry_run)
        entry.counts = found.counts()
    tell(found.counts(), found.sentence(), as_json=as_json, quiet=quiet)


@app.command("evaluate")
def evaluate_command(
    file: Annotated[
        Path | None,
        typer.Argument(help="Размеченные строки JSON; без него решения людей.", metavar="ФАЙЛ"),
    ] = None,
    bar: Annotated[
        float | None,
        typer.Option("--fail-under", min=0, max=1, help="Код 8, если macro-F1 ниже."),
    ] = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Измерить разбор по размеченным комментариям. Пример: otklik evaluate --fail-under 0.7"""
    from nlp.classifier import Classifier
    from pipeline.learning.evaluation import evaluate, read_labelled

    artifact = artifact_in_use(home)
    answers = read_labelled(file) if file else decided_by_people(home, learnt=artifact is not None)
    found = evaluate(Classifier.load(artifact, find=lambda _: ()), answers)
    if as_json:
        show(found.document())
    else:
        print("\n".join(found.lines()))
    fail(found.failure(bar))


def decided_by_people(given: Path | None, *, learnt: bool) -> "Sequence[Answer]":
    """Decisions of the workspace; those kept apart where an artifact has learnt the others."""
    from pipeline.learning.labels import Labelled, local_answers

    with opened(given).sessions() as session:
        answers = local_answers(session)
    found = Labelled.of(answers).apart if learnt else answers
    if not found:
        msg = "Решений людей, по которым можно мерить, нет: нужны otklik review или файл."
        raise errors.WrongUsage(msg)
    return found


@app.command("artifacts")
def artifacts_command(
    use: Annotated[
        str | None,
        typer.Option("--use", metavar="НОМЕР", help="Работать им; shipped: поставляемым."),
    ] = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Показать классификаторы, какой в работе. Пример: otklik artifacts --use shipped"""
    from pipeline.home import artifacts_of
    from pipeline.learning.shelf import choose, shelf

    if use is not None:
        with writing(home) as desk, recorded(desk, f"artifacts --use {use}"):
            choose(desk.artifacts, use)
    found = shelf(artifacts_of(home_of(home)))
    if as_json:
        show([one.document() for one in found])
    else:
        print("\n".join(one.line() for one in found))


@tickets.command("load")
def tickets_load(
    as_of: AsOf = None, home: Home = None, as_json: AsJson = False, quiet: Quiet = False
) -> None:
    """Сложить разобранные комментарии в обращения. Пример: otklik tickets load"""
    from pipeline.cycle import load

    with writing(home) as desk, recorded(desk, "tickets load") as entry:
        found = load(desk, now=now_or(as_of), progress=Bar(quiet=quiet))
        entry.counts = found.counts()
    tell(found.counts(), found.sentence(), as_json=as_json, quiet=quiet)


@tickets.command("list")
def tickets_list(
    status: Annotated[str | None, typer.Option("--status", help="Состояние, например new.")] = None,
    topic: Annotated[str | None, typer.Option("--topic", help="Тема, например heating.")] = None,
    district: Annotated[str | None, typer.Option("--district", help="Район: Всеволожский.")] = None,
    overdue: Annotated[bool, typer.Option("--overdue", help="Только просроченные.")] = False,
    unanswered: Annotated[bool, typer.Option("--unanswered", help="Только без ответа.")] = False,
    incident: Annotated[str | None, typer.Option("--incident", help="Номер инцидента.")] = None,
    search: Annotated[str | None, typer.Option("--search", help="Слова в любой форме.")] = None,
    since: Since = None,
    until: Until = None,
    limit: Limit = None,
    as_of: AsOf = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Показать обращения, новые сверху. Пример: otklik tickets list --overdue"""
    from pipeline.tickets.card import as_lines
    from pipeline.tickets.listing import Filter, find_tickets
    from pipeline.tickets.listing import as_json as listed

    wanted = Filter(
        status=status,
        topic=topic,
        district=district,
        overdue=overdue,
        unanswered=unanswered,
        incident=incident,
        search=search,
        since=since,
        until=until,
    )
    now = now_or(as_of)
    with opened(home).sessions() as session:
        found = find_tickets(session, wanted, now, limit)
        if as_json:
            show(listed(session, found, now))
        elif found:
            print("\n".join(as_lines(found, now)))
        else:
            say("Ничего не нашлось.")


@tickets.command("show")
def tickets_show(
    number: Number,
    why: Annotated[bool, typer.Option("--why", help="И почему каждое сообщение здесь.")] = False,
    as_of: AsOf = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Показать обращение с веткой и историей. Пример: otklik tickets show 12"""
    from pipeline.tickets.card import full_text
    from pipeline.tickets.listing import as_json as listed
    from pipeline.tickets.listing import get_ticket

    with opened(home).sessions() as session:
        ticket = get_ticket(session, number)
        if as_json:
            show(listed(session, [ticket], now_or(as_of))[0])
        else:
            print(full_text(session, ticket, now_or(as_of), why=why))


@tickets.command("card")
def tickets_card(
    number: Number, as_of: AsOf = None, home: Home = None, as_json: AsJson = False
) -> None:
    """Показать карточку для чата, без личных данных. Пример: otklik tickets card 12"""
    from pipeline.messages import show_card

    found = show_card(opened(home), number, now=now_or(as_of))
    if as_json:
        show(found)
    else:
        print(found["text"])


@tickets.command("import")
def tickets_import(
    file: Annotated[
        Path, typer.Argument(help="Реестр .csv или .xlsx из otklik export.", metavar="ФАЙЛ")
    ],
    exported: Annotated[
        datetime | None,
        typer.Option(
            "--exported",
            parser=moment,
            metavar="ДАТА",
            help="Когда реестр выгрузили, если файл этого не помнит.",
        ),
    ] = None,
    dry_run: DryRun = False,
    actor: Actor = "",
    as_of: AsOf = None,
    home: Home = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Принять заполненный комитетом реестр, целиком или никак. Пример: otklik tickets import р.csv

    Меняются столбцы «Статус», «Итог», «Ответственный орган», «Исполнитель», «Причина отклонения»,
    «Промежуточный ответ до», «Ответ» (черновик жителю), «Заметка»; пустая ячейка ничего не просит.
    """
    from pipeline.dispatch.approval import Editor
    from pipeline.dispatch.phrases import shipped_phrases
    from pipeline.register.reception import take_in
    from pipeline.register.returned import read_returned
    from pipeline.tickets.policy import find_policy

    editor = Editor(shipped_phrases(), now_or(as_of), actor or getuser())
    with writing(home, wait=PATIENCE) as desk, recorded(desk, "tickets import") as entry:
        returned = read_returned(file, exported)
        found = take_in(desk.sessions, find_policy(desk.home), editor, returned, dry_run=dry_run)
        entry.counts = found.counts()
        failure = found.failure()
        if as_json or failure is None:
            tell(found.counts(), found.sentence(), as_json=as_json, quiet=quiet)
        fail(failure)


@contextmanager
def at_hand(
    number: str, home: Path | None, actor: str, reason: str, as_of: datetime | None
) -> Iterator[tuple["Session", "Policy", "Ticket", "Cause"]]:
    """A ticket to act upon, in one transaction; says how it stands afterwards."""
    from pipeline.tickets.card import as_lines
    from pipeline.tickets.events import Cause
    from pipeline.tickets.listing import get_ticket
    from pipeline.tickets.policy import find_policy

    now = now_or(as_of)
    with writing(home, wait=PATIENCE) as desk, desk.sessions.begin() as session:
        ticket = get_ticket(session, number)
        yield session, find_policy(desk.home), ticket, Cause(now, actor or getuser(), reason=reason)
        say(next(iter(as_lines([ticket], now))))


@tickets.command("take")
def tickets_take(
    number: Number, actor: Actor = "", reason: Reason = "", as_of: AsOf = None, home: Home = None
) -> None:
    """Принять в работу. Пример: otklik tickets take 12 --actor Иванова"""
    from pipeline.tickets.actions import take

    with at_hand(number, home, actor, reason, as_of) as found:
        take(*found)


@tickets.command("assign")
def tickets_assign(
    number: Number,
    department: Annotated[str | None, typer.Option("--department", help="Какому органу.")] = None,
    assignee: Annotated[str | None, typer.Option("--assignee", help="Какому исполнителю.")] = None,
    actor: Actor = "",
    reason: Reason = "",
    as_of: AsOf = None,
    home: Home = None,
) -> None:
    """Направить органу или исполнителю. Пример: otklik tickets assign 12 --assignee Петров"""
    from pipeline.tickets.actions import assign

    with at_hand(number, home, actor, reason, as_of) as found:
        assign(*found, department=department, assignee=assignee)


@tickets.command("resolve")
def tickets_resolve(
    number: Number,
    outcome: Outcome,
    actor: Actor = "",
    reason: Reason = "",
    as_of: AsOf = None,
    home: Home = None,
) -> None:
    """Отметить устранение с итогом. Пример: otklik tickets resolve 12 --outcome fixed"""
    from pipeline.tickets.actions import get_outcome, resolve

    with at_hand(number, home, actor, reason, as_of) as found:
        resolve(*found, outcome=get_outcome(outcome))


@tickets.command("close")
def tickets_close(
    number: Number,
    outcome: Annotated[
        str | None, typer.Option("--outcome", help="Итог, если ещё не назван.")
    ] = None,
    actor: Actor = "",
    reason: Reason = "",
    as_of: AsOf = None,
    home: Home = None,
) -> None:
    """Закрыть после ответа жителю. Пример: otklik tickets close 12"""
    from pipeline.tickets.actions import close, get_outcome

    with at_hand(number, home, actor, reason, as_of) as found:
        close(*found, outcome=get_outcome(outcome) if outcome else None)


@tickets.command("answer")
def tickets_answer(
    number: Number,
    text: Annotated[str | None, typer.Option("--text", help="Свои слова вместо черновика.")] = None,
    template: Annotated[str, typer.Option("--template", help="Черновик по этому образцу.")] = "",
    approve: Annotated[
        bool, typer.Option("--approve", help="Утвердить и поставить в отправку.")
    ] = False,
    incident: Annotated[bool, typer.Option("--incident", help="Всем авторам инцидента.")] = False,
    actor: Actor = "",
    as_of: AsOf = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Составить, поправить или утвердить ответ. Пример: otklik tickets answer 12 --approve"""
    from dataclasses import asdict

    from pipeline.dispatch.answers import answer
    from pipeline.dispatch.approval import Editor
    from pipeline.dispatch.phrases import shipped_phrases

    editor = Editor(shipped_phrases(), now_or(as_of), actor or getuser())
    with writing(home, wait=PATIENCE) as desk, desk.sessions.begin() as session:
        found = answer(
            session,
            editor,
            number,
            text=text,
            template=template,
            approved=approve,
            incident=incident,
        )
    if as_json:
        show(asdict(found))
    else:
        print("\n".join(found.lines()))


@tickets.command("reopen")
def tickets_reopen(
    number: Number, actor: Actor = "", reason: Reason = "", as_of: AsOf = None, home: Home = None
) -> None:
    """Возобновить. Пример: otklik tickets reopen 12 --reason "снова холодно" """
    from pipeline.tickets.actions import reopen

    with at_hand(number, home, actor, reason, as_of) as found:
        reopen(*found)


@tickets.command("reject")
def tickets_reject(
    number: Number, reason: Reason, actor: Actor = "", as_of: AsOf = None, home: Home = None
) -> None:
    """Отклонить с причиной. Пример: otklik tickets reject 12 --reason реклама"""
    from pipeline.tickets.actions import reject

    with at_hand(number, home, actor, "", as_of) as found:
        reject(*found, reason=reason)


@tickets.command("redirect")
def tickets_redirect(
    number: Number, reason: Reason, actor: Actor = "", as_of: AsOf = None, home: Home = None
) -> None:
    """Передать туда, где решают. Пример: otklik tickets redirect 12 --reason "это Петербург" """
    from pipeline.tickets.actions import redirect

    with at_hand(number, home, actor, "", as_of) as found:
        redirect(*found, reason=reason)


@tickets.command("note")
def tickets_note(
    number: Number,
    text: Annotated[str, typer.Argument(help="Что запомнить.", metavar="ТЕКСТ")],
    actor: Actor = "",
    as_of: AsOf = None,
    home: Home = None,
) -> None:
    """Записать заметку в историю. Пример: otklik tickets note 12 "звонили, не берут" """
    from pipeline.tickets.actions import note

    with at_hand(number, home, actor, "", as_of) as found:
        note(*found, text=text)


@tickets.command("merge")
def tickets_merge(
    number: Number,
    into: Annotated[str, typer.Argument(help="В какое обращение.", metavar="КУДА")],
    actor: Actor = "",
    reason: Reason = "",
    as_of: AsOf = None,
    home: Home = None,
) -> None:
    """Объединить с другим. Пример: otklik tickets merge 15 12"""
    from pipeline.tickets.listing import get_ticket
    from pipeline.tickets.merging import merge

    with at_hand(number, home, actor, reason, as_of) as found:
        merge(*found, into=get_ticket(found[0], into))


@tickets.command("split")
def tickets_split(
    number: Number,
    comment: Annotated[
        list[int] | None,
        typer.Option("--comment", metavar="НОМЕР", help="Выделить это сообщение из обращения."),
    ] = None,
    actor: Actor = "",
    reason: Reason = "",
    as_of: AsOf = None,
    home: Home = None,
) -> None:
    """Отменить объединение или выделить сообщения. Пример: otklik tickets split 15"""
    from pipeline.tickets.merging import split

    with at_hand(number, home, actor, reason, as_of) as found:
        made = split(*found, comments=comment or ())
        if made is not found[2]:
            say(f"Выделено обращение {made.number}.")


@app.command("export")
def export_command(
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="ФАЙЛ", help="Куда писать; без него всем комитетам."
        ),
    ] = None,
    committee: Annotated[
        str, typer.Option("--committee", metavar="ИМЯ", help="Только доля этого комитета.")
    ] = "",
    form: Annotated[str, typer.Option("--format", help="csv, xlsx, jsonl, open311.")] = "",
    profile: Annotated[
        str, typer.Option("--profile", help="Вид CSV: excel-ru, cp1251, rfc.")
    ] = "excel-ru",
    columns: Annotated[str, typer.Option("--columns", help="Столбцы через запятую.")] = "",
    guard: Annotated[
        str, typer.Option("--guard", help="Защита от формул: apostrophe, tab, off.")
    ] = "apostrophe",
    knowing: Annotated[
        bool, typer.Option("--i-know", help="Да, без защиты: файл прочтёт программа.")
    ] = False,
    with_author: Annotated[
        bool, typer.Option("--with-author", help="С номером автора; остаётся в журнале доступа.")
    ] = False,
    status: Annotated[str | None, typer.Option("--status", help="Состояние, например new.")] = None,
    topic: Annotated[str | None, typer.Option("--topic", help="Тема, например heating.")] = None,
    district: Annotated[str | None, typer.Option("--district", help="Район: Всеволожский.")] = None,
    since: Since = None,
    until: Until = None,
    actor: Actor = "",
    as_of: AsOf = None,
    home: Home = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Выгрузить реестр. Пример: otklik export -o реестр.csv"""
    from pipeline.register.handing import Order, hand_out
    from pipeline.tickets.listing import Filter

    wanted = Filter(status=status, topic=topic, district=district, since=since, until=until)
    order = Order(
        wanted, committee, form, profile, columns, guard, with_author, actor or getuser(), knowing
    )
    found = hand_out(opened(home), output, order, now=now_or(as_of))
    tell(found.counts(), found.sentence(), as_json=as_json, quiet=quiet)


REPORTS = {
    "daily": "Сводка за сутки.",
    "weekly": "Свод за неделю по районам и темам.",
    "districts": "Районы: сколько, в срок ли, как быстро.",
    "incidents": "Массовые случаи.",
    "unanswered": "Без ответа, дольше всех ждущие сверху.",
    "ageing": "Сколько ждут открытые.",
    "reconcile": "Сверка: каждый комментарий на своём месте.",
    "quality": "Работа разбора: проверки и исправления.",
}


def add_report(name: str, title: str) -> None:
    """One command for one summary; all take the same options."""

    @report.command(name, help=f"{title} Пример: otklik report {name} --as-of 2023-10-24T09:00")
    def report_command(
        form: Annotated[
            str,
            typer.Option("--format", help="text, md, html, xlsx, json; без него по имени файла."),
        ] = "",
        output: Annotated[
            Path | None, typer.Option("--output", "-o", metavar="ФАЙЛ", help="Куда писать.")
        ] = None,
        committee: Annotated[
            str,
            typer.Option("--committee", metavar="ИМЯ", help="Только доля этого комитета."),
        ] = "",
        public: Annotated[
            bool, typer.Option("--public", help="Для всех: малые группы не названы.")
        ] = False,
        since: Since = None,
        until: Until = None,
        as_of: AsOf = None,
        home: Home = None,
        as_json: AsJson = False,
        quiet: Quiet = False,
    ) -> None:
        from pipeline.register.issue import find_share
        from pipeline.reports.catalogue import (
            find_format,
            make_report,
            print_report,
            write_report,
        )
        from pipeline.reports.names import ReportName
        from pipeline.reports.reconcile import check_sums

        chosen = find_format("json" if as_json else form, output)
        desk = opened(home)
        wanted = find_share(desk.settings.committee, committee)
        with desk.sessions() as session:
            found = make_report(
                session,
                ReportName(name),
                now=now_or(as_of),
                since=since,
                until=until,
                wanted=wanted,
                public=public,
            )
            if output is None:
                print(print_report(found, chosen))
            else:
                write_report(found, output, chosen)
                if not quiet:
                    say(f"Готово: {output}")
            if name == ReportName.RECONCILE:
                check_sums(session, since, until)


for _name, _title in REPORTS.items():
    add_report(_name, _title)


@app.command("dispatch")
def dispatch_command(
    channel: Annotated[
        str, typer.Option("--channel", help="Только этим путём: vk_chat, file, stdout, webhook.")
    ] = "",
    retry: Annotated[bool, typer.Option("--retry", help="Повторить отказанные.")] = False,
    dry_run: DryRun = False,
    as_of: AsOf = None,
    home: Home = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Разослать карточки ответственным и утверждённые ответы. Пример: otklik dispatch --dry-run"""
    from pipeline.messages import send_messages

    with writing(home) as desk, recorded(desk, "dispatch") as entry:
        found = send_messages(
            desk, now=now_or(as_of), write=print, channel=channel, dry_run=dry_run, retry=retry
        )
        if dry_run and not as_json:
            print("\n\n".join(found.planned))
        entry.counts = found.counts()
        tell(found.counts(), found.sentence(), as_json=as_json, quiet=quiet)
        fail(found.failure())


@gazetteer.command("import")
def gazetteer_import(
    path: Annotated[Path, typer.Argument(help="Архив ГАР или папка с ним.", metavar="ПУТЬ")],
    force: Annotated[bool, typer.Option("--force", help="И выгрузку старше загруженной.")] = False,
    as_of: AsOf = None,
    home: Home = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Загрузить реестр адресов. Пример: otklik gazetteer import gar_xml.zip"""
    from pipeline.gazetteer.load import import_register

    with writing(home) as desk, recorded(desk, "gazetteer import") as entry:
        found = import_register(
            desk, path, now=now_or(as_of), progress=Bar(quiet=quiet), force=force
        )
        entry.counts = found.counts()
    tell(found.counts(), found.sentence(), as_json=as_json, quiet=quiet)


@gazetteer.command("info")
def gazetteer_info(home: Home = None, as_json: AsJson = False) -> None:
    """Что загружено. Пример: otklik gazetteer info"""
    from pipeline.gazetteer.loaded import info

    with opened(home).sessions() as session:
        found = info(session)
    if as_json:
        show(found.as_json())
    else:
        print(found.sentence())


@gazetteer.command("lookup")
def gazetteer_lookup(
    address: Annotated[str, typer.Argument(help="Адрес одной строкой.", metavar="АДРЕС")],
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Найти адрес в реестре. Пример: otklik gazetteer lookup "Мурино, Шувалова 9" """
    from pipeline.gazetteer.lookup import lookup

    with opened(home).sessions() as session:
        found = lookup(session, address)
    if as_json:
        show([one.as_json() for one in found])
    else:
        print("\n".join(one.line() for one in found) or "В реестре ничего похожего нет.")


@app.command("runs")
def runs_command(limit: Limit = 20, home: Home = None, as_json: AsJson = False) -> None:
    """Журнал запусков. Пример: otklik runs --limit 5"""
    from pipeline.journal import as_json as listed
    from pipeline.journal import as_lines, last_runs

    with opened(home).sessions() as session:
        found = last_runs(session, limit)
    if as_json:
        show(listed(found))
    else:
        print("\n".join(as_lines(found)))


@app.command("run")
def run_command(
    as_of: AsOf = None, home: Home = None, as_json: AsJson = False, quiet: Quiet = False
) -> None:
    """Всё по порядку для cron: сбор, разбор, обращения, выгрузки. Пример: otklik run -q"""
    from pipeline.classify import open_classifier
    from pipeline.cycle import run_cycle

    with writing(home) as desk, recorded(desk, "run") as entry:
        found = run_cycle(
            desk,
            open_classifier(desk.sessions, artifact_in_use(desk.home)),
            now=now_or(as_of),
            progress=Bar(quiet=quiet),
            write=say,
        )
        entry.counts = found.counts()
        tell(found.counts(), found.sentence(), as_json=as_json, quiet=quiet)
        fail(found.failure)


@contextmanager
def recorded(desk: "Workspace", command: str) -> Iterator["Entry"]:
    """One row of the journal around the work, with the code that the work ends with."""
    from pipeline.journal import journal

    with journal(desk.sessions, command) as entry:
        try:
            yield entry
        except BaseException as exc:
            entry.exit_code = exit_code(exc)
            raise


def fail(failure: errors.OtklikError | None) -> None:
    """Raise what a run has kept for its end."""
    if failure is not None:
        raise failure


def tell(counts: object, sentence: str, *, as_json: bool, quiet: bool) -> None:
    """The result: JSON to stdout when asked, else one line to stderr."""
    if as_json:
        show(counts)
    elif not quiet:
        say(sentence)


def exit_code(error: BaseException) -> int:
    """The code of the contract for an expected failure, 1 for any other."""
    return next((code for kind, code in EXIT_CODES if isinstance(error, kind)), 1)


def main() -> None:
    """Run a command; the only place where errors become exit codes."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a lone surrogate must not end the program
            stream.reconfigure(errors="backslashreplace")
    speak_russian(TyperCommand.context_class)
    sys.exit(run_app())


def run_app() -> int:
    """The exit code of one call."""
    try:
        code: int = app(standalone_mode=False) or 0
    except errors.OtklikError as exc:
        say(f"Ошибка: {exc}")
        return exit_code(exc)
    except OSError as exc:
        say(f"Ошибка: {exc.filename}: {exc.strerror}. Проверьте путь, права и свободное место.")
        return 2
    except Exception as exc:  # noqa: BLE001 (the last line of defence: no traceback to an operator)
        return report_failure(exc)
    if code == INTERRUPTED:  # the library turns Ctrl-C into this code
        say("Прервано. Что записано, сохранено; повторите команду, чтобы продолжить.")
    return code


def report_failure(error: Exception) -> int:
    """Usage errors in Russian; of anything unforeseen a short word, the trace to a file."""
    if hasattr(error, "format_message"):  # the command-line library's own errors
        say(f"Ошибка: {in_russian(error.format_message())}\nСправка: otklik --help")
        return 2
    trace = Path(tempfile.gettempdir()) / f"otklik-{os.getpid()}.trace"
    trace.write_text(traceback.format_exc(), encoding="utf-8")
    say(
        f"Внутренняя ошибка: {type(error).__name__}. Подробности в файле {trace}: пришлите его нам."
    )
    return 1


if __name__ == "__main__":
    main()
