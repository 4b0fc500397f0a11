"""Who met whom, by a calendar's own words: the meetings of a resource that have ended, with who was asked to them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import recurring_ical_events
from icalendar import Component

from followupd.calendar.caldav import properties
from followupd.calendar.caldav.errors import UNREADABLE
from followupd.calendar.identity import OURS

MOST_CHARACTERS = 1_000_000
"""Of one resource; a series with a year of exceptions has a tenth."""
MOST_A_DAY = 4
BROKEN = (*UNREADABLE, properties.Unreadable, OverflowError)
_TOO_OFTEN = frozenset({"SECONDLY", "MINUTELY", "HOURLY"})
_NOT_THERE = frozenset({"DECLINED", "DELEGATED"})
_NO_PERSON = frozenset({"ROOM", "RESOURCE"})


@dataclass(frozen=True, slots=True)
class Meeting:
    """One occurrence: `identity` names it among all, `day` is the person's calendar day on which it began."""

    identity: str
    day: date
    addresses: tuple[str, ...]
    """Of those who were asked and did not say no, folded, without the person."""


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
    if any(_repeats_too_often(event) for event in calendar.walk("VEVENT")):
        return
    for event in recurring_ical_events.of(calendar, skip_bad_series=True).between(since, now):
        uid, found = str(event.get("UID", "")), properties.span(event)
        if not uid or uid.endswith(OURS) or found is None or str(event.get("STATUS", "")).upper() == "CANCELLED":
            continue
        asked = _asked(event)
        if _is_over(found[1], now, zone) and not any(asked.get(address) in _NOT_THERE for address in own):
            there = tuple(address for address, state in asked.items() if state not in _NOT_THERE and address not in own)
            occurrence = event["RECURRENCE-ID"].to_ical().decode()
            yield Meeting(f"{uid}/{occurrence}", properties.day_of(found[0], zone), there)


def _is_over(end: properties.Moment, now: datetime, zone: ZoneInfo) -> bool:
    """Whether it has ended; a whole day ends at midnight, as the day after is its end."""
    end = properties.in_utc(end, zone)
    return end <= now if isinstance(end, datetime) else end <= now.astimezone(zone).date()


def _asked(event: Component) -> dict[str, str]:
    """The answer of each person that takes part, by address; who invites, takes part."""
    found: dict[str, str] = {}
    for name in ("ORGANIZER", "ATTENDEE"):
        several = properties.get(event, name) or []
        for one in several if isinstance(several, list) else [several]:
            role, kind = one.params.get("ROLE", ""), one.params.get("CUTYPE", "")
            if (address := _address(one)) and kind.upper() not in _NO_PERSON and role.upper() != "NON-PARTICIPANT":
                found[address] = str(one.params.get("PARTSTAT", "")).upper()
    return found


def _address(one: object) -> str:
    """The address of somebody, folded. Some servers give a path of their own, and the address beside it (RFC 7986
    §6.2)."""
    scheme, _colon, address = str(one).strip().partition(":")
    if scheme.casefold() != "mailto":
        address = str(getattr(one, "params", {}).get("EMAIL", ""))
    return address.strip().casefold()


def _repeats_too_often(event: Component) -> bool:
    """Whether it repeats many times a day: that is no meeting, and to lay it out would take for ever."""
    rules = properties.get(event, "RRULE") or []
    for rule in rules if isinstance(rules, list) else [rules]:
        times = [len(rule.get(part, [0])) for part in ("BYHOUR", "BYMINUTE", "BYSECOND")]
        if set(map(str, rule.get("FREQ", []))) & _TOO_OFTEN or times[0] * times[1] * times[2] > MOST_A_DAY:
            return True
    return False
