"""What resolution asks of the state register, whoever keeps it."""

from collections.abc import Collection
from typing import Protocol


class Register(Protocol):
    """Streets and houses by their register names; a house is «16», «16А», «16/2», «16к2»."""

    def settlements(self, street: str) -> Collection[tuple[str, str]]:
        """The settlements, each with its district, that have a street of that name."""

    def houses(self, settlement: str, district: str | None, street: str) -> Collection[str]:
        """The houses of a street; none when nothing is known of it."""
