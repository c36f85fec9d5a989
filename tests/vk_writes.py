"""An imitation of the two writing calls of VK, with their awkward habits, on loopback."""

import json
import threading
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

MESSAGES = {
    6: "Too many requests per second",
    9: "Flood control",
    14: "Captcha needed",
    213: "Access to status replies denied",
    222: "Hyperlinks are forbidden",
    223: "Too many replies",
    901: "Can't send messages for users without permission",
    917: "You don't have access to this chat",
}


@dataclass(slots=True)
class VkWrites:
    """What was said to VK; a call repeated under its random_id or guid is answered and dropped."""

    group_id: int = 5
    chats: dict[int, dict[str, Any]] = field(default_factory=dict)
    comments: dict[str, dict[str, Any]] = field(default_factory=dict)
    calls: Counter[str] = field(default_factory=Counter)
    faults: deque[int | str] = field(default_factory=deque)  # a code, or «lose», «hang up», «502»
    closed_posts: set[int] = field(default_factory=set)
    closed_chats: set[int] = field(default_factory=set)
    links_forbidden: bool = False
    on_accept: Callable[[], None] = lambda: None  # after the words are in, before the answer
    on_arrive: Callable[[], None] = lambda: None
    url: str = ""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def texts(self) -> list[str]:
        """What chats show, in order of arrival."""
        return [said["message"] for said in self.chats.values()]

    def answer(self, method: str, params: dict[str, str]) -> dict[str, Any] | str:
        """VK's answer, or the name of a fault of the network."""
        with self._lock:
            self.calls[method] += 1
            self.on_arrive()
            fault = self.faults.popleft() if self.faults else None
            if isinstance(fault, int):
                return error(fault)
            if fault in ("hang up", "502"):
                return str(fault)
            said = self._accept(method, params)
            self.on_accept()
            return "hang up" if fault == "lose" else said

    def _accept(self, method: str, params: dict[str, str]) -> dict[str, Any]:
        if method == "groups.getById":
            return {"response": {"groups": [{"id": self.group_id, "name": "Штаб"}]}}
        if method == "messages.send":
            return self._message(params)
        return self._comment(params) if method == "wall.createComment" else error(3)

    def _message(self, params: dict[str, str]) -> dict[str, Any]:
        peer, random_id = int(params["peer_id"]), int(params["random_id"])
        if peer in self.closed_chats:
            return error(917)
        # The same id in another chat is dropped too: it is unique over the sender's whole history.
        self.chats.setdefault(random_id, dict(params))
        return {"response": 0}  # what a community gets for a chat

    def _comment(self, params: dict[str, str]) -> dict[str, Any]:
        if int(params["post_id"]) in self.closed_posts:
            return error(213)
        if self.links_forbidden and "http" in params["message"]:
            return error(222)
        number = 9_000 + len(self.comments)
        said = self.comments.setdefault(params["guid"], {**params, "comment_id": number})
        return {"response": {"comment_id": said["comment_id"], "parents_stack": []}}


def error(code: int) -> dict[str, Any]:
    """VK's error, with HTTP 200 as VK has it."""
    body: dict[str, Any] = {"error_code": code, "error_msg": MESSAGES.get(code, "Unknown")}
    if code == 14:
        body |= {"captcha_sid": "1", "captcha_img": "http://127.0.0.1/captcha.jpg"}
    return {"error": body}


@contextmanager
def serving(vk: VkWrites) -> Iterator[VkWrites]:
    """The imitation behind HTTP until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            given = parse_qs(self.rfile.read(length).decode(), keep_blank_values=True)
            method = self.path.split("?")[0].rsplit("/", 1)[-1]
            said = vk.answer(method, {name: values[0] for name, values in given.items()})
            if said == "hang up":
                self.close_connection = True
                self.connection.close()
                return
            body = b"<html>" if said == "502" else json.dumps(said).encode()
            self.send_response(502 if said == "502" else 200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        def handle_error(self, request: object, client_address: object) -> None:
            """A killed client is nothing to speak of."""

    server = Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    vk.url = f"http://127.0.0.1:{server.server_port}/method/"
    try:
        yield vk
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
