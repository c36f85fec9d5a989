"""Exit codes of the contract."""

from pipeline import errors

INTERRUPTED = 130

EXIT_CODES: tuple[tuple[type[BaseException], int], ...] = (
    (errors.WrongUsage, 2),
    (errors.Partial, 3),
    (errors.Unavailable, 4),
    (errors.Unauthorised, 5),
    (errors.Suspicious, 6),
    (errors.BrokenDatabase, 7),
    (errors.BelowBar, 8),
    (errors.Breached, 9),
    (errors.Busy, 75),
    (KeyboardInterrupt, INTERRUPTED),
)


def exit_code(error: BaseException) -> int:
    """The code of the contract for an expected failure, 1 for any other."""
    return next((code for kind, code in EXIT_CODES if isinstance(error, kind)), 1)
