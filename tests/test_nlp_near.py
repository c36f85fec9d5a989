"""Texts that are nearly the same."""

from nlp.near import groups, near_duplicates

ONE = "в нашем доме вторые сутки нет отопления"
OTHER = "на Рощинской не горит ни один фонарь"


def test_a_text_that_joins_two_puts_all_three_into_one_group() -> None:
    assert groups([ONE, OTHER]) == [0, 1]
    assert groups([ONE, OTHER, f"{ONE}, {OTHER}"]) == [0, 0, 0]
    assert groups([ONE, OTHER, f"{OTHER}!", "спасибо"]) == [0, 1, 1, 3]


def test_a_near_duplicate_is_found_among_others() -> None:
    assert near_duplicates([OTHER, f"Внимание: {ONE}"], [ONE]) == {1}
