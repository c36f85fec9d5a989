"""Carriers: a folder, the screen, a webhook. Each tells a verdict and raises nothing."""

import json
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import requests

from pipeline.dispatch.chat import Chat
from pipeline.dispatch.outbox import Parcel
from pipeline.dispatch.verdict import Verdict, later, refused, sent
from pipeline.faults import why

TIMEOUT = (5.0, 20.0)  # seconds to connect and to answer
AGAIN = (408, 425, 429)  # HTTP refusals that pass by themselves
UNSAFE = re.compile(r"[^\w.-]+")


class Sender(Protocol):
    """Carries one parcel."""

    def send(self, parcel: Parcel) -> Verdict:
        """Try once; repeating must not double anything where the other side can know."""


@dataclass(frozen=True, slots=True)
class Folder:
    """A file for each message; written again under the same name it stays one."""

    home: Path

    def send(self, parcel: Parcel) -> Verdict:
        """Write beside and rename, so that a reader never sees half a card."""
        folder = self.home / Chat.parse(parcel.peer).address
        path = folder / f"{UNSAFE.sub('_', parcel.key.split(':file:')[0])}-{parcel.random_id}.txt"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            part = path.with_suffix(".part")
            with part.open("w", encoding="utf-8") as file:
                file.write(f"{parcel.text}\n")
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        except OSError as exc:
            return later(f"папка {folder} недоступна для записи ({why(exc)})")
        return sent(path.name)


@dataclass(frozen=True, slots=True)
class Screen:
    """Standard output, or whatever prints."""

    write: Callable[[str], None]

    def send(self, parcel: Parcel) -> Verdict:
        """Print the text and an empty line."""
        try:
            self.write(f"{parcel.text}\n")
        except OSError as exc:
            return later(f"экран не показал карточку ({why(exc)})")
        return sent()


@dataclass(frozen=True, slots=True)
class Webhook:
    """JSON by POST; the key lets the other side know a repetition."""

    def send(self, parcel: Parcel) -> Verdict:
        """One request; anything but 2xx is a refusal, or a reason to wait."""
        document = {"key": parcel.key, "random_id": parcel.random_id, **parcel.body}
        try:
            answer = requests.post(
                parcel.peer,
                data=json.dumps(document, ensure_ascii=False).encode(),
                headers={
                    "Content-Type": "application/json; charset=utf-8",
                    "Idempotency-Key": str(parcel.random_id),
                },
                timeout=TIMEOUT,
                allow_redirects=False,
            )
        except requests.RequestException as exc:
            # The exception's own text shows the address, which may hold a secret.
            return later(f"вебхук не отвечает ({type(exc).__name__})")
        return _verdict(answer.status_code)


def _verdict(status: int) -> Verdict:
    if 200 <= status < 300:
        return sent()
    error = f"вебхук отвечает HTTP {status}"
    return later(error) if status >= 500 or status in AGAIN else refused(error)
