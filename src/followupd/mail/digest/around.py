"""What a digest says around people: talks and events ahead, practices, and a look back."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from followupd.domain.book import NetworkingEvent
from followupd.domain.cadence import after
from followupd.mail.digest.document import Item, Occasion, Section
from followupd.planning.days import closed
from followupd.practice import captures
from followupd.practice.events import SUM_UP_AFTER, EventState, last_day, prepare_day
from followupd.practice.interviews import Interview
from followupd.practice.loops import Loop
from followupd.practice.review import month_of
from followupd.practice.state import PracticeState
from followupd.text import catalog
from followupd.text.catalog import _
from followupd.text.sanitize import web_address
from followupd.wording import events, goals, habits, reviewing, talks

MOST_ITEMS = 30
"""More than this and a list ends: a mail stays far under the 100 KB at which programs clip it."""
PREPARE_TALK = timedelta(days=2)


def talks_ahead(practice_state: PracticeState, occasion: Occasion, numbers: Iterator[int]) -> Iterator[Section]:
    """Talks of the days a digest covers, and two days before."""
    booked = [
        interview
        for interview in practice_state.interviews.values()
        if interview.state == "booked" and interview.at is not None
    ]
    items = []
    for loop, at in practice_state.appointments:
        day = at.astimezone(occasion.zone).date()
        if occasion.slot <= day <= occasion.until:
            items.append(_appointment(loop, at, next(numbers), practice_state))
    for interview in sorted(booked, key=lambda interview: (str(interview.at), interview.contact)):
        day = interview.at.astimezone(occasion.zone).date() if interview.at else occasion.slot
        if occasion.slot <= day <= occasion.until or occasion.comes_now(day - PREPARE_TALK):
            items.append(_talk(interview, day, next(numbers), practice_state))
    if items:
        yield Section(_("Talks ahead"), tuple(items))


def _appointment(loop: Loop, at: datetime, number: int, practice_state: PracticeState) -> Item:
    contact, local = practice_state.contacts[loop.contact], at.astimezone(practice_state.zone)
    lines = [
        catalog.capital(f"{catalog.day(local.date())}, {catalog.clock(local)}"), *filter(None, [loop.about]),
        *talks.memory(practice_state.card(contact), practice_state.today),
    ]  # fmt: skip
    about, link = ", ".join(filter(None, (contact.role, contact.company))), web_address(contact.url)
    return Item(number, "talk", contact.id, local.date(), contact.name, about, tuple(lines), link=link)


def _talk(interview: Interview, day: date, number: int, practice_state: PracticeState) -> Item:
    contact = practice_state.contacts[interview.contact]
    lines = [
        catalog.capital(talks.when(interview, practice_state.zone)),
        *talks.card_lines(practice_state.card(contact), practice_state.today),
    ]
    about = ", ".join(filter(None, (contact.role, contact.company)))
    return Item(number, "talk", contact.id, day, contact.name, about, tuple(lines), link=web_address(contact.url))


def who_did_you_meet(practice_state: PracticeState, occasion: Occasion, numbers: Iterator[int]) -> Iterator[Section]:
    """The evening's question, for events about which no evening mail asked."""
    asked = [(which, day) for (kind, which), days in practice_state.shown.items() if kind == "capture" for day in days]
    forgotten = captures.forgotten(
        practice_state.book.events, practice_state.now, occasion.previous, asked, occasion.zone
    )
    found = [event_state for event_state in practice_state.events if event_state.event in forgotten]
    items = tuple(capture(event_state, next(numbers), occasion) for event_state in found if wants_to_know(event_state))
    if items:
        yield Section(_("Who did you meet?"), items)


def wants_to_know(event_state: EventState) -> bool:
    """Whether it is worth asking whom one met at an event."""
    return len(event_state.met) < max(1, event_state.event.meet)


def capture(event_state: EventState, number: int, occasion: Occasion) -> Item:
    """The question about one event."""
    event = event_state.event
    day = last_day(event, occasion.zone)
    window = [day + timedelta(days=n) for n in range(1, 30)]
    opens = next((day for day in window if closed(day, occasion.budget) is None), None)
    late = opens if opens is not None and opens > window[1] else None
    lines, command = tuple(events.capture(event_state, late)), events.met_command(event)
    return Item(number, "capture", event.id, day, event.name, "", lines, command=command)


def events_ahead(practice_state: PracticeState, occasion: Occasion, numbers: Iterator[int]) -> Iterator[Section]:
    """Events on the days a digest covers, those within the lookahead that no digest has shown, and those to prepare."""
    near = after(practice_state.today, occasion.lookahead)
    items: list[Item] = []
    for event in sorted(practice_state.book.events, key=lambda event: (event.starts, event.id)):
        first = event.starts.astimezone(occasion.zone).date()
        new = first <= near and ("event", event.id) not in practice_state.shown
        now = first <= occasion.until or new or occasion.comes_now(prepare_day(event, occasion.budget, occasion.zone))
        if now and not event.cancelled and event.ends > practice_state.now and len(items) < MOST_ITEMS:
            items.append(_event(event, next(numbers), practice_state, occasion))
    if items:
        yield Section(_("Events ahead"), tuple(items))


def _event(event: NetworkingEvent, number: int, practice_state: PracticeState, occasion: Occasion) -> Item:
    zone, book = occasion.zone, practice_state.book
    where = f", {event.place}" if event.place else ""
    lines = (events.when(event, zone) + where, *events.preparation(event, book.contacts, book.events, zone))
    day = event.starts.astimezone(zone).date()
    return Item(number, "event", event.id, day, event.name, "", lines, link=web_address(event.url))


def practices(practice_state: PracticeState, occasion: Occasion, numbers: Iterator[int]) -> Iterator[Section]:
    """The day's habits, each with the command that says it is done."""
    items: list[Item] = []
    for habit in practice_state.habits:
        if habit.day is None or habit.day > occasion.until or len(items) >= MOST_ITEMS:
            continue
        lines = [*habits.lines(habit, practice_state.contacts, practice_state.today)]
        if habit.kind == "goal":
            wanted = [each for each in practice_state.goals if each.goal.id == habit.id]
            lines += [line for each in wanted for line in goals.search(each, occasion.zone)]
        items.append(
            Item(next(numbers), habit.kind, habit.id, habit.day, habits.title(habit), "", tuple(lines),
                 command=habits.command(habit))
        )  # fmt: skip
    if items:
        yield Section(_("Your habits"), tuple(items))


def looking_back(practice_state: PracticeState, occasion: Occasion) -> Iterator[Section]:
    """Two weeks after an event, and with the first digest of a month: what came of it."""
    lines = [
        events.summed_up(event_state)
        for event_state in practice_state.events
        if event_state.met and occasion.comes_now(last_day(event_state.event, occasion.zone) + SUM_UP_AFTER)
    ]
    first = month_of(occasion.slot)
    if practice_state.in_use and occasion.previous is not None and occasion.previous < first:
        end = first - timedelta(days=1)
        numbers = practice_state.numbers(month_of(end), end)
        if numbers.reached:
            lines.append(f"{catalog.capital(catalog.month(end))}: {reviewing.month(numbers)}")
    if lines:
        yield Section(_("Looking back"), lines=tuple(lines))
