"""One item edited on both sides: what the user did to it, and how our next version keeps that. Pure functions.

Once a property differs from what we wrote, the user owns it and we no longer overwrite it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import wraps
from typing import Literal, ParamSpec, TypeVar
from zoneinfo import ZoneInfo

from icalendar import Component
from icalendar.prop import vDDDTypes, vInt

from followupd.calendar.build import resource
from followupd.calendar.caldav import properties
from followupd.calendar.caldav.properties import Moment, Unreadable
from followupd.calendar.compare import parsed

_TIMES = ("DTSTART", "DTEND", "DURATION", "DUE")
_DONE = ("✓", "✔", "☑", "✅", "[x]", "done", "klar")
"""What people put before a title when it is done: "✓ Follow up: Anna", "klar: …"."""

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class UserEdit:
    """What the person did. `day` is of the person's zone: where it was moved to, or when it was done."""

    kind: Literal["moved", "deleted", "done"]
    day: date
    was: date
    """The day on which it stood before."""
    at: datetime | None = None
    """The new start of a timed item, in UTC."""


def _readable(work: Callable[P, T]) -> Callable[P, T]:
    """Turns every error that a malformed item can cause into Unreadable."""

    @wraps(work)
    def careful(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return work(*args, **kwargs)
        except (ValueError, TypeError, AttributeError, LookupError, OverflowError) as wrong:
            raise Unreadable(str(wrong)) from wrong

    return careful


@_readable
def edit(before: str, theirs: str, uid: str, today: date, zone: ZoneInfo) -> UserEdit | None:
    """What the user did between two versions of a resource; None for changes without a meaning for us: title, notes,
    alarms."""
    was, now = _item(before, uid), _item(theirs, uid)
    stood, stands = properties.span_in_utc(was, zone), properties.span_in_utc(now, zone)
    day_before = properties.day_of(stood[0], zone) if stood else today
    there = properties.day_of(stands[0], zone) if stands else day_before
    if _is_done(now) and not _is_done(was):
        finished = properties.get(now, "COMPLETED")
        return UserEdit(
            "done", min(properties.day_of(finished.dt, zone) if finished is not None else there, today), day_before
        )
    if str(now.get("STATUS", "")) == "CANCELLED" != str(was.get("STATUS", "")):
        return UserEdit("deleted", there, day_before)
    if stands is None or (stood is not None and stands[0] == stood[0]) or "when" in properties.still_ours(now, zone):
        return None
    return UserEdit("moved", there, day_before, stands[0] if isinstance(stands[0], datetime) else None)


@_readable
def day(content: str, uid: str, zone: ZoneInfo) -> date | None:
    """The day on which an item stands, if any."""
    found = properties.span(_item(content, uid))
    return properties.day_of(found[0], zone) if found is not None else None


@_readable
def merge(content: str, before: str, ours: str, uid: str, *, follows: bool, writer: str, zone: ZoneInfo) -> str | None:
    """Our new version `ours`, with everything the person changed since we wrote `before`; None when nothing is new.

    `follows`: its day is the plan's, and the hour may be the person's; otherwise a new time of ours counts.
    """
    whole = properties.whole(content)
    item, old, new = properties.find(whole, uid), parsed(before), parsed(ours)
    was = item.to_ical()
    free = _free(item, old, zone)
    for name in free - {"when", "alarms"}:
        _put(item, name, new)
    if str(new.get("STATUS", "")) in ("CANCELLED", "COMPLETED"):
        for name in ("STATUS", "COMPLETED", "PERCENT-COMPLETE"):
            if name in new:
                item[name] = new[name]
    if "when" in free or (not follows and properties.span_in_utc(old, zone) != properties.span_in_utc(new, zone)):
        for name in _TIMES:
            _put(item, name, new)
    elif follows and properties.span_in_utc(old, zone) != properties.span_in_utc(new, zone):
        _take_along(item, new, zone)
    if "alarms" in free:
        item.subcomponents[:] = new.subcomponents
    if item.to_ical() == was:
        return None
    item["SEQUENCE"] = vInt(max(int(properties.get(new, "SEQUENCE")), int(properties.get(item, "SEQUENCE") or 0) + 1))
    item["DTSTAMP"], item["LAST-MODIFIED"] = new["DTSTAMP"], new["LAST-MODIFIED"]
    properties.mark(item, new, writer, zone)
    return str(whole.to_ical().decode())


def marked(ours: str, writer: str, zone: ZoneInfo) -> str:
    """A component of ours as a resource, with the mark that tells our writing from a person's."""
    item = parsed(ours)
    properties.mark(item, item, writer, zone)
    return resource(item.to_ical().decode())


@_readable
def writer(content: str, uid: str, zone: ZoneInfo) -> str | None:
    """Which followupd wrote this resource; None when a person changed its time, title or state since."""
    return properties.sealed_by(_item(content, uid), zone)


@_readable
def has_words(content: str, before: str, uid: str, zone: ZoneInfo) -> bool:
    """Whether the user wrote something into it; then only the user deletes it."""
    item = _item(content, uid)
    return not set(properties.WORDS) <= _free(item, parsed(before), zone) or "COMMENT" in item


def _item(content: str, uid: str) -> Component:
    return properties.find(properties.whole(content), uid)


def _free(item: Component, old: Component, zone: ZoneInfo) -> set[str]:
    """The properties that are ours to change: they say what we meant, by the mark or by what we wrote last."""
    there, ours = properties.values(item, zone), properties.values(old, zone)
    return properties.still_ours(item, zone) | {name for name in properties.NAMES if there[name] == ours[name]}


def _take_along(item: Component, new: Component, zone: ZoneInfo) -> None:
    """Keep the user's wall-clock time when the plan moves the item (safe across DST changes)."""
    found, wanted = properties.span(item), properties.span(new)
    if found is None or wanted is None:
        return
    start, end = found
    days = properties.day_of(wanted[0], zone) - properties.day_of(start, zone)
    if not days:
        return
    moved = _later(start, days, zone)
    for name in _TIMES:
        item.pop(name, None)
    if item.name == "VTODO":
        item["DUE"] = vDDDTypes(moved)
        return
    item["DTSTART"], item["DTEND"] = vDDDTypes(moved), vDDDTypes(_end(moved, start, end))


def _end(moved: Moment, start: Moment, end: Moment) -> Moment:
    """The end that keeps the length."""
    if not (isinstance(moved, datetime) and isinstance(start, datetime) and isinstance(end, datetime)):
        return moved + (date(end.year, end.month, end.day) - date(start.year, start.month, start.day))
    if moved.tzinfo is None:
        return moved + (end - start)
    length = end.astimezone(UTC) - start.astimezone(UTC)
    return (moved.astimezone(UTC) + length).astimezone(moved.tzinfo)


def _later(moment: Moment, days: timedelta, zone: ZoneInfo) -> Moment:
    """`days` later at the same wall-clock time: in the item's own zone, or the user's (`zone`) for an item in UTC."""
    if not isinstance(moment, datetime) or moment.utcoffset() is None:
        return moment + days
    if moment.tzname() != "UTC":
        return moment + days  # aware arithmetic within a zone is the wall's
    local = moment.astimezone(zone)
    return (local + days).astimezone(UTC)


def _put(item: Component, name: str, new: Component) -> None:
    if name in new:
        item[name] = new[name]
    else:
        item.pop(name, None)


def _is_done(item: Component) -> bool:
    """Whether it says so itself, as tasks do, or its title does."""
    if str(item.get("STATUS", "")) == "COMPLETED" or "COMPLETED" in item:
        return True
    title = str(item.get("SUMMARY", "")).strip().casefold()
    sign = next((text for text in _DONE if title.startswith(text)), None)
    if sign is None:
        return False
    after = title[len(sign) :].removeprefix("t")  # klart
    return not sign.isalpha() or not after[:1].isalnum()
