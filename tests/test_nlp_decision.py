"""Which of two topics comes first."""

import numpy as np

from nlp.calibration import Chances
from nlp.decision import decisions, served_first
from nlp.taxonomy import taxonomy

TOPICS = ("billing", "heating", "transport")


def named(main: str, **topics: float) -> tuple[str, ...]:
    """Labels of a complaint whose likeliest topic and chances of each topic are these."""
    chances = Chances(
        labels=(*TOPICS, "not_complaint"),
        kinds=("complaint", "chatter"),
        main=np.array([[0.6 if topic == main else 0.15 for topic in TOPICS] + [0.1]]),
        topic=np.array([[topics.get(topic, 0.0) for topic in TOPICS]]),
        kind=np.array([[0.9, 0.1]]),
        urgent=np.zeros(1),
    )
    [decision] = decisions(chances, taxonomy())
    return decision.labels


def test_a_bill_comes_before_the_service_that_it_is_for() -> None:
    assert named("heating", heating=0.9, billing=0.7) == ("billing", "heating")


def test_a_bill_that_is_not_named_does_not_count() -> None:
    assert named("heating", heating=0.9, billing=0.5) == ("heating",)


def test_a_fare_is_no_bill_of_a_service() -> None:
    assert named("transport", transport=0.9, billing=0.7) == ("transport", "billing")


def test_where_life_is_at_stake_the_service_comes_before_its_bill() -> None:
    assert served_first(("billing", "heating"), taxonomy()) == ("heating", "billing")
    assert served_first(("billing",), taxonomy()) == ("billing",)
    assert served_first(("gas", "billing"), taxonomy()) == ("gas", "billing")
