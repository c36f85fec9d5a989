"""Numbers of tickets go on where the year's last one ended, past their padding too."""

import pytest
from sqlalchemy.orm import Session

from pipeline.tickets.number import Numbers
from pipeline.tickets.policy import shipped_policy
from tests.factory import NOON, ticket

CASES = """
-                | ТШ-2023-000001
000009           | ТШ-2023-000010
000009, 000010   | ТШ-2023-000011
999999           | ТШ-2023-1000000
999999, 1000000  | ТШ-2023-1000001
999999, 1000000, 1000009, 1000010 | ТШ-2023-1000011
"""


@pytest.mark.parametrize("case", CASES.strip().splitlines())
def test_the_next_number(session: Session, case: str) -> None:
    known, wanted = (part.strip() for part in case.split("|"))
    for number in known.split(", ") if known != "-" else ():
        ticket(session, number=f"ТШ-2023-{number}")
    ticket(session, number="ТШ-2022-000777")

    assert Numbers(session, shipped_policy()).ticket("heating", NOON) == wanted
