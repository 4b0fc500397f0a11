"""Two hands in one item: what the person did to it, and how our next version keeps that. Values in, values out.

A property belongs to the person from the moment it differs from what we wrote; until then it is ours to change.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from icalendar import Calendar, Component
from icalendar.prop import vDDDTypes, vInt, vText

from followupd.calendar.build import resource
from followupd.calendar.published import parsed

_STAMP = "X-FOLLOWUPD"
_TIMES = frozenset({"DTSTART", "DTEND", "DURATION", "DUE"})
_OURS_ALONE = frozenset({"UID", "DTSTAMP", "LAST-MODIFIED", "CREATED", "SEQUENCE", _STAMP})
_TEXT = ("SUMMARY", "DESCRIPTION", "LOCATION", "COMMENT")
_DONE = ("✓", "✔", "☑", "✅", "[x]", "done", "klar")
"""What people put before a title when it is done: "✓ Follow up: Anna", "klar: …"."""
_DAY = timedelta(days=1)

Span = tuple[date | datetime, date | datetime]


class Unreadable(Exception):
    """The server gave no item of this UID, or only half of one."""


@dataclass(frozen=True, slots=True)
class Deed:
    """What the person did. `day` is of the person's zone: where it was moved to, or when it was done."""

    kind: Literal["moved", "deleted", "done"]
    day: date
    was: date
    """The day on which it stood before."""
    at: datetime | None = None
    """The new start of a timed item, in UTC."""


def component(content: str, uid: str) -> Component:
    """The item itself in a resource; of one that repeats, the series. Raises Unreadable."""
    return _component(_whole(content), uid)


def deed(before: str, theirs: str, uid: str, today: date, zone: ZoneInfo) -> Deed | None:
    """What has been done between two versions of a resource; None for what needs no word: title, notes, alarms."""
    was, now = component(before, uid), component(theirs, uid)
    there, before_that = _day(_span(now)[0], zone), _day(_span(was)[0], zone)
    if str(now.get("STATUS", "")) == "COMPLETED" or "COMPLETED" in now or _marked(now):
        if str(was.get("STATUS", "")) == "COMPLETED" or _marked(was):
            return None
        finished = _get(now, "COMPLETED")
        return Deed("done", min(_day(finished.dt, zone) if finished is not None else there, today), before_that)
    if str(now.get("STATUS", "")) == "CANCELLED" and str(was.get("STATUS", "")) != "CANCELLED":
        return Deed("deleted", there, before_that)
    start = _instant(_span(now)[0], zone)
    if start != _instant(_span(was)[0], zone):
        return Deed("moved", there, before_that, start if isinstance(start, datetime) else None)
    return None


def day(content: str, uid: str, zone: ZoneInfo) -> date:
    """The day on which an item stands."""
    return _day(_span(component(content, uid))[0], zone)


def merge(content: str, before: str, ours: str, uid: str, *, follows: bool, writer: str, zone: ZoneInfo) -> str | None:
    """Our new version `ours`, with everything the person changed since we wrote `before`; None when nothing is new.

    `follows`: its day is the plan's, and the hour may be the person's; otherwise a new time of ours counts.
    """
    whole = _whole(content)
    item, old, new = _component(whole, uid), parsed(before), parsed(ours)
    was = item.to_ical()
    for name in sorted((set(old) | set(new)) - _TIMES - _OURS_ALONE):
        if _value(item, name) == _value(old, name):
            _put(item, name, new)
    if str(new.get("STATUS", "")) == "CANCELLED":
        item["STATUS"] = vText("CANCELLED")
    if _span_of(item, zone) == _span_of(old, zone):
        _set_span(item, new)
    else:
        _keep_span(item, old, new, follows, zone)
    if sorted(_alarms(item)) == sorted(_alarms(old)):
        item.subcomponents[:] = new.subcomponents
    if item.to_ical() == was:
        return None
    sequence = max(int(_get(new, "SEQUENCE")), int(_get(item, "SEQUENCE") or 0) + 1)
    item["SEQUENCE"] = vInt(sequence)
    item["DTSTAMP"], item["LAST-MODIFIED"] = new["DTSTAMP"], new["LAST-MODIFIED"]
    item[_STAMP] = vText(f"{writer}-{_seal(item, zone)}")
    return str(whole.to_ical().decode())


def stamped(ours: str, writer: str, zone: ZoneInfo) -> str:
    """A component of ours as a resource, with the mark that tells our writing from a person's."""
    item = parsed(ours)
    item[_STAMP] = vText(f"{writer}-{_seal(item, zone)}")
    return resource(item.to_ical().decode())


def writer(content: str, uid: str, zone: ZoneInfo) -> str | None:
    """Which followupd wrote this resource; None when a person changed its time, title or state since."""
    item = component(content, uid)
    by, _dash, seal = str(item.get(_STAMP, "")).partition("-")
    return by if seal and seal == _seal(item, zone) else None


def has_words(content: str, before: str, uid: str) -> bool:
    """Whether the person wrote something into it, which nobody but the person throws away."""
    item, old = component(content, uid), parsed(before)
    return any(_value(item, name) != _value(old, name) for name in _TEXT)


def _whole(content: str) -> Calendar:
    try:
        found = Calendar.from_ical(content)
    except (ValueError, IndexError, KeyError) as wrong:
        raise Unreadable(str(wrong)) from None
    if not isinstance(found, Calendar):
        raise Unreadable("no calendar")
    return found


def _component(whole: Calendar, uid: str) -> Component:
    for one in whole.walk():
        if one.name in ("VEVENT", "VTODO") and str(one.get("UID", "")) == uid and "RECURRENCE-ID" not in one:
            if one.name == "VEVENT" and not isinstance(getattr(_get(one, "DTSTART"), "dt", None), date):
                break
            return one
    raise Unreadable(uid)


def _seal(item: Component, zone: ZoneInfo) -> str:
    """Of what a person changes by hand and the plan has to know: time, title, state."""
    said = [*map(str, _span_of(item, zone)), str(item.get("SUMMARY", "")).strip(), str(item.get("STATUS", ""))]
    return hashlib.sha256("\0".join(said).encode()).hexdigest()[:16]


def _span(item: Component) -> Span:
    """Start and end. Of a task the day or hour it is due, of one without any a day that never comes."""
    if item.name == "VTODO":
        due = _get(item, "DUE") or _get(item, "DTSTART")
        moment: date | datetime = due.dt if due is not None else date.max
        return moment, moment
    start: date | datetime = _get(item, "DTSTART").dt
    if "DTEND" in item:
        return start, _get(item, "DTEND").dt
    if "DURATION" in item:
        return start, start + _get(item, "DURATION").dt
    return start, start if isinstance(start, datetime) else start + _DAY


def _span_of(item: Component, zone: ZoneInfo) -> tuple[datetime | date, datetime | date]:
    start, end = _span(item)
    return _instant(start, zone), _instant(end, zone)


def _instant(moment: date | datetime, zone: ZoneInfo) -> date | datetime:
    """In UTC; a time without a zone is the person's (RFC 5545 §3.3.5)."""
    if not isinstance(moment, datetime):
        return moment
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)


def _day(moment: date | datetime, zone: ZoneInfo) -> date:
    found = _instant(moment, zone)
    return found.astimezone(zone).date() if isinstance(found, datetime) else found


def _keep_span(item: Component, old: Component, new: Component, follows: bool, zone: ZoneInfo) -> None:
    """The time is the person's. It goes along when the plan's day or a time of ours is another one now."""
    if _span_of(old, zone) == _span_of(new, zone):
        return
    if not follows:
        _set_span(item, new)
        return
    start, end = _span(item)
    moved = _day(_span(new)[0], zone) - _day(start, zone)
    if moved:
        _write_span(item, start + moved, end + moved)


def _set_span(item: Component, new: Component) -> None:
    for name in _TIMES:
        _put(item, name, new)


def _write_span(item: Component, start: date | datetime, end: date | datetime) -> None:
    if item.name == "VTODO":
        item["DUE"] = vDDDTypes(end)
        if "DTSTART" in item:
            del item["DTSTART"]
        return
    item.pop("DURATION", None)
    item["DTSTART"], item["DTEND"] = vDDDTypes(start), vDDDTypes(end)


def _get(item: Component, name: str) -> Any:
    """A property's value as the library read it; None where there is none."""
    return item.get(name)


def _put(item: Component, name: str, new: Component) -> None:
    if name in new:
        item[name] = new[name]
    else:
        item.pop(name, None)


def _value(item: Component, name: str) -> str:
    """What a property says, however it is written: servers fold, order and trim as they like."""
    found = _get(item, name)
    if found is None:
        return ""
    if name == "CATEGORIES":
        several = found if isinstance(found, list) else [found]
        return ",".join(sorted(str(one) for each in several for one in getattr(each, "cats", [each])))
    if isinstance(found, str):
        return "\n".join(line.rstrip() for line in str(found).replace("\r\n", "\n").strip().split("\n"))
    return str(found.to_ical().decode()) if hasattr(found, "to_ical") else str(found)


def _alarms(item: Component) -> Iterator[tuple[str, str]]:
    for alarm in item.subcomponents:
        if alarm.name == "VALARM":
            yield str(alarm.get("ACTION", "")), _value(alarm, "TRIGGER")


def _marked(item: Component) -> bool:
    """Whether the title says it is done."""
    title = str(item.get("SUMMARY", "")).strip().casefold()
    mark = next((one for one in _DONE if title.startswith(one)), None)
    if mark is None:
        return False
    after = title[len(mark) :].removeprefix("t")  # klart
    return not mark.isalpha() or not after[:1].isalnum()
