"""Items → the bytes of a calendar. Built with `icalendar`; every stamp is handed in, none is invented."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import icalendar

from followupd import __version__
from followupd.calendar.items import CalendarItem
from followupd.words import _, language


@dataclass(frozen=True, slots=True)
class Version:
    """How often an item has changed, and when it last did, in UTC (RFC 5545 §3.8.7.2-4)."""

    sequence: int
    changed_at: datetime


def build(items: Iterable[CalendarItem], versions: Mapping[str, Version]) -> bytes:
    """A calendar to import (no METHOD, RFC 5545 §3.7.2). The same items and versions give the same bytes."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", f"-//followupd//followupd {__version__.partition('.')[0]}//{language().upper()}")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", _("My network"))
    for item in items:
        calendar.add_component(_event(item, versions[item.uid]))
    return bytes(calendar.to_ical())


def _event(item: CalendarItem, version: Version) -> icalendar.Event:
    event = icalendar.Event()
    event.add("uid", item.uid)
    event.add("dtstamp", version.changed_at)
    event.add("last-modified", version.changed_at)
    event.add("sequence", version.sequence)
    event.add("summary", item.summary)
    event.add("dtstart", item.starts)
    # The end of an all-day item is the first day after it (RFC 5545 §3.6.1).
    event.add("dtend", item.ends if isinstance(item.ends, datetime) else item.ends + timedelta(days=1))
    event.add("categories", [item.category])
    event.add("transp", "OPAQUE" if item.busy else "TRANSPARENT")
    event.add("status", "CANCELLED" if item.cancelled else "CONFIRMED")
    if item.description:
        event.add("description", item.description)
    if item.place:
        event.add("location", item.place)
    if item.url:
        event.add("url", item.url)
    return event
