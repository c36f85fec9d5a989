"""Terms by two calendars: pure functions that every helpdesk got wrong at least once."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from models import Priority
from pipeline.tickets.clocks import Claim, deadlines, earliest, escalations, resumed
from pipeline.tickets.hours import MOSCOW, AllHours, Hours, WorkingHours
from pipeline.tickets.policy import shipped_policy

POLICY = shipped_policy()
WORK = WorkingHours()
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)

BEGIN = datetime(2019, 12, 1, tzinfo=MOSCOW)

moments = st.integers(0, 8 * 366 * 1440).map(lambda minutes: BEGIN + minutes * MINUTE)
terms = st.integers(0, 200 * 60).map(lambda minutes: minutes * MINUTE)
calendars = st.sampled_from([AllHours(), WORK])
priorities = st.sampled_from(Priority)
topics = st.sampled_from(sorted(POLICY.topics))
degrees = st.none() | st.floats(-40, 30)


def at(text: str) -> datetime:
    return datetime.strptime(text, "%d.%m.%Y %H:%M").replace(tzinfo=MOSCOW)


# begins          | working hours | ends             | why
CASES = """
12.10.2023 10:00 | 4  | 12.10.2023 14:00 | within a day
13.10.2023 17:59 | 1  | 16.10.2023 09:59 | Friday evening
14.10.2023 12:00 | 1  | 16.10.2023 10:00 | Saturday
12.10.2023 03:00 | 9  | 12.10.2023 18:00 | a whole day ends at closing, not at the next opening
12.10.2023 18:00 | 1  | 13.10.2023 10:00 | closing time is over
03.11.2023 17:00 | 2  | 07.11.2023 10:00 | 4 November on a Saturday: Monday is off
27.04.2024 10:00 | 2  | 27.04.2024 12:00 | a Saturday that works
26.04.2024 17:30 | 10 | 02.05.2024 09:30 | the Saturday counts, then four days off
28.02.2024 17:00 | 2  | 29.02.2024 10:00 | leap day
28.02.2023 17:00 | 2  | 01.03.2023 10:00 | no leap day
29.12.2023 17:30 | 1  | 09.01.2024 09:30 | the New Year holidays
28.12.2024 17:30 | 1  | 09.01.2025 09:30 | the last Saturday of 2024 works
22.02.2024 17:59 | 1  | 26.02.2024 09:59 | 23 February on a Friday
"""


@pytest.mark.parametrize(
    "case", [line.split("|") for line in CASES.strip().splitlines()], ids=lambda c: c[3].strip()
)
def test_the_working_calendar(case: list[str]) -> None:
    begins, hours, ends = at(case[0].strip()), timedelta(hours=int(case[1])), at(case[2].strip())
    assert WORK.add(begins, hours) == ends
    assert WORK.between(begins, ends) == hours


def test_the_policy_may_overrule_the_calendar() -> None:
    friday = at("08.12.2023 17:00")
    off = replace(WORK, off=frozenset({date(2023, 12, 11)}))
    on = replace(WORK, on=frozenset({date(2023, 12, 9)}))
    assert off.add(friday, 2 * HOUR) == at("12.12.2023 10:00")
    assert on.add(friday, 2 * HOUR) == at("09.12.2023 10:00")


@given(hours=calendars, start=moments, term=terms)
def test_what_was_added_has_passed(hours: Hours, start: datetime, term: timedelta) -> None:
    assert hours.between(start, hours.add(start, term)) == term


@given(hours=calendars, start=moments, one=terms, other=terms)
def test_terms_add_up(hours: Hours, start: datetime, one: timedelta, other: timedelta) -> None:
    assume(one)  # no term at all ends at once, working or not
    assert hours.add(hours.add(start, one), other) == hours.add(start, one + other)


@given(hours=calendars, start=moments, later=terms, term=terms)
def test_who_writes_later_is_not_due_earlier(
    hours: Hours, start: datetime, later: timedelta, term: timedelta
) -> None:
    assert hours.add(start, term) <= hours.add(start + later, term)
    assert hours.add(start, term) <= hours.add(start, term + later)


@given(start=moments, term=terms)
def test_working_terms_end_at_work(start: datetime, term: timedelta) -> None:
    end = WORK.add(start, term).astimezone(MOSCOW)
    assert WORK.is_working(end.date())
    assert WORK.opens <= end.time() <= WORK.closes


@given(at=moments, topic=topics, priority=priorities, degree=degrees)
def test_terms_come_in_order(
    at: datetime, topic: str, priority: Priority, degree: float | None
) -> None:
    found = deadlines(POLICY, Claim(at, topic, priority, temperature_c=degree))
    assert at < found.take_by <= found.answer_by <= found.solve_by


@given(at=moments, priority=st.sampled_from([Priority.A, Priority.B]), degree=st.floats(-40, 30))
def test_colder_is_not_later(at: datetime, priority: Priority, degree: float) -> None:
    warm, cold = (
        deadlines(POLICY, Claim(at, "heating", priority, temperature_c=one)).solve_by
        for one in (degree, degree - 1)
    )
    # Above the norm there is no break to measure: the term of the class holds.
    assert cold <= warm or degree >= POLICY.temperature["heating"].norm_c


@given(at=moments, late=terms)
def test_snow_is_counted_from_the_end_of_its_fall(at: datetime, late: timedelta) -> None:
    claim = Claim(at, "snow_removal", Priority.C)
    told, known = deadlines(POLICY, claim), deadlines(POLICY, replace(claim, snow_until=at + late))
    assert known.solve_by - told.solve_by == late
    assert (known.take_by, known.answer_by) == (told.take_by, told.answer_by)


@given(priority=priorities, start=moments, term=terms, before=terms, pause=terms)
def test_a_pause_costs_nobody_a_minute(
    priority: Priority, start: datetime, term: timedelta, before: timedelta, pause: timedelta
) -> None:
    hours, paused = POLICY.hours(priority), start + before
    due = hours.add(start, term)
    again = resumed(POLICY, priority, due, paused, paused + pause)
    if due <= paused:
        assert again == due  # missed before the pause, missed after it
    else:
        assert hours.between(paused + pause, again) == hours.between(paused, due)
        assert again >= due


@given(one=moments, other=moments, topic=topics, priority=priorities)
def test_of_two_promises_the_nearer_is_kept(
    one: datetime, other: datetime, topic: str, priority: Priority
) -> None:
    found = [deadlines(POLICY, Claim(at, topic, priority)) for at in (one, other)]
    kept = earliest(*found)
    assert kept == earliest(*reversed(found))
    assert kept.solve_by == min(terms.solve_by for terms in found)


@given(priority=priorities, start=moments, term=terms)
def test_warnings_come_before_the_end_and_in_order(
    priority: Priority, start: datetime, term: timedelta
) -> None:
    assume(term)
    due = POLICY.hours(priority).add(start, term)
    steps = escalations(POLICY, priority, start, due)
    assert [percent for percent, _ in steps] == sorted(percent for percent, _ in steps)
    assert [when for _, when in steps] == sorted(when for _, when in steps)
    assert steps[-1] == (100, due)
