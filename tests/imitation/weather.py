"""What can happen to a call on its way, by chance of a seed."""

import random
from dataclasses import dataclass, field
from enum import StrEnum


class Trouble(StrEnum):
    """Failures that pass by themselves."""

    UNKNOWN = "error 1"
    TOO_OFTEN = "error 6"
    INTERNAL = "error 10"
    BAD_GATEWAY = "http 502"
    UNAVAILABLE = "http 503"
    PAGE = "html with 200"
    HALF = "half of the json"
    RESET = "connection closed before the answer"
    SHORT = "connection closed inside the answer"
    LIST = "a list instead of an object"
    NULL = "null"
    NOTHING = "an answer of null"
    NO_CODE = "an error without a code"


ERRORS = {Trouble.UNKNOWN: 1, Trouble.TOO_OFTEN: 6, Trouble.INTERNAL: 10}


@dataclass(slots=True)
class Weather:
    """A share of calls that fail, and how."""

    share: float = 0.0
    seed: int = 0
    kinds: tuple[Trouble, ...] = tuple(Trouble)
    calm: int = 0  # calls before the weather begins
    dice: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)

    def trouble(self) -> Trouble | None:
        """What happens to the next call."""
        if self.calm > 0:
            self.calm -= 1
            return None
        if self.dice.random() >= self.share:
            return None
        return self.dice.choice(self.kinds)
