"""What became of one attempt to carry a message."""

from dataclasses import dataclass
from enum import StrEnum


class Fate(StrEnum):
    """What the outbox must do with the row."""

    SENT = "sent"
    REFUSED = "refused"  # final for this message
    LATER = "later"  # the carrier, or this peer, must rest
    STOPPED = "stopped"  # nothing goes this way until a person acts


class Cause(StrEnum):
    """Why to rest; the rules say for how long."""

    UNREACHABLE = "unreachable"
    FLOOD = "flood"
    CAPTCHA = "captcha"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Fate, the other side's name of the message, and words for the operator."""

    fate: Fate
    remote_id: str = ""
    error: str = ""
    cause: Cause = Cause.UNREACHABLE


def sent(remote_id: str = "") -> Verdict:
    """It has arrived."""
    return Verdict(Fate.SENT, remote_id)


def refused(error: str) -> Verdict:
    """It never will."""
    return Verdict(Fate.REFUSED, error=error)


def later(error: str, cause: Cause = Cause.UNREACHABLE) -> Verdict:
    """It may have arrived or not: again after a rest, under the same name."""
    return Verdict(Fate.LATER, error=error, cause=cause)


def stopped(error: str) -> Verdict:
    """The key does not open this way."""
    return Verdict(Fate.STOPPED, error=error)
