"""What a command says: people's text to stderr, results to stdout."""

import json
import sys

from pipeline import errors


def say(text: str) -> None:
    """A word for people: always to stderr, so that stdout stays clean."""
    print(text, file=sys.stderr)


def show(document: object) -> None:
    """One stable JSON object to stdout."""
    print(json.dumps(document, ensure_ascii=False, indent=2, default=str))


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
