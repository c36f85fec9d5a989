"""Many complaints of one trouble near one another are a mass incident."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from models import Incident, Ticket
from models.database import open_engine, open_sessions, upgrade
from pipeline.progress import Silent
from pipeline.tickets.load import load_tickets
from pipeline.tickets.policy import shipped_policy
from tests.factory import NOON, address, comment, prediction

# A street first, then another; the third makes it the whole town.
TOWN = """
Кирова 1
Кирова 2
Кирова 3
Мира 1
Мира 2
Мира 3
Мира 4
Лесная 1
Лесная
"""


@pytest.mark.parametrize("size", [1, 4, 100])
def test_an_incident_is_the_same_in_whatever_portions_it_comes(size: int) -> None:
    engine = open_engine("sqlite://")
    upgrade(engine)
    sessions = open_sessions(engine)
    with sessions.begin() as session:
        for minute, place in enumerate(TOWN.strip().splitlines()):
            about = comment(session, text=place, published_at=NOON + timedelta(minutes=minute))
            said = prediction(session, about, loaded=False)
            street, _, house = place.partition(" ")
            town = {"district": "Кингисеппский", "settlement": "Ивангород"}
            address(session, said, place, street=f"улица {street}", house=house or None, **town)
    load_tickets(sessions, shipped_policy(), now=NOON, progress=Silent(), size=size)

    with sessions() as session:
        incidents = session.scalars(select(Incident).order_by(Incident.id)).all()
        kinds = [(one.level, one.street, one.merged_into_id) for one in incidents]
        parts = session.scalars(select(Ticket.incident_id)).all()
    engine.dispose()
    assert kinds == [("settlement", "", None), ("street", "улица Мира", 1)]
    assert parts == [1] * 9
