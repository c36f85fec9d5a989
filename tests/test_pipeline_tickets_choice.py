"""What a person calls a state, a topic, an outcome or a district."""

from collections.abc import Callable
from functools import partial

import pytest
from sqlalchemy.orm import Session

from models import Incident
from pipeline.errors import WrongUsage
from pipeline.tickets.choice import (
    district_called,
    outcome_called,
    reason_called,
    status_called,
    topic_called,
)
from pipeline.tickets.filter import Filter
from pipeline.tickets.listing import find_tickets
from pipeline.tickets.policy import shipped_policy
from tests.factory import NOON, ticket

CALLS: dict[str, Callable[[str], str]] = {
    "состояние": partial(status_called, shipped_policy()),
    "тема": topic_called,
    "итог": partial(outcome_called, shipped_policy()),
    "район": district_called,
    "вопрос": reason_called,
}

# of what | as people say it | as we keep it; «?» is refused
CASES = """
состояние | new                            | new
состояние | Новое                          | new
состояние | в работе                       | in_progress
состояние | устранено                      | resolved
состояние | уточнение                      | need_info
состояние | ответ опубликован              | answered
состояние | бред                           | ?
тема      | отопление                      | heating
тема      | горячая  вода                  | hot_water
тема      | вода                           | ?
тема      | снег                           | snow_removal
тема      | гололёд                        | snow_removal
тема      | засор                          | sewerage
тема      | напор                          | ?
тема      | уборка                         | snow_removal
итог      | Разъяснено                     | explained
итог      | нет                            | ?
итог      | нет доступа                    | no_access
вопрос    | адрес                          | no_address
вопрос    | орган                          | no_route
район     | гатчинский                     | Гатчинский
район     | Гатчинский муниципальный округ | Гатчинский
район     | Гатчина                        | Гатчинский
район     | сосновый бор                   | Сосновоборский
район     | район не указан                |
район     | Гатч                           | ?
район     | Ивангород                      | ?
"""


@pytest.mark.parametrize("line", CASES.strip().splitlines())
def test_people_call_things_by_code_or_in_russian(line: str) -> None:
    what, said, kept = (part.strip() for part in line.split("|"))
    if kept == "?":
        with pytest.raises(WrongUsage, match=said):
            CALLS[what](said)
    else:
        assert CALLS[what](said) == kept


def test_a_town_is_no_district_and_its_district_is_named() -> None:
    with pytest.raises(WrongUsage, match=r"его район Кингисеппский.+--search"):
        district_called("Ивангород")


@pytest.mark.parametrize("said", ["И-2023-0007", "и-2023-0007", "7", "0007"])
def test_an_incident_is_called_by_its_number_or_the_end_of_it(memory: Session, said: str) -> None:
    where = {"topic": "heating", "level": "street", "opened_at": NOON, "last_at": NOON}
    mass = Incident(number="И-2023-0007", **where)
    memory.add_all([mass, Incident(number="И-2023-0017", **where)])
    memory.flush()
    cold = ticket(memory)
    cold.incident_id = mass.id
    ticket(memory)
    memory.flush()
    assert find_tickets(memory, Filter(incident=said), NOON, None) == [cold]
