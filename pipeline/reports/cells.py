"""How values of a table read."""

from datetime import datetime

from pipeline.register.form import Form, Value
from pipeline.register.wording import decimal, moment

NOTHING = "–"
NUMERIC = (Form.NUMBER, Form.COUNT, Form.CHANGE)


def shown(value: Value, form: Form) -> str:
    """«12», «+3», «24.10.2023 09:00», «–» for nothing."""
    if value is None or value == "":
        return NOTHING
    if isinstance(value, datetime):
        return moment(value)
    if form is Form.CHANGE:
        return f"{value:+d}" if value else "0"
    return decimal(value) if isinstance(value, float) else str(value)
