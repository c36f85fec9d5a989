"""The learning loop: decisions of people, training on them, measures, artifacts."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.classify import artifact_in_use
from commands.options import Actor, AsJson, AsOf, DryRun, Home, Limit, Quiet
from commands.words import fail, say, show, tell
from commands.workplace import PATIENCE, home_of, now_or, opened, recorded, who, writing
from pipeline import errors

if TYPE_CHECKING:
    from nlp.answer import Answer
    from pipeline.learning.review import Case, Verdict

app = typer.Typer()


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
    (отопление начисления или heating billing, с «!» срочно), пустая строка (пропустить),
    в (закончить).
    """
    from pipeline.learning.review import waiting_cases

    with opened(home).sessions() as session:
        cases = waiting_cases(session, limit)
    if as_json:
        show([case.document() for case in cases])
        return
    decided = 0
    for case, verdict in asked(cases):
        decide_one(home, case, verdict, actor=who(actor), now=now_or(as_of))
        decided += 1
    say(f"Решено: {decided}. Дальше otklik tickets load.")


def asked(cases: "Sequence[Case]") -> "Iterator[tuple[Case, Verdict]]":
    """The cases that a person decides, one by one, until the end of them or of her patience."""
    for number, case in enumerate(cases, start=1):
        print(f"\n{number} из {len(cases)}", *case.lines(), sep="\n")
        try:
            verdict = ask_verdict(case.ours)
        except EOFError:
            return
        if verdict is not None:
            yield case, verdict


def decide_one(
    home: Path | None, case: "Case", verdict: "Verdict", *, actor: str, now: datetime
) -> None:
    """Kept at once: nothing is lost when the next one is never decided."""
    from pipeline.learning.review import decide

    with writing(home, wait=PATIENCE) as desk, desk.sessions.begin() as session:
        decide(session, case, verdict, actor=actor, now=now)


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

    with (
        writing(home, dry_run=dry_run) as desk,
        recorded(desk, "train", dry_run=dry_run) as entry,
    ):
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
