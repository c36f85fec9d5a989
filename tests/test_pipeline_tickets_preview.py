"""A mass incident is seen at a glance: how many, how fast, where."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from models import Incident
from pipeline.tickets.card import full_text
from pipeline.tickets.policy import shipped_policy
from pipeline.tickets.preview import growth, preview, where
from tests.factory import NOON, ticket

# minutes before noon when somebody wrote | how fast it grows
GROWTH = """
40 30 22 10 5 0        | 6 за 40 мин
5                      | 1 за 1 мин
300 200 100            | 3 за 3 ч
300 200 100 20 10      | 5 за 5 ч, за последний час 2
3000 2990 2000 100 20  | 5 с 22.10 10:00, за сутки 2, за последний час 1
3000 2990              | 2 с 22.10 10:00, за сутки 0
                       | 0
"""

# street: houses told | where it is
PLACES = """
улица Кирова: 3 1 15 15А         | улица Кирова 1–15
улица Кирова: 7                  | улица Кирова 7
улица Кирова: 12А 12А            | улица Кирова 12А
улица Кирова: - ; : -            | улица Кирова
а: 1 2 3; б: 4; в: 5 6; г: 7; д: | а 1–3, в 5–6, б 4, ещё улиц: 2
"""


@pytest.mark.parametrize("line", GROWTH.strip().splitlines())
def test_growth_is_told_by_the_time_that_it_took(line: str) -> None:
    minutes, told = (part.strip() for part in line.split("|"))
    times = [NOON - timedelta(minutes=int(ago)) for ago in minutes.split()]
    assert growth(times, NOON) == told


@pytest.mark.parametrize("line", PLACES.strip().splitlines())
def test_streets_are_told_with_their_houses(line: str) -> None:
    streets, told = (part.strip() for part in line.split("|"))
    parts = (part.partition(":") for part in streets.split(";"))
    named = {street.strip(): houses.replace("-", "").split() or [""] for street, _, houses in parts}
    assert ", ".join(where(named)) == told


def test_a_ticket_shows_the_incident_it_is_part_of(memory: Session) -> None:
    mass = Incident(number="И-2023-0007", topic="heating", level="street", settlement="Мурино",
                    street="улица Шувалова", opened_at=NOON, last_at=NOON)  # fmt: skip
    memory.add(mass)
    memory.flush()
    for house, minutes in (("1", 0), ("9", 25), ("15", 40)):
        at = NOON + timedelta(minutes=minutes)
        cold = ticket(memory, opened_at=at, house=house, incident_id=mass.id)
    later = NOON + timedelta(minutes=45)
    assert preview(memory, mass, later) == "3 за 40 мин, улица Шувалова 1–15, Мурино"
    early = NOON + timedelta(minutes=30)
    assert preview(memory, mass, early) == "2 за 25 мин, улица Шувалова 1–9, Мурино"
    text = full_text(memory, shipped_policy(), cold, later)
    assert "\nМассовый инцидент И-2023-0007: 3 за 40 мин, улица Шувалова 1–15, Мурино.\n" in text
