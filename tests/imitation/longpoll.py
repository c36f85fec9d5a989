"""Bots Long Poll: a queue of events with keys that expire and histories that get lost."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class LongPoll:
    """Events of one community, and the troubles to answer with before them."""

    url: str = ""
    key: int = 1
    events: list[dict[str, Any]] = field(default_factory=list)
    troubles: list[int] = field(default_factory=list)  # «failed» codes, each answered once

    def server(self) -> dict[str, str]:
        """The answer of groups.getLongPollServer; ts is a string."""
        return {"key": str(self.key), "server": self.url, "ts": str(len(self.events))}

    def check(self, query: Mapping[str, str]) -> dict[str, Any]:
        """The answer of a_check; nobody waits here."""
        if self.troubles:
            failed = self.troubles.pop(0)
            if failed == 1:
                return {"failed": 1, "ts": str(len(self.events))}
            self.key += 1
            return {"failed": failed}
        if query.get("key") != str(self.key):
            return {"failed": 2}
        seen = int(query.get("ts", 0))
        return {"ts": str(len(self.events)), "updates": self.events[seen:]}
