"""Who met whom, by a calendar's own words: the meetings of a resource that have ended, with who was asked to them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import recurring_ical_events
from icalendar import Component

from followupd.calendar.caldav import properties
from followupd.calendar.identity import OURS
from followupd.dav.errors import UNREADABLE

MOST_CHARACTERS, MOST_EVENTS, MOST_DATES = 1_000_000, 500, 1000
"""Of one resource; a series with a year of exceptions has a tenth of each."""
BROKEN = (*UNREADABLE, properties.Unreadable, OverflowError)
_PARTS = frozenset({"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYDAY"})
_OF_MONTHS = frozenset({"BYMONTHDAY", "BYSETPOS"})
_SHAPES = {
    "DAILY": _PARTS,
    "WEEKLY": _PARTS,
    "MONTHLY": _PARTS | _OF_MONTHS,
    "YEARLY": _PARTS | _OF_MONTHS | {"BYMONTH"},
}
_HOURS = frozenset({"BYHOUR", "BYMINUTE", "BYSECOND"})
_NOT_THERE = frozenset({"DECLINED", "DELEGATED"})
_NO_PERSON = frozenset({"ROOM", "RESOURCE"})


@dataclass(frozen=True, slots=True)
class Meeting:
    """One occurrence; `day` is the person's calendar day on which it began."""

    day: date
    others: tuple[frozenset[str], ...]
    """The addresses of each who was asked and did not say no, folded; without the person."""


def attended(
    content: str, own: frozenset[str], since: datetime, now: datetime, zone: ZoneInfo
) -> Iterator[Meeting]:  # fmt: skip
    """The meetings of a resource that ended between two instants and were neither cancelled nor declined by the person,
    whose addresses are `own` (folded); `zone` is theirs. Series are laid out (RFC 5545 §3.8.5).

    Raises one of BROKEN for what is no calendar, or a broken one.
    """
    if len(content) > MOST_CHARACTERS:
        return
    calendar = properties.whole(content)
    events = calendar.walk("VEVENT")
    if len(events) > MOST_EVENTS or not all(map(_is_usual, events)):
        return
    for event in recurring_ical_events.of(calendar, skip_bad_series=True).between(since, now):
        uid, found = str(event.get("UID", "")), properties.span(event)
        if uid.endswith(OURS) or found is None or str(event.get("STATUS", "")).upper() == "CANCELLED":
            continue
        people = _people(event)
        mine = [one for one in people if one.addresses & own]
        if _is_over(found[1], now, zone) and not any(one.state in _NOT_THERE for one in mine):
            there = [one.addresses for one in people if one not in mine and one.state not in _NOT_THERE]
            yield Meeting(properties.day_of(found[0], zone), tuple(there))


def _is_over(end: properties.Moment, now: datetime, zone: ZoneInfo) -> bool:
    """Whether it has ended; a whole day ends at midnight, as the day after is its end."""
    end = properties.in_utc(end, zone)
    return end <= now if isinstance(end, datetime) else end <= now.astimezone(zone).date()


@dataclass(frozen=True, slots=True)
class _Asked:
    """Somebody who was asked to a meeting: their addresses, folded, and what they answered."""

    addresses: frozenset[str]
    state: str


def _people(event: Component) -> list[_Asked]:
    """Who takes part; who invites, does. What is said of somebody as ATTENDEE counts more than as ORGANIZER."""
    found: list[_Asked] = []
    for name in ("ORGANIZER", "ATTENDEE"):
        for one in properties.every(event, name):
            addresses = frozenset(_addresses(one))
            found = [known for known in found if not known.addresses & addresses]
            if addresses and _takes_part(one):
                found.append(_Asked(addresses, _parameter(one, "PARTSTAT")))
    return found


def _takes_part(one: object) -> bool:
    return _parameter(one, "CUTYPE") not in _NO_PERSON and _parameter(one, "ROLE") != "NON-PARTICIPANT"


def _parameter(one: object, name: str) -> str:
    said = getattr(one, "params", {}).get(name, "")
    return str(said if isinstance(said, str) else next(iter(said), "")).upper()


def _addresses(one: object) -> Iterator[str]:
    """Somebody's addresses. Some servers write one of their own, a path or a relay, and the real one beside it as EMAIL
    (RFC 7986 §6.2)."""
    text = str(one).strip()
    written = text.partition(":")[2] if text[:7].casefold() == "mailto:" else text
    for address in (written, _parameter(one, "EMAIL")):
        if "@" in address:
            yield address.strip().casefold()


def _is_usual(event: Component) -> bool:
    """Whether it repeats as meetings do, if it does: other rules can take for ever to lay out, or never come true
    (RFC 5545 §3.3.10)."""
    rules = properties.every(event, "RRULE")
    if len(rules) > 1:
        return False
    for rule in rules:
        shape = _SHAPES.get(str(next(iter(rule.get("FREQ", [])), "")))
        hours = {part for part in _HOURS if len(rule.get(part, [])) == 1}
        if shape is None or not set(rule) - hours <= shape or min(rule.get("INTERVAL", [1])) < 1:
            return False
    return sum(len(getattr(one, "dts", [])) for one in properties.every(event, "RDATE")) <= MOST_DATES
