"""When a digest is due: never twice, never a flood, whatever the clock does."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followupd.planning import slots
from tests.conftest import MONDAY, STOCKHOLM, at

EIGHT = time(8)
WEEKDAYS = frozenset(range(5))
FRIDAY, SATURDAY = date(2026, 11, 20), date(2026, 11, 21)


def due(now: datetime, served: date | None, weekdays: frozenset[int] = WEEKDAYS) -> date | None:
    return slots.due(now, EIGHT, weekdays, STOCKHOLM, served)


def test_the_digest_is_due_at_its_hour_and_not_before() -> None:
    assert due(at(MONDAY, "07:59"), FRIDAY) is None
    assert due(at(MONDAY, "08:00"), FRIDAY) == MONDAY


def test_a_fresh_start_sends_todays_digest_and_none_of_the_past() -> None:
    assert due(at(MONDAY, "10:00"), None) == MONDAY
    assert due(at(MONDAY, "07:00"), None) is None
    assert due(at(SATURDAY, "10:00"), None) is None


def test_days_of_downtime_cost_one_digest() -> None:
    assert due(at(MONDAY + timedelta(days=3), "09:00"), FRIDAY) == MONDAY + timedelta(days=3)


def test_a_missed_friday_is_made_up_for_on_saturday() -> None:
    assert due(at(SATURDAY, "11:00"), FRIDAY - timedelta(days=1)) == FRIDAY


def test_a_missed_day_waits_when_todays_own_digest_is_still_to_come() -> None:
    assert due(at(MONDAY, "06:00"), FRIDAY - timedelta(days=3)) is None
    assert due(at(MONDAY, "08:00"), FRIDAY - timedelta(days=3)) == MONDAY


def test_a_clock_set_back_sends_nothing_again() -> None:
    assert due(at(MONDAY - timedelta(days=7), "09:00"), MONDAY) is None


def test_a_digest_hour_that_the_spring_change_skips_comes_within_the_next() -> None:
    spring = date(2027, 3, 28)  # 02:00 becomes 03:00
    assert slots.instant(spring, time(2, 30), STOCKHOLM) == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)  # 03:30


def test_a_digest_hour_that_happens_twice_in_autumn_is_served_once() -> None:
    autumn = date(2026, 10, 25)  # 03:00 becomes 02:00
    first = slots.instant(autumn, time(2, 30), STOCKHOLM)
    everyday = frozenset(range(7))
    assert slots.due(first, time(2, 30), everyday, STOCKHOLM, autumn - timedelta(days=1)) == autumn
    assert slots.due(first + timedelta(hours=1), time(2, 30), everyday, STOCKHOLM, autumn) is None


@given(
    zone=st.sampled_from(["Europe/Stockholm", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "America/Havana"]),
    hour=st.integers(0, 23), minute=st.integers(0, 59), weekdays=st.frozensets(st.integers(0, 6), min_size=1),
    start=st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1)), steps=st.lists(st.integers(1, 60 * 40), max_size=60),
)  # fmt: skip
def test_over_any_stretch_of_time_each_slot_is_served_at_most_once_and_in_order(
    zone: str, hour: int, minute: int, weekdays: frozenset[int], start: datetime, steps: list[int]
) -> None:
    now, served, seen = start.replace(tzinfo=UTC), None, []
    for minutes in steps:
        now += timedelta(minutes=minutes)
        slot = slots.due(now, time(hour, minute), weekdays, ZoneInfo(zone), served)
        if slot is not None:
            assert slot.weekday() in weekdays
            assert slots.instant(slot, time(hour, minute), ZoneInfo(zone)) <= now
            seen.append(slot)
            served = slot
    assert seen == sorted(set(seen))


@given(st.frozensets(st.integers(0, 6), min_size=1), st.dates(date(2026, 1, 1), date(2030, 1, 1)), st.integers(0, 23))
def test_a_daemon_that_always_runs_serves_every_slot(weekdays: frozenset[int], first: date, hour: int) -> None:
    served, found = None, []
    now, end = (slots.instant(day, time(0), STOCKHOLM) for day in (first, first + timedelta(days=14)))
    while now < end:  # a daylight saving change makes it an hour more or less than 14 times 24
        if (slot := slots.due(now, time(hour), weekdays, STOCKHOLM, served)) is not None:
            served = slot
            found.append(slot)
        now += timedelta(hours=1)
    days = (first + timedelta(days=n) for n in range(14))
    assert found == [day for day in days if day.weekday() in weekdays]


@pytest.mark.parametrize(("weekdays", "days"), [(frozenset({0}), 7), (WEEKDAYS, 1), (frozenset({0, 3}), 3)])
def test_a_digest_lasts_until_the_next_one(weekdays: frozenset[int], days: int) -> None:
    assert slots.following(MONDAY, weekdays) == MONDAY + timedelta(days=days)


def test_the_next_digest_is_named_for_the_status_line() -> None:
    assert slots.next_instant(at(MONDAY, "09:00"), EIGHT, WEEKDAYS, STOCKHOLM, MONDAY) == at(MONDAY + timedelta(days=1))
    assert slots.next_instant(at(FRIDAY, "09:00"), EIGHT, frozenset({0}), STOCKHOLM, None) == at(MONDAY)
