"""Moved and skipped, as the plan takes it: the very day, whatever the budget says, and only the follow-up that was meant."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followupd.calendar.caldav.merge import UserEdit
from followupd.calendar.caldav.user_edits import UserEdits
from followupd.calendar.identity import Keys
from followupd.domain.agenda import Agenda, ContactState
from followupd.domain.book import Book, Budget, Cadence
from followupd.domain.journal import ListedJournal
from followupd.planning.plan import HORIZON_DAYS, plan
from followupd.practice.state import PracticeState
from followupd.store import entries, plans
from followupd.store.calendar_items import Published
from tests.conftest import MONDAY, STOCKHOLM, Home, at, due, person

DAY = timedelta(days=1)
BUDGET = Budget(per_day=1, per_week=5, days_off=frozenset({5, 6}), holidays=None, vacations=(), events_per_month=None)
PEOPLE = [person(name, last=MONDAY - timedelta(days=40)) for name in ("Anna", "Ben", "Cleo", "Dora")]


def planned(agenda: Agenda) -> dict[str, date | None]:
    return {one.id: one.day for one in (*agenda.followups, *agenda.waiting)}


@given(day=st.integers(0, 90), name=st.sampled_from(["anna", "ben", "cleo", "dora"]))
def test_whoever_is_moved_is_on_that_very_day_and_the_others_keep_the_budget(day: int, name: str) -> None:
    there = MONDAY + day * DAY
    agenda = plan(Book(tuple(PEOPLE)), {name: ContactState(moved_to=there)}, BUDGET, MONDAY)
    days = planned(agenda)
    assert days[name] == there
    assert next(one for one in agenda.followups if one.id == name).fixed
    others = [found for who, found in days.items() if who != name and found is not None]
    assert len(others) == len(set(others)) == 3
    assert all(found.weekday() < 5 and found != there for found in others)


def test_a_moved_day_that_has_passed_is_today_unless_it_was_let_pass() -> None:
    yesterday = MONDAY - DAY
    book = Book((PEOPLE[0],))
    assert planned(plan(book, {"anna": ContactState(moved_to=yesterday)}, BUDGET, MONDAY)) == {"anna": MONDAY}
    ignored = ContactState(moved_to=yesterday, ignored=1, ignored_on=yesterday)
    assert planned(plan(book, {"anna": ignored}, BUDGET, MONDAY))["anna"] != MONDAY


def test_a_skipped_follow_up_waits_for_its_next_time() -> None:
    agenda = plan(Book((PEOPLE[0],)), {"anna": ContactState(skipped={"": MONDAY + 30 * DAY})}, BUDGET, MONDAY)
    assert agenda.followups == ()
    near = plan(Book((PEOPLE[0],)), {"anna": ContactState(skipped={"": MONDAY + 7 * DAY})}, BUDGET, MONDAY)
    assert near.followups[0].day == MONDAY + 7 * DAY


def test_skipping_the_routine_silences_no_promise_and_skipping_a_promise_rests_a_week(home: Home) -> None:
    home.book('[[contact]]\nname = "Anna"\nevery = "1 month"\nlast = 2026-10-01\n')
    home.run("log", "anna", "--promise", "send it", "--by", "2026-11-25", "--on", "2026-11-20", now=at(MONDAY, "07:00"))
    home.tick(at(MONDAY))
    with home.opened() as service:
        entries.record(service.account, "anna", "skip", MONDAY, at(MONDAY, "09:00"), until=MONDAY + 60 * DAY)
    assert "promised" in due(home, at(MONDAY, "09:01"))["anna"]["reason"]
    with home.opened() as service:
        entries.record(
            service.account, "anna", "skip", MONDAY, at(MONDAY, "09:02"), until=MONDAY + 7 * DAY, about="promise-2"
        )
    assert "anna" not in due(home, at(MONDAY, "09:03"))
    assert "promised" in due(home, at(MONDAY + 7 * DAY, "09:03"))["anna"]["reason"]


@pytest.mark.parametrize("command", [("log", "anna"), ("snooze", "anna", "2026-12-10"), ("pause", "anna")])
def test_what_is_decided_later_counts_more_than_the_move(home: Home, command: tuple[str, ...]) -> None:
    home.book('[[contact]]\nname = "Anna"\nevery = "1 month"\nlast = 2026-10-01\n')
    home.tick(at(MONDAY))
    with home.opened() as service:
        entries.record(service.account, "anna", "move", MONDAY, at(MONDAY, "09:00"), until=MONDAY + 2 * DAY)
    home.tick(at(MONDAY, "09:01"))
    assert due(home, at(MONDAY, "09:01"))["anna"]["planned"] == str(MONDAY + 2 * DAY)
    home.run(*command, now=at(MONDAY, "10:00"))
    home.tick(at(MONDAY, "10:01"))
    assert due(home, at(MONDAY, "10:01")).get("anna", {}).get("planned") != str(MONDAY + 2 * DAY)
    home.run("undo", now=at(MONDAY, "10:02"))
    home.tick(at(MONDAY, "10:03"))
    assert due(home, at(MONDAY, "10:03"))["anna"]["planned"] == str(MONDAY + 2 * DAY)
    assert "Taken back: your moving Anna in the calendar." in home.run("undo", now=at(MONDAY, "10:04")).out
    home.tick(at(MONDAY, "10:05"))
    assert due(home, at(MONDAY, "10:05"))["anna"]["planned"] == str(MONDAY)


def test_a_look_stores_no_plan_whenever_it_is(local_home: Home) -> None:
    local_home.book('[[contact]]\nname = "Anna"\nevery = "1 month"\nlast = 2026-10-01\n')
    local_home.run("due", "--now", datetime.now(UTC).isoformat())
    with local_home.opened() as service:
        assert plans.stored(service.account) is None
    local_home.run("due")
    with local_home.opened() as service:
        assert plans.stored(service.account) is None


def test_somebody_moved_beyond_four_weeks_keeps_the_item(home: Home) -> None:
    home.book('[[contact]]\nname = "Anna"\nevery = "1 month"\nlast = 2026-10-01\n')
    home.tick(at(MONDAY))
    far = MONDAY + (HORIZON_DAYS + 30) * DAY
    with home.opened() as service:
        entries.record(service.account, "anna", "move", MONDAY, at(MONDAY, "09:00"), until=far)
    home.tick(at(MONDAY, "09:01"))
    assert f"DTSTART;VALUE=DATE:{far:%Y%m%d}" in home.calendar.read_text()
    assert "CANCELLED" not in home.calendar.read_text()


def test_a_part_of_a_checklist_ends_no_move(home: Home) -> None:
    home.book('[[practice]]\nname = "Weekly look"\nevery = "1 week"\nchecklist = ["inbox", "notes"]\n')
    home.tick(at(MONDAY))
    with home.opened() as service:
        until = MONDAY + 5 * DAY
        entries.record(
            service.account, "", "move", MONDAY, at(MONDAY, "09:00"), until=until, about="practice/weekly-look"
        )
    home.run("done", "weekly", "--part", "inbox", now=at(MONDAY, "10:00"))
    home.tick(at(MONDAY, "10:01"))
    assert f"DTSTART;VALUE=DATE:{until:%Y%m%d}" in home.calendar.read_text()
    home.run("done", "weekly", "--part", "notes", now=at(MONDAY, "11:00"))
    home.tick(at(MONDAY, "11:01"))
    assert f"DTSTART;VALUE=DATE:{MONDAY + 7 * DAY:%Y%m%d}" in home.calendar.read_text()


def test_a_cadence_of_a_week_is_skipped_by_a_week() -> None:
    weekly, keys = person("Anna", Cadence(1, "week")), Keys("maja")
    item = Published(
        "u",
        keys.follow_up("anna", None, ""),
        0,
        "follow-ups",
        "follow-up",
        "anna",
        "",
        "",
        str(MONDAY),
        str(MONDAY),
        "",
        0,
        at(MONDAY),
        "there",
        "",
    )
    practice_state = PracticeState(Book((weekly,)), ListedJournal([]), at(MONDAY), STOCKHOLM)
    command = UserEdits(practice_state, keys).command(item, UserEdit("deleted", MONDAY, MONDAY))
    assert command is not None
    (new,) = command.entries()
    assert (new.type, new.until) == ("skip", MONDAY + 7 * DAY)
