"""What a selection asks for, in the words of programs and of people."""

from typing import Any

from pipeline.register.selection import Selection
from pipeline.register.titles import topic_title
from pipeline.tickets.policy import Policy

# What people call a filter.
FILTERS = {
    "status": "состояние",
    "topic": "тема",
    "district": "район",
    "overdue": "просрочено",
    "unanswered": "без ответа",
    "topics": "темы",
    "districts": "районы",
    "departments": "органы",
}


def filters_of(wanted: Selection) -> dict[str, Any]:
    """What is asked, without what is not; the period is told elsewhere."""
    asked = wanted.filter
    found = {
        "status": asked.status,
        "topic": asked.topic,
        "district": asked.district,
        "overdue": asked.overdue,
        "unanswered": asked.unanswered,
        "topics": list(wanted.topics),
        "districts": list(wanted.districts),
        "departments": list(wanted.departments),
    }
    return {name: value for name, value in found.items() if value}


def told_of(wanted: Selection, policy: Policy) -> str:
    """«тема: Отопление; районы: Лужский, Волховский»; empty for everything."""
    told = []
    for name, value in filters_of(wanted).items():
        values = value if isinstance(value, list) else [value]
        words = ", ".join(_worded(name, one, policy) for one in values)
        told.append(f"{FILTERS[name]}: {words}")
    return "; ".join(told)


def _worded(name: str, value: Any, policy: Policy) -> str:
    match name:
        case "status":
            return policy.title(value)
        case "topic" | "topics":
            return topic_title(value)
        case _:
            return "да" if value is True else str(value)
