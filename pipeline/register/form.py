"""What kind of value a column holds; guards and cell types follow from it alone."""

from datetime import datetime
from enum import StrEnum

Value = str | datetime | float | int | None


class Form(StrEnum):
    """Kinds of values, from our own words to those of strangers."""

    TEXT = "text"  # ours: titles, numbers of tickets
    FREE_TEXT = "free_text"  # people's: may be a formula, a date to Excel, anything
    MOMENT = "moment"
    NUMBER = "number"
    COUNT = "count"
    CHANGE = "change"  # a count with its sign
    LINK = "link"  # made by us of numbers alone
