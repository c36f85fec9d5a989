"""What a selection asks for, in the words of programs and of people."""

from collections.abc import Callable
from typing import Any

from pipeline.register.selection import Selection
from pipeline.register.titles import topic_title
from pipeline.tickets.policy import shipped_policy

# What people call a filter and its values.
FILTERS: dict[str, tuple[str, Callable[[Any], str]]] = {
    "status": ("состояние", lambda status: shipped_policy().title(status)),
    "topic": ("тема", topic_title),
    "district": ("район", str),
    "overdue": ("просрочено", lambda _: "да"),
    "unanswered": ("без ответа", lambda _: "да"),
    "topics": ("темы", topic_title),
    "districts": ("районы", str),
    "departments": ("органы", str),
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


def told_of(wanted: Selection) -> str:
    """«тема: Отопление; районы: Лужский, Волховский»; empty for everything."""
    told = []
    for name, value in filters_of(wanted).items():
        title, word = FILTERS[name]
        words = ", ".join(word(one) for one in (value if isinstance(value, list) else [value]))
        told.append(f"{title}: {words}")
    return "; ".join(told)
