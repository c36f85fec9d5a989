"""Predictions: in the database, for one phrase, from file to file."""

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from commands.options import AsJson, DryRun, Home, Limit, Quiet, Since
from commands.words import say, show, tell
from commands.workplace import home_of, opened, recorded, writing
from pipeline.terminal import Bar

app = typer.Typer()


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
    counts, sentence = (
        count_stored(home, everything=everything, since=since)
        if dry_run
        else classify_stored(home, everything=everything, since=since, limit=limit, quiet=quiet)
    )
    tell(counts, sentence, as_json=as_json, quiet=quiet)


def count_stored(
    home: Path | None, *, everything: bool, since: datetime | None
) -> tuple[dict[str, Any], str]:
    """How many comments of the database there are to classify."""
    from pipeline.classify import count_waiting

    waiting = count_waiting(opened(home).sessions, everything=everything, since=since)
    return {"waiting": waiting}, f"Ждут разбора: {waiting}"


def classify_stored(
    home: Path | None, *, everything: bool, since: datetime | None, limit: int | None, quiet: bool
) -> tuple[dict[str, Any], str]:
    """Answer for comments of the database; asks for a second opinion where one is set up."""
    from pipeline.classify import classify, open_classifier
    from pipeline.opinion.asking import second_opinions

    with writing(home) as desk, recorded(desk, "classify") as entry:
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
    return entry.counts, sentence


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
    from pipeline.uncollected import uncollected

    with uncollected():
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
    from pipeline.uncollected import uncollected

    with uncollected():
        found = classify_paths(Classifier.load(artifact), source, target, progress=Bar(quiet=quiet))
    if not quiet:
        say(found.sentence())
    found.raise_for_broken()
