"""Measure the folding: written threads through the whole pipeline, against gold tickets."""

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from models import Comment, Prediction, Source
from models.database import open_engine, open_sessions, upgrade
from nlp.classifier import Classifier
from nlp.prediction import NOT_COMPLAINT, Kind
from pipeline.classify import classify
from pipeline.exchange.dump import import_lines
from pipeline.progress import Silent
from pipeline.reports.equation import equation
from pipeline.tickets.filter import Filter
from pipeline.tickets.listing import as_json, find_tickets
from pipeline.tickets.load import load_tickets
from pipeline.tickets.policy import shipped_policy
from scripts.evaluate.talks import PROFILES, Talk, groups, read_talks

EVAL = Path("data/eval")
THREADS = (  # what was read while rules were written, and what was not
    EVAL / "threads.jsonl",
    EVAL / "threads_seen.jsonl",
    EVAL / "threads_second.jsonl",
    EVAL / "threads_third.jsonl",
    EVAL / "threads_fourth.jsonl",
    EVAL / "threads_fifth.jsonl",
    EVAL / "threads_unseen.jsonl",
    EVAL / "threads_sixth.jsonl",
    EVAL / "threads_seventh.jsonl",
    EVAL / "threads_eighth.jsonl",
    EVAL / "threads_ninth.jsonl",
    EVAL / "threads_tenth.jsonl",
)
NOW = datetime(2026, 1, 1, tzinfo=UTC)  # after all that was written

KINDS = {
    "first": Kind.COMPLAINT,
    "duplicate": Kind.FOLLOW_UP,
    "follow_up": Kind.FOLLOW_UP,
    "resolved": Kind.RESOLVED,
    "reopen": Kind.FOLLOW_UP,
}
REJECTED = ("redirected", "rejected")
SOLVED = ("fixed", "natural")


@dataclass(slots=True)
class Measures:
    """BCubed over comments, end states over tickets."""

    precision: list[float] = field(default_factory=list)
    recall: list[float] = field(default_factory=list)
    states: list[bool] = field(default_factory=list)
    mistakes: list[str] = field(default_factory=list)
    confusion: Counter[tuple[str, str]] = field(default_factory=Counter)

    @property
    def figures(self) -> tuple[float, float, float, float]:
        """Precision, recall, F1 and share of right end states."""
        p, r = (sum(values) / len(values) for values in (self.precision, self.recall))
        return p, r, 2 * p * r / (p + r), sum(self.states) / len(self.states)


def run(talks: Sequence[Talk], *, given: bool) -> list[dict[str, Any]]:
    """The tickets of the contract's list that the pipeline makes of the threads."""
    engine = open_engine("sqlite://")
    upgrade(engine)
    sessions = open_sessions(engine)
    lines = [*groups(), *(line for talk in talks for line in talk.lines())]
    import_lines(sessions, enumerate(lines, start=1), now=NOW)
    with sessions.begin() as session:
        for source in session.scalars(select(Source)):
            source.profile = PROFILES[source.owner_id]
    classify(sessions, Classifier.load(), progress=Silent())
    if given:
        tell(sessions, talks)
    load_tickets(sessions, shipped_policy(), now=NOW, progress=Silent())
    with sessions() as session:
        if not equation(session).holds:
            msg = "the equation does not hold"
            raise SystemExit(msg)
        return as_json(session, find_tickets(session, Filter(), NOW, None), NOW)


def tell(sessions: sessionmaker[Session], talks: Sequence[Talk]) -> None:
    """Replace what the classifier says of kinds and topics by what the gold implies."""
    roles = {
        (talk.post["owner_id"], talk.numbers[name]): (role, ticket)
        for talk in talks
        for ticket in talk.tickets
        for name, role in ticket.roles.items()
    }
    with sessions.begin() as session:
        stmt = select(Prediction, Comment).join(Comment, Prediction.comment_id == Comment.id)
        for prediction, comment in session.execute(stmt):
            role, ticket = roles.get((comment.owner_id, comment.vk_id), ("", None))
            kind = KINDS.get(role, Kind.OFFICIAL if comment.official else Kind.CHATTER)
            topical = ticket is not None and role in ("first", "duplicate")
            prediction.kind, prediction.review = kind, False
            prediction.labels = [ticket.topic] if ticket and topical else [NOT_COMPLAINT]


def measure(talks: Sequence[Talk], tickets: Sequence[dict[str, Any]]) -> Measures:
    """Compare; a comment that one side leaves out is a miss for the other."""
    found = {
        (said["owner_id"], said["comment_id"]): ticket
        for ticket in tickets
        for said in ticket["comments"]
        if said["role"] != "answer"
    }
    measures = Measures()
    for talk in talks:
        _measure_talk(measures, talk, found)
    return measures


def _measure_talk(
    measures: Measures, talk: Talk, found: dict[tuple[int, int], dict[str, Any]]
) -> None:
    owner = talk.post["owner_id"]
    ours = {
        name: found[owner, number]["number"]
        for name, number in talk.numbers.items()
        if (owner, number) in found
    }
    gold = {name: n for n, ticket in enumerate(talk.tickets) for name in ticket.roles}
    for name in ours:
        alike = [other for other in ours if ours[other] == ours[name]]
        same = [other for other in alike if name in gold and gold.get(other) == gold[name]]
        measures.precision.append(len(same) / len(alike))
    for name in gold:
        alike = [other for other in gold if gold[other] == gold[name]]
        same = [other for other in alike if name in ours and ours.get(other) == ours[name]]
        measures.recall.append(len(same) / len(alike))
    for ticket in talk.tickets:
        first = next(name for name, role in ticket.roles.items() if role == "first")
        state = end_state(found.get((owner, talk.numbers[first])))
        measures.states.append(state == ticket.status_end)
        measures.confusion[ticket.status_end, state] += state != ticket.status_end
    measures.mistakes += _mistakes(talk, ours, gold, found)


def end_state(ticket: dict[str, Any] | None) -> str:
    """How a ticket ended, in the words of the gold."""
    if ticket is None:
        return "missing"
    if ticket["status"] in REJECTED:
        return "rejected"
    if ticket["status"] in ("resolved", "answered", "closed"):
        return "resolved" if ticket["outcome"] in SOLVED else "answered"
    return "reopened" if ticket["status"] == "reopened" else "open"


def _mistakes(
    talk: Talk,
    ours: dict[str, str],
    gold: dict[str, int],
    found: dict[tuple[int, int], dict[str, Any]],
) -> Iterator[str]:
    texts = {talk.numbers[name]: name for name in talk.numbers}
    for said in talk.comments:
        name = texts[said["id"]]
        wanted = sorted(other for other in gold if gold[other] == gold.get(name))
        got = sorted(other for other in ours if ours[other] == ours.get(name))
        if wanted != got:
            yield f"{name} {said['text'][:90]!r}\n  gold {' '.join(wanted)}\n  ours {' '.join(got)}"
    for number, ticket in enumerate(talk.tickets):
        first = next(name for name, role in ticket.roles.items() if role == "first")
        state = end_state(found.get((talk.post["owner_id"], talk.numbers[first])))
        if state != ticket.status_end:
            yield f"{talk.name} ticket {number} from {first}: {state}, gold {ticket.status_end}"


def main() -> None:
    """Print both figures: with the shipped classifier, and with kinds and topics given."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", nargs="*", type=Path, default=THREADS)
    parser.add_argument("--errors", action="store_true", help="show every mistake")
    options = parser.parse_args()
    for path in options.file:
        tell_of(path, errors=options.errors)


def tell_of(path: Path, *, errors: bool) -> None:
    """Print the figures of one file."""
    talks = read_talks(path)
    comments = sum(len(talk.comments) for talk in talks)
    print(f"{path}: {len(talks)} threads, {comments} comments")
    for title, given in (("classifier", False), ("kinds and topics given", True)):
        measures = measure(talks, run(talks, given=given))
        p, r, f1, states = measures.figures
        print(f"{title:24} BCubed P {p:.3f} R {r:.3f} F1 {f1:.3f}, end states {states:.3f}")
        if errors:
            print(*measures.mistakes, sep="\n")
            print(dict(+measures.confusion))


if __name__ == "__main__":
    main()
