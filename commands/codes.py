"""Exit codes of the contract."""

from pipeline import errors
from pipeline.faults import database_fault, why

INTERRUPTED = 130
MESSAGE = 500  # letters of an error that the journal keeps

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
    (BrokenPipeError, 0),  # whoever reads our output has seen enough
)


def exit_code(error: BaseException) -> int:
    """The code of the contract for an expected failure, 1 for any other."""
    known = expected(error) or error
    return next((code for kind, code in EXIT_CODES if isinstance(known, kind)), 1)


def ended(error: BaseException) -> tuple[int, str]:
    """The code, and words for the journal: a fault's own text could show a resident's."""
    known = expected(error)
    return exit_code(error), str(known)[:MESSAGE] if known else type(error).__name__


def expected(error: BaseException) -> errors.OtklikError | None:
    """The failure in our words, also where the system or the database refused; None: a fault."""
    if isinstance(error, errors.OtklikError):
        return error
    if isinstance(error, BrokenPipeError):
        return None
    if isinstance(error, OSError):
        said = f"{error.filename}: {why(error)}" if error.filename else why(error)
        return errors.WrongUsage(f"{said}. Проверьте путь, права и свободное место.")
    if fault := database_fault(error):
        return errors.BrokenDatabase(f"База отказала ({fault}): устраните это и повторите команду.")
    return None
