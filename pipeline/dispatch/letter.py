"""What must be said once: the outbox row before it is a row."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pipeline.dispatch.chat import Carrier


@dataclass(frozen=True, slots=True)
class Letter:
    """One message to one peer; the key says what must not be said twice."""

    key: str
    carrier: Carrier
    peer: str
    body: Mapping[str, Any] = field(default_factory=dict)
    ticket_id: int | None = None
    members: tuple["Letter", ...] = ()  # cards that travel inside a digest
