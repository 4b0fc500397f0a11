"""What a digest says around people: talks and events ahead, practices, and a look back."""

from collections.abc import Iterator
from datetime import date, timedelta

from followupd.domain.book import NetworkingEvent
from followupd.domain.cadence import after
from followupd.mail.digest.document import Item, Occasion, Section
from followupd.planning.days import closed
from followupd.practice import captures
from followupd.practice.events import SUM_UP_AFTER, EventState, last_day, prepare_day
from followupd.practice.interviews import Interview
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
    booked = [one for one in practice_state.interviews.values() if one.state == "booked" and one.at is not None]
    items = []
    for one in sorted(booked, key=lambda one: (str(one.at), one.contact)):
        day = one.at.astimezone(occasion.zone).date() if one.at else occasion.slot
        if occasion.slot <= day <= occasion.until or occasion.comes_now(day - PREPARE_TALK):
            items.append(_talk(one, day, next(numbers), practice_state))
    if items:
        yield Section(_("Talks ahead"), tuple(items))


def _talk(one: Interview, day: date, number: int, practice_state: PracticeState) -> Item:
    contact = practice_state.contacts[one.contact]
    lines = [
        catalog.capital(talks.when(one, practice_state.zone)),
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
    found = [one for one in practice_state.events if one.event in forgotten]
    items = tuple(capture(one, next(numbers), occasion) for one in found if wants_to_know(one))
    if items:
        yield Section(_("Who did you meet?"), items)


def wants_to_know(one: EventState) -> bool:
    return len(one.met) < max(1, one.event.meet)


def capture(one: EventState, number: int, occasion: Occasion) -> Item:
    event = one.event
    day = last_day(event, occasion.zone)
    window = [day + timedelta(days=n) for n in range(1, 30)]
    opens = next((one for one in window if closed(one, occasion.budget) is None), None)
    late = opens if opens is not None and opens > window[1] else None
    lines, command = tuple(events.capture(one, late)), events.met_command(event)
    return Item(number, "capture", event.id, day, event.name, "", lines, command=command)


def events_ahead(practice_state: PracticeState, occasion: Occasion, numbers: Iterator[int]) -> Iterator[Section]:
    """Events of the days a digest covers, those come within sight that no digest has shown, and those to prepare."""
    near = after(practice_state.today, occasion.lookahead)
    items: list[Item] = []
    for event in sorted(practice_state.book.events, key=lambda one: (one.starts, one.id)):
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
    items: list[Item] = []
    for one in practice_state.habits:
        if one.day is None or one.day > occasion.until or len(items) >= MOST_ITEMS:
            continue
        lines = [*habits.lines(one, practice_state.contacts, practice_state.today)]
        if one.kind == "goal":
            wanted = [each for each in practice_state.goals if each.goal.id == one.id]
            lines += [line for each in wanted for line in goals.search(each, occasion.zone)]
        items.append(
            Item(next(numbers), one.kind, one.id, one.day, habits.title(one), "", tuple(lines),
                 command=habits.command(one))
        )  # fmt: skip
    if items:
        yield Section(_("Your practice"), tuple(items))


def looking_back(practice_state: PracticeState, occasion: Occasion) -> Iterator[Section]:
    """Two weeks after an event, and with the first digest of a month: what came of it."""
    lines = [
        events.summed_up(one)
        for one in practice_state.events
        if one.met and occasion.comes_now(last_day(one.event, occasion.zone) + SUM_UP_AFTER)
    ]
    first = month_of(occasion.slot)
    if practice_state.in_use and occasion.previous is not None and occasion.previous < first:
        end = first - timedelta(days=1)
        numbers = practice_state.numbers(month_of(end), end)
        if numbers.reached:
            lines.append(f"{catalog.capital(catalog.month(end))}: {reviewing.month(numbers)}")
    if lines:
        yield Section(_("Looking back"), lines=tuple(lines))
