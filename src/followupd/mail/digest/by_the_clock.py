"""What has an hour on the days of a digest: events, talks and appointments, in order, each with its place."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from followupd.domain.book import Contact, NetworkingEvent
from followupd.mail.digest.document import Action, Item, Occasion
from followupd.mail.digest.links import ways_to
from followupd.practice.events import first_day
from followupd.practice.interviews import LENGTH
from followupd.practice.state import PracticeState
from followupd.text import catalog
from followupd.text.catalog import _
from followupd.text.sanitize import one_line, shorten, web_address
from followupd.wording import events, talks
from followupd.wording.names import work_of


@dataclass(frozen=True, slots=True)
class Hour:
    """Something with an hour. `starts` and `ends` are the person's local time; `what` is an event's id, or a contact's;
    `name` how it is called in a headline."""

    starts: datetime
    ends: datetime
    what: str
    title: str
    name: str
    event: NetworkingEvent | None = None
    contact: Contact | None = None
    place: str = ""
    about: str = ""
    interview: bool = False
    begun: bool = False
    """Whether it has begun already."""

    def overlaps(self, other: "Hour") -> bool:
        """Whether both take place at the same time."""
        return self is not other and self.starts < other.ends and other.starts < self.ends


def hours(practice_state: PracticeState, occasion: Occasion) -> list[Hour]:
    """What has an hour from the digest's slot until the day before the next, in order."""
    found = [*_events(practice_state, occasion), *_talks(practice_state, occasion)]
    found = [replace(hour, begun=hour.starts <= practice_state.now) for hour in found]
    return sorted(
        (hour for hour in found if hour.starts.date() <= occasion.until and hour.ends > practice_state.now),
        key=lambda hour: (hour.starts, hour.what),
    )


def _events(practice_state: PracticeState, occasion: Occasion) -> Iterator[Hour]:
    for event in practice_state.book.events:
        if not event.cancelled:
            starts, ends = event.starts.astimezone(occasion.zone), event.ends.astimezone(occasion.zone)
            yield Hour(starts, ends, event.id, event.name, shorten(event.name, 40), event, place=event.place or "")


def _talks(practice_state: PracticeState, occasion: Occasion) -> Iterator[Hour]:
    booked = [(talk.contact, talk.at, talk.place or "", "", True) for talk in practice_state.interviews.values()
              if talk.state == "booked" and talk.at is not None]  # fmt: skip
    booked += [(loop.contact, at, "", loop.about, False) for loop, at in practice_state.appointments]
    for who, at, place, about, interview in booked:
        starts, contact = at.astimezone(occasion.zone), practice_state.contacts[who]
        if starts.date() >= occasion.slot:
            ends, name = starts + LENGTH, _("a talk with %s") % occasion.called(contact)
            yield Hour(starts, ends, who, contact.name, name, None, contact, place, about, interview)


def items(
    several: Sequence[Hour], practice_state: PracticeState, occasion: Occasion, numbers: Iterator[int]
) -> Iterator[Item]:
    """A card for each."""
    for hour in several:
        clash = [other.title for other in several if hour.overlaps(other)]
        number = next(numbers)
        event = hour.event
        item = _event(event, number, practice_state, occasion) if event else _talk(hour, number, practice_state)
        yield replace(item, lines=(item.lines[0], *_clash(clash), *item.lines[1:]))


def _clash(names: Sequence[str]) -> Iterator[str]:
    if names:
        yield _("At the same time: %s.") % catalog.listing(names[:5])


def _event(event: NetworkingEvent, number: int, practice_state: PracticeState, occasion: Occasion) -> Item:
    """An event on its day; what was told two days before is not told again."""
    zone, book = occasion.zone, practice_state.book
    day = first_day(event, zone)
    told = day in practice_state.shown.get(("prepare", event.id), ())
    lines = events.on_its_day(event, zone) if told else events.preparation(event, book.kept, (), zone)
    return Item(number, "event", event.id, day, event.name, "", (events.when_and_where(event, zone), *lines),
                links=event_links(event))  # fmt: skip


def prepare(event: NetworkingEvent, number: int, practice_state: PracticeState, occasion: Occasion) -> Item:
    """An event ahead, with all there is to prepare."""
    zone, book = occasion.zone, practice_state.book
    lines = (events.when_and_where(event, zone), *events.preparation(event, book.kept, book.events, zone))
    day = first_day(event, zone)
    return Item(number, "prepare", event.id, day, event.name, "", lines, links=event_links(event))


def event_links(event: NetworkingEvent) -> tuple[Action, ...]:
    """Its page."""
    page = web_address(event.url)
    return (Action(_("Website"), page, plain=page),) if page else ()


def _talk(hour: Hour, number: int, practice_state: PracticeState) -> Item:
    contact = practice_state.contacts[hour.what]
    card, today = practice_state.card(contact), practice_state.today
    told = hour.starts.date() in practice_state.shown.get(("prepare-talk", contact.id), ())
    when = _when(hour, today)
    place = web_address(hour.place)
    lines = [f"{when}, {one_line(hour.place)}" if hour.place and not place else when, *filter(None, [hour.about])]
    if told:
        lines.append(_("The card with your questions has come already, and stands in your calendar."))
    else:
        lines += talks.card_lines(card, today) if hour.interview else talks.memory(card, today)
    join = (Action(_("Join"), place, main=True, plain=place),) if place else ()
    links = (*join, *ways_to(contact, main=not join))
    return Item(
        number, "talk", contact.id, hour.starts.date(), contact.name, work_of(contact), tuple(lines), links=links
    )


def prepare_talk(hour: Hour, number: int, practice_state: PracticeState) -> Item:
    """A talk ahead, with the whole card."""
    contact = practice_state.contacts[hour.what]
    lines = (_when(hour, practice_state.today), *talks.card_lines(practice_state.card(contact), practice_state.today))
    return Item(number, "prepare-talk", contact.id, hour.starts.date(), contact.name, work_of(contact), lines)


def _when(hour: Hour, today: date) -> str:
    """ "Today, 15:00", "Tuesday 1 December, 15:00"."""
    day = hour.starts.date()
    said = catalog.past_day(day, today=today) if day == today else catalog.day(day)
    return f"{catalog.capital(said)}, {catalog.clock(hour.starts)}"


def ahead_talks(practice_state: PracticeState, occasion: Occasion, before: timedelta) -> Iterator[Hour]:
    """Booked interviews after this digest whose preparation, so long before, comes now or is late."""
    for hour in sorted(_talks(practice_state, occasion), key=lambda hour: (hour.starts, hour.what)):
        day = hour.starts.date()
        told = day in practice_state.shown.get(("prepare-talk", hour.what), ())
        if hour.interview and day > occasion.until >= day - before and not told:
            yield hour
