"""A year with a real calendar server and a real mail server in which things go wrong: ten working days without mail, a
clock that is ahead once, a file that is half saved, a calendar server that is away for days."""

import os
import random
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from followupd.planning.days import closed
from followupd.service.account import AccountService
from followupd.store import entries, outbox
from followupd.store.calendar_items import published
from followupd.store.tables import outbox as outbox_table
from tests.conftest import Home, at, text_of
from tests.davproxy import Fault, line
from tests.davservers import Radicale
from tests.machines import Machines, says, set_up, to
from tests.mailserver import Mailbox, Start, smtp_section

pytestmark = [pytest.mark.year, pytest.mark.interop]
DAY = timedelta(days=1)
FIRST, DAYS = date(2026, 10, 5), 365 if os.environ.get("SWEEP") == "all" else 140
"""A whole year is lived in the campaigns; every fault lies in its first months."""
OUTAGE = {FIRST + n * DAY for n in range(42, 56)}
AHEAD, BY, HALF_SAVED = FIRST + 80 * DAY, 196 * DAY, FIRST + 98 * DAY
SERVER_AWAY = {FIRST + n * DAY for n in range(110, 116)}
PEOPLE = 16
ANSWERS_EVERY = 6
"""Days: whoever answers at once is no test of what stays."""


def book(chance: random.Random) -> str:
    rows = []
    for n in range(PEOPLE):
        every = chance.choice(["2 weeks", "1 month", "6 weeks", "3 months"])
        born = f'birthday = "{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}"' if n % 4 == 0 else ""
        rows.append(
            f'[[contact]]\nname = "Person {n:02}"\nevery = "{every}"\n'
            f"last = {FIRST - timedelta(days=chance.randrange(1, 60))}\n{born}\n"
        )
    for month in range(1, 7):
        rows.append(f'[[event]]\nname = "Meetup {month}"\nstarts = 2027-{month:02}-09T17:00\n')
    rows.append('[[practice]]\nname = "Comment on a post"\nevery = "2 weeks"\n')
    return "\n".join(rows)


def answer(machines: Machines, service: AccountService, chance: random.Random, day: date) -> None:
    """What a person does with the items of some days: marks, moves or deletes some, logs others, lets the rest pass."""
    for title, item in list(machines.phone.items().items()):
        stands = item["dtstart"].dt
        here = (
            isinstance(stands, date) and not isinstance(stands, datetime) and day - ANSWERS_EVERY * DAY < stands <= day
        )
        if not title.startswith("Follow up") or not here or str(item["status"]) != "CONFIRMED":
            continue
        who, luck = title.removeprefix("Follow up: "), chance.random()
        if luck < 0.25:
            machines.phone.edit(title, says(SUMMARY=f"✓ {title}"))
        elif luck < 0.30:
            machines.phone.edit(title, to(day + chance.randrange(1, 9) * DAY))
        elif luck < 0.34:
            machines.phone.delete(title)
        elif luck < 0.40:
            machines.phone.edit(title, says(DESCRIPTION="Ask about the thesis"))
        elif luck < 0.75:
            entries.record(service.account, who.casefold().replace(" ", "-"), "interaction", day, at(day, "18:00"))


def live(machines: Machines, box: Mailbox, chance: random.Random, away: Callable[[bool], None]) -> Counter[date]:
    """The mails that arrived, by day."""
    arrived: Counter[date] = Counter()
    whole = (machines.home.folder / "contacts.toml").read_text()
    with machines.home.opened() as service:
        for day in (FIRST + n * DAY for n in range(DAYS)):
            before = len(box.taken)
            box.says = {"MAIL": "421 4.3.2 going down"} if day in OUTAGE else {}
            away(day in SERVER_AWAY)
            if day == HALF_SAVED:
                machines.home.book(whole[: len(whole) // 3].rpartition("[[contact]]")[0])
            if day == AHEAD:
                service.run_round(at(AHEAD + BY))
            for clock in ("08:00", "19:30"):
                service.run_round(at(day, clock))
            if day.toordinal() % 3 == 0:
                service.syncer.sync(at(day, "19:35"), insist=True)
            if day == HALF_SAVED:
                machines.home.book(whole)
            if day not in SERVER_AWAY and day.toordinal() % ANSWERS_EVERY == 0:
                answer(machines, service, chance, day)
            arrived[day] = len(box.taken) - before
    return arrived


def test_months_of_faults_end_with_nothing_stale_no_mail_silenced_and_no_flood(
    radicale: Radicale, tmp_path: Path, start: Start, box: Mailbox, measured: Callable[[str], None]
) -> None:
    chance = random.Random(27)
    with line(radicale.port) as wire:
        machines = set_up(radicale, tmp_path)
        machines.configure(port=wire.port, **smtp_section(start(), security="none"))
        machines.home.book(book(chance))

        def away(yes: bool) -> None:
            wire.rule = (lambda _asked: Fault(status=503)) if yes else (lambda _asked: None)

        arrived = live(machines, box, chance, away)
        last = FIRST + (DAYS - 1) * DAY
        with machines.home.opened() as service:
            service.run_round(at(last, "21:00"))
            service.syncer.sync(at(last, "21:00"), insist=True)
            stands = {one.uid for one in published(service.account) if one.is_there}
            rows = outbox.posted(service.account, 1000)
            budget, people = service.settings.budget.as_budget(), service.book().contacts
        assert_right(machines.home, arrived, rows, box)
        assert len(people) == PEOPLE
        theirs = [
            str(one["uid"])
            for one in machines.phone.every()
            if str(one.get("status")) != "CANCELLED" and not str(one["summary"]).startswith("✓")
        ]
        stale = {str(one["uid"]): one for one in machines.phone.every() if str(one["uid"]) in set(theirs) - stands}
        assert [
            (str(one["summary"]), one["dtstart"].dt, str(one.get("description"))[:60]) for one in stale.values()
        ] == []
        assert len(theirs) == len(set(theirs))
        quiet = sum(closed(day, budget) is None and not arrived[day] and day not in OUTAGE for day in arrived)
        measured(
            f"{DAYS} days of faults: {sum(arrived.values())} mails, at most {max(arrived.values())} a day, {quiet} working "
            f"days with nothing to say; {len(theirs)} items on the server, stale 0, doubled 0, silenced 0"
        )


def assert_right(home: Home, arrived: Counter[date], rows: list[outbox.Posted], box: Mailbox) -> None:
    assert max(arrived.values()) <= 2, "a digest, and the evening's question or the quarter's review"
    ids = Counter(str(mail["Message-ID"]) for mail in box.mails() if mail)
    taken = Counter(one.content for one in box.taken)
    assert max(taken.values()) == 1, "nothing comes twice"
    assert len(ids) >= len(taken) - 1
    assert not [day for day in OUTAGE if arrived[day]]
    states = Counter(one.state for one in rows if one.occasion == "digest")
    assert states["superseded"] >= 8
    assert states["refused"] == states["unknown"] == states["pending"] == 0
    with home.opened() as service, service.account.read() as connection:
        mine = select(outbox_table.c.slot).where(outbox_table.c.occasion == "digest")
        served = set(connection.scalars(mine))
    wanted = {FIRST + n * DAY for n in range(DAYS)}
    assert {day for day in wanted if day.weekday() < 5} <= served, "no day is silenced"
    texts = [" ".join(text_of(mail).split()) for mail in box.mails()]
    assert sum("did not leave" in text for text in texts) == 1
    assert sum("The clock of this machine was ahead" in text for text in texts) == 1
    assert sum("people are gone" in text for text in texts) <= 1
    assert home.run("doctor", now=at(FIRST + DAYS * DAY, "09:00")).out.count("wrong") == 0
