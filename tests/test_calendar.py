"""The calendar file: the right items, a stable identity, and not a byte changed without a reason."""

from datetime import UTC, date, datetime, timedelta

import icalendar

from tests.conftest import MONDAY, Home, at

BOOK = """\
[[contact]]
name = "Anna Lind"
every = "1 month"
last = 2026-10-01
birthday = "12-01"

[[event]]
id = "charm"
name = "CHARM"
starts = 2027-02-02T10:00
ends = 2027-02-02T16:00
place = "Gothenburg, Sweden"
url = "https://example.org/charm"
pitch = "Energy; engineer"
questions = ["What surprised you?"]

[[event]]
name = "Meetup in New York"
starts = 2027-07-01T18:00:00-04:00
"""


def events(content: bytes) -> dict[str, icalendar.Event]:
    calendar = icalendar.Calendar.from_ical(content)
    assert calendar.errors == []
    return {str(one["summary"]): one for one in calendar.walk("VEVENT")}


def test_the_file_holds_follow_ups_birthdays_and_events_with_their_goal(local_home: Home) -> None:
    local_home.book(BOOK)
    local_home.tick(at(MONDAY))
    found = events(local_home.calendar.read_bytes())
    anna, charm = found["Follow up: Anna Lind"], found["CHARM"]
    assert (anna["dtstart"].dt, anna["dtend"].dt, anna["transp"]) == (MONDAY, MONDAY + timedelta(days=1), "TRANSPARENT")
    assert found["Birthday: Anna Lind"]["dtstart"].dt == date(2026, 12, 1)
    assert charm["dtstart"].dt == datetime(2027, 2, 2, 9, 0, tzinfo=UTC)
    assert charm["transp"] == "OPAQUE"
    assert charm["description"].split("\n")[:3] == [
        "Goal: talk to 3 new people.", "Your pitch: Energy; engineer", "To ask: What surprised you?",
    ]  # fmt: skip
    assert found["Meetup in New York"]["dtstart"].dt == datetime(2027, 7, 1, 22, 0, tzinfo=UTC)
    assert found["Meetup in New York"]["dtend"].dt == datetime(2027, 7, 2, 0, 0, tzinfo=UTC)


def test_a_round_without_news_leaves_the_file_untouched(home: Home) -> None:
    home.book(BOOK)
    home.tick(at(MONDAY))
    before = (home.calendar.read_bytes(), home.calendar.stat().st_mtime_ns)
    assert not home.tick(at(MONDAY, "09:00")).calendar_written
    assert (home.calendar.read_bytes(), home.calendar.stat().st_mtime_ns) == before


def test_a_moved_follow_up_keeps_its_uid_and_raises_its_sequence(home: Home) -> None:
    home.book(BOOK)
    home.tick(at(MONDAY))
    before = events(home.calendar.read_bytes())
    home.run("snooze", "anna", "1 week", now=at(MONDAY, "12:00"))
    home.tick(at(MONDAY, "12:01"))
    after = events(home.calendar.read_bytes())
    anna = after["Follow up: Anna Lind"]
    assert anna["uid"] == before["Follow up: Anna Lind"]["uid"]
    assert (anna["sequence"], anna["dtstart"].dt) == (1, MONDAY + timedelta(days=7))
    assert anna["dtstamp"].dt == at(MONDAY, "12:01")
    assert after["CHARM"].to_ical() == before["CHARM"].to_ical()


def test_the_next_follow_up_after_a_contact_is_another_item(home: Home) -> None:
    home.book(BOOK.replace("1 month", "1 week"))
    home.tick(at(MONDAY))
    before = events(home.calendar.read_bytes())["Follow up: Anna Lind"]["uid"]
    home.run("log", "anna", now=at(MONDAY, "12:00"))
    home.tick(at(MONDAY, "12:01"))
    after = events(home.calendar.read_bytes())["Follow up: Anna Lind"]
    assert after["uid"] != before
    assert after["sequence"] == 0


def test_a_calendar_that_cannot_be_written_is_said_and_keeps_no_mail_back(local_home: Home) -> None:
    local_home.book(BOOK)
    (local_home.folder / "blocked").write_text("a file where a folder should be")
    local_home.config.write_text(local_home.config.read_text() + '\n[calendar]\nfile = "blocked/x.ics"\n')
    first, second = (local_home.run("once", now=at(MONDAY)) for _time in range(2))
    assert (first.code, second.code, len(local_home.mails())) == (1, 1, 1)
    assert "blocked/x.ics" in first.err
    assert local_home.run("doctor").code == 1
    (local_home.folder / "blocked").unlink()
    assert local_home.run("once", now=at(MONDAY)).code == 0
    assert (local_home.folder / "blocked/x.ics").exists()


def test_the_file_is_private_and_can_be_switched_off(local_home: Home) -> None:
    local_home.book(BOOK)
    local_home.tick(at(MONDAY))
    assert local_home.calendar.stat().st_mode & 0o777 == 0o600
