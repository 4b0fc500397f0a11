"""What an item on a server says, however it is written there: its time, its words, its alarms, and whose they are.

Servers fold, order and trim as they like, and programs write times in zones of their own; properties are compared by
what they mean. Each resource of ours carries a mark: which installation wrote it, a seal over what stands in it, and a
hash of each property as we meant it. So our own writing is known again, even when its answer was lost, and a property
is the user's exactly when it differs from its hash.
"""

import hashlib
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Calendar, Component
from icalendar.prop import vText

MARK = "X-FOLLOWUPD"
WORDS = ("SUMMARY", "DESCRIPTION", "LOCATION")
_OURS = (*WORDS, "CATEGORIES", "URL", "TRANSP", "STATUS")
NAMES = ("when", "alarms", *_OURS)
_DAY = timedelta(days=1)

Moment = date | datetime


class Unreadable(Exception):
    """The server gave no item of this UID, or a broken one."""


def whole(content: str) -> Calendar:
    """A resource, parsed. Raises Unreadable, or ValueError for what is no iCalendar."""
    try:
        found = Calendar.from_ical(content)
    except OSError:  # a time zone named "Europe" is looked for as a file, and is a folder
        raise Unreadable("no time zone") from None
    if not isinstance(found, Calendar):
        raise Unreadable("no calendar")
    return found


def find(calendar: Calendar, uid: str) -> Component:
    """The item itself in its resource; of one that repeats, the series. Raises Unreadable when it is not there."""
    for component in calendar.walk():
        if (
            component.name in ("VEVENT", "VTODO")
            and str(component.get("UID", "")) == uid
            and "RECURRENCE-ID" not in component
        ):
            return component
    raise Unreadable(uid)


def get(item: Component, name: str) -> Any:
    """A property's value as the library read it; None where there is none."""
    return item.get(name)


def every(item: Component, name: str) -> list[Any]:
    """The values of a property that may stand there several times."""
    found = get(item, name)
    return found if isinstance(found, list) else [] if found is None else [found]


def values(item: Component, zone: ZoneInfo) -> dict[str, str]:
    """Everything in an item that is ours to write, each as a text to compare."""
    found = {name: _value(item, name) for name in _OURS}
    found["when"] = " ".join(map(str, span_in_utc(item, zone) or ()))
    found["alarms"] = " ".join(sorted(alarms(item)))
    return found


def span(item: Component) -> tuple[Moment, Moment] | None:
    """Start and end; of a task when it is due, and None when it is due at no time."""
    if item.name == "VTODO":
        due = get(item, "DUE") or get(item, "DTSTART")
        return (due.dt, due.dt) if due is not None else None
    start: Moment = get(item, "DTSTART").dt
    if "DTEND" in item:
        return start, get(item, "DTEND").dt
    if "DURATION" in item:
        return start, start + get(item, "DURATION").dt
    return start, start if isinstance(start, datetime) else start + _DAY


def span_in_utc(item: Component, zone: ZoneInfo) -> tuple[Moment, Moment] | None:
    """Start and end, instants in UTC and days as they are; None for an item without a time."""
    found = span(item)
    return None if found is None else (in_utc(found[0], zone), in_utc(found[1], zone))


def in_utc(moment: Moment, zone: ZoneInfo) -> Moment:
    """A time without a zone is the person's (RFC 5545 §3.3.5); a day stays a day."""
    if not isinstance(moment, datetime):
        return moment
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)


def day_of(moment: Moment, zone: ZoneInfo) -> date:
    """The calendar day of a moment for the person; `zone` is theirs."""
    found = in_utc(moment, zone)
    return found.astimezone(zone).date() if isinstance(found, datetime) else found


def alarms(item: Component) -> Iterator[str]:
    """Of each alarm what it does and when; programs add notes of their own to them."""
    for alarm in item.subcomponents:
        if alarm.name == "VALARM":
            yield f"{alarm.get('ACTION', '')}{_value(alarm, 'TRIGGER')}"


def mark(item: Component, meant: Component, by: str, zone: ZoneInfo) -> None:
    """Marks an item before it is written: by whom, as it stands, and what we `meant` each property to be."""
    ours = values(meant, zone)
    item[MARK] = vText("-".join([by, _seal(item, zone), *(_hash(ours[name]) for name in NAMES)]))


def sealed_by(item: Component, zone: ZoneInfo) -> str | None:
    """Which installation wrote what stands there; None when somebody changed time, title or state since."""
    by, seal, _hashes = _mark(item)
    return by if seal == _seal(item, zone) else None


def still_ours(item: Component, zone: ZoneInfo) -> set[str]:
    """The properties that say what we meant, as far as the mark tells."""
    found, (_by, _sealed, hashes) = values(item, zone), _mark(item)
    return {name for name, known in zip(NAMES, hashes, strict=False) if _hash(found[name]) == known}


def _mark(item: Component) -> tuple[str, str, list[str]]:
    """Whose mark it is, the seal and the hashes; of a mark that is broken nothing."""
    found = get(item, MARK)
    parts = found.split("-") if isinstance(found, str) else []
    return (parts[0], parts[1], parts[2:]) if len(parts) == len(NAMES) + 2 else ("", "", [])


def _seal(item: Component, zone: ZoneInfo) -> str:
    found = values(item, zone)
    return _hash("\0".join(found[name] for name in ("when", "SUMMARY", "STATUS")))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _value(item: Component, name: str) -> str:
    found = get(item, name)
    if found is None:
        return ""
    if name == "CATEGORIES":
        return ",".join(sorted(str(one) for each in every(item, name) for one in getattr(each, "cats", [each])))
    if isinstance(found, str):
        return "\n".join(line.rstrip() for line in str(found).replace("\r\n", "\n").strip().split("\n"))
    return str(found.to_ical().decode()) if hasattr(found, "to_ical") else str(found)
