"""A quarter lived: 25 people, three events, three talks, a goal, three habits. Every clock is met or its miss explained,
nobody reads a sentence twice, and the mails stay few."""

import random
import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from email.message import EmailMessage

import pytest

from followupd.domain.journal import Entry
from followupd.practice import events as practice_events
from followupd.practice.summary import summarise
from followupd.store import entries, plans
from tests.conftest import MONDAY, STOCKHOLM, Home, at, text_of

pytestmark = pytest.mark.year
DAY = timedelta(days=1)
DAYS = 91
EVENTS = {"fair": (16, "10:00", 6), "mingle": (39, "17:00", 4), "hack": (68, "09:00", 8)}
"""Day, hour and length: a Wednesday, a Friday evening, a Saturday."""
TALKS = {"cleo": (8, "15:00"), "eva": (31, "18:00"), "nils": (60, "16:00")}
NAMES = ["Anna", "Ben", "Cleo", "David", "Eva", "Filip", "Greta", "Hugo", "Ida", "Johan", "Karin", "Leo", "Moa", "Nils", "Olga",
         "Per", "Rut", "Sara", "Tove", "Ulf", "Vera", "Wille", "Xenia", "Ylva", "Åsa"]  # fmt: skip
NO_SENTENCE = re.compile(
    r"(?:Done\?|Have you|For each:|\w[\w -]*: (?:\+?\d|\S+@|https?:)|Dear |Hi |\[)|^\S+@|^\[|^Maja$|^All the best"
)


def book() -> str:
    rhythms = ["1 month", "6 weeks", "2 months", "3 months", "6 months"]
    rows = [
        f'[[contact]]\nid = "{name.casefold()}"\nname = "{name} {name}sson"\nemail = "{name.casefold()}@example.org"\n'
        f'every = "{rhythms[n % 5]}"\nlast = {MONDAY - (7 + 3 * n % 40) * DAY}\n'
        + ('goals = ["speak"]\n' if n in (4, 7, 11) else "") + (f'birthday = "{MONDAY + 9 * n * DAY:%m-%d}"\n' if n % 4 == 0 else "")
        for n, name in enumerate(NAMES)
    ]  # fmt: skip
    for name, (n, clock, hours) in EVENTS.items():
        starts = datetime.fromisoformat(f"{MONDAY + n * DAY}T{clock}")
        rows.append(f'[[event]]\nid = "{name}"\nname = "The {name}"\nstarts = {starts:%Y-%m-%dT%H:%M}\n'
                    f"ends = {starts + timedelta(hours=hours):%Y-%m-%dT%H:%M}\n")  # fmt: skip
    rows.append(f'[[goal]]\nid = "speak"\nname = "Speak in public"\nby = {MONDAY + 80 * DAY}\n')
    rows += [f'[[practice]]\nname = "{name}"\nevery = "1 week"\n' for name in ("Comment", "Share", "Read")]
    return "\n".join(rows)


def lived(home: Home, chance: random.Random) -> dict[str, date]:
    """Lives the quarter; whom the person met at events, and when."""
    met: dict[str, date] = {}
    for who, (n, clock) in TALKS.items():
        home.run("interview", who, "booked", "--at", f"{MONDAY + n * DAY}T{clock}", now=at(MONDAY, "07:00"))
    for n in range(DAYS):
        day = MONDAY + n * DAY
        for clock in ("08:00", "19:00", "21:30"):
            home.tick(at(day, clock))
        for name, (when, _clock, _hours) in EVENTS.items():
            for number in range(3 if when == n else 0):
                home.run("met", f"New{name}{number} Person", "--at", name, now=at(day, "21:40"))
                met[f"new{name}{number}-person"] = day
        with home.opened() as service:
            for when, who in set(plans.shown_this_week(service.account, day)):
                if when == day and chance.random() < 0.7:
                    entries.record(service.account, who, "interaction", day, at(day, "21:50"), kind="mail")
    return met


def cards(mail: EmailMessage) -> Iterator[tuple[str, list[str]]]:
    """Each person of a mail, with the sentences about them; lines that were broken are put together."""
    for match in re.finditer(r"^ ?\d+\. (.+?)(?: \(.*\)| –.*)?\n((?:    .*\n|\n(?=    ))*)", text_of(mail), re.M):
        lines = [line.strip() for line in re.sub(r"(?<=[^.?!:])\n    (?=[a-zåäö(])", " ", match[2]).splitlines()]
        sentences = [
            part for line in lines if line and not NO_SENTENCE.match(line) for part in re.split(r"(?<=[.?!]) ", line)
        ]
        yield match[1], sentences


def test_a_quarter_keeps_its_clocks_repeats_no_sentence_and_stays_small(
    local_home: Home, measured: Callable[[str], None]
) -> None:
    local_home.book(book())
    met = lived(local_home, random.Random(11))
    mails = [(mail, _day(mail), text_of(mail)) for mail in local_home.mails()]

    for who, (n, clock) in TALKS.items():
        ended = at(MONDAY + n * DAY, clock) + timedelta(minutes=30)
        name = next(name for name in NAMES if name.casefold() == who)
        offered = [
            day
            for _mail, day, text in mails
            if f"{name} {name}sson" in text and "thank-you now" in " ".join(text.split())
        ]
        assert any(ended.date() <= day <= (ended + DAY).date() for day in offered), who

    kept = missed = 0
    with local_home.opened() as service:
        known = {event.id: event for event in service.book().events}
    for who, day in met.items():
        name = f"N{who[1:].partition('-')[0]} Person"
        first = next(entry for entry in _entries(local_home) if entry.contact == who)
        clock = practice_events.obligation(summarise(who, [first], STOCKHOLM), known[first.about or ""], STOCKHOLM)
        assert clock is not None
        if any(name in text and day < sent <= clock.limit for _mail, sent, text in mails):
            kept += 1
            continue
        missed += 1
        said = [" ".join(text.split()) for _mail, sent, text in mails if name in text and sent > clock.limit]
        assert any("are days off, and they stay free" in one for one in said), f"{name}: the weekend is the reason"

    told: dict[tuple[str, str], date] = {}
    for mail, day, _text in mails:
        if not str(mail["Message-ID"]).startswith(("<digest", "<capture")):
            continue
        for name, sentences in cards(mail):
            for sentence in sentences:
                before = told.get((name, sentence))
                if name.startswith("The ") or name in ("Small things this week", "Speak in public"):
                    continue
                assert before is None or day - before > 10 * DAY, f"{name}: {sentence} ({before}, {day})"
                told[name, sentence] = day
    measured(
        f"a quarter: {len(mails)} mails; 48-hour clocks {kept} kept, {missed} missed and explained; {len(told)} sentences"
    )
    assert len(told) > 100
    assert len(mails) <= 60


def _day(mail: EmailMessage) -> date:
    return date.fromisoformat(str(mail["Message-ID"]).split(".")[1])


def _entries(home: Home) -> list[Entry]:
    with home.opened() as service:
        return entries.effective(service.account)
