"""Networking events: before, the evening after, the 48 hours, and two weeks on."""

import json
import re
from datetime import date, datetime, timedelta

import pytest

from tests.conftest import MONDAY, Home, at, calendar_of, due, flat_mails, held_mails, preview, row, text_of

CHARM = """\
[[event]]
id = "charm"
name = "CHARM"
kind = "fair"
starts = 2026-12-01T10:00
ends = 2026-12-01T16:00
place = "Chalmers, Gothenburg"
url = "https://example.org/charm"
meet = 3
pitch = "Energy engineer, curious about grids."
questions = ["What surprised you?"]
company = ["Norrsken"]
tags = ["energy"]
"""
ANNA = '[[contact]]\nname = "Anna Lind"\nevery = "1 year"\nlast = 2026-11-01\n'
DAY = date(2026, 12, 1)
AFTERNOON, EVENING, MORNING = at(DAY, "16:30"), at(DAY, "20:00"), at(DAY + timedelta(days=1))


def days(n: int) -> timedelta:
    return timedelta(days=n)


def events(home: Home, now: datetime = EVENING) -> list[dict[str, object]]:
    said = home.run("events", "--json", now=now)
    assert said.code == 0, said.err
    return json.loads(said.out)  # type: ignore[no-any-return]


# --- before ------------------------------------------------------------------------------------------------


@row("R2", "R3")
def test_before_an_event_goal_pitch_questions_and_place_come_in_the_mail_and_in_the_calendar(local_home: Home) -> None:
    local_home.book(CHARM)
    local_home.tick(at(DAY - days(1)))
    said = text_of(local_home.mails()[-1])
    wanted = ["Goal: talk to 3 new people.", "Your pitch: Energy engineer", "To ask: What surprised you?"]
    for line in (*wanted, "Tuesday 1 December, 10:00–16:00, Chalmers, Gothenburg", "https://example.org/charm"):
        assert line in said
    found = calendar_of(local_home)
    assert found["Prepare: CHARM"]["dtstart"].dt == DAY - days(4)  # two days before is a Sunday
    assert all(line in str(found["CHARM"]["description"]) for line in wanted)
    prepare = str(found["Prepare: CHARM"]["description"])
    assert "Tuesday 1 December, 10:00–16:00, Chalmers, Gothenburg" in prepare
    assert "Go over your pitch and your questions; they stand in the event." in prepare
    assert not any(line in prepare for line in wanted), "the two do not repeat each other"


@pytest.mark.parametrize(
    "kind", ["fair", "conference", "alumni", "open-house", "association", "hackathon", "competition"]
)
def test_every_kind_of_event_is_known(local_home: Home, kind: str) -> None:
    local_home.book(CHARM.replace('"fair"', f'"{kind}"'))
    assert local_home.run("check").code == 0


def test_who_might_be_there_is_named_by_company_and_by_tag_and_nobody_else(local_home: Home) -> None:
    people = [("Anna", 'company = "NORRSKEN"'), ("Ben", 'tags = ["Energy"]'), ("Cleo", 'company = "Volvo"')]
    local_home.book(
        CHARM
        + "".join(
            f'[[contact]]\nname = "{name}"\nevery = "1 year"\nlast = 2026-11-01\n{more}\n' for name, more in people
        )
    )
    assert "Might be there: Anna and Ben." in preview(local_home, DAY)


@row("R14")
def test_an_introvert_gets_a_break_company_and_a_way_to_join_from_home(local_home: Home) -> None:
    local_home.book(CHARM + 'online = "https://example.org/live"\n')
    said = preview(local_home, DAY)
    assert "plan a break around 13:00" in said
    assert "whom could you bring?" in said
    assert "It can be joined online too: https://example.org/live" in " ".join(said.split())
    local_home.book(CHARM.replace("T16:00", "T12:00") + 'companion = "Ben"\n')
    said = preview(local_home, DAY)
    assert "With: Ben." in said
    assert "break" not in said
    assert "bring" not in said


@row("R14")
def test_more_events_than_wanted_in_a_month_are_said_once_with_those_that_can_be_joined_from_home(
    local_home: Home,
) -> None:
    local_home.configure(budget="events_per_month = 1")
    second = CHARM.replace("charm", "pub").replace("CHARM", "Alumni pub").replace("2026-12-01", "2026-12-09")
    local_home.book(CHARM + second + 'online = "https://example.org/live"\n')
    for n in range(12):
        local_home.tick(at(DAY + days(n)))
    told = [
        mail for mail in held_mails(local_home) if "2 events this month, and you wanted 1: CHARM and Alumni pub" in mail
    ]
    assert len(told) == 1
    assert "Online from home: Alumni pub." in told[0]


def test_the_lead_time_of_the_preparation_is_the_events_own(local_home: Home) -> None:
    local_home.configure(digest='lookahead = "3 days"')
    local_home.book(CHARM + 'prepare = "2 weeks"\n')
    local_home.tick(at(DAY - days(15)))
    assert local_home.mails() == []
    local_home.tick(at(DAY - days(14)))
    assert "CHARM" in text_of(local_home.mails()[-1])
    assert calendar_of(local_home)["Prepare: CHARM"]["dtstart"].dt == DAY - days(14)


# --- the evening after -------------------------------------------------------------------------------------


@row("R4")
def test_the_evening_after_a_mail_asks_whom_you_met_with_the_command_and_asks_once(home: Home) -> None:
    home.book(CHARM)
    for clock in ("08:00", "16:30", "18:59"):
        home.tick(at(DAY, clock))
    assert len(home.mails()) == 1
    for clock in ("19:00", "19:01", "23:00"):
        home.tick(at(DAY, clock))
    home.tick(MORNING)
    asked = [mail for mail in home.mails() if mail["Subject"] == "Who did you meet at CHARM?"]
    assert len(asked) == 1
    assert 'followupd met "NAME" --at charm --note "what you talked about"' in text_of(asked[0])
    assert len(home.mails()) == 2  # the day's digest and the question


def test_before_a_weekend_the_question_says_that_tonight_is_best(local_home: Home) -> None:
    local_home.book(CHARM.replace("2026-12-01", "2026-12-04"))
    local_home.tick(at(date(2026, 12, 4), "19:00"))
    said = " ".join(held_mails(local_home)[-1].split())
    assert "a line tonight is best, and if not, the follow-ups come on Monday 7 December." in said


def test_no_mail_asks_when_the_goal_is_reached_already(local_home: Home) -> None:
    local_home.book(CHARM.replace("meet = 3", "meet = 1"))
    assert local_home.run("met", "Lisa Ek", "--at", "charm", now=AFTERNOON).code == 0
    local_home.tick(EVENING)
    assert [mail["Subject"] for mail in local_home.mails() if "Who" in mail["Subject"]] == []


def test_the_morning_digest_asks_when_the_machine_slept_through_the_evening(local_home: Home) -> None:
    local_home.book(CHARM)
    local_home.tick(at(DAY))
    local_home.tick(MORNING)
    assert "WHO DID YOU MEET?" in text_of(local_home.mails()[-1])
    local_home.tick(MORNING + days(1))
    assert len(local_home.mails()) == 2


def test_a_night_out_is_asked_about_in_the_morning_and_belongs_to_the_evening_it_began(local_home: Home) -> None:
    local_home.book(CHARM.replace("10:00", "19:00").replace("2026-12-01T16:00", "2026-12-02T01:30"))
    for clock in ("08:00", "20:00", "23:30"):
        local_home.tick(at(DAY, clock))
    local_home.tick(at(DAY + days(1), "02:00"))
    local_home.tick(MORNING)
    assert [bool("WHO DID YOU MEET?" in mail) for mail in held_mails(local_home)] == [False, True]
    local_home.run("met", "Lisa", "--at", "charm", now=MORNING)
    assert due(local_home, MORNING)["lisa"]["due"] == "2026-12-02"


def test_two_events_on_a_day_are_one_question(local_home: Home) -> None:
    pub = (
        CHARM.replace("charm", "pub").replace("CHARM", "Alumni pub").replace("10:00", "15:30").replace("16:00", "21:00")
    )
    local_home.book(CHARM + pub)
    assert "At the same time: Alumni pub." in preview(local_home, DAY)
    for clock in ("08:00", "19:05", "21:29", "21:30", "22:00"):
        local_home.tick(at(DAY, clock))
    subjects = [mail["Subject"] for mail in local_home.mails()]
    assert subjects[1:] == ["Who did you meet at CHARM and Alumni pub?"]


def test_a_fair_of_three_days_asks_each_evening(local_home: Home) -> None:
    local_home.book(CHARM.replace("2026-12-01T16:00", "2026-12-03T16:00"))
    for n in range(4):
        local_home.tick(at(DAY + days(n)))
        local_home.tick(at(DAY + days(n), "20:00"))
    asked = [str(mail["Message-ID"]) for mail in local_home.mails() if "Who did you meet" in str(mail["Subject"])]
    assert [one[: len("<capture.2026-12-03")] for one in asked] == [f"<capture.2026-12-0{n}" for n in (1, 2, 3)]


# --- who was met -------------------------------------------------------------------------------------------


@row("R4")
def test_met_adds_the_person_to_the_book_whose_comments_and_order_stay(home: Home) -> None:
    path = home.book("# my people\n" + ANNA + CHARM)
    before = path.read_text()
    said = home.run(
        "met", "Lisa", "Ek", "--at", "charm", "--email", "lisa@example.org", "--company", "ABB", "--note", "batteries", now=EVENING,
    )  # fmt: skip
    assert said.out == "Noted: you met Lisa Ek at CHARM. Next time around Wednesday 2 December 2026. 1 of 3.\n"
    added = '\n[[contact]]\nname = "Lisa Ek"\nemail = ["lisa@example.org"]\ncompany = "ABB"\n'
    assert path.read_text() == before + added
    assert events(home)[0] | {"starts": 0, "ends": 0} == {
        "id": "charm", "name": "CHARM", "starts": 0, "ends": 0, "meet": 3, "met": 1, "open": 1, "followed": 0, "cancelled": False,
    }  # fmt: skip


@row("R4")
def test_each_new_person_is_followed_up_within_48_hours_until_it_is_done(home: Home) -> None:
    home.book(CHARM)
    home.run("met", "Lisa", "--at", "charm", now=EVENING)
    home.tick(EVENING)
    home.tick(MORNING)
    assert "You met at CHARM. Write by Thursday 3 December, while they remember you." in flat_mails(home)[-1]
    home.tick(MORNING + days(1))
    assert "Lisa" in held_mails(home)[-1]
    home.run("log", "lisa", "--kind", "mail", now=MORNING + timedelta(days=1, hours=4))
    before = len(home.mails())
    home.tick(MORNING + days(2))
    assert len(home.mails()) == before
    assert (events(home, MORNING + days(2))[0]["open"], events(home, MORNING + days(2))[0]["followed"]) == (0, 1)


def test_people_just_met_come_before_routine_and_what_cannot_be_in_time_is_said_in_order(local_home: Home) -> None:
    local_home.configure(budget="per_day = 2\nper_week = 6")
    old = "".join(f'[[contact]]\nname = "Old {n}"\nevery = "1 month"\nlast = 2026-01-01\n' for n in range(6))
    local_home.book(CHARM + old)
    local_home.tick(at(DAY, "19:00"))
    for name in ("Vera", "Ulf", "Tom", "Siv", "Rut"):
        local_home.run("met", name, "--at", "charm", now=EVENING)
    local_home.tick(EVENING)
    local_home.tick(MORNING)
    rows = due(local_home, MORNING)
    planned = {who: one["planned"] for who, one in rows.items() if who in ("vera", "ulf", "tom", "siv", "rut")}
    assert planned == {
        "vera": "2026-12-02",
        "ulf": "2026-12-02",
        "tom": "2026-12-03",
        "siv": "2026-12-03",
        "rut": "2026-12-07",
    }
    said = " ".join(held_mails(local_home)[-1].split())
    assert "Within 48 hours of CHARM there is no room for 1 person you met: you have set the limit to 2 a day" in said
    assert "The order: Rut (7 Dec)." in said


def test_meeting_the_same_person_twice_doubles_nothing(local_home: Home) -> None:
    path = local_home.book(CHARM + ANNA)
    local_home.run("met", "Lisa", "--at", "charm", now=EVENING)
    again = local_home.run("met", "Lisa", "--at", "charm", now=EVENING)
    assert again.out == "Lisa is noted for CHARM already.\n"
    assert path.read_text().count("Lisa") == 1
    known = local_home.run("met", "Anna Lind", "--at", "charm", now=EVENING)
    assert known.out == "You know Anna Lind already: noted that you saw each other at CHARM.\n"
    assert events(local_home)[0]["met"] == 1


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        (("met", "Lisa", "--at", "charmm"), 'there is no event called "charmm" in your book; did you mean CHARM?\n'),
        (("met", "Lisa", "--at", "later"), "Later has not begun yet\n"),
        (("met", "Lisa", "--at", "charm", "--email", "nonsense"), 'Lisa: email: "nonsense" is not an e-mail address\n'),
        (("met", "Lisa"), "followupd met: the following arguments are required: --at\nSee: followupd met --help\n"),
    ],
)  # fmt: skip
def test_a_meeting_that_cannot_be_is_answered_and_changes_nothing(
    local_home: Home, arguments: tuple[str, ...], fault: str
) -> None:
    path = local_home.book(CHARM + CHARM.replace("charm", "later").replace("CHARM", "Later").replace("2026", "2027"))
    before = path.read_text()
    said = local_home.run(*arguments, now=EVENING)
    assert (said.code, said.err, path.read_text()) == (2, fault, before)


# --- after -------------------------------------------------------------------------------------------------


def test_two_weeks_later_the_event_is_summed_up_once(local_home: Home) -> None:
    local_home.book(CHARM)
    local_home.tick(at(DAY))
    for name in ("Lisa", "Omar"):
        local_home.run("met", name, "--at", "charm", now=EVENING)
    for n in (1, 8):
        local_home.run("log", "lisa", now=MORNING + days(n))
    for n in range(1, 31):
        local_home.tick(at(DAY + days(n)))
    told = [mail for mail in held_mails(local_home) if "LOOKING BACK" in mail]
    assert len(told) == 1
    assert "Two weeks after CHARM: you met 2, followed up 1 and were in touch again with 1." in " ".join(
        told[0].split()
    )


def test_an_event_that_moves_or_is_cancelled_takes_its_calendar_items_along(local_home: Home) -> None:
    local_home.book(CHARM)
    local_home.tick(at(MONDAY))
    first = calendar_of(local_home)
    local_home.book(CHARM.replace("2026-12-01", "2026-12-08"))
    local_home.tick(at(MONDAY, "09:00"))
    moved = calendar_of(local_home)
    local_home.book(CHARM.replace("2026-12-01", "2026-12-08") + "cancelled = true\n")
    local_home.tick(at(MONDAY, "10:00"))
    gone = calendar_of(local_home)
    for item in ("CHARM", "Prepare: CHARM"):
        assert first[item]["uid"] == moved[item]["uid"] == gone[item]["uid"]
        assert [str(one[item]["status"]) for one in (first, moved, gone)] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
        assert [one[item]["sequence"] for one in (first, moved, gone)] == [0, 1, 2]
    local_home.tick(at(date(2026, 12, 8)))
    assert all("CHARM" not in mail for mail in held_mails(local_home)[1:])
    assert local_home.run("events", now=at(MONDAY)).out.endswith("CHARM  cancelled\n")


def test_whoever_was_met_at_an_event_that_is_gone_from_the_book_is_still_followed_up(local_home: Home) -> None:
    path = local_home.book(CHARM)
    local_home.run("met", "Lisa", "--at", "charm", now=EVENING)
    local_home.book(path.read_text().replace(CHARM, ""))
    local_home.tick(MORNING)
    assert "You met yesterday. Write by" in flat_mails(local_home)[-1]


def test_the_sentences_are_swedish_too(local_home: Home) -> None:
    local_home.configure(language="sv")
    local_home.book(CHARM)
    local_home.tick(at(DAY))
    said = local_home.run("met", "Lisa", "--at", "charm", now=EVENING)
    assert said.out == "Antecknat: du träffade Lisa på CHARM. Nästa gång omkring onsdag 2 december 2026. 1 av 3.\n"
    local_home.tick(EVENING)
    assert local_home.mails()[-1]["Subject"] == "Vem träffade du på CHARM?"
    local_home.tick(MORNING)
    assert "Ni träffades på CHARM. Hör av dig senast" in flat_mails(local_home)[-1]


# --- found by others ---------------------------------------------------------------------------------------


def test_whoever_was_let_pass_does_not_push_aside_those_who_have_not_come_up_yet(local_home: Home) -> None:
    local_home.configure(budget="per_day = 2\nper_week = 10")
    local_home.book(CHARM)
    local_home.tick(at(DAY, "19:00"))
    for name in ("A", "B", "C", "D", "E"):
        local_home.run("met", name, "--at", "charm", now=EVENING)
    for n in range(1, 7):
        local_home.tick(at(DAY + days(n)))
    named = [
        re.findall(r"^ \d\. ([A-E])$", mail, re.M) for mail in held_mails(local_home) if "You met at CHARM" in mail
    ]
    assert named[:3] == [["A", "B"], ["C", "D"], ["A", "E"]]


def test_a_contact_written_into_the_book_stops_the_clock_too(local_home: Home) -> None:
    path = local_home.book(CHARM)
    local_home.run("met", "Lisa", "--at", "charm", now=EVENING)
    local_home.book(path.read_text() + "last = 2026-12-02\n")
    assert "lisa" not in due(local_home, MORNING)


def test_of_an_event_that_takes_weeks_nobody_waits_for_the_end(local_home: Home) -> None:
    local_home.book(CHARM.replace("2026-12-01T16:00", "2026-12-20T16:00"))
    local_home.run("met", "Lisa", "--at", "charm", now=EVENING)
    assert due(local_home, MORNING)["lisa"]["planned"] == "2026-12-02"


def test_an_event_that_ends_before_it_starts_in_another_zone_is_a_fault_with_its_line(local_home: Home) -> None:
    local_home.book(CHARM.replace("T10:00", "T10:00:00-08:00").replace("T16:00", "T12:00"))
    assert local_home.run("check").err == "contacts.toml:1: CHARM: ends must come after starts\n"


def test_an_event_learnt_of_late_is_announced_in_the_next_mail(local_home: Home) -> None:
    local_home.book(ANNA)
    local_home.tick(at(DAY - days(2)))
    local_home.book(ANNA + CHARM)
    local_home.tick(at(DAY - days(1)))
    assert "Goal: talk to 3 new people." in held_mails(local_home)[-1]


def test_an_event_is_told_of_on_a_line_and_later_prepared_and_not_repeated_each_day(local_home: Home) -> None:
    local_home.book(CHARM + ANNA.replace("1 year", "2 weeks"))
    for n in range(-8, 0):
        local_home.tick(at(DAY + days(n)))
    told = [mail for mail in flat_mails(local_home) if "CHARM" in mail]
    assert ["CHARM – Tuesday 1 December" in mail for mail in told] == [True, False]
    assert ["Goal: talk to" in mail for mail in told] == [False, True]


def test_undo_of_a_meeting_says_that_the_person_stays_in_the_book(local_home: Home) -> None:
    local_home.book(CHARM)
    local_home.run("met", "Lisa", "--at", "charm", now=EVENING)
    assert local_home.run("undo", now=EVENING).out.endswith("Lisa stays in your book.\n")


@pytest.mark.parametrize(("name", "fault"), [("", "a name is missing\n"), ("  ", "a name is missing\n")])
def test_a_meeting_with_nobody_is_answered(local_home: Home, name: str, fault: str) -> None:
    local_home.book(CHARM)
    assert local_home.run("met", name, "--at", "charm", now=EVENING).err == fault


def test_with_one_mail_a_week_a_late_evening_is_still_asked_about(local_home: Home) -> None:
    local_home.configure(digest='days = ["mon"]')
    local_home.book(CHARM.replace("T10:00", "T18:00").replace("T16:00", "T22:45"))
    local_home.tick(at(DAY - days(1)))
    for n in range(7):
        local_home.tick(at(DAY + days(n), "09:00"))
    assert ["While it is fresh: who did you meet?" in mail for mail in held_mails(local_home)] == [False, False, True]


def test_an_event_is_asked_about_once_when_the_digest_comes_between_its_end_and_the_evening_mail(
    local_home: Home,
) -> None:
    local_home.configure(at="18:00", budget="days_off = []")
    local_home.book(
        '[[contact]]\nname = "Anna"\nevery = "1 day"\nlast = 2026-10-01\n'
        '[[event]]\nname = "Fair"\nstarts = 2026-11-23T12:00\nends = 2026-11-23T17:00\n'
    )
    for clock in ("18:00", "19:00", "19:30"):
        local_home.tick(at(MONDAY, clock))
    local_home.tick(at(MONDAY + timedelta(days=1), "18:00"))
    asked = [str(mail["Message-ID"]) for mail in local_home.mails() if "who did you meet" in text_of(mail).casefold()]
    assert len(asked) == 1
    assert "capture." in asked[0]
