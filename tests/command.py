"""Calling the command line as a person would, without a new process."""

import json
import sys
from dataclasses import dataclass
from typing import Any

import pytest

import cli


@dataclass(frozen=True, slots=True)
class Called:
    """How a call ended and what it said."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What stdout holds, as a document."""
        return json.loads(self.out)


class Caller:
    """Calls otklik and keeps what it prints."""

    def __init__(self, capsys: pytest.CaptureFixture[str], patch: pytest.MonkeyPatch) -> None:
        self._capsys, self._patch = capsys, patch

    def __call__(self, *arguments: object) -> Called:
        """One call, its arguments as a shell would pass them."""
        self._patch.setattr(sys, "argv", ["otklik", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        said = self._capsys.readouterr()
        code = ended.value.code
        return Called(code if isinstance(code, int) else 1, said.out, said.err)
