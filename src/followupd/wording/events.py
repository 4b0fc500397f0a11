"""Networking events in words: before, the evening after, and two weeks on."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from followupd.domain.book import Contact, NetworkingEvent
from followupd.practice.events import EventState, is_long, might_be_there, overlapping, pause_at
from followupd.text import catalog
from followupd.text.catalog import _, ngettext
from followupd.text.sanitize import one_line, shorten

_LENGTH = 220
_MOST_NAMES = 5


def when(event: NetworkingEvent, zone: ZoneInfo) -> str:
    """ "Tuesday 2 February, 10:00–16:00", over several days with both. An event in another zone shows its local
    hours, and its start in the user's zone."""
    starts, ends = event.starts, event.ends.astimezone(event.starts.tzinfo)
    if starts.utcoffset() != starts.astimezone(zone).utcoffset():
        home = starts.astimezone(zone)
        at_home = (
            catalog.clock(home)
            if home.date() == starts.date()
            else f"{catalog.short_day(home.date())}, {catalog.clock(home)}"
        )
        return _("%(when)s there (%(home)s at home)") % {"when": _span(starts, ends), "home": at_home}
    return _span(starts.astimezone(zone), ends.astimezone(zone))


def when_and_where(event: NetworkingEvent, zone: ZoneInfo) -> str:
    """ "Tuesday 2 February, 10:00–16:00, KTH"."""
    return ", ".join(filter(None, (when(event, zone), event.place)))


def _span(starts: datetime, ends: datetime) -> str:
    first = f"{catalog.capital(catalog.day(starts.date()))}, {catalog.clock(starts)}"
    if starts.date() == ends.date():
        return f"{first}–{catalog.clock(ends)}"
    return f"{first} – {catalog.day(ends.date())}, {catalog.clock(ends)}"


def goal_of(event: NetworkingEvent) -> str:
    """What a person wants from an event, in a sentence; empty where no number was set."""
    if not event.meet:
        return ""
    return ngettext("Goal: talk to %d new person.", "Goal: talk to %d new people.", event.meet) % event.meet


def preparation(
    event: NetworkingEvent, contacts: Sequence[Contact], others: Sequence[NetworkingEvent], zone: ZoneInfo
) -> Iterator[str]:  # fmt: skip
    """What to know before it: goal, pitch, questions, who might be there, company, a break."""
    if goal := goal_of(event):
        yield goal
    if event.pitch:
        yield _("Your pitch: %s") % shorten(one_line(event.pitch), _LENGTH)
    for question in event.questions[:5]:
        yield _("To ask: %s") % question
    yield from company(event, contacts)
    if (pause := pause_at(event, zone)) is not None:
        yield _("A long one: plan a break around %s.") % catalog.clock(pause)
    if event.online:
        yield _("It can be joined online too: %s") % event.online
    if same_time := [networking_event.name for networking_event in overlapping(event, others)]:
        yield _("At the same time: %s.") % catalog.listing(same_time[:_MOST_NAMES])


def on_its_day(event: NetworkingEvent, zone: ZoneInfo) -> Iterator[str]:
    """What to have in mind on the day, once all has been prepared."""
    if goal := goal_of(event):
        yield goal
    if event.pitch:
        yield _("Your pitch: %s") % shorten(one_line(event.pitch), _LENGTH)
    if (pause := pause_at(event, zone)) is not None:
        yield _("A long one: plan a break around %s.") % catalog.clock(pause)
    if event.companion:
        yield _("With: %s.") % event.companion
    if event.online:
        yield _("It can be joined online too: %s") % event.online


def company(event: NetworkingEvent, contacts: Sequence[Contact]) -> Iterator[str]:
    """Who might be there, and who comes along."""
    there = [contact.name for contact in might_be_there(event, contacts)]
    if there:
        yield _("Might be there: %s. Write before, and you have somebody to greet.") % catalog.listing(
            there[:_MOST_NAMES]
        )
    if event.companion:
        yield _("With: %s.") % event.companion
    elif is_long(event):
        yield _("It is easier in company: whom could you bring?")


def capture(event_state: EventState, late: date | None, *, in_time: bool = True) -> Iterator[str]:
    """The evening's question; `late` is the first day with room for people, where that is after the 48 hours.
    `in_time`: these have not run out yet."""
    if event_state.met:
        yield ngettext("%d person noted so far.", "%d people noted so far.", len(event_state.met)) % len(
            event_state.met
        )
    if event_state.event.meet:
        yield _("Your goal was %d. One good talk is worth more than ten cards.") % event_state.event.meet
    if not in_time:
        yield _("A name and a word to remember are enough; a late hello is a good one too.")
    elif late is None:
        yield _("A name and a word to remember are enough; each gets a follow-up within 48 hours.")
    else:
        said = _("A name and a word to remember are enough. The next two days are free: a line tonight is best, and if "
                 "not, the follow-ups come on %s.")  # fmt: skip
        yield said % catalog.day(late)


def met_command(event: NetworkingEvent) -> str:
    """The command that notes somebody who was met there, with places to fill in."""
    return f'followupd met "{_("NAME")}" --at {event.id} --note "{_("what you talked about")}"'


def summed_up(event_state: EventState) -> str:
    """What came of an event, as the digest says it two weeks later."""
    counts = (
        (_("met %d"), len(event_state.met)), (_("followed up %d"), len(event_state.followed)),
        (_("were in touch again with %d"), len(event_state.warm)),
    )  # fmt: skip
    happened = [said % many for said, many in counts if many]
    return _("Two weeks after %(event)s: you %(happened)s.") % {
        "event": event_state.event.name, "happened": catalog.listing(happened),
    }  # fmt: skip


def over_the_cap(events: Sequence[NetworkingEvent], cap: int) -> str:
    """More events in a month than the person wants."""
    names = catalog.listing([shorten(event.name, 40) for event in events[:_MOST_NAMES]])
    said = ngettext(
        "%(many)d events this month, and you wanted %(cap)d: %(names)s. Choose what matters most.",
        "%(many)d events this month, and you wanted %(cap)d: %(names)s. Choose those that matter most.",
        cap,
    ) % {"many": len(events), "cap": cap, "names": names}
    online = [event.name for event in events if event.online]
    return said + (" " + _("Online from home: %s.") % catalog.listing(online) if online else "")
