"""What the responsible person reads: a card, a warning, a line of a digest. No resident's data."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from models import Priority
from pipeline.dispatch.case import Case
from pipeline.register.masking import masked
from pipeline.register.titles import topic_title
from pipeline.tickets.clocks import local
from pipeline.tickets.policy import Policy

TERMS = {"take": "принять", "answer": "ответить", "solve": "решить"}
VULNERABLE = {
    "child": "дети",
    "elderly": "пожилые",
    "disabled": "маломобильные",
    "school": "школа или сад",
    "hospital": "больница",
}
MENTION = re.compile(r"^\s*\[(?:id|club|public)\d+\|[^\]\n]*\]\s*,?\s*")


def card(case: Case, policy: Policy, person: str, quote: int) -> str:
    """The whole of a ticket for the one who answers for it."""
    parts = (
        heading(case, policy),
        where(case),
        since(case),
        facts(case),
        terms(case),
        f"Отвечает: {case.department}, {person}",
        quoted(case.words, quote),
        case.place.link if case.place else "",
    )
    return "\n".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Overdue:
    """A term that has run so far that somebody must be told."""

    key: str
    term: str
    by: datetime
    percent: int

    def told(self, now: datetime) -> str:
        """«принять до 24.10 14:00: прошло 80 %»."""
        gone = "просрочено" if self.by <= now else f"прошло {self.percent} %"
        return f"{TERMS[self.term]} до {local(self.by)}: {gone}"


def warning(case: Case, policy: Policy, due: Sequence[Overdue], now: datetime) -> str:
    """Terms run out, or have run out."""
    parts = (
        f"Сроки (МСК): {'; '.join(one.told(now) for one in due)}",
        heading(case, policy),
        where(case),
        f"Отвечает: {case.department}",
        case.place.link if case.place else "",
    )
    return "\n".join(part for part in parts if part)


def card_line(case: Case, now: datetime) -> str:
    """A new ticket in one line of a digest."""
    nearest = min(case.terms, key=lambda term: term[1], default=None)
    by = ""
    if nearest:
        late = " (просрочено)" if nearest[1] <= now else ""
        by = f" {TERMS[nearest[0]].capitalize()} до {local(nearest[1])}{late}."
    link = f" {case.place.link}" if case.place else ""
    return f"{case.number} [{case.priority}] {_topic(case)}. {_address(case)}.{by}{link}"


def warning_line(case: Case, due: Sequence[Overdue], now: datetime) -> str:
    """Its terms in one line of a digest."""
    link = f" {case.place.link}" if case.place else ""
    what = "; ".join(one.told(now) for one in due)
    return f"{case.number} [{case.priority}] {what}. {_topic(case)}. {_address(case)}.{link}"


def heading(case: Case, policy: Policy) -> str:
    """«ТШ-2023-004512. Авария, угроза жизни (класс A)»."""
    title = policy.classes[Priority(case.priority)].title
    again = ". Повторно" if case.repeats else ""
    corrected = ". Исправлено" if case.corrected_at else ""
    return f"{case.number}. {title} (класс {case.priority}){again}{corrected}"


def where(case: Case) -> str:
    """«Отопление. Ивангород, Кингисеппское шоссе, д. 24 (Кингисеппский район)»."""
    district = f" ({case.district} район)" if case.district and case.address else ""
    return f"{_topic(case)}. {_address(case)}{district}"


def since(case: Case) -> str:
    """«С 13.10 17:45, жителей: 12, массовое: И-2023-0007»."""
    parts = [f"С {local(case.opened_at)}"]
    parts += [f"жителей: {case.voices}"] if case.voices > 1 else []
    parts += [f"массовое: {case.incident}"] if case.incident else []
    return ", ".join(parts)


def facts(case: Case) -> str:
    """«В помещении +14 °C, дней: 3, дети»."""
    return ", ".join(_facts(case))


def terms(case: Case) -> str:
    """«Принять до 13.10 18:15, решить до 13.10 21:45 (МСК)»."""
    told = ", ".join(f"{TERMS[name]} до {local(by)}" for name, by in case.terms)
    return f"{told.capitalize()} (МСК)" if told else ""


def quoted(words: str, limit: int) -> str:
    """The resident's words without personal data, cut to a length."""
    text = " ".join(masked(MENTION.sub("", words)).split())
    if not text:
        return ""
    return f"«{text}»" if len(text) <= limit else f"«{text[:limit].rstrip()}…»"


def _facts(case: Case) -> Iterator[str]:
    if (degrees := case.facts.get("temperature_c")) is not None:
        yield f"В помещении {degrees:+g} °C"
    if days := case.facts.get("days"):
        yield f"дней: {days}"
    vulnerable: Sequence[str] = case.facts.get("vulnerable") or ()
    yield from (VULNERABLE.get(name, name) for name in vulnerable)


def _topic(case: Case) -> str:
    return topic_title(case.subtopic or case.topic)


def _address(case: Case) -> str:
    return case.address or (f"{case.district} район" if case.district else "адрес не назван")
