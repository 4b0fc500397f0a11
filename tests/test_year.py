"""A year in the life of 150 contacts and one person who answers some of the time. Real database, real mail, real file."""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from followupd.contacts import current
from followupd.domain.book import Book, Budget, Cadence
from followupd.domain.cadence import after
from followupd.planning.days import closed, monday
from followupd.service.account import AccountService
from followupd.store import entries, outbox
from followupd.store.people import subject_of
from followupd.store.tables import shown
from tests.conftest import Home, at, text_of

pytestmark = pytest.mark.year
FIRST = date(2026, 10, 5)  # two changes of the clock lie in the year: 25 October and 28 March
DAYS = 365
CATCHING_UP = Cadence(3, "month")
CIRCLES = {"friends": 4, "mentor": 2, "colleagues": 8, "classmates": 26, "former-colleagues": 40, "dormant": 70}
VACATIONS = """\
holidays = "SE"
vacations = [
    { from = 2026-12-21, to = 2027-01-06 }, { from = 2027-02-22, to = 2027-02-28 }, { from = 2027-07-05, to = 2027-07-30 },
]
"""
MACHINE_OFF = {FIRST + timedelta(days=n) for n in (40, 41, 150, 151, 152, 300)}
WAKING = [("08:00",), ("07:00", "09:30"), ("08:00", "08:00"), ("13:15",), ("08:01", "07:30", "23:00")]
"""At which hours the daemon looks: late, several times, or with a clock that was set back."""


def book(chance: random.Random) -> str:
    rows = []
    for circle, many in CIRCLES.items():
        for n in range(many):
            last = f"last = {FIRST - timedelta(days=chance.randrange(5, 400))}" if chance.random() < 0.8 else ""
            born = f"{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}"
            birthday = f'birthday = "{born}"' if chance.random() < 0.3 else ""
            rows.append(f'[[contact]]\nname = "{circle.title()} {n:02}"\ncircle = "{circle}"\n{last}\n{birthday}\n')
    return "\n".join(rows)


@dataclass
class Year:
    """What a year of ticks left behind."""

    book: Book
    budget: Budget
    shown: list[tuple[date, date, str, str]]
    posted: list[outbox.Posted]
    days: int
    offers: dict[str, list[date]] = field(default_factory=dict)

    def turns(self) -> Counter[date]:
        return Counter(day for _slot, day, kind, _who in self.shown if kind == "follow-up")

    def weeks(self) -> Counter[date]:
        return Counter(monday(day) for _slot, day, kind, _who in self.shown if kind == "follow-up")

    def lost(self) -> list[str]:
        """Who never came up in the whole year, although the outer limit has passed."""
        end = FIRST + timedelta(days=self.days)
        silent = [one for one in self.book.contacts if one.id not in self.offers]
        return [one.id for one in silent if after(one.last or FIRST, one.at_most) < end]

    def beyond_the_limit(self) -> list[str]:
        """Waits for an offer that were longer than the outer limit, once the long neglected are caught up with."""
        found = []
        for contact in self.book.contacts:
            previous = FIRST
            for day in [*self.offers.get(contact.id, []), FIRST + timedelta(days=self.days)]:
                allowed = max(after(previous, contact.at_most), after(FIRST, CATCHING_UP))
                found += [f"{contact.id}: {previous} to {day}"] if day > allowed else []
                previous = day
        return found


def live(home: Home, chance: random.Random, days: int = DAYS) -> Year:
    """Days in which seven of ten reminders are answered, some are put off, and the rest let pass."""
    offers: dict[str, list[date]] = {}
    with home.opened() as service:
        for day in (FIRST + timedelta(days=n) for n in range(days)):
            if day in MACHINE_OFF:
                continue
            for clock in chance.choice(WAKING):
                service.run_round(at(day, clock))
            for who in (who for _slot, when, kind, who in _shown(service) if kind == "follow-up" and when == day):
                offers.setdefault(who, []).append(day)
                luck = chance.random()
                if luck < 0.7:
                    entries.record(service.account, who, "interaction", day, at(day, "18:00"), note=f"talked on {day}")
                elif luck < 0.75:
                    entries.record(service.account, who, "snooze", day, at(day, "18:00"), until=day + timedelta(days=9))
        current_book = current.current(service.account, service.settings)
        budget = service.settings.budget.as_budget()
        return Year(current_book.book(), budget, _shown(service), outbox.posted(service.account, 1000), days, offers)


def _shown(service: AccountService) -> list[tuple[date, date, str, str]]:
    columns = (shown.c.slot, shown.c.day, shown.c.kind, subject_of(shown))
    with service.account.read() as connection:
        return [tuple(row) for row in connection.execute(select(*columns))]  # type: ignore[misc]


def assert_trustworthy(home: Home, year: Year) -> None:
    """What holds in every year, however full it is."""
    mails = Counter(str(mail["Message-ID"]) for mail in home.mails())
    assert max(mails.values()) == 1
    assert len(mails) == len(year.posted) == len({one.slot for one in year.posted})
    assert {one.state for one in year.posted} == {"sent"}
    assert max(year.turns().values()) <= year.budget.per_day
    assert max(year.weeks().values()) <= year.budget.per_week
    assert [day for day in year.turns() if closed(day, year.budget)] == []
    assert len(year.book.contacts) == 150
    assert year.lost() == []


def test_a_year_passes_with_nobody_lost_nothing_doubled_and_every_outer_limit_kept(
    local_home: Home, measured: Callable[[str], None]
) -> None:
    chance = random.Random(2026)
    local_home.configure(budget=f"per_day = 4\nper_week = 16\n{VACATIONS}")
    local_home.book(book(chance))
    year = live(local_home, chance)
    measured(
        f"a year: {len(year.posted)} digests, {len(year.shown)} reminders, {sum(year.turns().values())} of them follow-ups"
    )
    assert_trustworthy(local_home, year)
    assert len(year.offers) == 150
    assert year.beyond_the_limit() == []


def test_half_a_year_with_too_small_a_budget_keeps_to_it_loses_nobody_and_says_so(
    local_home: Home, measured: Callable[[str], None]
) -> None:
    chance = random.Random(7)
    local_home.configure(budget=f"per_day = 2\nper_week = 6\n{VACATIONS}")
    local_home.book(book(chance))
    year = live(local_home, chance, 182)
    told = sum("MORE THAN A WEEK HOLDS" in text_of(mail) for mail in local_home.mails())
    measured(
        f"half a year with too small a budget: {len(year.posted)} digests, told {told} times; {len(year.beyond_the_limit())} waits beyond the outer limit"
    )
    assert_trustworthy(local_home, year)
    assert 6 <= told <= 7, "once in four weeks, for as long as it lasts"
