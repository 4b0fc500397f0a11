"""The calendar file: the right items, a stable identity, and not a byte changed without a reason."""

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta

import icalendar
import pytest

from tests.conftest import MONDAY, Home, at, calendar_of, text_of

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


def test_a_day_of_done_follow_ups_leaves_no_trace_after_some_days(home: Home) -> None:
    home.book(BOOK)
    home.tick(at(MONDAY))
    uid = events(home.calendar.read_bytes())["Follow up: Anna Lind"]["uid"]
    home.run("log", "anna", now=at(MONDAY, "12:00"))
    for day, shown in ((MONDAY, True), (MONDAY + timedelta(days=6), True), (MONDAY + timedelta(days=8), False)):
        home.tick(at(day, "12:01"))
        assert (uid.encode() in home.calendar.read_bytes()) is shown, day


def test_what_has_passed_is_left_out_and_not_cancelled(local_home: Home) -> None:
    local_home.book(BOOK)
    local_home.tick(at(date(2026, 11, 30)))
    assert "Birthday: Anna Lind" in events(local_home.calendar.read_bytes())
    local_home.tick(at(date(2026, 12, 2)))
    assert "Birthday: Anna Lind" not in events(local_home.calendar.read_bytes())


def test_short_slots_follow_each_other_and_nobody_moves_up_when_one_is_done(local_home: Home) -> None:
    names = ("Anna", "Ben", "Cleo")
    local_home.book("".join(f'[[contact]]\nname = "{one}"\nevery = "1 month"\nlast = 2026-10-01\n' for one in names))
    local_home.config.write_text(local_home.config.read_text() + '\n[calendar]\nfollow_ups = "12.30"\n')
    local_home.tick(at(MONDAY))
    starts = {title[-4:].strip(): one["dtstart"].dt for title, one in events(local_home.calendar.read_bytes()).items()}
    assert sorted(starts.values()) == [at(MONDAY, "12:30"), at(MONDAY, "12:45"), at(MONDAY, "13:00")]
    first = min(starts, key=lambda name: starts[name])
    local_home.run("log", first, now=at(MONDAY, "09:00"))
    local_home.tick(at(MONDAY, "09:01"))
    after = events(local_home.calendar.read_bytes()).items()
    later = {title[-4:].strip(): one for title, one in after if one["status"] == "CONFIRMED"}
    kept = {name: starts[name] for name in starts if name != first}
    assert {name: later[name]["dtstart"].dt for name in kept} == kept
    assert {later[name]["sequence"] for name in kept} == {0}


@pytest.mark.parametrize(("day", "clock", "utc"), [
    (date(2027, 3, 28), "02:30", "01:30"),  # the hour that is skipped: an hour later by the wall
    (date(2026, 10, 25), "02:30", "00:30"),  # the hour that happens twice: the first
])  # fmt: skip
def test_a_slot_in_the_night_of_the_clock_change_is_still_one_moment(
    local_home: Home, day: date, clock: str, utc: str
) -> None:
    local_home.configure(budget="days_off = []")
    local_home.book(f'[[contact]]\nname = "Anna"\nevery = "1 month"\nlast = {day - timedelta(days=40)}\n')
    local_home.config.write_text(local_home.config.read_text() + f'\n[calendar]\nfollow_ups = "{clock}"\n')
    local_home.tick(at(day, "00:30"))
    (anna,) = events(local_home.calendar.read_bytes()).values()
    assert f"{anna['dtstart'].dt:%Y-%m-%d %H:%M}" == f"{day} {utc}"


def test_the_card_for_a_follow_up_is_in_its_description(local_home: Home) -> None:
    local_home.book(BOOK.replace('birthday = "12-01"', 'role = "CTO"\ncompany = "ABB"\nemail = "a@example.test"\n'
                                 'purpose = "find a thesis"\nlearn = "how grids are planned"\n'
                                 'questions = ["Who decides?"]\nnotes = "Likes tea"'))  # fmt: skip
    local_home.run("log", "anna", "--promise", "send the report", "--note", "moving to Lund", "--on", "2026-10-02",
                   now=at(MONDAY, "07:00"))  # fmt: skip
    local_home.tick(at(MONDAY))
    said = events(local_home.calendar.read_bytes())["Follow up: Anna Lind"]["description"].splitlines()
    for line in ("CTO, ABB", "Purpose: find a thesis", "To learn: how grids are planned", "To ask: Who decides?",
                 "From last time, to ask about: moving to Lund", "Still open: your promise (send the report).",
                 "Likes tea", "a@example.test"):  # fmt: skip
        assert line in said


def test_follow_ups_and_events_go_into_two_files_when_wanted(local_home: Home) -> None:
    local_home.book(BOOK)
    local_home.config.write_text(local_home.config.read_text() + "\n[calendar]\nseparate = true\n")
    said = local_home.run("once", now=at(MONDAY))
    assert said.out.count("var/followups") == 2
    both = [events((local_home.folder / f"var/{name}.ics").read_bytes()) for name in ("followups", "followups-events")]
    assert set(both[0]) == {"Follow up: Anna Lind", "Birthday: Anna Lind"}
    assert {"CHARM", "Prepare: CHARM", "Meetup in New York"} <= set(both[1])
    (local_home.folder / "var/followups-events.ics").unlink()
    local_home.tick(at(MONDAY, "09:00"))
    assert (local_home.folder / "var/followups-events.ics").exists()


def test_a_month_without_news_changes_only_what_the_days_bring(local_home: Home) -> None:
    """Nobody is due for half a year: the calendar holds a birthday and an event, and no day changes a byte."""
    local_home.book(BOOK.replace('every = "1 month"\nlast = 2026-10-01', 'every = "1 year"\nlast = 2026-11-01')
                    .replace("12-01", "02-10"))  # fmt: skip
    contents = set()
    for number in range(45):
        local_home.tick(at(MONDAY + timedelta(days=5 + number)))
        contents.add(local_home.calendar.read_bytes())
    assert len(contents) == 2, "one change: the birthday comes into sight"


def test_export_writes_the_calendar_as_it_is_and_remembers_nothing(local_home: Home) -> None:
    local_home.book(BOOK)
    local_home.tick(at(MONDAY))
    target = local_home.folder / "out.ics"
    assert local_home.run("export", "calendar", str(target), now=at(MONDAY, "08:05")).code == 0
    assert target.read_bytes() == local_home.calendar.read_bytes()
    local_home.run("export", "calendar", str(target), now=at(MONDAY + timedelta(days=20)))
    assert target.read_bytes() != local_home.calendar.read_bytes()
    before = local_home.calendar.read_bytes()
    local_home.tick(at(MONDAY, "08:10"))
    assert local_home.calendar.read_bytes() == before


@pytest.mark.parametrize(("line", "said"), [
    ('follow_ups = "noon"', 'calendar.follow_ups: "noon": write "all-day", "task" or an hour such as "12:30"'),
    ('[calendar.caldav]\nusername = "maja"', "needs a url, or a username with a domain"),
    ('[calendar.caldav]\nurl = "http://dav.example.org/"', "http:// is only for a server on this machine"),
    ('[calendar.caldav]\nurl = "https://maja:secret@dav.example.org/"', "no name or password in the address"),
    ('[calendar.caldav]\nurl = "dav server"', "is not an address such as https://dav.example.org/"),
    ('[web]\nurl = "cal.example.org"', "is not an address such as https://followupd.example.org"),
])  # fmt: skip
def test_a_wrong_setting_is_said_with_the_mend(local_home: Home, line: str, said: str) -> None:
    section = "" if line.startswith("[") else "[calendar]\n"
    local_home.config.write_text(f"{local_home.config.read_text()}\n{section}{line}\n")
    found = local_home.run("check")
    assert found.code == 2
    assert said in found.out + found.err
    assert "secret" not in found.out + found.err


def test_who_uses_only_files_loads_nothing_of_web_and_caldav(local_home: Home) -> None:
    local_home.book(BOOK)
    said = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "followupd", "once", "--config", str(local_home.config)],
        capture_output=True, text=True,
    )  # fmt: skip
    assert said.returncode == 0
    loaded = {line.rpartition("|")[2].strip() for line in said.stderr.splitlines() if line.startswith("import time:")}
    assert "icalendar" in loaded
    assert {"caldav", "niquests", "starlette", "uvicorn", "segno", "lxml"} & loaded == set()


# --- hours, cards, addresses -----------------------------------------------------------------------------


def descriptions(home: Home) -> dict[str, str]:
    return {title: str(one.get("description", "")) for title, one in calendar_of(home).items()}


def test_an_event_abroad_has_its_own_hours_in_mail_and_calendar(local_home: Home) -> None:
    local_home.book(
        '[[event]]\nname = "Meetup"\nstarts = 2026-11-25T18:00:00-05:00\nends = 2026-11-25T23:00:00-05:00\n'
        'place = "New York"\n'
    )
    local_home.tick(at(MONDAY + timedelta(days=1)))
    said = text_of(local_home.mails()[0])
    assert "Wednesday 25 November, 18:00–23:00 there (26 Nov, 00:00 at home)" in " ".join(said.split())
    assert "plan a break around 20:30" in " ".join(said.split())
    assert "20:30" in descriptions(local_home)["Meetup"]


def test_an_event_across_a_change_of_the_clock_has_one_length_and_a_round_changes_nothing(home: Home) -> None:
    """From ten in the evening to ten in the morning is thirteen hours on the night of 25 October 2026."""
    home.book('[[event]]\nname = "Hack"\nstarts = 2026-10-24T22:00\nends = 2026-10-25T10:00\n')
    home.tick(at(date(2026, 10, 19)))
    before = home.calendar.read_bytes()
    assert "plan a break around 03:30" in descriptions(home)["Hack"]  # half of thirteen hours, by the clock there
    for day in (20, 21):
        home.tick(at(date(2026, 10, day)))
        assert calendar_of(home)["Hack"]["sequence"] == 0
    with home.opened() as service:
        kept = service.book().events[0]
    home.book('[[event]]\nname = "Hack"\nstarts = 2026-10-24T22:00\nends = 2026-10-25T10:00\nmeet = 3\n')
    home.tick(at(date(2026, 10, 21), "09:00"))
    with home.opened() as service:
        assert service.book().events[0] == kept
    assert [one for one in before.split(b"\r\n") if b"DTSTART" in one] == [
        one for one in home.calendar.read_bytes().split(b"\r\n") if b"DTSTART" in one
    ]


def test_a_card_is_short_does_not_repeat_itself_and_says_how_to_say_done(local_home: Home) -> None:
    local_home.book(
        '[[contact]]\nname = "Anna"\nlast = 2026-01-01\nbirthday = "11-28"\n' + f'notes = "{"long " * 2000}"\n'
        '[[practice]]\nname = "Comment"\nevery = "1 week"\n'
    )
    local_home.tick(at(MONDAY))
    found = descriptions(local_home)
    assert len(found["Follow up: Anna"]) < 700
    assert found["Follow up: Anna"].endswith("Done? followupd log anna")
    assert found["Birthday: Anna"] == ""
    assert found["Comment"].endswith("Done? followupd log comment")


def test_an_address_with_letters_of_any_language_is_a_uri(local_home: Home) -> None:
    local_home.book('[[contact]]\nname = "Anna"\nlast = 2026-01-01\nurl = "https://exempel.se/åsa%20öst?q=1&r=[2]"\n')
    local_home.tick(at(MONDAY))
    raw = local_home.calendar.read_bytes().replace(b"\r\n ", b"")
    assert b"URL:https://exempel.se/%C3%A5sa%20%C3%B6st?q=1&r=[2]\r\n" in raw


def test_no_slot_lies_in_an_event_or_a_talk(local_home: Home) -> None:
    local_home.configure(budget="per_day = 9")
    people = "".join(f'[[contact]]\nname = "P{n}"\nevery = "1 week"\nlast = 2026-10-0{n}\n' for n in range(1, 6))
    local_home.book(people + '[[event]]\nname = "Lunch"\nstarts = 2026-11-23T12:00\nends = 2026-11-23T13:00\n')
    local_home.config.write_text(local_home.config.read_text() + '\n[calendar]\nfollow_ups = "12:30"\n')
    local_home.run("interview", "p1", "booked", "--at", "2026-11-23T13:15", now=at(MONDAY, "07:00"))
    local_home.tick(at(MONDAY))
    found = calendar_of(local_home)
    busy = [(found[title]["dtstart"].dt, found[title]["dtend"].dt) for title in ("Lunch", "Talk with P1")]
    slots = [one for title, one in found.items() if title.startswith("Follow up")]
    assert len(slots) >= 4
    for one in slots:
        assert not any(one["dtstart"].dt < ends and starts < one["dtend"].dt for starts, ends in busy)
