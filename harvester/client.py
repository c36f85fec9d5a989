"""All reading goes through here: which token, when, how often again."""

import logging
import random
from collections import Counter
from collections.abc import Sequence
from typing import Any, Protocol

import stamina
from stamina.instrumentation import set_on_retry_hooks

from harvester.batch import SIZE, answers_of, batch_of
from harvester.door import VK_URL, Door
from harvester.errors import Again, Flooded, HarvestError, KeyRefused, Limited, TooBig
from harvester.request import Request
from harvester.token import Token

log = logging.getLogger(__name__)

ATTEMPTS = 8
FLOOD_PAUSE = 120.0  # seconds; VK lets go after minutes
NO_KEY = "ключ VK не задан: укажите OTKLIK_VK_TOKEN или OTKLIK_VK_TOKEN_FILE"

# stamina's own hook warns on stderr before each pause; we count them instead.
set_on_retry_hooks([])


class Gate(Protocol):
    """Lets calls through at the pace of each token, for all processes together."""

    def enter(self, token: Token, method: str, inner: Counter[str]) -> None:
        """Wait for the token's turn and count the call; ``inner`` are the calls of an execute."""

    def leave(self, token: Token) -> None:
        """The call has ended."""

    def stopped(self, token: Token, method: str) -> HarvestError | None:
        """Why the token must not call the method now; None when it may."""

    def stop(self, token: Token, method: str, error: HarvestError) -> None:
        """The token must not call the method for a while, or ever."""


class Client:
    """Asks VK with whichever token may; knows nothing of what the answers mean."""

    def __init__(self, tokens: Sequence[Token], gate: Gate, base: str = "") -> None:
        self._doors = [Door(token, base or VK_URL) for token in tokens]
        self._gate = gate
        self._batches = True
        self._next = 0
        self.calls = 0
        self.retries = 0

    @property
    def batches(self) -> bool:
        """Whether several requests may travel in one call, as far as we know."""
        doors = self._doors if self._batches else []
        return any(not self._gate.stopped(door.token, "execute") for door in doors)

    def ask(self, request: Request) -> Any:
        """The answer to one request; raises HarvestError when all attempts are spent."""
        return self._call(request, Counter())["response"]

    def ask_all(self, requests: Sequence[Request]) -> list[Any]:
        """Answers in order, an error in the place of each that did not come."""
        if len(requests) > 1 and self.batches:
            chunks = [requests[i : i + SIZE] for i in range(0, len(requests), SIZE)]
            return [answer for chunk in chunks for answer in self._batch(chunk)]
        return self._one_by_one(requests)

    def _one_by_one(self, requests: Sequence[Request]) -> list[Any]:
        answers: list[Any] = []
        for request in requests:
            try:
                answers.append(self.ask(request))
            except HarvestError as exc:
                # One reader asks for all of these and cannot do without any.
                return answers + [exc] * (len(requests) - len(answers))
        return answers

    def _batch(self, requests: Sequence[Request]) -> list[Any]:
        if len(requests) == 1 or not self.batches:
            return [self._try(request) for request in requests]
        inner = Counter(request.method for request in requests)
        try:
            answers = answers_of(self._call(batch_of(requests), inner)["response"], len(requests))
        except TooBig:
            half = len(requests) // 2
            return self._batch(requests[:half]) + self._batch(requests[half:])
        except KeyRefused:
            self._batches = False
            return self._batch(requests)
        except HarvestError as exc:
            return [exc] * len(requests)
        return self._mend(requests, answers)

    def _mend(self, requests: Sequence[Request], answers: list[Any]) -> list[Any]:
        # execute_errors may name a failure twice and cannot be matched to calls: ask again.
        failed = [n for n, answer in enumerate(answers) if answer is False]
        if len(failed) == len(requests):
            return [self._try(request) for request in requests]
        again = self._batch([requests[n] for n in failed]) if failed else []
        for n, answer in zip(failed, again, strict=True):
            answers[n] = answer
        return answers

    def _try(self, request: Request) -> Any:
        try:
            return self.ask(request)
        except HarvestError as exc:
            return exc

    def _call(self, request: Request, inner: Counter[str]) -> dict[str, Any]:
        for attempt in stamina.retry_context(
            on=_pause,
            attempts=ATTEMPTS,
            timeout=None,
            wait_initial=0.4,
            wait_max=4.0,
            wait_jitter=0.6,
        ):
            with attempt:
                self.retries += attempt.num > 1
                return self._with_any_token(request, inner)
        raise AssertionError  # the last attempt raises

    def _with_any_token(self, request: Request, inner: Counter[str]) -> dict[str, Any]:
        refusal: HarvestError = KeyRefused(NO_KEY)
        for door in self._in_turn():
            if stopped := self._gate.stopped(door.token, request.method):
                refusal = stopped
                continue
            try:
                return self._through(door, request, inner)
            except (KeyRefused, Limited) as exc:
                self._gate.stop(door.token, request.method, exc)
                refusal = exc
        raise refusal

    def _in_turn(self) -> list[Door]:
        self._next = (self._next + 1) % max(len(self._doors), 1)
        return self._doors[self._next :] + self._doors[: self._next]

    def _through(self, door: Door, request: Request, inner: Counter[str]) -> dict[str, Any]:
        self._gate.enter(door.token, request.method, inner)
        self.calls += 1
        try:
            return door.call(request.method, request.document)
        finally:
            self._gate.leave(door.token)


def _pause(error: Exception) -> bool | float:
    if isinstance(error, Flooded):
        return FLOOD_PAUSE * random.uniform(1.0, 1.5)
    return isinstance(error, Again)
