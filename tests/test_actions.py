"""The one door: what a person does counts once, wholly or not at all, says what stays open, and can be taken back."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from followupd.actions.apply import apply
from followupd.actions.commands import (
    Close,
    Command,
    DoHabit,
    InterviewStep,
    Log,
    Meet,
    Move,
    MoveHabit,
    NoteChange,
    Pause,
    Resume,
    Skip,
    SkipHabit,
    Snooze,
    Undo,
)
from followupd.errors import CallError
from followupd.store import entries
from tests.conftest import MONDAY, Home, at

DAY = timedelta(days=1)
BOOK = """\
[[contact]]
name = "Nils Berg"
every = "1 month"
last = 2026-11-01
"""


def test_a_log_names_what_stays_open_and_the_command_that_closes_it(home: Home) -> None:
    home.book(BOOK)
    home.run("log", "nils", "--promise", "the article", now=at(MONDAY))
    said = home.run("log", "nils", "--gave", "--note", "sent the article", now=at(MONDAY + DAY)).out
    assert "Still open: your promise (the article). When it is done: followupd log promise-2" in said
    home.run("done", "promise-2", now=at(MONDAY + DAY, "09:00"))
    assert "Still open" not in home.run("log", "nils", now=at(MONDAY + 2 * DAY)).out
    assert "promise" not in home.run("loops", now=at(MONDAY + 2 * DAY)).out


def test_what_was_opened_just_now_is_not_named_as_still_open(home: Home) -> None:
    home.book(BOOK)
    said = home.run("log", "nils", "--received", "--promise", "a cake", now=at(MONDAY)).out
    assert "Still open" not in said
    assert "reminded of your promise" in said


def test_the_same_command_by_the_same_key_counts_once(home: Home) -> None:
    with home.opened() as service:
        command = Log("nils-berg", MONDAY, note="by mail", promise="a cake", promise_by=MONDAY + DAY)
        first = apply(service.account, command, at(MONDAY), "mail/<1@example.org>/1")
        again = apply(service.account, command, at(MONDAY + DAY), "mail/<1@example.org>/1")
        other = apply(service.account, command, at(MONDAY + DAY), "mail/<1@example.org>/2")
        assert (first.repeated, again.repeated, other.repeated) == (False, True, False)
        assert again.entries == first.entries
        assert [loop.handle for loop in again.open] == [loop.handle for loop in first.open] == ["promise-2"]
        assert len(entries.effective(service.account)) == 4


def test_a_step_that_does_not_follow_leaves_nothing_behind(home: Home) -> None:
    with home.opened() as service:
        with pytest.raises(CallError, match="next can be: candidate, asked, booked, held"):
            apply(service.account, InterviewStep("nils-berg", MONDAY, "thanked"), at(MONDAY), "a key")
        assert entries.all_entries(service.account) == []
        done = apply(service.account, InterviewStep("nils-berg", MONDAY, "asked"), at(MONDAY), "a key")
        assert not done.repeated, "what was refused was not applied"


def test_an_undo_says_what_it_took_back_and_only_once(home: Home) -> None:
    with home.opened() as service:
        apply(service.account, Log("nils-berg", MONDAY, direction="received"), at(MONDAY))
        done = apply(service.account, Pause("nils-berg", MONDAY), at(MONDAY))
        assert done.undo == "followupd undo nils-berg"
        taken = apply(service.account, Undo(MONDAY, "nils-berg"), at(MONDAY))
        assert taken.taken_back is not None
        assert taken.taken_back.type == "pause"
        assert [loop.kind for loop in taken.open] == ["thanks", "outcome"]
        apply(service.account, Undo(MONDAY), at(MONDAY))
        with pytest.raises(CallError, match="nothing to undo"):
            apply(service.account, Undo(MONDAY), at(MONDAY))


def test_every_command_can_be_taken_back(home: Home) -> None:
    who, later = "nils-berg", MONDAY + 9 * DAY
    several: list[Command] = [
        Log(who, MONDAY), Meet(who, MONDAY, "charm", new=True), Snooze(who, MONDAY, later), Pause(who, MONDAY),
        Resume(who, MONDAY), Move(who, MONDAY, later), Skip(who, MONDAY, later), Close(who, MONDAY, "promise-1"),
        InterviewStep(who, MONDAY, "asked"), DoHabit(MONDAY, "practice/a"), MoveHabit(MONDAY, "practice/a", later),
        DoHabit(MONDAY, "project/b", members=(who, "ben")), SkipHabit(MONDAY, "practice/a", later),
    ]  # fmt: skip
    with home.opened() as service:
        for command in several:
            assert apply(service.account, command, at(MONDAY)).entries
            apply(service.account, Undo(MONDAY), at(MONDAY))
            assert entries.effective(service.account) == [], command
        apply(service.account, NoteChange(MONDAY, "deleted", "event/charm"), at(MONDAY))
        with pytest.raises(CallError):
            apply(service.account, Undo(MONDAY), at(MONDAY))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["log", "pause", "undo"])), max_size=14))
def test_commands_given_again_in_any_order_change_nothing_more(local_home: Home, data: list[tuple[str, str]]) -> None:
    now = at(date(2026, 11, 23))
    with local_home.opened() as service, service.account.write() as connection:
        for table in ("entries", "commands"):
            connection.exec_driver_sql(f"DELETE FROM {table}")
    with local_home.opened() as service:
        for _again in range(2):
            for number, (who, what) in enumerate(data):
                made = {"log": Log(who, MONDAY), "pause": Pause(who, MONDAY), "undo": Undo(MONDAY, who)}[what]
                try:
                    apply(service.account, made, now, f"{number}/{who}/{what}")
                except CallError:
                    assert what == "undo"
            if not _again:
                once = entries.all_entries(service.account)
        if all(what != "undo" for _who, what in data):
            assert entries.all_entries(service.account) == once
