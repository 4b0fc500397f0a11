"""Informational interviews: asked for, booked, held, thanked for, and told what came of it."""

import json
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followupd.domain.journal import STATES, Entry, InterviewState
from followupd.practice.interviews import NEXT, interviews, obligation
from tests.conftest import MONDAY, STOCKHOLM, Home, at, calendar_of, due, flat_mails, held_mails, preview, row

BOOK = """\
[[contact]]
name = "Anna Lind"
email = "anna@example.org"
every = "1 year"
last = 2026-11-01
role = "Head of Grid"
goals = ["speak"]
learn = "How she got there."
questions = ["What would you study today?"]

[[goal]]
id = "speak"
name = "Speak in public"
"""
NOON = at(MONDAY, "12:00")


def days(n: int) -> timedelta:
    return timedelta(days=n)


def say(home: Home, state: str, n: int = 0, *more: str) -> str:
    said = home.run("interview", "anna", state, *more, now=NOON + days(n))
    assert said.code == 0, said.err
    return said.out


def only(home: Home, now: datetime = NOON) -> dict[str, object]:
    (found,) = json.loads(home.run("interviews", "--json", now=now).out)
    return found  # type: ignore[no-any-return]


@row("R8")
def test_a_talk_goes_from_candidate_to_outcome_and_each_step_says_the_next_in_time(home: Home) -> None:
    home.book(BOOK)
    assert say(home, "candidate") == "Anna Lind: candidate. Ask for 20 to 30 minutes: for advice, not for a job.\n"
    home.tick(at(MONDAY + days(2)))
    assert "You want to ask for a talk of 20 to 30 minutes: for advice, not for a job." in held_mails(home)[-1].replace(
        "\n    ", " "
    )
    assert "Done? followupd interview anna-lind asked" in held_mails(home)[-1]
    assert say(home, "asked", 2) == "Anna Lind: asked. Wait; one gentle reminder around 2 December.\n"
    assert (
        say(home, "booked", 3, "--at", "2026-12-03T15:00")
        == "Anna Lind: booked. The talk is on Thursday 3 December, 15:00.\n"
    )
    home.tick(at(MONDAY + days(3)))
    talk = calendar_of(home)["Talk with Anna Lind"]
    assert (talk["dtstart"].dt, talk["dtend"].dt - talk["dtstart"].dt) == (
        at(date(2026, 12, 3), "15:00"),
        timedelta(minutes=30),
    )
    reported = home.run("interview", "anna", "held", now=at(date(2026, 12, 3), "16:00"))
    assert reported.out == "Anna Lind: held. Say thank you within a day.\n"
    home.tick(at(date(2026, 12, 4)))
    assert "You talked yesterday. Send a thank-you now, while the talk is fresh." in flat_mails(home)[-1]
    say(home, "thanked", 11)
    assert due(home, at(date(2027, 1, 8)))["anna-lind"]["planned"] == "2027-01-15"  # six weeks later
    assert "tell what came of it" in only(home)["next"]  # type: ignore[operator]
    assert say(home, "outcome", 60) == "Anna Lind: outcome told. The cadence keeps you in touch from here.\n"
    assert "anna-lind" not in due(home, NOON + days(61))


@row("R8")
def test_no_answer_is_followed_by_one_gentle_reminder_and_then_let_go(local_home: Home) -> None:
    local_home.book(BOOK)
    say(local_home, "asked")
    reminded = []
    for n in range(1, 40):
        before = len(local_home.mails())
        local_home.tick(at(MONDAY + days(n)))
        reminded += [n for mail in flat_mails(local_home)[before:] if "One gentle reminder" in mail]
    assert reminded == [7]
    late = only(local_home, NOON + days(21))
    assert (late["let_go"], late["next"]) == (True, "No answer, and that is fine; perhaps another time.")


@row("U4")
def test_before_a_talk_the_card_has_purpose_questions_notes_and_open_loops_in_mail_and_calendar(
    local_home: Home,
) -> None:
    local_home.book(BOOK)
    local_home.run(
        "log", "anna", "--note", "moved to a new office", "--promise", "send the article", "--by", "3w", now=NOON
    )
    say(local_home, "booked", 0, "--at", "2026-12-03 15:00")
    local_home.tick(at(date(2026, 12, 1)))
    mail, calendar = (
        held_mails(local_home)[-1].replace("\n    ", " "),
        str(calendar_of(local_home)["Talk with Anna Lind"]["description"]),
    )
    for line in (
        "Purpose: advice for your goal, Speak in public.",
        "To learn: How she got there.",
        "To ask: What would you study today?",
        "Their time: 20 to 30 minutes; be early, end on time",
        "23 Nov: moved to a new office",
        "Still open: your promise (send the article).",
    ):
        assert line in mail
        assert line in calendar


def test_nobody_is_greeted_by_routine_while_a_talk_is_booked(local_home: Home) -> None:
    local_home.book(BOOK.replace("1 year", "1 month").replace("2026-11-01", "2026-10-20"))
    assert due(local_home, NOON)["anna-lind"]["planned"] == "2026-11-23"
    say(local_home, "booked", 0, "--at", "2026-11-26T15:00")
    assert due(local_home, NOON)["anna-lind"]["planned"] == "2026-11-27"
    local_home.run("log", "anna", "--promise", "x", "--by", "2026-11-24", now=NOON)
    assert due(local_home, at(date(2026, 11, 24)))["anna-lind"]["planned"] == "2026-11-24"  # a promise does not wait


def test_the_questions_are_good_ones_when_none_were_written(local_home: Home) -> None:
    local_home.book('[[contact]]\nname = "Anna"\n')
    local_home.run("interview", "anna", "booked", "--at", "2026-11-24T15:00", now=NOON)
    said = preview(local_home, MONDAY + days(1))
    assert said.count("To ask: ") >= 3
    assert "Who else should I talk to?" in said


def test_a_talk_that_moves_keeps_its_place_in_the_calendar_and_a_dropped_one_is_cancelled(local_home: Home) -> None:
    local_home.book(BOOK)
    found = []
    for state, more in (
        ("booked", ["--at", "2026-12-03T15:00"]),
        ("booked", ["--at", "2026-12-04T09:00"]),
        ("dropped", []),
    ):
        say(local_home, state, 0, *more)
        local_home.tick(NOON)
        found.append(calendar_of(local_home)["Talk with Anna Lind"])
    assert len({str(one["uid"]) for one in found}) == 1
    assert [one["sequence"] for one in found] == [0, 1, 2]
    assert [str(one["status"]) for one in found] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    say(local_home, "booked", 0, "--at", "2027-01-08T09:00")
    local_home.tick(NOON + days(1))
    assert str(calendar_of(local_home)["Talk with Anna Lind"]["uid"]) != str(found[0]["uid"])


def test_the_day_after_a_talk_nobody_reported_asks_for_the_thank_you(local_home: Home) -> None:
    local_home.book(BOOK)
    say(local_home, "booked", 0, "--at", "2026-11-24T15:00")
    local_home.tick(at(MONDAY + days(2)))
    assert "You talked yesterday. Send a thank-you now, while the talk is fresh." in flat_mails(local_home)[-1]
    say(local_home, "thanked", 2)
    assert "anna-lind" not in due(local_home, NOON + days(2))


@pytest.mark.parametrize(
    ("before", "arguments", "fault"),
    [
        (None, ("thanked",), "Anna Lind: no talk is begun; next can be: candidate, asked, booked, held. A wrong step is taken back by: followupd undo\n"),
        ("asked", ("outcome",), "Anna Lind: asked; next can be: asked, booked, held, dropped. A wrong step is taken back by: followupd undo\n"),
        (None, ("booked",), "when is it? Add --at 2026-12-03T10:00\n"),
        (None, ("booked", "--at", "2026-12-03"), '"2026-12-03" needs a time too, such as 2026-12-03T10:00\n'),
        (None, ("booked", "--at", "tomorrow"), '"tomorrow" is not a time such as 2026-12-03T10:00\n'),
        (None, ("booked", "--at", "2026-11-03T10:00"), "that time has passed; if you have talked: followupd interview anna-lind held\n"),
        (None, ("held", "--at", "2026-12-03T10:00"), "that is still to come; only a booked talk has a time ahead\n"),
    ],
)  # fmt: skip
def test_a_step_that_cannot_be_is_answered_and_changes_nothing(
    local_home: Home, before: str | None, arguments: tuple[str, ...], fault: str
) -> None:
    local_home.book(BOOK)
    if before:
        say(local_home, before)
    had = local_home.run("interviews", "--json", now=NOON).out
    said = local_home.run("interview", "anna", *arguments, now=NOON)
    assert (said.code, said.err) == (2, fault)
    assert local_home.run("interviews", "--json", now=NOON).out == had


def test_a_state_that_does_not_exist_is_answered_in_a_line(local_home: Home) -> None:
    local_home.book(BOOK)
    said = local_home.run("interview", "anna", "boked", now=NOON)
    assert (said.code, said.err.count("\n")) == (2, 2)


def test_undo_takes_back_the_last_step(local_home: Home) -> None:
    local_home.book(BOOK)
    say(local_home, "candidate")
    say(local_home, "asked")
    assert local_home.run("undo", now=NOON).out == "Taken back: the last step of the talk with Anna Lind.\n"
    assert only(local_home)["state"] == "candidate"


@given(st.lists(st.sampled_from(STATES), max_size=12))
def test_whatever_is_said_every_state_that_waits_has_a_next_step_with_a_day(wanted: list[InterviewState]) -> None:
    said: list[InterviewState] = []
    for state in wanted:
        if state in NEXT[said[-1] if said else None]:
            said.append(state)
    entries = [
        Entry(
            n,
            "anna",
            "interview",
            MONDAY + days(n),
            at(MONDAY + days(n)),
            kind=state,
            at=at(MONDAY + days(n), "15:00") if state == "booked" else None,
        )
        for n, state in enumerate(said)
    ]
    found = interviews(entries)
    assert all(following in NEXT[state] for state, following in pairwise(said))
    assert len(found) == bool(said)
    for one in found.values():
        step = obligation(one, at(one.day), STOCKHOLM)
        assert (step is None) == (one.is_over or (one.times_asked > 1 and one.state == "asked"))
        assert step is None or one.day <= step.due <= step.limit


def test_after_the_one_reminder_nobody_is_reminded_again(local_home: Home) -> None:
    local_home.book(BOOK)
    say(local_home, "asked")
    assert "You have reminded once; let it rest now." in say(local_home, "asked", 7)
    for n in range(7, 40):
        local_home.tick(at(MONDAY + days(n)))
    assert [mail for mail in flat_mails(local_home) if "gentle reminder" in mail] == []
    assert only(local_home, NOON + days(21))["let_go"]


def test_a_thank_you_logged_in_the_ordinary_way_takes_the_talk_one_step_on(local_home: Home) -> None:
    local_home.book(BOOK)
    say(local_home, "held")
    local_home.run("log", "anna", "--kind", "tack", now=NOON)
    assert only(local_home)["state"] == "thanked"


def test_a_booked_talk_needs_nobody_to_say_that_it_took_place(local_home: Home) -> None:
    local_home.book(BOOK)
    say(local_home, "booked", 0, "--at", "2026-12-03T15:00")
    local_home.run("log", "anna", "--kind", "thanks", now=NOON + days(1))
    assert only(local_home, NOON + days(1))["state"] == "booked", "thanks for something else, before the talk"
    evening = at(date(2026, 12, 3), "18:00")
    local_home.tick(evening)
    assert "Done? followupd log anna-lind --kind thanks" in held_mails(local_home)[-1]
    local_home.run("log", "anna", "--kind", "thanks", now=evening)
    assert only(local_home, evening)["state"] == "thanked"
    local_home.run("log", "anna", "--kind", "outcome", now=evening + days(50))
    assert (
        "told" in str(only(local_home, evening + days(50))["next"]) or only(local_home, evening)["state"] == "outcome"
    )


def test_what_presses_is_named_before_what_can_wait_and_soon(local_home: Home) -> None:
    local_home.configure(budget="per_day = 1\nper_week = 5")
    old = "".join(f'[[contact]]\nname = "Old {n}"\nevery = "1 month"\nlast = 2026-01-01\n' for n in range(20))
    local_home.book(BOOK.replace("1 year", "1 month").replace("2026-11-01", "2026-02-01") + old)
    local_home.run("log", "anna", "--received", now=at(date(2026, 9, 20)))
    local_home.run("log", "anna", "--kind", "thanks", now=at(date(2026, 9, 21)))
    local_home.tick(at(MONDAY))
    say(local_home, "held")
    local_home.tick(at(MONDAY + days(1)))
    assert "You talked yesterday." in flat_mails(local_home)[-1]
