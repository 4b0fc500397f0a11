"""What stands in the calendar: every item that file, feed and server show, with its UID and SEQUENCE.

    there ──► gone    it left the plan: CANCELLED, or a task that was done COMPLETED, for some days; then left out
      └─────► over    it left the plan when its time had passed

A feed replaces everything a program has, so it shows only what is there; a file is added to what a program has, so it
says for some days what is gone; on a server neither stays. An item that returns, or that moves after the person
deleted it, gets another UID: one that was cancelled or deleted is refused by some programs for ever.
"""

from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from icalendar import Component, Event, Todo
from icalendar.prop import vDDDTypes, vInt, vText

from followupd.calendar.build import component
from followupd.calendar.identity import OURS
from followupd.calendar.items import FOLLOWS, CalendarItem
from followupd.store.calendar_items import Published


def compare(
    before: Sequence[Published], items: Iterable[CalendarItem], taken: Set[str], now: datetime, zone: ZoneInfo,
    was_done: Callable[[Published], bool] = lambda _item: False,
) -> list[Published]:  # fmt: skip
    """What is new or other than before, stamped `now`; the same items give nothing.

    `taken` are the UIDs that are the person's alone on a server, deleted or done there; `was_done` tells of what leaves
    the plan whether the person did it.
    """
    now = now.replace(microsecond=0)
    known: dict[str, Published] = {}
    for published in before:
        if published.key not in known or known[published.key].generation < published.generation:
            known[published.key] = published
    changed, wanted = [], set()
    for item in items:
        wanted.add(item.key)
        held = known.get(item.key)
        if held is None:
            changed.append(_made(item, 0, 0, now))
        elif not held.is_there:
            changed.append(_made(item, held.generation + 1, 0, now))
        elif _is_another(held, item, taken):
            changed += [_ended(held, now, zone), _made(item, held.generation + 1, 0, now)]
        elif held.digest != item.digest or not held.content:
            changed.append(_made(item, held.generation, held.sequence + 1, now))
    left = [item for item in known.values() if item.is_there and item.key not in wanted]
    return changed + [_ended(item, now, zone, done=was_done(item)) for item in left]


def parsed(content: str) -> Component:
    """A component from its text."""
    return (Todo if content.startswith("BEGIN:VTODO") else Event).from_ical(content)


def _is_another(held: Published, item: CalendarItem, taken: Set[str]) -> bool:
    """Whether a new UID is needed: the user deleted or completed the old item and the plan schedules it again (kinds
    that the plan does not schedule: only once their time is another), or VEVENT↔VTODO changed."""
    if held.uid in taken and (item.kind in FOLLOWS or held.starts != _written(item.starts)):
        return True
    return bool(held.content) and held.content.startswith("BEGIN:VTODO") != item.task


def _made(item: CalendarItem, generation: int, sequence: int, now: datetime) -> Published:
    uid = f"{item.key}-{generation}{OURS}" if generation else f"{item.key}{OURS}"
    return Published(
        uid, item.key, generation, item.part, item.kind, item.subject, item.obligation, item.handle,
        _written(item.starts), _written(item.ends), item.digest, sequence, now, "there",
        component(item, uid, sequence, now),
    )  # fmt: skip


def _ended(item: Published, now: datetime, zone: ZoneInfo, *, done: bool = False) -> Published:
    """The item as it leaves the plan: CANCELLED, or COMPLETED if `done`; "gone", or "over" if its time has passed."""
    if not item.content:  # of an older version, which kept no text
        return replace(item, state="over", digest="")
    done = done and item.content.startswith("BEGIN:VTODO")
    state = "over" if item.is_past(now, zone) and not done else "gone"
    made, sequence = parsed(item.content), item.sequence + 1
    made.update({"STATUS": vText("COMPLETED" if done else "CANCELLED"), "SEQUENCE": vInt(sequence)})
    if done:
        made.update({"COMPLETED": vDDDTypes(now.astimezone(UTC)), "PERCENT-COMPLETE": vInt(100)})
    made["DTSTAMP"] = made["LAST-MODIFIED"] = vDDDTypes(now)
    made.subcomponents.clear()  # what is cancelled does not ring
    return replace(item, state=state, sequence=sequence, changed_at=now, digest="", content=made.to_ical().decode())


def _written(moment: date | datetime) -> str:
    return moment.isoformat()
