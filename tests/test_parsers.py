"""What other people's programs read in our calendar: every kind of item, every text, the right hour all year."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from followupd.calendar.build import calendar, component
from followupd.calendar.items import CalendarItem
from tests.conftest import MONDAY, STOCKHOLM, Home, at, row
from tests.foreign.readers import READERS, Seen

BOOK = """\
[[contact]]
name = "Anna Lind"
every = "1 month"
last = 2026-10-01
birthday = "12-01"
purpose = "learn how she chose her path"
questions = ["What would you do again?"]

[[contact]]
name = "Ben Ek"
every = "1 month"
last = 2026-10-02

[[milestone]]
contact = "ben-ek"
what = "New job; at ABB, Västerås"
on = 2026-12-04

[[event]]
id = "charm"
name = "CHARM"
starts = 2027-02-02T10:00
ends = 2027-02-02T16:00
place = "Göteborg, Sweden"
url = "https://example.org/charm"
meet = 3

[[event]]
name = "Summer pitch"
starts = 2027-07-01T10:00
ends = 2027-07-01T12:00

[[event]]
name = "Meetup in New York"
starts = 2027-03-20T18:00:00-04:00
ends = 2027-03-20T20:00:00-04:00

[[event]]
name = "Cancelled fair"
starts = 2027-03-01T10:00
cancelled = true

[[practice]]
name = "Comment on a post"
every = "1 week"
"""


@pytest.fixture(params=READERS)
def reader(request: pytest.FixtureRequest) -> Callable[[bytes], Seen]:
    return READERS[request.param]


def with_calendar(home: Home, lines: str) -> None:
    home.config.write_text(home.config.read_text() + f"\n[calendar]\n{lines}\n")


def by_title(seen: Seen) -> dict[str, dict[str, Any]]:
    return {one["summary"]: one for one in seen}


@pytest.mark.interop
@row("C4", "C5")
def test_every_kind_of_item_is_read_as_it_is_meant(local_home: Home, reader: Callable[[bytes], Seen]) -> None:
    local_home.book(BOOK)
    with_calendar(local_home, 'follow_ups = "12:30"')
    local_home.run(
        "interview", "anna", "booked", "--at", "2026-12-03T10:00", "--place", "Café", now=at(MONDAY, "07:00")
    )
    local_home.tick(at(MONDAY))
    local_home.run("log", "ben", now=at(MONDAY, "09:00"))
    local_home.tick(at(MONDAY, "09:01"))
    seen = by_title(reader(local_home.calendar.read_bytes()))
    times = {title: (one["starts"], one["ends"]) for title, one in seen.items()}
    assert times["Talk with Anna Lind"] == ("2026-12-03T10:00", "2026-12-03T10:30")
    assert times["CHARM"] == ("2027-02-02T10:00", "2027-02-02T16:00"), "winter"
    assert times["Summer pitch"] == ("2027-07-01T10:00", "2027-07-01T12:00"), "summer"
    assert times["Meetup in New York"] == ("2027-03-20T23:00", "2027-03-21T01:00"), "New York is in summer time already"
    assert times["Birthday: Anna Lind"] == ("2026-12-01", "2026-12-02")
    assert times["Prepare: CHARM"] == ("2027-01-29", "2027-01-30")
    charm, talk, ben = seen["CHARM"], seen["Talk with Anna Lind"], seen["Follow up: Ben Ek"]
    assert (charm["transp"], charm["status"], charm["location"]) == ("OPAQUE", "CONFIRMED", "Göteborg, Sweden")
    assert (charm["url"], charm["categories"], charm["alarms"]) == ("https://example.org/charm", "Networking", 1)
    assert charm["description"].splitlines()[0] == "Goal: talk to 3 new people."
    assert (talk["transp"], talk["location"], talk["alarms"]) == ("OPAQUE", "Café", 1)
    assert "To ask: What would you do again?" in talk["description"]
    assert (ben["status"], ben["transp"], ben["alarms"], ben["sequence"]) == ("CANCELLED", "TRANSPARENT", 0, "1")
    assert seen["Cancelled fair"]["status"] == "CANCELLED"
    assert "New job; at ABB, Västerås" in next(title for title in seen if title.startswith("Ben Ek"))
    assert len(seen) == 14


@pytest.mark.interop
@pytest.mark.parametrize("day", [date(2026, 11, 23), date(2027, 3, 26), date(2027, 3, 29), date(2027, 10, 29),
                                 date(2027, 11, 1)])  # fmt: skip
def test_a_follow_up_at_half_past_twelve_is_at_half_past_twelve_all_year(
    local_home: Home, reader: Callable[[bytes], Seen], day: date
) -> None:
    local_home.book(f'[[contact]]\nname = "Anna"\nevery = "1 month"\nlast = {day - timedelta(days=40)}\n')
    with_calendar(local_home, 'follow_ups = "12:30"')
    local_home.tick(at(day))
    (anna,) = reader(local_home.calendar.read_bytes())
    assert (anna["starts"], anna["ends"], anna["alarms"]) == (f"{day}T12:30", f"{day}T12:45", 1)


@pytest.mark.interop
def test_a_follow_up_can_be_a_task(local_home: Home, reader: Callable[[bytes], Seen]) -> None:
    local_home.book(BOOK)
    with_calendar(local_home, 'follow_ups = "task"')
    local_home.tick(at(MONDAY))
    seen = by_title(reader(local_home.calendar.read_bytes()))
    assert (seen["Follow up: Anna Lind"]["starts"], seen["Follow up: Anna Lind"]["status"]) == (
        str(MONDAY), "NEEDS-ACTION")  # fmt: skip
    assert seen["Comment on a post"]["status"] == "NEEDS-ACTION"
    assert seen["CHARM"]["transp"] == "OPAQUE"


@pytest.mark.interop
def test_a_calendar_without_items_is_valid(local_home: Home, reader: Callable[[bytes], Seen]) -> None:
    local_home.book("contact = []")
    local_home.tick(at(MONDAY))
    content = local_home.calendar.read_bytes()
    assert reader(content) == []
    assert content.count(b"BEGIN:V") == 2, "a calendar has at least one component (RFC 5545 §3.6)"


text = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n"), min_size=1, max_size=200)
long = st.integers(1, 10_000).flatmap(lambda size: st.sampled_from(["å", "🧑🏽‍🎓", "a;b,c\\n\n", '"x": '])
                                      .map(lambda one: (one * size)[:10_000].strip() or "x"))  # fmt: skip


def _written(summary: str, description: str, place: str) -> bytes:
    item = CalendarItem(
        "u", "event", "charm", summary, datetime.combine(MONDAY, time(9), UTC), datetime.combine(MONDAY, time(10), UTC),
        description, "Follow-up", busy=True, place=place,
    )  # fmt: skip
    return calendar([component(item, "u@followupd", 3, datetime(2026, 11, 23, tzinfo=UTC))], "My network")


@settings(max_examples=150, deadline=None)
@given(summary=text | long, description=text | long, place=text)
@example(summary="\n".join("åäö"), description="a" * 10_000, place="🧑🏽‍🎓" * 200)
def test_lines_are_at_most_75_octets_and_never_cut_inside_a_character(
    summary: str, description: str, place: str
) -> None:
    content = _written(summary, description, place)
    assert content.endswith(b"END:VCALENDAR\r\n")
    for line in content.split(b"\r\n"):
        assert len(line) <= 75
        assert not re.search(rb"[\n\r]", line)
        line.decode()
    assert content == _written(summary, description, place), "the same item, the same bytes"


@pytest.mark.interop
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(summary=text | long, description=text | long, place=text)
@example(summary="Pub ", description=" ", place=" ")
@example(summary="Träff; med, \\n 👩‍💻", description="Rad ett\nRad två; tre, fyra\\", place='Kåren "Stora salen"')
def test_any_text_survives_a_round_trip_through_another_parser(
    reader: Callable[[bytes], Seen], summary: str, description: str, place: str
) -> None:
    (seen,) = reader(_written(summary, description, place))
    said = (seen["summary"], seen["description"], seen["location"])
    assert said == (summary.strip(), description.strip(), place.strip()), "white space around a text says nothing"


def test_the_hour_in_stockholm_is_what_the_library_sees_too(local_home: Home) -> None:
    import icalendar

    local_home.book(BOOK)
    local_home.tick(at(MONDAY))
    found = icalendar.Calendar.from_ical(local_home.calendar.read_bytes())
    starts = {str(one["summary"]): one["dtstart"].dt for one in found.walk("VEVENT")}
    assert starts["Summer pitch"].astimezone(STOCKHOLM).hour == 10
