"""Whether a cell that came back says what went out, in whichever form it travelled."""

from pipeline.register.encoding import in_windows
from pipeline.register.guard import Guard, guarded, printable, unguarded
from pipeline.register.xlsx_form import fitting


def is_written(cell: str, text: str) -> bool:
    """The cell is the text as a register writes it: cut, marked, in other letters, on one line."""
    marked = (guarded(text, guard) for guard in Guard)
    forms = (unguarded(text), fitting(text), *marked)
    return _bare(cell) in {_bare(fit(form)) for form in forms for fit in (str, in_windows)}


def _bare(text: str) -> str:
    return " ".join(printable(text).split())
