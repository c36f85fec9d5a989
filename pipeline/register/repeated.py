"""Cells of a column whose values come again and again."""

from collections.abc import Callable, Sequence
from typing import Any

from pipeline.register.form import Value

KEPT = 10_000  # values of each column


class Repeated(dict[Value, str]):
    """Each value is rendered once."""

    def __init__(self, render: Callable[[Any], str]) -> None:
        super().__init__()
        self._render = render

    def __missing__(self, value: Value) -> str:
        if len(self) >= KEPT:
            self.clear()
        self[value] = cell = "" if value is None else self._render(value)
        return cell

    def __call__(self, values: Sequence[Value]) -> list[str]:
        """The cells."""
        return list(map(self.__getitem__, values))


def each(render: Callable[[Any], str], values: Sequence[Value]) -> list[str]:
    """Cells of a column whose values hardly ever come again."""
    return ["" if value is None else render(value) for value in values]
