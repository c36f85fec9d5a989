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
from harvester.errors import (
    Again,
    Flooded,
    HarvestError,
    KeyRefused,
    Limited,
    Malformed,
    Misdirected,
    Refused,
    TooBig,
    Unreachable,
)
from harvester.request import Request
from harvester.token import Token

log = logging.getLogger(__name__)

ATTEMPTS = 8
KNOCKS = 4  # attempts at an address where nobody ever answered
PATIENCE = 3  # failures inside batches before a call is made alone
FLOOD_PAUSE = 120.0  # seconds; VK lets go after minutes
NO_KEY = "ключ VK не задан: укажите OTKLIK_VK_TOKEN или OTKLIK_VK_TOKEN_FILE"

# After these nothing else can be asked either.
FINAL = (KeyRefused, Limited, Misdirected, Unreachable)

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
        self._batches = True  # until VK says that our keys may not
        self._batched = False  # it worked at least once
        self._size = SIZE
        self._failures: Counter[Request] = Counter()  # inside batches
        self._next = 0
        self._heard = False  # somebody answered at this address
        self.calls = 0
        self.retries = 0

    @property
    def breadth(self) -> int:
        """How many requests may travel together, as far as we know."""
        if not self._batches or not self._may_batch():
            return 1
        return self._size if self._batched else 2  # the first try is small: it may be refused

    def _may_batch(self) -> bool:
        return any(not self._gate.stopped(door.token, "execute") for door in self._doors)

    def ask(self, request: Request) -> Any:
        """The answer to one request; raises HarvestError when all attempts are spent."""
        return self._call(request, Counter())["response"]

    def ask_all(self, requests: Sequence[Request]) -> list[Any]:
        """Answers in order; an error for one that will not come, None for one to ask again."""
        answers: list[Any] = []
        while (start := len(answers)) < len(requests):
            chunk = requests[start : start + self.breadth]
            answers += self._batch(chunk) if len(chunk) > 1 else [self._try(chunk[0])]
            if isinstance(answers[-1], FINAL):
                answers += [answers[-1]] * (len(requests) - len(answers))
        return answers

    def _batch(self, requests: Sequence[Request]) -> list[Any]:
        inner = Counter(request.method for request in requests)
        try:
            answers = answers_of(self._call(batch_of(requests), inner)["response"], len(requests))
        except TooBig:
            self._size = max(len(requests) // 2, 1)
            return [None] * len(requests)
        except (KeyRefused, Limited, Refused, Malformed):
            self._batches = False
            return [None] * len(requests)
        except HarvestError as exc:
            return [exc] * len(requests)
        self._batched, self._size = True, min(self._size + 1, SIZE)
        return [self._mend(*pair) for pair in zip(requests, answers, strict=True)]

    def _mend(self, request: Request, answer: Any) -> Any:
        # execute_errors may name one failure twice and cannot be matched to the calls, so the
        # call goes into the next batch; in the end it is made alone and tells its own error.
        if answer is not False and answer is not None:
            del self._failures[request]
            return answer
        self._failures[request] += 1
        return self._try(request) if self._failures[request] >= PATIENCE else None

    def _try(self, request: Request) -> Any:
        try:
            return self.ask(request)
        except HarvestError as exc:
            return exc

    def _call(self, request: Request, inner: Counter[str]) -> dict[str, Any]:
        for attempt in stamina.retry_context(
            on=self._pause,
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
                # The gate knows until when.
                refusal = self._gate.stopped(door.token, request.method) or exc
        raise refusal

    def _in_turn(self) -> list[Door]:
        self._next = (self._next + 1) % max(len(self._doors), 1)
        return self._doors[self._next :] + self._doors[: self._next]

    def _through(self, door: Door, request: Request, inner: Counter[str]) -> dict[str, Any]:
        self._gate.enter(door.token, request.method, inner)
        self.calls += 1
        try:
            answer = door.call(request.method, request.document)
        except HarvestError as exc:
            self._heard |= not isinstance(exc, Unreachable)
            raise
        finally:
            self._gate.leave(door.token)
        self._heard = True
        return answer

    def _pause(self, error: Exception) -> bool | float:
        if isinstance(error, Flooded):
            return FLOOD_PAUSE * random.uniform(1.0, 1.5)
        if isinstance(error, Unreachable) and not self._heard:
            return self.calls < KNOCKS
        return isinstance(error, Again)
