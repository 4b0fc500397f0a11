"""Whole books as hypothesis draws them: every key, odd lengths, dates near each other and far away."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from followupd.domain.book import (
    Birthday,
    Book,
    Cadence,
    Contact,
    DevelopmentGoal,
    Milestone,
    NetworkingEvent,
    Practice,
    Project,
    Ratings,
)
from tests.conftest import MONDAY, STOCKHOLM

NEW_YORK = ZoneInfo("America/New_York")
near = st.integers(-800, 800).map(lambda n: MONDAY + timedelta(days=n))
days = near | st.sampled_from([date(2024, 2, 29), date(2028, 2, 29), date.min, date.max, date(2026, 12, 31)])
cadences = st.builds(Cadence, st.integers(1, 60), st.sampled_from(["day", "week", "month", "year"])).filter(
    lambda one: one.days <= 20 * 366
)
words = st.sampled_from(["Anna", "Öst & Co <b>", "a" * 200, "100 %d", "\\N{RIGHT-TO-LEFT OVERRIDE}x", "😀", "{{ x }}"])
texts = st.none() | words
birthdays = st.none() | st.builds(
    lambda day, year: Birthday(day.month, day.day, year),
    st.dates(date(2000, 1, 1), date(2000, 12, 31)), st.none() | st.integers(1904, 2030),
)  # fmt: skip
ratings = st.none() | st.integers(1, 5)
instants = st.builds(
    lambda n, minutes, zone: (datetime(2026, 11, 23, tzinfo=UTC) + timedelta(days=n, minutes=minutes)).astimezone(zone),
    st.integers(-500, 500), st.integers(0, 1439), st.sampled_from([STOCKHOLM, NEW_YORK, UTC]),
)  # fmt: skip


@st.composite
def contacts(draw: st.DrawFn, number: int) -> Contact:
    several = st.lists(st.sampled_from(["a", "b", "goal-0"]), max_size=2, unique=True).map(tuple)
    return Contact(
        f"p{number}", draw(words), draw(cadences), draw(cadences),
        circle=draw(st.sampled_from([None, "mentor", "friends"])), emails=draw(st.sampled_from([(), ("a@b.example",)])),
        last=draw(st.none() | days), birthday=draw(birthdays), language=draw(st.sampled_from([None, "sv", "en"])),
        channel=draw(texts), company=draw(texts), role=draw(texts), url=draw(st.sampled_from([None, "https://x.example/å"])),
        goals=draw(several), notes=draw(texts), paused_until=draw(st.none() | days), tags=draw(several),
        ratings=Ratings(*draw(st.tuples(ratings, ratings, ratings, ratings))),
        tone=draw(st.sampled_from(["formal", "informal"])), purpose=draw(texts), learn=draw(texts),
        questions=draw(st.lists(words, max_size=2).map(tuple)), file="contacts.toml", record=number,
    )  # fmt: skip


@st.composite
def events(draw: st.DrawFn, number: int) -> NetworkingEvent:
    starts = draw(instants)
    ends = starts + timedelta(minutes=draw(st.integers(1, 6000)))
    return NetworkingEvent(
        f"event-{number}", draw(words), "fair", starts, ends, draw(texts), None, draw(st.integers(0, 5)), draw(texts),
        ("Why?",), draw(texts), ("Öst & Co",), ("a",), None, draw(cadences), draw(st.booleans()),
    )  # fmt: skip


@st.composite
def books(draw: st.DrawFn) -> Book:
    people = tuple(draw(contacts(n)) for n in range(draw(st.integers(0, 5))))
    who = st.sampled_from([one.id for one in people]) if people else st.just("nobody")
    return Book(
        people,
        tuple(draw(events(n)) for n in range(draw(st.integers(0, 2)))),
        tuple(DevelopmentGoal(f"goal-{n}", draw(words), draw(texts), draw(st.none() | days), ("a",), draw(st.none() | days))
              for n in range(draw(st.integers(0, 2)))),
        tuple(Practice(f"practice-{n}", draw(words), draw(cadences), draw(st.sampled_from([(), ("x", "y")])))
              for n in range(draw(st.integers(0, 2)))),
        tuple(Project("project", draw(words), draw(cadences), (draw(who),), draw(st.none() | days))
              for _n in range(draw(st.integers(0, 1)))),
        tuple(Milestone(draw(who), draw(words), draw(days), draw(st.booleans()))
              for _n in range(draw(st.integers(0, 2)))),
    )  # fmt: skip
