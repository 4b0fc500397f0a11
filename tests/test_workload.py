"""Capacity from reality: what is promised to people against what really happens, told in its month, mended in one act."""

import json
import random
import re
from collections import defaultdict
from collections.abc import Callable
from datetime import date, timedelta

import pytest

from followupd.domain.book import Cadence
from followupd.domain.cadence import after
from followupd.practice.relations import relation
from followupd.practice.summary import summarise
from followupd.store import entries, plans
from tests.conftest import MONDAY, STOCKHOLM, Home, at, flat_mails, held_mails, person, text_of
from tests.test_year import _shown

DAY = timedelta(days=1)
HEADING = "MORE THAN A WEEK HOLDS"


def people(circle: str, count: int, every: str, last: str = "2026-11-01") -> str:
    return "".join(
        f'[[contact]]\nname = "{circle.title()} {n:02}"\ncircle = "{circle}"\nevery = "{every}"\nlast = {last}\n'
        for n in range(count)
    )


def circles(count: int) -> str:
    return f'[circles.friends]\nevery = "1 week"\n{people("friends", count, "1 week")}'


def live(home: Home, days: int, answered: float = 1.0, seed: int = 1) -> list[date]:
    """Days with a digest, of whose people a share is answered; the days on which the overload was told."""
    told, chance = [], random.Random(seed)
    with home.opened() as service:
        for n in range(days):
            day, before = MONDAY + n * DAY, len(home.mails())
            service.run_round(at(day))
            told += [day for mail in home.mails()[before:] if HEADING in text_of(mail)]
            for who in [who for _slot, when, kind, who in _shown(service) if kind == "follow-up" and when == day]:
                if chance.random() < answered:
                    entries.record(service.account, who, "interaction", day, at(day, "18:00"))
    return told


@pytest.fixture
def overloaded(local_home: Home) -> Home:
    local_home.book(circles(14))
    local_home.tick(at(MONDAY))
    return local_home


def test_it_is_told_in_its_first_mail_and_again_after_four_weeks(local_home: Home) -> None:
    local_home.book(circles(14))
    assert live(local_home, 60) == [MONDAY, MONDAY + 28 * DAY, MONDAY + 56 * DAY]


def test_what_fits_is_not_told_of(local_home: Home) -> None:
    local_home.book(circles(7))
    assert live(local_home, 40) == []


def test_turns_that_are_let_pass_use_up_places_so_that_what_fitted_fits_no_more(local_home: Home) -> None:
    local_home.book(circles(7))
    told = live(local_home, 60, answered=0.4)
    assert told
    assert MONDAY + 14 * DAY <= told[0] <= MONDAY + 35 * DAY, "in the month in which it shows"
    said = next(mail for mail in flat_mails(local_home) if HEADING in mail)
    assert re.search(r"Of ten who come up you are in touch with [3-6]\.", said)


@pytest.mark.parametrize(
    ("wanted", "said", "left"),
    [
        ("Half as often: friends", "friends comes up half as often now.", 7),
        ("a week", "There is room for", 14),
    ],
)  # fmt: skip
def test_each_mend_is_one_act_and_can_be_taken_back(overloaded: Home, wanted: str, said: str, left: float) -> None:
    mail = held_mails(overloaded)[-1].partition(HEADING)[2]
    number = next(match[1] for match in re.finditer(r"^ ?(\d+)\. (.*)$", mail, re.M) if wanted in match[2])
    answer = overloaded.run("answer", f"{number} yes", now=at(MONDAY, "09:00"))
    assert said in answer.out, answer.out
    with overloaded.opened() as service:
        made = service.planner.make(service.book(), at(MONDAY, "10:00"))
        assert round(sum(7 / contact.cadence.days for contact in made.book.contacts)) == left
        assert made.agenda.shortfall is None
    overloaded.run("answer", "ångra", now=at(MONDAY, "11:00"))
    with overloaded.opened() as service:
        assert service.planner.make(service.book(), at(MONDAY, "12:00")).agenda.shortfall is not None


def test_the_same_by_command(overloaded: Home) -> None:
    now = at(MONDAY, "09:00")
    assert overloaded.run("pace", "friends", now=now).out == "friends comes up half as often now.\n"
    assert overloaded.run("pace", "friends", "normal", now=now).out == "friends comes up as in your book again.\n"
    assert overloaded.run("pace", "16", now=now).out == "There is room for 16 a week.\n"
    assert overloaded.run("pace", "frends", now=now).err == 'there is no circle "frends"; did you mean friends?\n'
    assert overloaded.run("pace", "0", now=now).code == 2


def test_whoever_never_answers_can_rest_in_one_act(local_home: Home) -> None:
    local_home.configure(budget="per_day = 2\nper_week = 4")
    local_home.book(people("friends", 5, "1 week"))
    live(local_home, 60, answered=0.0)
    told = [mail for mail in held_mails(local_home) if HEADING in mail]
    number = re.search(r"^ ?(\d+)\. Let rest: ", told[-1].partition(HEADING)[2], re.M)
    assert number is not None
    mails = local_home.mails()
    day = next(str(mail["Message-ID"])[8:18] for mail in reversed(mails) if HEADING in text_of(mail))
    said = local_home.run("answer", f"{number[1]} ja", "--to", day, "--json", now=at(MONDAY + 60 * DAY, "09:00"))
    assert [deed["action"] for deed in json.loads(said.out)["did"]] == ["pause"] * len(json.loads(said.out)["did"])
    assert json.loads(said.out)["did"]


def test_who_will_wait_beyond_the_outer_limit_is_named(local_home: Home) -> None:
    local_home.configure(budget="per_day = 1\nper_week = 2")
    local_home.book(
        '[[contact]]\nname = "Eva Ström"\nevery = "1 week"\nat_most = "8 days"\nlast = 2026-11-16\n' + circles(9)
    )
    local_home.tick(at(MONDAY))
    assert re.search(r"Will pass their outer limit: ", flat_mails(local_home)[-1])


@pytest.mark.parametrize(
    ("every", "years", "warmth"),
    [
        (Cadence(1, "year"), 1, "mild"), (Cadence(1, "year"), 3, "warm"), (Cadence(1, "year"), 6, "close"),
        (Cadence(6, "month"), 2, "warm"), (Cadence(1, "month"), 1, "close"),
    ],
)  # fmt: skip
def test_warmth_is_against_the_cadence_and_grows_with_the_years(every: Cadence, years: int, warmth: str) -> None:
    from tests.test_give_and_take import entry

    contact, days, day = person("Anna", every), [], MONDAY - 5 * DAY
    while day > MONDAY - years * 365 * DAY:
        days.append(day)
        day -= timedelta(days=round(every.days))
    history = [entry(n, "anna", day) for n, day in enumerate(reversed(days))]
    assert relation(contact, summarise("anna", history, STOCKHOLM, MONDAY), MONDAY).warmth == warmth


@pytest.mark.year
def test_a_year_of_150_people_at_a_budget_that_does_not_quite_hold(
    local_home: Home, measured: Callable[[str], None]
) -> None:
    """The closest circle is never later than 1.2 of its cadence, and the overload is told in the month it begins."""
    groups = {"friends": (5, "4 weeks"), "mentor": (3, "6 weeks"), "colleagues": (12, "2 months"),
              "classmates": (40, "3 months"), "alumni": (90, "6 months")}  # fmt: skip
    chance = random.Random(5)
    rows = [
        f'[[contact]]\nname = "{name.title()} {n:02}"\ncircle = "{name}"\nevery = "{every}"\n'
        f"last = {MONDAY - DAY * chance.randrange(5, 120 if name == 'alumni' else 40)}\n"
        for name, (count, every) in groups.items() for n in range(count)
    ]  # fmt: skip
    local_home.configure(budget='per_day = 3\nper_week = 9\nholidays = "SE"')
    local_home.book("\n".join(rows))
    last: dict[str, date] = {}
    worst: dict[str, float] = defaultdict(float)
    waits: dict[str, list[float]] = defaultdict(list)
    with local_home.opened() as service:
        book = {contact.id: contact for contact in service.book().contacts}
        for n in range(365):
            day = MONDAY + n * DAY
            service.run_round(at(day))
            for when, who in plans.shown_this_week(service.account, day):
                if when != day:
                    continue
                contact = book[who]
                due = after(last.get(who, contact.last or MONDAY), contact.cadence)
                late = (day - due).days / contact.cadence.days
                if n >= 42:  # until then it is the backlog of before
                    worst[contact.circle or ""] = max(worst[contact.circle or ""], late)
                    waits[contact.circle or ""].append(1 + late)
                if chance.random() < 0.95:
                    last[who] = day
                    entries.record(service.account, who, "interaction", day, at(day, "18:00"))
        told = sorted(plans.things_shown(service.account)["workload", "told"])
    measured(
        "a year that does not quite hold: from one time to the next, in cadences, on average and at most: "
        + ", ".join(f"{name} {sum(several) / len(several):.2f} {max(several):.2f}" for name, several in sorted(waits.items()))
        + f"; told {len(told)} times, first on {told[0]}"
    )  # fmt: skip
    assert worst["friends"] <= 1.2
    assert sum(waits["friends"]) / len(waits["friends"]) <= 1.2
    assert told[0] < MONDAY + 31 * DAY
