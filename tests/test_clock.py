"""A clock that is wrong for a while: no mail is silenced by it, none comes twice, and it is said."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest

from followupd.planning.days import closed
from followupd.store import entries, outbox
from tests.conftest import MONDAY, Home, at, due, flat_mails

DAY = timedelta(days=1)
BOOK = """\
[[contact]]
name = "Anna Lind"
every = "2 weeks"
last = 2026-10-01

[[contact]]
name = "Ben Ek"
every = "1 week"

[[contact]]
name = "Daily Dan"
every = "1 day"
last = 2026-10-01

[[practice]]
name = "Comment on a post"
every = "1 week"
"""
AHEAD = date(2027, 6, 1)


def slots(home: Home) -> list[str]:
    with home.opened() as service:
        return [one.name for one in outbox.posted(service.account) if one.state == "sent"][::-1]


def test_a_clock_that_was_ahead_for_one_round_silences_no_mail_and_is_told(home: Home) -> None:
    home.book(BOOK)
    home.tick(at(MONDAY))
    home.tick(at(AHEAD))
    assert len(home.mails()) == 2
    home.tick(at(MONDAY + DAY))
    home.tick(at(MONDAY + 2 * DAY))
    assert slots(home) == [str(MONDAY), str(MONDAY + DAY), str(MONDAY + 2 * DAY)]
    told = [
        text for text in flat_mails(home) if "The clock of this machine was ahead and said Tuesday 1 June 2027" in text
    ]
    assert len(told) == 1
    said = home.run("outbox").out
    assert "made while the clock was ahead" in said


def test_when_the_day_comes_on_which_the_clock_was_ahead_its_mail_comes_too(local_home: Home) -> None:
    local_home.book(BOOK)
    local_home.tick(at(MONDAY))
    ahead = MONDAY + 9 * DAY
    local_home.tick(at(ahead))
    for n in range(1, 12):
        local_home.tick(at(MONDAY + n * DAY))
    assert str(ahead) in slots(local_home)
    assert len({str(mail["Message-ID"]) for mail in local_home.mails()}) == len(local_home.mails())


def test_what_was_written_down_while_the_clock_was_ahead_counts_from_today(home: Home) -> None:
    home.book(BOOK)
    home.tick(at(MONDAY))
    home.tick(at(AHEAD))
    home.run("log", "anna", "--note", "hiring", now=at(AHEAD, "09:00"))
    home.run("snooze", "ben", "2w", now=at(AHEAD, "09:00"))
    home.tick(at(MONDAY + DAY))
    with home.opened() as service:
        found = {one.contact: one for one in entries.effective(service.account)}
    assert (found["anna-lind"].day, found["anna-lind"].note) == (MONDAY + DAY, "hiring")
    assert found["ben-ek"].until == MONDAY + 15 * DAY
    assert due(home, at(MONDAY + 15 * DAY))["anna-lind"]["planned"] == str(MONDAY + 15 * DAY)


def test_a_clock_that_is_set_back_by_mistake_sends_nothing_again(home: Home) -> None:
    home.book(BOOK)
    for n in range(4):
        home.tick(at(MONDAY + n * DAY))
    before = slots(home)
    for day, clock in ((MONDAY + DAY, "09:00"), (MONDAY - 300 * DAY, "08:00"), (MONDAY + 3 * DAY, "10:00")):
        home.tick(at(day, clock))
    assert slots(home) == before
    assert len(home.mails()) == len(before)


def test_a_machine_that_slept_for_weeks_is_no_clock_that_was_ahead(local_home: Home) -> None:
    local_home.book(BOOK)
    local_home.tick(at(MONDAY))
    back = MONDAY + 28 * DAY
    for n in range(3):
        local_home.tick(at(back + n * DAY))
    assert slots(local_home) == [str(MONDAY), *(str(back + n * DAY) for n in range(3))]
    assert not any("clock" in text for text in flat_mails(local_home))


@pytest.mark.parametrize("begins", [date(2026, 11, 23), date(2031, 3, 3), date(2020, 2, 24)])
def test_rounds_one_later_than_the_other_behave_as_real_days_do_whatever_the_wall_clock_says(
    local_home: Home, begins: date
) -> None:
    local_home.book(BOOK.replace("2026-10-01", str(begins - 60 * DAY)))
    sent = []
    for n in range(14):
        found = json.loads(local_home.run("once", "--json", now=at(begins + n * DAY)).out)
        sent += [one["slot"] for one in found["delivered"]]
    with local_home.opened() as service:
        budget = service.settings.budget.as_budget()
    working = [str(begins + n * DAY) for n in range(14) if closed(begins + n * DAY, budget) is None]
    assert set(sent) <= set(working)
    assert sent == sorted(set(sent))
    assert sent[0] == str(begins)


def test_doctor_and_the_log_say_that_the_clock_is_behind(local_home: Home, caplog: pytest.LogCaptureFixture) -> None:
    local_home.book(BOOK)
    for n in range(4):
        local_home.tick(at(MONDAY + n * DAY))
    local_home.tick(at(MONDAY + DAY))
    assert "the clock is behind: the newest round was on 2026-11-26" in caplog.text
    said = local_home.run("doctor", now=at(MONDAY + DAY))
    assert (said.code, "the newest round was on 2026-11-26 08:00" in said.out) == (1, True)


@pytest.mark.parametrize("start", [datetime(1970, 1, 1, 0, 1, tzinfo=UTC), datetime(2020, 1, 1, 0, 1, tzinfo=UTC)])
def test_a_machine_without_a_battery_that_starts_in_the_past_each_time_loses_and_doubles_nothing(
    local_home: Home, start: datetime
) -> None:
    local_home.book(BOOK)
    local_home.tick(start)
    local_home.tick(at(MONDAY))
    local_home.run("log", "anna", "--note", "hiring", now=at(MONDAY, "09:00"))
    for n in range(1, 8):
        for minutes in range(0, 9 * 60, 60):  # hours without a network, and with it without the time
            local_home.tick(start + timedelta(minutes=minutes))
        local_home.tick(at(MONDAY + n * DAY))
    with local_home.opened() as service:
        (entry,) = [one for one in entries.effective(service.account) if one.contact == "anna-lind"]
    assert entry.day == MONDAY
    real = [one for one in slots(local_home) if one > "2026"]
    assert real == sorted(set(real))
    assert str(MONDAY) in real
    assert not any("clock of this machine" in text for text in flat_mails(local_home))


def test_a_first_round_of_all_that_was_far_ahead_silences_nothing(home: Home) -> None:
    home.book(BOOK)
    home.tick(at(AHEAD))
    home.tick(at(MONDAY))
    home.tick(at(MONDAY + DAY))
    assert slots(home) == [str(MONDAY), str(MONDAY + DAY)]


def test_a_clock_that_was_ahead_for_days_is_overtaken_when_the_right_one_has_gone_on_for_hours(
    local_home: Home,
) -> None:
    local_home.book(BOOK)
    for n in range(4):
        local_home.tick(at(MONDAY + n * DAY))
    for n in range(100, 108):  # ahead, and for a week
        local_home.tick(at(MONDAY + n * DAY))
    before = len(slots(local_home))
    local_home.tick(at(MONDAY + 4 * DAY))
    assert len(slots(local_home)) == before, "it may be this clock that is wrong"
    local_home.tick(at(MONDAY + 4 * DAY, "14:01"))
    assert str(MONDAY + 4 * DAY) in slots(local_home)
    local_home.tick(at(MONDAY + 7 * DAY))
    assert str(MONDAY + 7 * DAY) in slots(local_home)


def test_a_holiday_that_is_over_is_no_place_for_a_clock_to_be_set_back_to(local_home: Home) -> None:
    local_home.book(BOOK)
    local_home.tick(at(MONDAY))
    back = MONDAY + 14 * DAY
    for n in range(4):
        local_home.tick(at(back + n * DAY))
    before = slots(local_home)
    local_home.tick(at(MONDAY + 8 * DAY))  # a slip of a hand, for a moment
    local_home.tick(at(back + 3 * DAY, "10:00"))
    assert slots(local_home) == before


def test_days_are_changed_only_with_a_copy_of_the_database_beside_it(local_home: Home) -> None:
    local_home.book(BOOK)
    local_home.tick(at(MONDAY))
    local_home.tick(at(AHEAD))
    local_home.tick(at(MONDAY + DAY))
    assert (local_home.folder / "var/followupd.db.before-clock-2026-11-24").exists()


def test_a_mail_that_waits_when_the_clock_is_seen_to_have_been_ahead_leaves_no_more(local_home: Home) -> None:
    local_home.book(BOOK)
    local_home.tick(at(MONDAY))
    blocked = local_home.folder / "var/mail/new"
    blocked.rename(blocked.with_name("away"))
    blocked.write_text("in the way")
    local_home.tick(at(AHEAD))
    blocked.unlink()
    blocked.with_name("away").rename(blocked)
    local_home.tick(at(MONDAY + DAY))
    assert slots(local_home) == [str(MONDAY), str(MONDAY + DAY)]
    assert len(local_home.mails()) == 2
