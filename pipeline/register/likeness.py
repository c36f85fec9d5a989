"""Whether a cell that came back says what went out, in whichever form it travelled."""

from io import BytesIO

from pipeline.register.encoding import Encoder
from pipeline.register.guard import Guard, guarded, printable, unguarded
from pipeline.register.xlsx_form import fitting


def is_written(cell: str, text: str) -> bool:
    """The cell is the text as a register writes it: cut, marked, in other letters, on one line."""
    marked = (guarded(text, guard) for guard in Guard)
    forms = (unguarded(text), fitting(text), *marked)
    return _bare(cell) in {_bare(fit(form)) for form in forms for fit in (str, _in_windows)}


def _bare(text: str) -> str:
    return " ".join(printable(text).split())


def _in_windows(text: str) -> str:
    file = BytesIO()
    Encoder(file, "cp1251").write(printable(text))
    return file.getvalue().decode("cp1251")
