"""A small interpreter of VKScript: lists of API calls with literal arguments, and nothing more."""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

CALLS = 25
CALL = re.compile(r"API\.([a-zA-Z]+\.[a-zA-Z]+)\(")

Perform = Callable[[str, Mapping[str, Any]], Any]


class CompileError(Exception):
    """The code is not what this interpreter knows; VK's error 12."""


class RuntimeTooMuch(Exception):
    """More calls than allowed; VK's error 13."""


class ApiFailure(Exception):
    """An error of a method, as VK tells it."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


def run(code: str, perform: Perform) -> tuple[list[Any], list[dict[str, Any]]]:
    """What the code returns, and the errors of the calls that gave False."""
    calls = _parse(code)
    if len(calls) > CALLS:
        raise RuntimeTooMuch
    answers: list[Any] = []
    errors: list[dict[str, Any]] = []
    for method, params in calls:
        try:
            answers.append(perform(method, params))
        except ApiFailure as exc:
            answers.append(False)
            # Seen in the wild: one failure is told twice, the second time by «execute».
            told = {"error_code": exc.code, "error_msg": str(exc)}
            errors += [{"method": method, **told}, {"method": "execute", **told}]
    return answers, errors


def _parse(code: str) -> list[tuple[str, Any]]:
    text = code.strip()
    if not (text.startswith("return [") and text.endswith("];")):
        raise CompileError(code[:40])
    rest = text.removeprefix("return [").removesuffix("];").strip()
    calls = []
    while rest:
        found = CALL.match(rest)
        if not found:
            raise CompileError(rest[:40])
        try:
            params, stop = json.JSONDecoder().raw_decode(rest, found.end())
        except ValueError as exc:
            raise CompileError(rest[:40]) from exc
        if not isinstance(params, dict) or rest[stop : stop + 1] != ")":
            raise CompileError(rest[:40])
        calls.append((found[1], params))
        rest = rest[stop + 1 :].lstrip().removeprefix(",").lstrip()
    return calls
