"""Readers that ask for what they need and know nothing of tokens, networks and pauses.

A reader is a generator: it yields requests and is sent their answers, in the same order; an
answer that did not come is the error that says why.
"""

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from harvester.errors import HarvestError
from harvester.request import Request

Asking = Generator[Sequence[Request], Sequence[Any], None]
AskAll = Callable[[Sequence[Request]], Sequence[Any]]
Key = TypeVar("Key")

WAITING = 4  # readers in hand for each that may ask


def came(answer: Any) -> Any:
    """The answer, unless it is an error: then raises it."""
    if isinstance(answer, HarvestError):
        raise answer
    return answer


@dataclass(slots=True)
class Part(Generic[Key]):
    """A reader under way."""

    key: Key
    asking: Asking
    requests: Sequence[Request] = ()
    answers: list[Any] = field(default_factory=list)  # None: not yet
    done: bool = False
    error: HarvestError | None = None

    def begin(self) -> None:
        """Learn what it asks first."""
        self._step(lambda: next(self.asking))

    def take(self, answers: Sequence[Any]) -> None:
        """Take answers to what is still open; with the last of them the reader goes on."""
        for place, answer in zip(self._open_places(), answers, strict=True):
            self.answers[place] = answer
        if not self._open_places():
            self._step(lambda: self.asking.send(self.answers))

    def open_requests(self) -> list[Request]:
        """What is not answered yet."""
        return [self.requests[place] for place in self._open_places()]

    def _open_places(self) -> list[int]:
        return [place for place, answer in enumerate(self.answers) if answer is None]

    def _step(self, ask: Callable[[], Sequence[Request]]) -> None:
        asked: Sequence[Request] = ()
        try:
            asked = ask()
        except StopIteration:
            self.done = True
        except HarvestError as exc:
            self.done, self.error = True, exc
        self.requests, self.answers = asked, [None] * len(asked)


def together(askings: Iterable[Asking]) -> Asking:
    """One reader out of several: each round asks for all of them; the first error ends it."""
    parts = [Part(None, asking) for asking in askings]
    for part in parts:
        part.begin()
    while running := [part for part in parts if not part.done]:
        answers = yield [request for part in running for request in part.open_requests()]
        _hand_out(running, answers)
        for part in running:
            if part.error:
                raise part.error


def _hand_out(parts: Iterable[Part[Any]], answers: Sequence[Any]) -> None:
    start = 0
    for part in parts:
        stop = start + len(part.open_requests())
        part.take(answers[start:stop])
        start = stop


@dataclass(slots=True)
class Drive(Generic[Key]):
    """Runs many readers, so many at a time, and tells of their ends in the order given."""

    ask_all: AskAll
    breadth: Callable[[], int]  # may change while we learn what the keys are good for
    _parts: deque[Part[Key]] = field(default_factory=deque)

    def run(self, jobs: Iterable[tuple[Key, Asking]]) -> Iterator[tuple[Key, HarvestError | None]]:
        """Each key with its error, or None; the order never depends on who was quicker."""
        waiting = iter(jobs)
        self._fill(waiting)
        while self._parts:
            # Where calls travel alone, whoever was first is finished and saved first.
            running = [part for part in self._parts if not part.done][: self.breadth()]
            if running:
                asked = [request for part in running for request in part.open_requests()]
                _hand_out(running, self.ask_all(asked))
            while self._parts and self._parts[0].done:
                part = self._parts.popleft()
                yield part.key, part.error
            self._fill(waiting)

    def _fill(self, waiting: Iterator[tuple[Key, Asking]]) -> None:
        breadth = self.breadth()
        running = sum(not part.done for part in self._parts)
        # Who is done waits for those before it, but not in any number.
        while running < breadth and len(self._parts) < WAITING * breadth:
            job = next(waiting, None)
            if job is None:
                return
            part = Part(*job)
            part.begin()
            self._parts.append(part)
            running += not part.done
