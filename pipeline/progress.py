"""How long work tells of itself."""

from typing import Protocol


class Progress(Protocol):
    """Shown by whoever started the work: a bar on a terminal, nothing under cron."""

    def start(self, title: str, total: int | None = None) -> None:
        """Begin a stage of so many steps; None when nobody knows how many."""

    def advance(self, steps: int = 1) -> None:
        """Some steps are done."""

    def finish(self) -> None:
        """The stage is over."""


class Silent:
    """Nobody is watching."""

    def start(self, title: str, total: int | None = None) -> None:
        """Say nothing."""

    def advance(self, steps: int = 1) -> None:
        """Say nothing."""

    def finish(self) -> None:
        """Say nothing."""
