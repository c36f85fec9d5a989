"""What a person calls a state, a topic, an outcome or a district."""

from collections.abc import Callable

import pytest

from pipeline.errors import WrongUsage
from pipeline.tickets.choice import district_called, outcome_called, status_called, topic_called

CALLS: dict[str, Callable[[str], str]] = {
    "состояние": status_called,
    "тема": topic_called,
    "итог": outcome_called,
    "район": district_called,
}

# of what | as people say it | as we keep it; «?» is refused
CASES = """
состояние | new                            | new
состояние | Новое                          | new
состояние | в работе                       | in_progress
состояние | устранено                      | resolved
состояние | бред                           | ?
тема      | отопление                      | heating
тема      | горячая  вода                  | hot_water
тема      | вода                           | ?
итог      | Разъяснено                     | explained
итог      | нет                            | ?
итог      | нет доступа                    | no_access
район     | гатчинский                     | Гатчинский
район     | Гатчинский муниципальный округ | Гатчинский
район     | Гатчина                        | Гатчинский
район     | сосновый бор                   | Сосновоборский
район     | район не указан                |
район     | Гатч                           | ?
"""


@pytest.mark.parametrize("line", CASES.strip().splitlines())
def test_people_call_things_by_code_or_in_russian(line: str) -> None:
    what, said, kept = (part.strip() for part in line.split("|"))
    if kept == "?":
        with pytest.raises(WrongUsage, match=said):
            CALLS[what](said)
    else:
        assert CALLS[what](said) == kept
