"""Items → iCalendar, by `icalendar`: each item a component, and a calendar the text of its components put together.

Every stamp is handed in, none is invented, so the same items give the same bytes.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from icalendar import Alarm, Calendar, Event, Timezone, TimezoneStandard, Todo
from icalendar.prop import vBinary, vCategory, vDDDTypes, vDuration, vInt, vText, vUri

from followupd import __version__
from followupd.calendar.items import CalendarItem
from followupd.text.catalog import language
from followupd.text.sanitize import as_uri

READ_AGAIN = timedelta(hours=1)
"""How often a subscriber is asked to look; most look less often."""
_END = "END:VCALENDAR\r\n"


def component(item: CalendarItem, uid: str, sequence: int, changed_at: datetime) -> str:
    """One VEVENT or VTODO; `changed_at` is in UTC (RFC 5545 §3.8.7.2-4)."""
    made: Event | Todo = Todo() if item.task else Event()
    changed = vDDDTypes(changed_at.astimezone(UTC))
    said: dict[str, vText | vDDDTypes | vInt | vCategory | vUri | vBinary] = {
        "UID": vText(uid), "DTSTAMP": changed, "LAST-MODIFIED": changed, "SEQUENCE": vInt(sequence),
        "CATEGORIES": vCategory([item.category]),
    }  # fmt: skip
    if item.task:
        said["DUE"] = vDDDTypes(item.starts)
        said["STATUS"] = vText("CANCELLED" if item.cancelled else "NEEDS-ACTION")
    else:
        said["DTSTART"] = vDDDTypes(item.starts)
        # The end of an all-day item is the first day after it (RFC 5545 §3.6.1).
        said["DTEND"] = vDDDTypes(item.ends if isinstance(item.ends, datetime) else item.ends + timedelta(days=1))
        said["TRANSP"] = vText("OPAQUE" if item.busy else "TRANSPARENT")
        said["STATUS"] = vText("CANCELLED" if item.cancelled else "CONFIRMED")
    for name, text in (("SUMMARY", item.summary), ("DESCRIPTION", item.description), ("LOCATION", item.place)):
        # libical drops white space at the end, and calls a property with nothing else an error.
        if text and text.strip():
            said[name] = vText(text.strip())
    if item.url:
        said["URL"] = vUri(as_uri(item.url))
    made.update(said)
    if item.alarm is not None:
        made.add_component(_alarm(item.summary, item.alarm))
    return str(made.to_ical().decode())


def _alarm(summary: str, before: timedelta) -> Alarm:
    alarm = Alarm()
    alarm.update({"ACTION": vText("DISPLAY"), "DESCRIPTION": vText(summary), "TRIGGER": vDuration(-before)})
    return alarm


def calendar(components: Iterable[str], name: str) -> bytes:
    """A calendar to import or to subscribe to: no METHOD (RFC 5545 §3.7.2), a name and how often to look (RFC 7986)."""
    whole = _calendar()
    whole["NAME"] = whole["X-WR-CALNAME"] = vText(name)
    whole["REFRESH-INTERVAL"] = vDuration(READ_AGAIN, params={"VALUE": "DURATION"})
    whole["X-PUBLISHED-TTL"] = vDuration(READ_AGAIN)
    return _with(whole, "".join(components) or _placeholder())


def resource(component: str) -> str:
    """One item by itself, as a CalDAV server keeps it (RFC 4791 §4.1)."""
    return _with(_calendar(), component).decode()


def _calendar() -> Calendar:
    whole = Calendar()
    major = __version__.partition(".")[0]
    whole["PRODID"] = vText(f"-//followupd//followupd {major}//{language().upper()}")
    whole["VERSION"] = vText("2.0")
    whole["CALSCALE"] = vText("GREGORIAN")
    return whole


def _with(whole: Calendar, components: str) -> bytes:
    frame: str = whole.to_ical().decode()
    return (frame.removesuffix(_END) + components + _END).encode()


def _placeholder() -> str:
    """A calendar has at least one component (RFC 5545 §3.6); the zone UTC is always true and shown nowhere."""
    zone, always = Timezone(), TimezoneStandard()
    zone["TZID"] = vText("Etc/UTC")
    always["DTSTART"] = vDDDTypes(datetime(1970, 1, 1))  # noqa: DTZ001 - an onset is local time
    always.add("tzoffsetfrom", timedelta(0))
    always.add("tzoffsetto", timedelta(0))
    zone.add_component(always)
    return str(zone.to_ical().decode())
