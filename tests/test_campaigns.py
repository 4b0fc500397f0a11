"""A goal moves: a step to one person every second week, a look midway, and an end that is decided, by mail or command."""

import json
import re
from datetime import date, timedelta

import pytest

from tests.conftest import MONDAY, Home, at, flat_mails, held_mails, html_of, preview

DAY = timedelta(days=1)
BOOK = """\
[[goal]]
id = "balance"
name = "Read a balance sheet"
by = {by}

[[contact]]
name = "Eva Ström"
email = "eva@example.org"
every = "1 year"
last = 2026-09-01
goals = ["balance"]
ratings = {{ knowledge = 5, openness = 5 }}

[[contact]]
name = "Nils Ek"
email = "nils@example.org"
every = "1 year"
last = 2026-09-01
goals = ["balance"]
"""
UNCOVERED = """\
[[goal]]
id = "lead"
name = "Lead a project"

[[contact]]
name = "Anna Lind"
email = "anna@example.org"
every = "1 year"
last = 2026-11-01

[[contact]]
name = "Ben Ek"
email = "ben@example.org"
every = "1 year"
last = 2026-11-01
"""


def live(home: Home, days: int, first: date = MONDAY) -> list[tuple[int, str]]:
    """The digests of so many days: number of the day, and what each says."""
    found = []
    for n in range(days):
        before = len(home.mails())
        home.tick(at(first + n * DAY))
        found += [(n, said) for said in held_mails(home)[before:]]
    return found


def goals_of(home: Home, now: date = MONDAY) -> dict[str, dict[str, object]]:
    return {one["id"]: one for one in json.loads(home.run("goals", "--json", now=at(now, "12:00")).out)}


def test_every_second_week_one_step_to_the_best_helper_then_the_next(local_home: Home) -> None:
    local_home.book(BOOK.format(by="2027-06-30"))
    steps = [
        (n, match[1]) for n, said in live(local_home, 50)
        if (match := re.search(r" 1\. (\w+) \w+\n    (?:A step to your goal|Your goal) “Read a balance sheet”", said))
    ]  # fmt: skip
    assert steps == [(0, "Eva"), (14, "Nils"), (28, "Eva"), (42, "Nils")]
    page = html_of(local_home.mails()[0])
    assert ">Ask for advice</a>" in page
    assert "read%20a%20balance%20sheet" in page, "the draft speaks of the goal"


def test_a_helper_who_was_talked_to_just_now_is_not_asked_again_at_once(local_home: Home) -> None:
    local_home.book(BOOK.format(by="2027-06-30"))
    local_home.run("log", "eva", now=at(MONDAY - 3 * DAY))
    assert "1. Nils Ek\n    A step to your goal" in preview(local_home, MONDAY)


def test_a_step_stays_inside_the_budget_and_a_rhythm_of_its_own_is_kept(local_home: Home) -> None:
    local_home.configure(budget="per_day = 1\nper_week = 1")
    local_home.book(BOOK.format(by='2027-06-30\nevery = "4 weeks"'))
    steps = [n for n, said in live(local_home, 60) if "to your goal" in said]
    assert steps == [0, 28, 56]


def test_nobody_covers_it_so_somebody_else_is_named_each_time_with_a_draft(local_home: Home) -> None:
    local_home.book(UNCOVERED)
    named = [
        match[1] for _n, said in live(local_home, 40)
        if (match := re.search(r"Ask (\w+) \w+ whom they know: three lines are enough\.", " ".join(said.split())))
    ]  # fmt: skip
    assert len(named) >= 2
    assert len(set(named[:2])) == 2
    assert ">Ask for an introduction</a>" in html_of(local_home.mails()[0])


@pytest.fixture
def on_its_day(local_home: Home) -> Home:
    local_home.book(BOOK.format(by="2026-11-26"))
    live(local_home, 4)
    return local_home


def test_on_its_date_three_ends_are_offered_and_none_is_a_reproach(on_its_day: Home) -> None:
    said = flat_mails(on_its_day)[-1]
    assert (
        "Read a balance sheet Today is its day. Proposed on the way: Eva Ström. Reached, a new date, or let go? Each is a good end."
        in said
    )
    later = [n for n, text in live(on_its_day, 90, MONDAY + 4 * DAY) if "Reached, a new date" in " ".join(text.split())]
    assert later == [27, 55], "asked twice more, four weeks apart, and then left alone"
    assert not any("step to your goal" in text for text in flat_mails(on_its_day)[2:])


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("nått!", False), ("1 reached", False), ("1: släpp", False), ("1 let go", False), ("1 klart", False), ("1 behåll", True),
        ("1 nytt datum 2027-06-30", True), ("1 till 30 juni", True), ("1 new date 30 June 2027", True),
    ],
)  # fmt: skip
def test_an_answer_decides_what_becomes_of_a_goal(on_its_day: Home, words: str, left: bool) -> None:
    words = words if words[0] == "1" else f"1 {words}"
    said = on_its_day.run("answer", words, now=at(MONDAY + 3 * DAY, "09:00"))
    assert said.code == 0
    assert "goal" in said.out, said.out
    assert ("balance" in goals_of(on_its_day, MONDAY + 3 * DAY)) == left
    if "30" in words:
        assert goals_of(on_its_day, MONDAY + 3 * DAY)["balance"]["by"] == "2027-06-30"
    assert on_its_day.run("answer", "ångra", now=at(MONDAY + 3 * DAY, "09:10")).code == 0
    assert goals_of(on_its_day, MONDAY + 3 * DAY)["balance"]["by"] == "2026-11-26"


def test_the_same_by_command(on_its_day: Home) -> None:
    now = at(MONDAY + 3 * DAY, "09:00")
    assert (
        on_its_day.run("goal", "balance", "2027-06-30", now=now).out
        == "Read a balance sheet: now by Wednesday 30 June 2027.\n"
    )
    assert on_its_day.run("goal", "sheet", "reached", now=now).out == "Read a balance sheet: reached. Well done!\n"
    assert "balance" not in goals_of(on_its_day, MONDAY + 3 * DAY)
    assert on_its_day.run("goal", "nothing", "reached", now=now).err == 'there is no goal "nothing"\n'
    assert on_its_day.run("goal", "balance", "2026-01-01", now=now).code == 2
    assert on_its_day.run("goal", "balance", "soon", now=now).code == 2


def test_midway_there_is_a_look_once(local_home: Home) -> None:
    local_home.book(BOOK.format(by="2027-02-15"))
    looks = [n for n, said in live(local_home, 80) if "Is it still the right one?" in said]
    assert looks == [42]
    assert "YOUR GOALS" in next(said for said in held_mails(local_home) if "Is it still" in said)


@pytest.mark.parametrize("words", ["2 453", "2: 4 5 3", "2 4,5,3", "2. 4/5/3", "2: 453", "2 betyg 4 5 3"])
def test_three_digits_after_a_talk_fill_the_ratings(local_home: Home, words: str) -> None:
    fair = '[[event]]\nname = "Fair"\nstarts = 2026-11-24T10:00\nends = 2026-11-24T16:00\n'
    local_home.book(BOOK.format(by="2027-06-30") + fair)
    local_home.run("interview", "nils", "booked", "--at", "2026-11-24T17:00", now=at(MONDAY, "07:00"))
    tuesday = MONDAY + DAY
    local_home.tick(at(tuesday))
    local_home.tick(at(tuesday, "19:00"))
    assert "Answer with a digit each: 2: 4 5 3" in flat_mails(local_home)[-1]
    said = local_home.run("answer", words, now=at(tuesday, "20:00"))
    assert said.out.startswith("Nils Ek: how the talk was is noted, for you alone."), said.out
    with local_home.opened() as service:
        made = service.planner.make(service.book(), at(tuesday, "21:00"))
        nils = made.practice_state.contacts["nils-ek"]
    assert (nils.ratings.openness, nils.ratings.trust, nils.ratings.chemistry, nils.ratings.knowledge) == (
        4,
        5,
        3,
        None,
    )


def test_what_is_written_in_the_book_wins_over_what_was_observed(local_home: Home) -> None:
    local_home.book(BOOK.format(by="2027-06-30"))
    assert (
        local_home.run("observe", "eva", "1", "2", "3", now=at(MONDAY)).out
        == "Eva Ström: how the talk was is noted, for you alone.\n"
    )
    with local_home.opened() as service:
        eva = service.planner.make(service.book(), at(MONDAY, "12:00")).practice_state.contacts["eva-ström"]
    assert (eva.ratings.openness, eva.ratings.trust, eva.ratings.chemistry) == (5, 2, 3)
    assert local_home.run("observe", "eva", "6", "2", "3", now=at(MONDAY)).code == 2


def test_numbers_of_the_mail_are_no_ratings(local_home: Home) -> None:
    people = "".join(f'[[contact]]\nname = "P{n}"\nevery = "1 month"\nlast = 2026-10-01\n' for n in range(5))
    local_home.configure(budget="per_day = 5")
    local_home.book(people)
    local_home.tick(at(MONDAY))
    said = local_home.run("answer", "1 2 3 4", "--json", now=at(MONDAY, "09:00"))
    assert [deed["action"] for deed in json.loads(said.out)["did"]] != ["rate"]


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (("goal", "balance", "reached"), "what you said of your goal"),
        (("observe", "nils", "4", "5", "3"), "how the talk with Nils Ek was"),
        (("pace", "12"), "what you said of the pace"),
    ],
)  # fmt: skip
def test_undo_says_what_it_took_back(local_home: Home, command: tuple[str, ...], said: str) -> None:
    local_home.book(BOOK.format(by="2027-06-30"))
    assert local_home.run(*command, now=at(MONDAY)).code == 0
    undone = local_home.run("undo", now=at(MONDAY, "09:00"))
    assert (undone.code, undone.err) == (0, "")
    assert undone.out.startswith(f"Taken back: {said}")


def test_the_newest_word_on_a_goals_date_wins_be_it_said_or_written(local_home: Home) -> None:
    path = local_home.book(BOOK.format(by="2027-06-30"))
    local_home.run("goal", "balance", "2027-01-15", now=at(MONDAY))
    assert goals_of(local_home)["balance"]["by"] == "2027-01-15"
    local_home.run("goal", "balance", "let-go", now=at(MONDAY, "09:00"))
    local_home.run("goal", "balance", "keep", now=at(MONDAY, "10:00"))
    assert goals_of(local_home)["balance"]["by"] == "2027-01-15"
    local_home.book(path.read_text().replace("2027-06-30", "2027-09-30"))
    assert goals_of(local_home)["balance"]["by"] == "2027-09-30"


@pytest.mark.parametrize("words", ["1 12/3", "1 3/12", "1 1/2"])
def test_a_date_is_no_rating(local_home: Home, words: str) -> None:
    local_home.book(BOOK.format(by="2027-06-30"))
    local_home.tick(at(MONDAY))
    said = local_home.run("answer", words, "--json", now=at(MONDAY, "09:00"))
    assert "rate" not in [deed["action"] for deed in json.loads(said.out)["did"]]


def test_the_longest_ids_fit_every_database(home: Home) -> None:
    goal, who = "g" * 80, "w" * 80
    home.book(
        f'[[goal]]\nid = "{goal}"\nname = "Speak"\n[[contact]]\nid = "{who}"\nname = "Eva"\nevery = "1 year"\nlast = 2026-09-01\ngoals = ["{goal}"]\n'
    )
    done = home.tick(at(MONDAY))
    assert [one.state for one in done.delivered] == ["sent"]
    assert (done.calendar_written, done.calendar_trouble) == (True, "")


def test_a_step_of_today_stays_for_today_whatever_else_is_said(local_home: Home) -> None:
    local_home.book(BOOK.format(by="2027-06-30"))
    local_home.tick(at(MONDAY))
    local_home.run("observe", "nils", "4", "5", "3", now=at(MONDAY, "09:00"))
    local_home.tick(at(MONDAY, "09:01"))
    assert "A step to your goal" in local_home.run("explain", "eva", now=at(MONDAY, "10:00")).out
