"""The right hour: what has a clock comes when the clock says, whatever the days of the digest, and once an evening."""

import re
from datetime import date, timedelta

import pytest

from tests.conftest import MONDAY, Home, at, flat_mails, html_of

DAY = timedelta(days=1)
TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY = (MONDAY + n * DAY for n in range(1, 6))
BOOK = """\
[[contact]]
name = "Cleo Berg"
email = "cleo@example.org"
every = "1 year"
last = 2026-11-01

[[contact]]
name = "Anna Lind"
email = "anna@example.org"
every = "1 year"
last = 2026-11-01
"""
FAIR = '\n[[event]]\nid = "fair"\nname = "Fair"\nstarts = {day}T10:00\nends = {day}T16:00\nplace = "Chalmers"\n'


def live(home: Home, first: date, last: date, *clocks: str) -> list[str]:
    """Looks at each of these hours of the days; the first words of each mail's name, and what it is about."""
    for n in range((last - first).days + 1):
        for clock in clocks or ("08:00", "19:00", "22:00"):
            home.tick(at(first + n * DAY, clock))
    return [f"{str(mail['Message-ID'])[1:].rsplit('.', 2)[0]}: {mail['Subject']}" for mail in home.mails()]


@pytest.fixture
def weekly(local_home: Home) -> Home:
    local_home.configure(digest='days = ["mon"]')
    return local_home


def test_the_thank_you_comes_on_the_evening_of_the_talk_and_not_again_next_morning(local_home: Home) -> None:
    local_home.book(BOOK)
    local_home.run("interview", "cleo", "booked", "--at", f"{TUESDAY}T15:00", now=at(MONDAY, "07:00"))
    found = live(local_home, TUESDAY, THURSDAY)
    assert found == [
        "digest.2026-11-24: Cleo Berg 15:00", "capture.2026-11-24: This evening: Cleo", "digest.2026-11-26: Cleo",
    ]  # fmt: skip
    evening, later = flat_mails(local_home)[1:]
    assert "While it is fresh: a word to Cleo." in evening
    assert "You talked today. Send a thank-you now, while the talk is fresh." in evening
    assert ">Write a thank-you</a>" in html_of(local_home.mails()[1])
    assert "The thank-you for your talk is still to send; two lines are enough." in later


def test_a_thank_you_that_was_sent_is_not_asked_for(local_home: Home) -> None:
    local_home.book(BOOK)
    local_home.run("interview", "cleo", "booked", "--at", f"{TUESDAY}T15:00", now=at(MONDAY, "07:00"))
    local_home.tick(at(TUESDAY))
    local_home.run("interview", "cleo", "thanked", now=at(TUESDAY, "17:00"))
    assert live(local_home, TUESDAY, THURSDAY, "19:00")[1:] == []


def test_a_talk_that_ends_late_is_thanked_for_after_it_and_one_that_ends_at_night_next_morning(
    local_home: Home,
) -> None:
    local_home.book(BOOK)
    local_home.run("interview", "cleo", "booked", "--at", f"{TUESDAY}T20:00", now=at(MONDAY, "07:00"))
    local_home.run("interview", "anna", "booked", "--at", f"{WEDNESDAY}T22:15", now=at(MONDAY, "07:00"))
    live(local_home, TUESDAY, TUESDAY, "08:00", "19:00", "20:59")
    assert len(local_home.mails()) == 1
    assert live(local_home, TUESDAY, TUESDAY, "21:00")[-1] == "capture.2026-11-24: This evening: Cleo"
    found = live(local_home, WEDNESDAY, THURSDAY, "19:00", "22:44", "08:00")
    assert not any(name.startswith("capture.2026-11-25") for name in found)
    assert "You talked yesterday." in flat_mails(local_home)[-1]


def test_with_one_mail_a_week_the_48_hours_are_met_in_the_evenings(weekly: Home) -> None:
    weekly.book(BOOK + FAIR.format(day=WEDNESDAY))
    live(weekly, MONDAY, WEDNESDAY)
    for name in ("Sara", "Tove", "Ulf", "Vera"):
        weekly.run("met", name, "--at", "fair", now=at(WEDNESDAY, "21:00"))
    found = live(weekly, THURSDAY, MONDAY + 7 * DAY)
    assert found[1:4] == [
        "morning.2026-11-25: Fair 10:00", "capture.2026-11-25: Who did you meet at Fair?",
        "capture.2026-11-26: This evening: Sara, Tove and Ulf",
    ]  # fmt: skip
    assert found[4] == "capture.2026-11-27: This evening: Vera, Sara and Tove"
    assert "Write by Friday 27 November, while they remember you." in flat_mails(weekly)[4]


def test_a_promise_comes_on_its_day_and_before_days_off_when_that_is_free(weekly: Home) -> None:
    weekly.book(BOOK)
    weekly.tick(at(MONDAY))
    weekly.run("log", "anna", "--promise", "the article", "--by", str(THURSDAY), now=at(MONDAY, "09:00"))
    weekly.run("log", "cleo", "--promise", "the book", "--by", str(SATURDAY), now=at(MONDAY, "09:00"))
    found = live(weekly, TUESDAY, SATURDAY)
    assert found == ["capture.2026-11-26: This evening: Anna", "capture.2026-11-27: This evening: Cleo"]


def test_an_event_on_a_day_off_opens_it_for_itself_and_for_nothing_else(local_home: Home) -> None:
    busy = "".join(f'[[contact]]\nname = "P{n}"\nevery = "1 week"\nlast = 2026-10-01\n' for n in range(30))
    local_home.book(BOOK + FAIR.format(day=SATURDAY) + busy)
    found = [name for name in live(local_home, FRIDAY, SATURDAY + DAY) if "2026-11-28" in name or "2026-11-29" in name]
    assert found == ["morning.2026-11-28: Fair 10:00", "capture.2026-11-28: Who did you meet at Fair?"]
    morning, evening = flat_mails(local_home)[-2:]
    assert "Today: Fair at 10:00." in morning
    assert not re.search(r"\bP\d", morning + evening)


def test_an_event_in_a_vacation_opens_its_day_and_the_vacation_stays(local_home: Home) -> None:
    vacation = "vacations = [{ from = 2026-11-23, to = 2026-12-06 }]"
    local_home.configure(budget=vacation)
    busy = "".join(f'[[contact]]\nname = "P{n}"\nevery = "1 week"\nlast = 2026-10-01\n' for n in range(30))
    local_home.book(BOOK + FAIR.format(day=WEDNESDAY) + busy)
    live(local_home, MONDAY, FRIDAY)
    assert not any(re.search(r"\bP\d", said.partition("COMING UP")[0]) for said in flat_mails(local_home))
    assert any("Who did you meet" in str(mail["Subject"]) for mail in local_home.mails())


def test_one_evening_has_one_mail_with_all_of_it(local_home: Home) -> None:
    local_home.book(BOOK + FAIR.format(day=TUESDAY))
    local_home.run("interview", "cleo", "booked", "--at", f"{TUESDAY}T17:00", now=at(MONDAY, "07:00"))
    found = [name for name in live(local_home, TUESDAY, TUESDAY) if name.startswith("capture")]
    assert found == ["capture.2026-11-24: Who did you meet at Fair?"]
    said = flat_mails(local_home)[-1]
    assert "1. Fair" in said
    assert "2. Cleo Berg" in said


def test_evenings_can_be_had_free_and_the_digest_says_it_all(local_home: Home) -> None:
    local_home.configure(digest="evenings = false")
    local_home.book(
        BOOK + FAIR.format(day=SATURDAY) + FAIR.format(day=TUESDAY).replace("fair", "meet").replace("Fair", "Meet")
    )
    local_home.run("interview", "cleo", "booked", "--at", f"{TUESDAY}T15:00", now=at(MONDAY, "07:00"))
    found = live(local_home, MONDAY, MONDAY + 7 * DAY)
    assert {name.partition(".")[0] for name in found} == {"digest"}
    wednesday = next(said for name, said in zip(found, flat_mails(local_home), strict=True) if "2026-11-25" in name)
    assert "WHO DID YOU MEET? " in wednesday
    assert "You talked yesterday." in wednesday
    assert "WHO DID YOU MEET? " in flat_mails(local_home)[-1]


def test_days_off_after_an_event_are_named_as_what_they_are_and_not_the_budget(local_home: Home) -> None:
    local_home.book(BOOK + FAIR.format(day=FRIDAY).replace("16:00", "11:00"))
    live(local_home, FRIDAY, FRIDAY)
    local_home.run("met", "Sara", "--at", "fair", now=at(FRIDAY, "21:00"))
    live(local_home, MONDAY + 7 * DAY, MONDAY + 7 * DAY)
    said = flat_mails(local_home)[-1]
    assert "The 48 hours after Fair are days off, and they stay free. Then come: Sara (30 Nov)." in said
    assert "A late hello is a good one too." in said
    assert "set the limit" not in said


def test_a_time_together_is_asked_about_that_evening_and_not_next_morning(local_home: Home) -> None:
    local_home.book(BOOK)
    local_home.tick(at(MONDAY))
    local_home.run("answer", "fika med Cleo i morgon kl 15", now=at(MONDAY, "09:00"))
    found = live(local_home, TUESDAY, WEDNESDAY)
    assert found == ["digest.2026-11-24: Cleo Berg 15:00", "capture.2026-11-24: This evening: Cleo"]
    assert "How was it?" in flat_mails(local_home)[-1]
