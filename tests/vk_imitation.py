"""VK's API on a loopback port: ``python -m tests.vk_imitation --port 8799 --world FILE``."""

import argparse
import json
import random
import socket
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from tests.imitation.execute import ApiFailure, CompileError, RuntimeTooMuch, run
from tests.imitation.longpoll import LongPoll
from tests.imitation.methods import Habits, Methods
from tests.imitation.weather import ERRORS, Trouble, Weather
from tests.imitation.world import World, load_world, make_world, move

READERS = ("wall.", "board.")
DAILY = {"wall.get": 5000}


@dataclass(slots=True)
class Call:
    """What the server saw."""

    at: float
    token: str
    method: str
    params: Mapping[str, str]


@dataclass(slots=True)
class Imitation:
    """The server's mind: tokens, limits, weather, a wall that moves, and a memory of all calls."""

    world: World
    habits: Habits = field(default_factory=Habits)
    weather: Weather = field(default_factory=Weather)
    tokens: dict[str, str] = field(default_factory=lambda: {"service": "service", "user": "user"})
    per_second: int | None = None  # None: nobody counts
    daily: dict[str, int] = field(default_factory=lambda: dict(DAILY))
    answer_limit: int = 5_000_000  # bytes of an execute
    refusals: dict[str, int] = field(default_factory=dict)  # method → error for every call
    broken_posts: set[int] = field(default_factory=set)  # VK fails on their comments, always
    garble: bool = False  # some items have a shape that nobody knows
    moves: int = 0  # changes of the world still to come
    moves_a_call: int = 1
    moves_seed: int = 0
    clock: Callable[[], float] = time.monotonic
    calls: list[Call] = field(default_factory=list)
    touched: set[int] = field(default_factory=set)
    used: Counter[tuple[str, str]] = field(default_factory=Counter)
    longpoll: LongPoll = field(default_factory=LongPoll)
    lock: threading.Lock = field(default_factory=threading.Lock)
    _dice: random.Random | None = None
    _recent: dict[str, deque[float]] = field(default_factory=dict)

    def answer(self, method: str, params: Mapping[str, str]) -> Trouble | dict[str, Any]:
        """What the server does with a call."""
        with self.lock:
            token = params.get("access_token", "")
            self.calls.append(Call(self.clock(), token, method, params))
            try:
                self._check_pace(token)
                if trouble := self.weather.trouble():
                    return self._bad_day(trouble)
                self._move()
                return self._respond(token, method, params)
            except ApiFailure as exc:
                return _error(exc.code, str(exc), params)

    def _check_pace(self, token: str) -> None:
        recent = self._recent.setdefault(token, deque())
        now = self.calls[-1].at
        while recent and recent[0] <= now - 1.0:
            recent.popleft()
        recent.append(now)
        if self.per_second is not None and len(recent) > self.per_second:
            raise ApiFailure(6, "Too many requests per second")

    def _bad_day(self, trouble: Trouble) -> Trouble:
        if trouble in ERRORS:
            raise ApiFailure(ERRORS[trouble], "Bad weather")
        return trouble

    def _move(self) -> None:
        self._dice = self._dice or random.Random(self.moves_seed)
        for _ in range(min(self.moves_a_call, self.moves)):
            self.moves -= 1
            self.touched.update(move(self.world, self._dice))

    def _respond(self, token: str, method: str, params: Mapping[str, str]) -> dict[str, Any]:
        self._check_token(token, method, params)
        if method == "execute" and method in self.refusals:
            raise ApiFailure(self.refusals[method], "Refused")
        if method == "execute":
            return self._execute(token, params["code"])
        return {"response": self._perform(token, method, params)}

    def _check_token(self, token: str, method: str, params: Mapping[str, str]) -> None:
        if "v" not in params or tuple(map(int, params["v"].split("."))) < (5, 81):
            raise ApiFailure(8, "Invalid request: v is required")
        kind = self.tokens.get(token)
        if kind is None:
            # Who does not trust the other side expects a secret in any answer.
            raise ApiFailure(5, f"User authorization failed: invalid access_token ({token})")
        if kind == "group" and method.startswith(READERS):
            raise ApiFailure(27, "Group authorization failed: method is unavailable")
        if kind == "service" and method in ("execute", "groups.getLongPollServer"):
            raise ApiFailure(28, "Application authorization failed: method is unavailable")

    def _perform(self, token: str, method: str, params: Mapping[str, Any]) -> Any:
        if method in self.refusals:
            raise ApiFailure(self.refusals[method], "Refused")
        if int(params.get("post_id", 0)) in self.broken_posts:
            raise ApiFailure(10, "Internal server error: could not get comments")
        self.used[token, method] += 1
        if self.used[token, method] > self.daily.get(method, 10**9):
            raise ApiFailure(29, "Rate limit reached")
        if method == "groups.getLongPollServer":
            return self.longpoll.server()
        answer = Methods(self.world, self.habits).perform(method, params)
        if self.garble and method == "wall.getComments":
            answer["items"][1:2] = [{"kind": "novelty"}]
        return answer

    def _execute(self, token: str, code: str) -> dict[str, Any]:
        try:
            answers, errors = run(code, lambda method, params: self._perform(token, method, params))
        except CompileError as exc:
            raise ApiFailure(12, f"Unable to compile code: {exc}") from exc
        except RuntimeTooMuch as exc:
            raise ApiFailure(13, "Too many api calls") from exc
        if len(json.dumps(answers)) > self.answer_limit:
            raise ApiFailure(13, "Runtime error occurred: response size is too big")
        return {"response": answers, **({"execute_errors": errors} if errors else {})}

    def most_in_a_second(self, token: str) -> int:
        """The worst second of a token, by the server's own clock."""
        times = [call.at for call in self.calls if call.token == token]
        return max((sum(at <= other < at + 1.0 for other in times) for at in times), default=0)


def _error(code: int, message: str, params: Mapping[str, str]) -> dict[str, Any]:
    asked = [{"key": key, "value": value} for key, value in params.items() if key != "access_token"]
    return {"error": {"error_code": code, "error_msg": message, "request_params": asked}}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # headers and body in one packet, or each answer waits for a delayed ACK
    server: "_Server"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        method = self.path.rpartition("/")[2]
        answer = self.server.imitation.answer(method, dict(parse_qsl(body, keep_blank_values=True)))
        if isinstance(answer, Trouble):
            self._fail(answer)
        else:
            self._send(200, json.dumps(answer).encode())

    def do_GET(self) -> None:
        query = dict(parse_qsl(self.path.partition("?")[2]))
        self._send(200, json.dumps(self.server.imitation.longpoll.check(query)).encode())

    def _send(self, status: int, body: bytes, length: int | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        self.wfile.write(body)

    def _fail(self, trouble: Trouble) -> None:
        whole = json.dumps({"response": {"count": 0, "items": []}}).encode()
        bodies = {
            Trouble.BAD_GATEWAY: (502, b"<html>Bad Gateway</html>"),
            Trouble.UNAVAILABLE: (503, b""),
            Trouble.PAGE: (200, b"<html>Log in to the hotel's network</html>"),
            Trouble.HALF: (200, whole[:20]),
            Trouble.LIST: (200, b"[]"),
            Trouble.NULL: (200, b"null"),
            Trouble.NOTHING: (200, b'{"response": null}'),
            Trouble.NO_CODE: (200, b'{"error": "try later"}'),
        }
        if trouble in bodies:
            self._send(*bodies[trouble])
            return
        if trouble is Trouble.SHORT:
            self._send(200, whole[:20], length=len(whole))
            self.wfile.flush()
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (the library's name)
        """Keep quiet: the calls are remembered."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    imitation: Imitation

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Keep quiet about clients that are killed."""


@contextmanager
def serving(imitation: Imitation, port: int = 0) -> Iterator[str]:
    """The base URL of a running server."""
    server = _Server(("127.0.0.1", port), _Handler)
    server.imitation = imitation
    base = f"http://127.0.0.1:{server.server_address[1]}/method/"
    imitation.longpoll.url = base.replace("/method/", "/longpoll")
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield base
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def main() -> None:
    """Serve a world until interrupted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8799)
    parser.add_argument("--world", type=Path, help="a dump; without it a world is made of --seed")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--posts", type=int, default=240)
    parser.add_argument("--comments", type=int, default=2500)
    parser.add_argument("--failing", type=float, default=0.0, help="share of calls that fail")
    parser.add_argument("--moves", type=int, default=0, help="changes of the world, one a call")
    parser.add_argument("--per-second", type=int, help="error 6 above so many calls of a token")
    given = parser.parse_args()
    world = (
        load_world(given.world)
        if given.world
        else make_world(given.seed, posts=given.posts, comments=given.comments)
    )
    imitation = Imitation(
        world,
        weather=Weather(given.failing, given.seed),
        moves=given.moves,
        moves_seed=given.seed,
        per_second=given.per_second,
    )
    with serving(imitation, given.port) as base:
        print(base, flush=True)  # noqa: T201 (whoever started it reads this)
        threading.Event().wait()


if __name__ == "__main__":
    main()
