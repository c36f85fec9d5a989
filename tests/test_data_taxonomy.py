"""Taxonomy and lexicons agree with each other and with the guide."""

import tomllib
from importlib.resources import files

from nlp.lexicon import lexicon
from nlp.prediction import NOT_COMPLAINT
from nlp.taxonomy import taxonomy

GUIDE = {
    "heating", "hot_water", "cold_water", "sewerage", "electricity", "gas", "snow_removal",
    "billing", "garbage", "roads", "street_lighting", "building_maintenance", "elevator",
    "landscaping", "transport", "other_complaint",
}  # fmt: skip


def test_level_one_is_the_guide() -> None:
    assert set(taxonomy().topics) == GUIDE


def test_everything_has_a_title_and_a_place_to_go() -> None:
    for topic in taxonomy().topics.values():
        assert topic.title
        assert topic.department
        assert topic.priority in "ABCDE"
        assert 0 < topic.threshold < 1
        assert all(topic.subtopics.values())


def test_freezing_flat_costs_more_than_a_wrong_bill() -> None:
    topics = taxonomy().topics
    assert topics["heating"].threshold < topics["billing"].threshold


def test_signs_lead_to_subtopics_that_exist() -> None:
    for label, topic in taxonomy().topics.items():
        for name in lexicon().signs[label]:
            assert f"{label}.{name.removesuffix('_by_default')}" in topic.subtopics


def test_signs_are_made_of_concepts_that_exist() -> None:
    raw = tomllib.loads((files("data") / "lexicons" / "concepts.toml").read_text("utf-8"))
    known = set(raw["concept"])
    used = {c for signs in lexicon().signs.values() for s in signs.values() for x in s for c in x}
    used |= {concept for weights in lexicon().topics.values() for concept in weights}
    assert used <= known


def test_no_complaint_is_titled_and_has_no_subtopics() -> None:
    assert NOT_COMPLAINT not in taxonomy().topics
