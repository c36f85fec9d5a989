"""Up to 25 calls in one execute."""

import json
from collections.abc import Sequence
from typing import Any

from harvester.errors import Overloaded
from harvester.request import Request

SIZE = 25  # calls that one execute may make


def batch_of(requests: Sequence[Request]) -> Request:
    """One execute that returns the answers in order."""
    calls = ",".join(f"API.{r.method}({json.dumps(r.document)})" for r in requests)
    return Request.of("execute", code=f"return [{calls}];")


def answers_of(answer: Any, count: int) -> list[Any]:
    """The answers in order; False stands where a call failed."""
    if not isinstance(answer, list) or len(answer) != count:
        msg = f"execute вернул не {count} ответов"
        raise Overloaded(msg)
    return answer
