"""How values of a table read."""

from datetime import datetime

from pipeline.register.form import Form, Value
from pipeline.register.wording import moment

NOTHING = "–"
NUMERIC = (Form.NUMBER, Form.COUNT, Form.CHANGE)
WORDS = (Form.TEXT, Form.FREE_TEXT)


def shown(value: Value, form: Form) -> str:
    """«12», «+3», «24.10.2023 09:00», «–» for nothing."""
    if value is None or value == "":
        return NOTHING
    if isinstance(value, datetime):
        return moment(value)
    if form is Form.CHANGE:
        return f"{value:+d}" if value else "0"
    # One place for all: «23» over «3,8» would not stand point under point.
    return f"{value:.1f}".replace(".", ",") if isinstance(value, float) else str(value)
