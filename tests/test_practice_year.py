"""A year with the practice in it: events, talks, goals and habits of a person who forgets some of it."""

import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise

import icalendar
import pytest
from sqlalchemy import select

from followupd.contacts import current
from followupd.domain.book import Budget
from followupd.domain.journal import MET, Entry
from followupd.planning.days import closed, monday
from followupd.practice import events as practice_events
from followupd.practice.habits import MOST_A_DAY
from followupd.practice.loops import Loop
from followupd.practice.state import PracticeState
from followupd.practice.summary import summarise
from followupd.service.account import AccountService
from followupd.store import entries, outbox
from followupd.store.people import subject_of
from followupd.store.tables import shown
from tests.conftest import STOCKHOLM, Home, at, held_mails, text_of
from tests.test_year import FIRST, MACHINE_OFF, VACATIONS

pytestmark = pytest.mark.year
DAYS = 365
EVENTS, PRACTICES, TALKS = 12, 6, 6
GOALS = """
[[goal]]
name = "Speak in public"
by = 2027-06-30
[[goal]]
name = "Lead a project"
[[goal]]
name = "Negotiate"
by = 2027-03-01
[[goal]]
name = "Read a balance sheet"
"""


def event_days(chance: random.Random) -> list[date]:
    """One a month, mostly in the middle of a week; four fall as they will: on Fridays, weekends and in vacations."""
    days = [FIRST + timedelta(days=20 + 30 * n + chance.randrange(-4, 5)) for n in range(EVENTS)]
    return [day if n in (1, 2, 4, 9) else monday(day) + timedelta(days=1 + n % 3) for n, day in enumerate(days)]


def book(chance: random.Random) -> str:
    rows = [GOALS]
    for n in range(32):
        last = f"last = {FIRST - timedelta(days=chance.randrange(5, 300))}" if chance.random() < 0.8 else ""
        goal = 'goals = ["speak-in-public"]' if n % 9 == 0 else 'goals = ["negotiate"]' if n % 9 == 1 else ""
        rows.append(
            f'[[contact]]\nname = "Person {n:02}"\ncircle = "{chance.choice(["mentor", "classmates", "alumni"])}"\n{last}\n{goal}\n'
        )
    for n, day in enumerate(event_days(random.Random(2027))):
        starts, hours = chance.choice([("09:00", 7), ("18:00", 3), ("20:00", 6)])
        ends = datetime.fromisoformat(f"{day}T{starts}") + timedelta(hours=hours)
        rows.append(
            f'[[event]]\nid = "event-{n}"\nname = "Event {n}"\nstarts = {day}T{starts}\nends = {ends:%Y-%m-%dT%H:%M}\nmeet = 3\n'
        )
    rhythms = ["1 day", "1 week", "1 week", "2 weeks", "1 month", "6 months"]
    rows += [f'[[practice]]\nname = "Practice {n}"\nevery = "{every}"\n' for n, every in enumerate(rhythms)]
    rows.append('[[project]]\nname = "Thesis"\nmembers = ["person-03", "person-04"]\nevery = "2 weeks"\n')
    return "\n".join(rows)


@dataclass
class Life:
    """What a year left behind."""

    budget: Budget
    shown: list[tuple[date, str, date, str, str]]
    met: dict[str, Entry]
    answered: dict[str, date]
    mails: dict[date, str] = field(default_factory=dict)


class Person:
    """Does what the mails say, mostly; every sixth week nothing at all."""

    def __init__(self, home: Home, service: AccountService, chance: random.Random) -> None:
        self.home, self.service, self.chance = home, service, chance

    def evening(self, day: date) -> None:
        now, number = at(day, "21:00"), (day - FIRST).days
        if number % 55 == 10 and number // 55 < TALKS:
            self._step(number // 55, "candidate", day, now)
        if day.isocalendar().week % 6 == 0:
            return
        named = self._named(day)
        loops = self.practice_state(now).open_loops if any(kind == "follow-up" for kind, _subject in named) else []
        for kind, subject in named:
            if kind == "follow-up":
                self._close([one for one in loops if one.contact == subject and one.due <= day], day, now)
            if kind in ("follow-up", "greeting") and self.chance.random() < 0.7:
                self._talk(subject, day, now)
            elif kind in ("practice", "project", "goal") and self.chance.random() < 0.6:
                entries.record(self.service.account, "", "done", day, now, about=f"{kind}/{subject}")
        self._talks(day, now)

    def _named(self, day: date) -> list[tuple[str, str]]:
        return [(kind, subject) for _slot, _occasion, _when, kind, subject in seen(self.service, day)]

    def _close(self, loops: list[Loop], day: date, now: datetime) -> None:
        """What is due of a person's open loops, half of the time; the rest is forgotten."""
        for loop in loops:
            if self.chance.random() < 0.5:
                entries.record(self.service.account, loop.contact, "done", day, now, about=loop.handle)

    def _talk(self, who: str, day: date, now: datetime) -> None:
        """In touch; sometimes help was given or received, or something was promised."""
        direction = self.chance.choice([None, None, None, "gave", "received"])
        kind = self.chance.choice(["mail", "coffee", "thanks"])
        entries.record(self.service.account, who, "interaction", day, now, kind=kind, direction=direction)  # type: ignore[arg-type]
        if self.chance.random() < 0.1:
            entries.record(
                self.service.account, who, "promise", day, now, note="an article", until=day + timedelta(days=9)
            )

    def _talks(self, day: date, now: datetime) -> None:
        """Each talk one step further, when its day has come and it is not forgotten."""
        found = self.practice_state(now)
        for one in found.interviews.values():
            step = {
                "candidate": "asked",
                "asked": "booked",
                "booked": "held",
                "held": "thanked",
                "thanked": "outcome",
            }.get(one.state)
            waited = (day - (one.at.astimezone(STOCKHOLM).date() if one.state == "booked" and one.at else one.day)).days
            if step and waited >= 1 and self.chance.random() < 0.25:
                booked = at(day + timedelta(days=5), "15:00") if step == "booked" else None
                entries.record(self.service.account, one.contact, "interview", day, now, kind=step, at=booked)

    def _step(self, number: int, state: str, day: date, now: datetime) -> None:
        entries.record(self.service.account, f"person-{20 + number}", "interview", day, now, kind=state)

    def practice_state(self, now: datetime) -> PracticeState:
        return self.service.planner.practice_state(
            current.current(self.service.account, self.service.settings).book(), now
        )

    def meet(self, day: date, event: str, names: list[str]) -> None:
        for name in names:
            said = self.home.run("met", name, "--at", event, now=at(day, "23:30"))
            assert said.code == 0, said.err


def seen(service: AccountService, day: date | None = None) -> list[tuple[date, str, date, str, str]]:
    """What the mails named, of one day or of all."""
    columns = (shown.c.slot, shown.c.occasion, shown.c.day, shown.c.kind, subject_of(shown))
    of_day = [shown.c.day == day] if day is not None else []
    with service.account.read() as connection:
        return [tuple(row) for row in connection.execute(select(*columns).where(*of_day))]  # type: ignore[misc]


def live(home: Home, chance: random.Random) -> Life:
    days = event_days(random.Random(2027))
    with home.opened() as service:
        person = Person(home, service, chance)
        for day in (FIRST + timedelta(days=n) for n in range(DAYS)):
            if day in MACHINE_OFF:
                continue
            for clock in chance.choice([("08:00", "19:30", "22:45"), ("09:30", "21:50"), ("13:15",)]):
                service.run_round(at(day, clock))
            person.evening(day)
            for n, when in enumerate(days):
                late = when + timedelta(days=n % 3 == 2)
                if day == late and n != 7:  # one event is forgotten altogether
                    person.meet(day, f"event-{n}", [f"New {n}-{k}" for k in range(1 + n % 5)])
            if day.weekday() == 0:
                uids = [
                    str(one["uid"]) for one in icalendar.Calendar.from_ical(home.calendar.read_bytes()).walk("VEVENT")
                ]
                assert len(uids) == len(set(uids))
        history = entries.effective(service.account)
        met: dict[str, Entry] = {}
        for one in history:
            if one.kind == MET and one.about:
                met.setdefault(one.contact, one)
        answered = {
            who: next(
                (one.day for one in history if one.contact == who and one.in_touch and one.id > first.id), date.max
            )
            for who, first in met.items()
        }
        return Life(service.settings.budget.as_budget(), seen(service), met, answered)


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> tuple[Home, Life]:
    chance = random.Random(2027)
    home = Home(tmp_path_factory.mktemp("year"))
    home.configure(budget=f"per_day = 3\nper_week = 12\n{VACATIONS}", digest='remarks = true\npractices = "daily"')
    home.book(book(random.Random(2027)))
    return home, live(home, chance)


def test_a_full_year_sends_one_digest_a_slot_one_question_an_evening_and_four_reviews(
    lived: tuple[Home, Life], measured: Callable[[str], None]
) -> None:
    home, _life = lived
    ids = Counter(str(mail["Message-ID"]) for mail in home.mails())
    assert max(ids.values()) == 1
    with home.opened() as service:
        posted = outbox.posted(service.account, 2000)
    assert {one.state for one in posted} == {"sent"}
    kinds = Counter(one.occasion for one in posted)
    measured(f"a year of the practice: {dict(kinds)}")
    assert kinds["review"] == 4
    assert 3 <= kinds["capture"] <= EVENTS
    assert len({one.slot for one in posted if one.occasion == "digest"}) == kinds["digest"]


def test_over_the_year_the_budget_is_never_broken(lived: tuple[Home, Life]) -> None:
    _home, life = lived
    # A talk opens its evening for the thank-you, whatever the day holds.
    turns = [when for _slot, occasion, when, kind, _who in life.shown
             if kind in ("follow-up", "greeting") and occasion == "digest"]  # fmt: skip
    assert max(Counter(turns).values()) <= life.budget.per_day
    assert max(Counter(map(monday, turns)).values()) <= life.budget.per_week
    assert [day for day in turns if closed(day, life.budget)] == []


def has_room(day: date, life: Life) -> bool:
    turns = Counter(when for _slot, _occasion, when, kind, _who in life.shown if kind in ("follow-up", "greeting"))
    in_week = sum(many for when, many in turns.items() if monday(when) == monday(day))
    return closed(day, life.budget) is None and turns[day] < life.budget.per_day and in_week < life.budget.per_week


def test_every_48_hour_clock_of_the_year_is_kept_or_openly_missed(
    lived: tuple[Home, Life], measured: Callable[[str], None]
) -> None:
    home, life = lived
    with home.opened() as service:
        book_now = current.current(service.account, service.settings).book()
    events = {one.id: one for one in book_now.events}
    texts = [" ".join(one.split()) for one in held_mails(home)]
    offered: dict[str, list[date]] = defaultdict(list)
    for _slot, _occasion, when, kind, who in life.shown:
        if kind == "follow-up":
            offered[who].append(when)
    kept = missed = 0
    for who, first in life.met.items():
        clock = practice_events.obligation(
            summarise(first.contact, [first], STOCKHOLM), events[first.about or ""], STOCKHOLM
        )
        assert clock is not None
        in_time = [day for day in offered[who] if first.day <= day <= clock.limit]
        if in_time or life.answered[who] <= clock.limit:
            kept += 1
            continue
        missed += 1
        name = next(one.name for one in book_now.contacts if one.id == who)
        said = [text for text in texts if f" {name} You met" in text and "A late hello is a good one too" in text]
        no_room = [text for text in texts if re.search("there is no room for|are days off", text) and name in text]
        assert said or no_room, name
        # It is missed only where no day was left: free ones, full ones, and a meeting noted too late.
        days = (clock.due + timedelta(days=n) for n in range((clock.limit - clock.due).days + 1))
        assert not [day for day in days if day > clock.known and has_room(day, life)], name
    measured(f"48-hour clocks: {kept} kept, {missed} openly missed")
    assert kept + missed == len(life.met) > 20


def test_over_the_year_tasks_come_at_most_two_a_day_and_none_is_lost(lived: tuple[Home, Life]) -> None:
    _home, life = lived
    tasks = [
        (when, f"{kind}/{which}") for _s, _o, when, kind, which in life.shown if kind in ("practice", "project", "goal")
    ]
    assert max(Counter(when for when, _which in tasks).values()) <= MOST_A_DAY
    named = Counter(which for _when, which in tasks)
    assert {f"practice/practice-{n}" for n in range(PRACTICES)} | {"project/thesis", "goal/lead-a-project"} <= set(
        named
    )
    assert named["practice/practice-0"] > named["practice/practice-3"] > named["practice/practice-5"]


def test_over_the_year_a_kind_word_comes_at_most_once_a_week(lived: tuple[Home, Life]) -> None:
    _home, life = lived
    told = sorted(when for _slot, _occasion, when, kind, _which in life.shown if kind == "remark")
    assert all((following - one).days >= 7 for one, following in pairwise(told))


def test_the_year_ends_with_talks_that_went_all_the_way_and_a_review_that_reads_well(lived: tuple[Home, Life]) -> None:
    home, _life = lived
    found = home.run("interviews", now=at(FIRST + timedelta(days=DAYS)))
    assert found.out.count("\n") == TALKS
    last = [mail for mail in home.mails() if "review." in str(mail["Message-ID"])][-1]
    assert "Your network, July to September" in str(last["Subject"])
    assert "said thank you" in " ".join(text_of(last).split())
