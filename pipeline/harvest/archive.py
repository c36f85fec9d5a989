"""The raw archive: answers of the network, compressed, each kept only when it differs."""

import json
import zlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from hashlib import blake2b
from typing import Any

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from harvester.request import Request
from models import RawAnswer

# Counters that change at every look and that nothing here reads.
VOLATILE = frozenset({"likes", "views", "reposts"})
KEYS = 500  # of one look-up


def save_answers(
    session: Session, answers: Iterable[tuple[Request, Any]], fetched_at: datetime
) -> None:
    """Keep the answers that differ from the last one to the same request."""
    answers = list(answers)
    last = _last(session, sorted({request.hash for request, _ in answers}))
    rows = []
    for request, answer in answers:
        sequence, known = last.get(request.hash, (0, ""))
        if (body_hash := _hash(answer)) == known:
            continue
        last[request.hash] = sequence + 1, body_hash
        rows.append(
            {
                "request_hash": request.hash,
                "sequence": sequence + 1,
                "method": request.method,
                "params": request.document,
                "body_hash": body_hash,
                "body": pack(answer),
                "fetched_at": fetched_at,
            }
        )
    if rows:
        session.execute(insert(RawAnswer), rows)


def _last(session: Session, hashes: list[str]) -> dict[str, tuple[int, str]]:
    found: dict[str, tuple[int, str]] = {}
    for start in range(0, len(hashes), KEYS):
        newest = (
            select(RawAnswer.request_hash, func.max(RawAnswer.sequence).label("sequence"))
            .where(RawAnswer.request_hash.in_(hashes[start : start + KEYS]))
            .group_by(RawAnswer.request_hash)
            .subquery()
        )
        stmt = select(RawAnswer.request_hash, RawAnswer.sequence, RawAnswer.body_hash).join(
            newest,
            (RawAnswer.request_hash == newest.c.request_hash)
            & (RawAnswer.sequence == newest.c.sequence),
        )
        found |= {key: (sequence, digest) for key, sequence, digest in session.execute(stmt)}
    return found


def pack(answer: Any) -> bytes:
    """As stored; a lone surrogate must survive."""
    return zlib.compress(_json(answer).encode("utf-8", "surrogatepass"))


def unpack(body: bytes) -> Any:
    """As it came."""
    return json.loads(zlib.decompress(body).decode("utf-8", "surrogatepass"))


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _hash(answer: Any) -> str:
    text = _json(_settled(answer)).encode("utf-8", "surrogatepass")
    return blake2b(text, digest_size=16).hexdigest()


def _settled(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _settled(part) for key, part in value.items() if key not in VOLATILE}
    if isinstance(value, list):
        return [_settled(part) for part in value]
    return value


def stored_answers(session: Session) -> Iterator[RawAnswer]:
    """All of them in the order they came, without holding them together."""
    stmt = select(RawAnswer).order_by(RawAnswer.id).execution_options(yield_per=50)
    return iter(session.scalars(stmt))


def forget_answers(session: Session, before: datetime) -> None:
    """Drop what is older than the configured term."""
    session.execute(delete(RawAnswer).where(RawAnswer.fetched_at < before))
