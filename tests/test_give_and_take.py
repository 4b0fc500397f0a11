"""Thanks, outcomes and promises; ideas that fit; kind words; goals, practices and milestones."""

import json
import re
from datetime import date, timedelta
from itertools import pairwise

import pytest

from followupd.domain.book import Book, Cadence, Contact
from followupd.domain.journal import Entry, ListedJournal
from followupd.practice.loops import loops
from followupd.practice.patterns import remark
from followupd.practice.relations import relation
from followupd.practice.state import PracticeState
from followupd.practice.suggestions import suggest
from followupd.practice.summary import summarise
from tests.conftest import MONDAY, STOCKHOLM, Home, at, calendar_of, due, flat_mails, held_mails, person, preview, row

BOOK = """\
[[contact]]
name = "Anna Lind"
every = "1 year"
last = 2026-11-01

[[contact]]
name = "Ben Ek"
every = "1 year"
last = 2026-11-01
"""
NOON = at(MONDAY, "12:00")


def days(n: int) -> timedelta:
    return timedelta(days=n)


def digest_of(home: Home, n: int) -> str:
    """The digest that came n days after Monday; empty where none did."""
    wanted = f"<digest.{MONDAY + days(n)}"
    return next(
        (
            text
            for mail, text in zip(home.mails(), held_mails(home), strict=True)
            if str(mail["Message-ID"]).startswith(wanted)
        ),
        "",
    )


def handles(home: Home, now: object = NOON) -> list[str]:
    return [one["handle"].partition("-")[0] for one in json.loads(home.run("loops", "--json", now=now).out)]  # type: ignore[arg-type]


def entry(number: int, who: str, day: date, **keys: object) -> Entry:
    return Entry(**{"id": number, "contact": who, "type": "interaction", "day": day, "recorded_at": at(day), **keys})  # type: ignore[arg-type]


# --- open loops --------------------------------------------------------------------------------------------


@row("R12")
def test_help_received_is_thanked_for_the_next_day_and_its_outcome_told_weeks_later(home: Home) -> None:
    home.book(BOOK)
    home.run("log", "anna", "--received", "--note", "introduced me to Cleo", now=NOON)
    assert handles(home) == ["thanks", "outcome"]
    home.tick(at(MONDAY + days(1)))
    said = held_mails(home)[-1]
    assert "You were helped: “introduced me to Cleo”. Say thank you." in said
    assert "From last time" not in said  # what to thank for is nothing to ask about
    assert "Done? followupd log thanks-1" in said
    assert home.run("done", "thanks-1", now=NOON + days(1)).out == "Done: Anna Lind, thanks (introduced me to Cleo).\n"
    assert handles(home) == ["outcome"]
    before = len(home.mails())
    for n in range(2, 28):
        home.tick(at(MONDAY + days(n)))
    assert all("Anna" not in mail for mail in held_mails(home)[before:])
    home.tick(at(MONDAY + days(28)))
    assert "Tell what came of the help: “introduced me to Cleo”." in held_mails(home)[-1]
    home.run("done", "outcome", now=NOON + days(28))
    assert handles(home) == []


@row("R12")
def test_a_thank_you_that_is_let_pass_comes_back_twice_in_other_words_and_is_then_let_go(local_home: Home) -> None:
    local_home.configure(digest='days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]', budget="days_off = []")
    local_home.book(BOOK)
    local_home.run("log", "anna", "--received", now=NOON)
    asked = []
    for n in range(1, 40):
        before = len(local_home.mails())
        local_home.tick(at(MONDAY + days(n)))
        said = [re.search(r" 1\. Anna Lind\n    (.*)", mail) for mail in held_mails(local_home)[before:]]
        asked += [(n, match[1]) for match in said if match]
    assert asked == [
        (1, "You were helped yesterday. Say thank you."),
        (3, "The thank-you is still to send; two lines are enough."),
        (9, "For the last time: the thank-you. After this it is let go."),
        (28, "Tell what came of the help you got on 23 November."),
        (35, "A line on what came of the help would please."),
    ]
    local_home.run("log", "anna", "--kind", "thanks", now=NOON + days(20))
    assert handles(local_home, NOON + days(20)) == ["outcome"]


def test_a_promise_has_its_date_and_is_a_loop_until_it_is_kept(local_home: Home) -> None:
    local_home.book(BOOK)
    said = local_home.run("log", "anna", "--promise", "send the article", "--by", "2026-12-02", now=NOON)
    assert said.out.endswith("You will be reminded of your promise by Wednesday 2 December 2026.\n")
    assert due(local_home, at(date(2026, 12, 1)))["anna-lind"]["planned"] == "2026-12-02"
    local_home.tick(at(date(2026, 12, 2)))
    assert "You promised: “send the article”, by Wednesday 2 December." in held_mails(local_home)[-1]
    assert local_home.run("done", "article", now=NOON + days(9)).code == 0
    assert local_home.run("done", "promise-2", now=NOON + days(9)).out == "That is closed already.\n"
    assert "anna-lind" not in due(local_home, NOON + days(9))


def test_undo_takes_back_a_loop_that_was_closed_by_mistake(local_home: Home) -> None:
    local_home.book(BOOK)
    local_home.run("log", "anna", "--received", now=NOON)
    local_home.run("done", "thanks-1", now=NOON)
    local_home.run("undo", now=NOON)
    assert handles(local_home) == ["thanks", "outcome"]
    local_home.run("undo", now=NOON)
    assert handles(local_home) == []


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        (("done", "nothing"), 'there is nothing open called "nothing"\n'),
        (("done", "anna"), '"anna" can be several: Anna Lind, thanks (thanks-1), Anna Lind, what came of it (outcome-1)\n'),
        (("log", "anna", "--by", "2w"), "--by belongs to --promise\n"),
        (("log", "anna", "--promise", "x", "--by", "yesterday"), "is not in the future\n"),
        (("log", "anna", "--promise", "x", "--by", "soon"), '"soon": write for example 2w, "3 weeks" or 2027-01-15\n'),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_answered_and_changes_nothing(
    local_home: Home, arguments: tuple[str, ...], fault: str
) -> None:
    local_home.book(BOOK)
    local_home.run("log", "anna", "--received", now=NOON)
    said = local_home.run(*arguments, now=NOON)
    assert said.code == 2
    assert said.err.endswith(fault)
    assert handles(local_home) == ["thanks", "outcome"]


def test_loops_belong_to_their_own_contact() -> None:
    history = [entry(1, "anna", MONDAY, direction="received"), entry(2, "ben", MONDAY, kind="thanks")]
    assert [one.handle for one in PracticeState(Book(), ListedJournal(history), NOON, STOCKHOLM).open_loops] == [
        "thanks-1",
        "outcome-1",
    ]


# --- ideas -------------------------------------------------------------------------------------------------


@row("R9", "R10", "U5")
def test_everybody_in_the_mail_comes_with_one_small_idea_and_why(local_home: Home) -> None:
    local_home.book(BOOK.replace("1 year", "2 weeks"))
    said = preview(local_home, MONDAY)
    ideas = re.findall(r"^    (?:Ask|Share|Write|Call|Comment) .*$", said, re.M)
    assert len(set(ideas)) == 2, "one each, and not the same"


def because(contact: Contact, history: list[Entry]) -> str:
    how = relation(contact, summarise(contact.id, history, STOCKHOLM, MONDAY), MONDAY)
    found = suggest(contact, how)
    return found.because if found is not None else ""


@row("U5")
def test_the_idea_grows_with_the_warmth_and_the_same_history_gives_the_same_idea() -> None:
    anna = person("Anna", Cadence(1, "month"))
    found = {}
    for touches in (0, 1, 3, 7):
        history = [entry(n, "anna", MONDAY - days(10 * n + 3)) for n in range(touches)]
        how = relation(anna, summarise("anna", history, STOCKHOLM, MONDAY), MONDAY)
        found[how.warmth] = {one.idea for n in range(10) if (one := suggest(anna, how, n))}
        assert suggest(anna, how) == suggest(anna, how)
    assert list(found) == ["new", "mild", "warm", "close"]
    assert found["new"] == {"hello", "share"}, "no comment without a profile"
    assert "coffee" in found["warm"]
    assert "coffee" not in found["mild"]
    assert {"lunch", "project"} <= found["close"]
    long_ago = relation(anna, summarise("anna", [entry(1, "anna", MONDAY - days(200))], STOCKHOLM, MONDAY), MONDAY)
    assert long_ago.warmth == "cool"


def test_the_idea_changes_after_each_contact_and_each_time_it_is_let_pass() -> None:
    anna = person("Anna", Cadence(1, "month"), last=MONDAY - days(3))
    how = relation(anna, summarise("anna", [], STOCKHOLM, MONDAY), MONDAY)
    in_turn = [suggest(anna, how, n).idea for n in range(5)]
    assert all(one != following for one, following in pairwise(in_turn))


@row("R10", "U6")
def test_whoever_has_been_asking_is_asked_to_give_first_until_it_is_level() -> None:
    anna = person("Anna", Cadence(1, "month"))
    history = [entry(n, "anna", MONDAY - days(30 - n), direction="received") for n in range(3)]
    assert because(anna, history) == "giving"
    history += [entry(9 + n, "anna", MONDAY - days(2 - n), direction="gave") for n in range(2)]
    assert because(anna, history) != "giving"
    a_year_on = MONDAY + days(400)
    assert relation(anna, summarise("anna", history, STOCKHOLM, a_year_on), a_year_on).asking is False


@row("U7")
def test_what_they_said_last_time_is_what_to_ask_about(local_home: Home) -> None:
    local_home.book(BOOK.replace("1 year", "2 weeks"))
    local_home.run("log", "anna", "--note", "she is hiring", now=at(date(2026, 11, 3)))
    assert "“she is hiring” (3 Nov)" in preview(local_home, MONDAY)
    local_home.tick(at(MONDAY))
    assert "she is hiring" in str(calendar_of(local_home)["Follow up: Anna Lind"]["description"])


@row("R1")
def test_a_circle_gives_a_sensible_rhythm_and_warm_contacts_are_asked_for_an_introduction(local_home: Home) -> None:
    local_home.book('[[contact]]\nname = "Anna"\ncircle = "classmates"\nlast = 2026-08-23\n')
    assert due(local_home, at(MONDAY))["anna"]["planned"] == "2026-11-23"
    anna = person("Anna", Cadence(1, "month"))
    history = [entry(n, "anna", MONDAY - days(20 * n + 3)) for n in range(4)]
    how = relation(anna, summarise("anna", history, STOCKHOLM, MONDAY), MONDAY)
    assert "introduction" in {one.idea for n in range(5) if (one := suggest(anna, how, n))}


# --- a kind word -------------------------------------------------------------------------------------------


def received(n: int) -> list[Entry]:
    return [entry(k, f"p{k}", MONDAY - days(5 * k + 1), direction="received") for k in range(n)]


@row("R13")
def test_only_asking_is_worth_a_kind_word_once_a_week_and_not_the_same_for_four() -> None:
    history = received(3)
    assert remark(history, [], [], 0, {}, MONDAY) == "only-asks"
    assert remark(history[:2], [], [], 0, {}, MONDAY) is None
    assert remark([*history, entry(9, "p1", MONDAY, direction="gave")], [], [], 0, {}, MONDAY) is None
    assert remark(history, [], [], 0, {"same-few": MONDAY - days(6)}, MONDAY) is None
    assert remark(history, [], [], 0, {"only-asks": MONDAY - days(20)}, MONDAY) is None
    assert remark(history, [], [], 0, {"only-asks": MONDAY - days(28)}, MONDAY) == "only-asks"


@row("R13")
def test_no_thanks_and_always_the_same_few_are_noticed() -> None:
    old = [entry(k, "anna", MONDAY - days(20 + k), direction="received") for k in range(2)]
    assert remark(old, loops(old), [], 0, {}, MONDAY) == "no-thanks"
    same = [entry(k, "anna" if k % 2 else "ben", MONDAY - days(3 * k)) for k in range(10)]
    assert remark(same, [], [], 3, {}, MONDAY) == "same-few"
    assert remark(same, [], [], 2, {}, MONDAY) is None


@row("R13")
def test_the_kind_word_stands_in_one_mail_a_week_and_can_be_turned_off(local_home: Home) -> None:
    local_home.book("".join(f'[[contact]]\nname = "P{n}"\nevery = "1 day"\nlast = 2026-11-01\n' for n in range(4)))
    for n in range(3):
        local_home.run("log", f"p{n}", "--received", now=at(date(2026, 11, 20)))
    for n in range(5):
        local_home.tick(at(MONDAY + days(n)))
    assert sum("You have received a lot lately" in mail for mail in flat_mails(local_home)) == 1
    local_home.configure(digest="remarks = false")
    for n in range(28, 33):
        local_home.tick(at(MONDAY + days(n)))
    assert sum("You have received a lot lately" in mail for mail in flat_mails(local_home)) == 1


# --- goals, practices, milestones --------------------------------------------------------------------------

GOALS = BOOK.replace('name = "Ben Ek"', 'name = "Ben Ek"\ngoals = ["speak"]\nratings = { knowledge = 5, trust = 4 }').replace(
    'name = "Anna Lind"', 'name = "Anna Lind"\ngoals = ["speak"]\nratings = { knowledge = 2 }'
) + """
[[goal]]
id = "speak"
name = "Speak in public"
why = "I go quiet."
by = 2027-06-30

[[goal]]
name = "Lead a project"
tags = ["lead"]

[[event]]
name = "Leaders' evening"
id = "leaders"
starts = 2027-01-12T18:00
tags = ["lead"]

[[event]]
name = "Fair"
starts = 2026-12-12T10:00
"""  # fmt: skip


@row("U1", "U3")
def test_goals_rank_whom_to_approach_by_private_ratings_that_are_never_shown(local_home: Home) -> None:
    local_home.book(GOALS)
    found = {one["id"]: one for one in json.loads(local_home.run("goals", "--json", now=NOON).out)}
    assert found["speak"]["helpers"] == ["ben-ek", "anna-lind"]
    said = local_home.run("goals", now=NOON).out
    assert "Speak in public  7 months left  First Ben Ek, then Anna Lind." in said
    local_home.tick(at(MONDAY))
    everything = said + "".join(held_mails(local_home)) + local_home.calendar.read_text()
    assert "knowledge" not in everything


@row("U1", "U9")
def test_a_goal_nobody_covers_becomes_a_task_with_hints_where_to_look(local_home: Home) -> None:
    local_home.book(GOALS)
    local_home.tick(at(MONDAY))
    said = " ".join(held_mails(local_home)[-1].split())
    assert "Find someone: Lead a project" in said
    assert "Look there: Leaders' evening (12 Jan) and Fair (12 Dec)." in said
    assert "Ask Anna Lind whom they know: three lines are enough." in said
    assert "Find someone: Lead a project" in calendar_of(local_home)
    assert (
        local_home.run("done", "lead", now=NOON).out
        == "Done: Find someone: Lead a project. Next time around Monday 7 December 2026.\n"
    )
    local_home.book(GOALS.replace('goals = ["speak"]', 'goals = ["speak", "lead-a-project"]', 1))
    assert "Find someone" not in local_home.run("practices", now=NOON).out


@row("U10")
def test_a_goal_that_is_reached_or_a_new_job_replans_and_loses_nothing(local_home: Home) -> None:
    colleagues = GOALS.replace('every = "1 year"', 'circle = "colleagues"').replace("2026-11-01", "2026-09-25")
    local_home.book(colleagues)
    local_home.run("log", "anna", "--received", "--note", "a word", now=at(date(2026, 9, 26)))
    local_home.tick(at(MONDAY))
    assert due(local_home, at(MONDAY))["ben-ek"]["planned"] == "2026-11-25"
    assert "Can help with your goal: Speak in public." in preview(local_home, date(2026, 11, 25))
    local_home.book(
        colleagues.replace("colleagues", "former-colleagues").replace("by = 2027-06-30", "reached = 2026-11-23")
    )
    local_home.tick(at(MONDAY, "12:00"))
    assert "ben-ek" not in due(local_home, at(MONDAY, "12:00"))
    assert [one["id"] for one in json.loads(local_home.run("goals", "--json", now=NOON).out)] == ["lead-a-project"]
    assert handles(local_home) == ["thanks", "outcome"]


@row("R5")
def test_the_profile_is_looked_over_part_by_part_on_its_cadence(home: Home) -> None:
    home.configure(digest='practices = "daily"')
    home.book(
        '[[practice]]\nid = "profile"\nname = "Look over my profile"\nevery = "6 months"\nchecklist = ["photo", "headline"]\n'
    )
    home.tick(at(MONDAY))
    assert "To look at: photo and headline." in held_mails(home)[-1]
    assert home.run("done", "profile", "--part", "Photo", now=NOON).out == "Ticked. Left: headline.\n"
    assert home.run("done", "profile", "--part", "nose", now=NOON).code == 2
    assert "To look at: headline." in preview(home, MONDAY)
    said = home.run("done", "profile", "--part", "headline", now=NOON)
    assert said.out == "Done: Look over my profile. Next time around Sunday 23 May 2027.\n"
    assert json.loads(home.run("practices", "--json", now=NOON).out)[0]["left"] == ["photo", "headline"]


@row("R6")
def test_practices_have_their_own_rhythm_and_place_and_rest_when_they_are_let_pass(local_home: Home) -> None:
    local_home.configure(digest='practices = "daily"')
    names = ["Connect", "Follow", "Comment", "Share"]
    local_home.book("".join(f'[[practice]]\nname = "{name}"\nevery = "1 week"\n' for name in names))
    local_home.tick(at(MONDAY))
    first = {one["id"]: one["planned"] for one in json.loads(local_home.run("practices", "--json", now=NOON).out)}
    assert sorted(first.values()) == ["2026-11-23", "2026-11-24", "2026-11-26", "2026-11-30"]  # the 28th is a Saturday
    assert calendar_of(local_home)["Comment"]["dtstart"].dt == date.fromisoformat(first["comment"])
    local_home.run("done", "comment", now=at(date.fromisoformat(first["comment"]), "12:00"))
    for n in range(1, 5):
        local_home.tick(at(MONDAY + days(n)))
    weekly = [n for n in range(5) if "Connect\n" in digest_of(local_home, n)]
    assert weekly == [0, 4]  # let pass, it comes once more halfway, and then in its next period


@row("U8")
def test_a_project_check_in_counts_as_contact_with_every_member(home: Home) -> None:
    home.book(
        BOOK.replace("1 year", "1 month")
        + '[[project]]\nname = "Thesis"\nmembers = ["anna-lind", "ben-ek"]\nevery = "2 weeks"\n'
    )
    home.tick(at(MONDAY))
    assert "Check in: Thesis\n    Every other week.\n    With: Anna Lind and Ben Ek." in held_mails(home)[-1]
    said = home.run("done", "thesis", now=NOON)
    assert "That counts as contact with Anna Lind and Ben Ek. Next time around Monday 7 December 2026." in said.out
    assert due(home, at(date(2026, 12, 20)))["anna-lind"]["due"] == "2026-12-23"
    home.run("undo", now=NOON)
    assert due(home, at(date(2026, 12, 1)))["anna-lind"]["due"] == "2026-12-01"


def test_a_project_with_a_stranger_and_a_milestone_of_nobody_are_faults_with_their_line(local_home: Home) -> None:
    local_home.book(
        BOOK
        + '[[project]]\nname = "Thesis"\nevery = "2 weeks"\nmembers = ["anna-lindd"]\n[[milestone]]\ncontact = "zoe"\nwhat = "x"\non = 2026-12-01\n'
    )
    assert local_home.run("check").err.splitlines() == [
        'contacts.toml:13: Thesis: nobody in your book has the id "anna-lindd"; did you mean anna-lind?',
        'contacts.toml:15: nobody in your book has the id "zoe"',
    ]


@row("R11")
def test_a_milestone_is_entered_once_announced_ahead_and_celebrated(home: Home) -> None:
    path = home.book(BOOK)
    said = home.run("milestone", "anna", "New", "job", "at", "ABB", "--date", "2026-12-02", now=NOON)
    assert said.out == "Anna Lind, Wednesday 2 December 2026: New job at ABB. It is in contacts.toml now.\n"
    assert (
        path.read_text() == BOOK + '\n[[milestone]]\ncontact = "anna-lind"\nwhat = "New job at ABB"\non = 2026-12-02\n'
    )
    for n in range(10):
        home.tick(at(MONDAY + days(n)))
    said_in = [mail for mail in held_mails(home) if "New job" in mail]
    assert "COMING UP\n\n  * Anna Lind on Wednesday 2 December: New job at ABB" in said_in[0]
    assert "1. Anna Lind\n    New job at ABB.\n" in said_in[1]
    assert len(said_in) == 2
    assert "Anna Lind: New job at ABB" in calendar_of(home)


@row("R11")
def test_a_yearly_milestone_counts_its_years_and_one_learnt_late_is_still_congratulated(local_home: Home) -> None:
    local_home.book(BOOK + '[[milestone]]\ncontact = "ben-ek"\nwhat = "At Volvo"\non = 2024-11-24\nyearly = true\n')
    assert "At Volvo: 2 years." in preview(local_home, date(2026, 11, 24))
    local_home.book(BOOK + '[[milestone]]\ncontact = "ben-ek"\nwhat = "Prize"\non = 2026-11-18\n')
    assert "Prize (on Wednesday). A late congratulation is a good one too." in preview(local_home, MONDAY)
    local_home.run("log", "ben", now=NOON)
    assert "Prize" not in preview(local_home, MONDAY + days(1))


@pytest.mark.year
def test_a_book_without_any_of_this_is_as_quiet_as_before(local_home: Home) -> None:
    local_home.book(BOOK)
    for n in range(120):
        local_home.tick(at(MONDAY + days(n)))
        local_home.tick(at(MONDAY + days(n), "21:00"))
    assert local_home.mails() == []
    assert local_home.calendar.read_text().count("BEGIN:VEVENT") == 0
    for command in ("events", "interviews", "loops", "goals", "practices"):
        said = local_home.run(command, now=NOON)
        assert (said.code, said.out.count("\n")) == (0, 1)
        assert local_home.run(command, "--json", now=NOON).out == "[]\n"


# --- found by others ---------------------------------------------------------------------------------------


def test_the_same_milestone_twice_and_two_of_one_name_cost_nobody_a_mail(local_home: Home) -> None:
    row_of = '[[milestone]]\ncontact = "anna-lind"\nwhat = "Promotion"\non = {}\n'
    local_home.book(BOOK + "".join(map(row_of.format, ["2026-11-23", "2026-11-23", "2026-12-20"])))
    done = local_home.tick(at(MONDAY))
    assert [one.state for one in done.delivered] == ["sent"]
    assert local_home.calendar.read_text().count("SUMMARY:Anna Lind: Promotion") == 2


def test_a_person_with_much_to_celebrate_on_a_day_comes_up_once_and_takes_one_place(local_home: Home) -> None:
    local_home.configure(budget="per_day = 2")
    celebration = (
        BOOK.replace('name = "Anna Lind"', 'name = "Anna Lind"\nbirthday = "11-23"')
        + '[[milestone]]\ncontact = "anna-lind"\nwhat = "Prize"\non = 2026-11-23\n'
    )
    local_home.book(celebration + '[[contact]]\nname = "Cleo"\nevery = "1 week"\nlast = 2026-11-01\n')
    local_home.run("log", "anna", "--received", "--note", "a tip", now=at(date(2026, 11, 20)))
    local_home.tick(at(MONDAY))
    said = held_mails(local_home)[-1]
    assert re.findall(r"^ \d\. (.*)$", said, re.M) == ["Anna Lind", "Cleo"]
    for line in ("Birthday.", "Prize.", "You were helped", "Last contact: 20 Nov", "Done? followupd log thanks-1"):
        assert line in said


def test_a_handle_is_meant_exactly(local_home: Home) -> None:
    local_home.book(BOOK)
    for _time in range(10):
        local_home.run("log", "ben", now=NOON)
    local_home.run("log", "anna", "--received", now=NOON)
    said = local_home.run("done", "thanks-1", now=NOON)
    assert (said.code, "there is nothing open called" in said.err) == (2, True)
    assert handles(local_home) == ["thanks", "outcome"]


def test_tasks_that_share_an_id_are_called_by_their_kind_too(local_home: Home) -> None:
    local_home.configure(digest='practices = "daily"')
    local_home.book('[[practice]]\nname = "Speak"\nevery = "1 week"\n[[goal]]\nname = "Speak"\n')
    local_home.tick(at(MONDAY))
    said = held_mails(local_home)[-1]
    assert "Done? followupd log practice/speak" in said
    assert "Have you looked? followupd log goal/speak" in said
    assert local_home.run("done", "practice/speak", now=NOON).out.startswith("Done: Speak.")


def test_a_renamed_part_of_a_checklist_does_not_finish_it(local_home: Home) -> None:
    book = '[[practice]]\nid = "profile"\nname = "Profile"\nevery = "6 months"\nchecklist = ["photo", "headline"]\n'
    local_home.book(book)
    local_home.run("done", "profile", "--part", "photo", now=NOON)
    local_home.book(book.replace("photo", "picture"))
    (found,) = json.loads(local_home.run("practices", "--json", now=NOON).out)
    assert (found["last"], found["left"]) == (None, ["picture", "headline"])


def test_a_check_in_belongs_to_those_who_were_members_then(local_home: Home) -> None:
    project = '[[project]]\nname = "Club"\nmembers = ["anna-lind"]\nevery = "1 week"\n'
    local_home.book(BOOK + project)
    local_home.run("done", "club", "--note", "went well", now=NOON)
    local_home.book(BOOK + project.replace('"anna-lind"', '"anna-lind", "ben-ek"'))
    assert "last in touch with Ben Ek on Sunday 1 November" in local_home.run("explain", "ben", now=NOON).out
    local_home.book(BOOK)
    assert "last in touch with Anna Lind on Monday 23 November" in local_home.run("explain", "anna", now=NOON).out
    local_home.run("export", "data", str(local_home.folder / "out"), now=NOON)
    assert "went well" in (local_home.folder / "out/journal.csv").read_text()


def test_what_is_done_cannot_lie_ahead_and_an_older_day_changes_nothing(local_home: Home) -> None:
    local_home.book('[[practice]]\nname = "Share"\nevery = "1 week"\n')
    assert (
        local_home.run("done", "share", "--on", "2026-12-24", "--now", NOON.isoformat()).err
        == "2026-12-24 is still to come\n"
    )
    local_home.run("done", "share", now=NOON)
    local_home.run("done", "share", "--on", "2026-01-05", "--now", NOON.isoformat())
    assert json.loads(local_home.run("practices", "--json", now=NOON).out)[0]["last"] == "2026-11-23"


def test_yesterday_is_the_day_before_now_whenever_now_is(local_home: Home) -> None:
    local_home.book(BOOK)
    said = local_home.run("log", "anna", "--on", "yesterday", now=at(date(2027, 4, 1)))
    assert "on Wednesday 31 March" in said.out


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        (("log", "anna", "--promise", " ", "--by", "2w"), "what did you promise?\n"),
        (("milestone", "anna", ""), "what is there to celebrate?\n"),
        (("draft", "anna", "--tone", "frmal"), 'followupd draft: "frmal" is none of formal, informal; did you mean formal?\nSee: followupd draft --help\n'),
        (("log", "bne"), 'nobody here is called "bne"; did you mean Ben Ek?\n'),
    ],
)  # fmt: skip
def test_a_slip_of_the_finger_is_answered_with_the_mend(
    local_home: Home, arguments: tuple[str, ...], fault: str
) -> None:
    local_home.book(BOOK)
    said = local_home.run(*arguments, now=NOON)
    assert (said.code, said.err) == (2, fault)


def test_thousands_of_entries_about_one_person_do_not_slow_the_round() -> None:
    import time

    history = [entry(n, "anna", MONDAY, direction="received") for n in range(20_000)]
    begin = time.process_time()
    assert len(loops(history)) == 40_000
    assert time.process_time() - begin < 2  # it took 90 s when each loop searched the rest


def test_one_thank_you_is_for_all_there_was_till_then(local_home: Home) -> None:
    local_home.book(BOOK)
    for day in (20, 21):
        local_home.run("log", "anna", "--received", now=at(date(2026, 11, day)))
    local_home.run("done", "thanks-2", now=NOON)
    assert handles(local_home) == ["outcome", "outcome"]


def test_of_many_daily_tasks_two_come_on_a_day(local_home: Home) -> None:
    local_home.configure(digest='practices = "daily"')
    local_home.book("".join(f'[[practice]]\nname = "Practice {n}"\nevery = "1 day"\n' for n in range(5)))
    local_home.tick(at(MONDAY))
    assert held_mails(local_home)[-1].count("Every day.") == 2


def test_a_milestone_of_one_day_is_not_celebrated_again_and_written_twice_it_is_one(local_home: Home) -> None:
    once = '[[milestone]]\ncontact = "ben-ek"\nwhat = "Prize"\non = 2025-11-24\n'
    local_home.book(BOOK + once)
    assert "Prize" not in preview(local_home, date(2026, 11, 24))
    local_home.book(BOOK + once + once + "yearly = true\n")
    assert preview(local_home, date(2026, 11, 24)).count("Prize: 1 year.") == 1
    assert [one.state for one in local_home.tick(at(date(2026, 11, 24))).delivered] == ["sent"]


def test_a_promise_far_ahead_hides_nothing_that_is_due(local_home: Home) -> None:
    local_home.book(BOOK)
    local_home.run("log", "anna", "--received", "--note", "CV", now=at(date(2026, 11, 19)))
    local_home.run("log", "anna", "--promise", "tickets", "--by", "2027-06-01", now=at(date(2026, 11, 20)))
    local_home.tick(at(MONDAY))
    assert "You were helped: “CV”. Say thank you." in held_mails(local_home)[-1]


def test_undo_takes_back_a_check_in_as_a_whole_and_no_other(local_home: Home) -> None:
    local_home.book(BOOK + '[[project]]\nname = "Club"\nmembers = ["anna-lind", "ben-ek"]\nevery = "1 week"\n')
    for _time in range(2):
        local_home.run("done", "project/club", now=NOON)
    assert local_home.run("undo", "anna", now=NOON).out == "Taken back: what you said was done (club).\n"
    assert "last in touch with Ben Ek on Monday 23 November" in local_home.run("explain", "ben", now=NOON).out
    local_home.run("undo", now=NOON)
    assert "last in touch with Ben Ek on Sunday 1 November" in local_home.run("explain", "ben", now=NOON).out


def test_on_a_full_day_a_birthday_greeting_is_the_follow_up_too(local_home: Home) -> None:
    local_home.configure(budget="per_day = 1")
    local_home.book(
        BOOK.replace("1 year", "2 weeks", 1).replace('name = "Anna Lind"', 'name = "Anna Lind"\nbirthday = "11-23"')
    )
    assert due(local_home, at(MONDAY))["anna-lind"]["planned"] == "2026-11-23"


@pytest.mark.parametrize(
    ("every", "said"),
    [("6 weeks", "Var sjätte vecka."), ("21 days", "Var 21:a dag."), ("12 months", "Var tolfte månad.")],
)
def test_swedish_counts_in_turns(local_home: Home, every: str, said: str) -> None:
    local_home.configure(language="sv", digest='practices = "daily"')
    local_home.book(f'[[practice]]\nname = "Dela"\nevery = "{every}"\n')
    assert said in preview(local_home, MONDAY)


PRACTICES = "".join(f'[[practice]]\nname = "{name}"\nevery = "1 week"\n' for name in ("Comment", "Share", "Follow"))


def test_small_habits_come_once_a_week_on_one_card_and_are_ticked_together(home: Home) -> None:
    home.book(PRACTICES)
    for n in range(8):
        home.tick(at(MONDAY + days(n)))
    cards = [mail for mail in held_mails(home) if "Small things this week" in mail]
    assert len(cards) == 2
    assert " 1. Small things this week\n    Comment\n    Share\n    Follow\n" in cards[0]
    said = home.run("answer", "1 done", now=at(MONDAY + days(7), "09:00"))
    assert [line for line in said.out.splitlines() if line.startswith("Done: ")] == [
        "Done: Comment.",
        "Done: Share.",
        "Done: Follow.",
    ]
    found = json.loads(home.run("practices", "--json", now=at(MONDAY + days(7), "10:00")).out)
    assert {one["last"] for one in found} == {"2026-11-30"}


def test_a_week_of_habits_that_were_left_is_passed_over_without_a_word(local_home: Home) -> None:
    local_home.book(PRACTICES)
    for n in range(30):
        local_home.tick(at(MONDAY + days(n)))
    cards = [mail for mail in held_mails(local_home) if "Small things this week" in mail]
    assert len(cards) == 5
    assert len(set(cards)) == 1, "the same calm card each week"


@pytest.mark.parametrize(("how", "mails"), [("off", 0), ("weekly", 1), ("daily", 3)])
def test_habits_come_as_the_person_wants_them(local_home: Home, how: str, mails: int) -> None:
    local_home.configure(digest=f'practices = "{how}"')
    local_home.book(PRACTICES + '[[practice]]\nname = "Read"\nevery = "1 week"\n')
    for n in range(5):
        local_home.tick(at(MONDAY + days(n)))
        local_home.run("done", "comment", now=at(MONDAY + days(n), "12:00"))
    assert len([mail for mail in held_mails(local_home) if "YOUR HABITS" in mail]) == mails


@pytest.mark.parametrize("until", [["--until", "2026-12-20"], []])
def test_who_is_paused_is_paused_and_their_birthday_too(local_home: Home, until: list[str]) -> None:
    local_home.book('[[contact]]\nname = "Ben Ek"\nbirthday = "11-26"\nlast = 2026-11-01\nevery = "1 year"\n')
    local_home.run("pause", "ben", *until, now=at(MONDAY, "07:00"))
    for n in range(14):
        local_home.tick(at(MONDAY + days(n)))
    assert local_home.mails() == []


def test_of_two_promises_to_one_person_each_is_said_before_it_is_let_go(local_home: Home) -> None:
    local_home.configure(digest='days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]', budget="days_off = []")
    local_home.book(BOOK)
    for what in ("the book", "the contract"):
        local_home.run("log", "anna", "--promise", what, "--by", "2026-11-24", now=NOON)
    for n in range(1, 90):
        local_home.tick(at(MONDAY + days(n)))
    said = [" ".join(mail.split()) for mail in held_mails(local_home)]
    for what in ("the book", "the contract"):
        told = [re.search(rf"(You promised|Still promised|For the last time): “{what}”", one) for one in said]
        assert [match[1] for match in told if match] == ["You promised", "Still promised", "For the last time"], what
