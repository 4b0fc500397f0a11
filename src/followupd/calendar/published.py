"""What stands in the calendar: every item that file, feed and server show, with its UID and SEQUENCE.

    there ──► gone    it left the plan: CANCELLED, or a task that was done COMPLETED, for some days; then left out
      └─────► over    it left the plan when its time had passed

A feed replaces everything a program has, so it shows only what is there; a file is added to what a program has, so it
says for some days what is gone; on a server neither stays. An item that returns, or that moves after the person
deleted it, gets another UID: one that was cancelled or deleted is refused by some programs for ever.
"""

from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Component, Event, Todo
from icalendar.prop import vDDDTypes, vInt, vText
from sqlalchemy import ColumnElement, bindparam, insert, select, update

from followupd.calendar.build import component
from followupd.calendar.items import FOLLOWS, CalendarItem
from followupd.store.database import Account
from followupd.store.tables import calendar_items

CANCELLED_FOR = timedelta(days=7)
"""For so long a file says that an item is gone."""


@dataclass(frozen=True, slots=True)
class Published:
    """An item as it stands in the calendar. `starts` and `ends` are days or instants in UTC, ISO 8601."""

    uid: str
    key: str
    generation: int
    part: str
    kind: str
    subject: str
    claim: str
    handle: str
    starts: str
    ends: str
    digest: str
    sequence: int
    changed_at: datetime
    state: str
    content: str
    """A VEVENT or VTODO."""

    @property
    def is_there(self) -> bool:
        return self.state == "there"

    @property
    def is_done(self) -> bool:
        """A task that the person did: it stays on a server, as done."""
        return self.state == "gone" and "STATUS:COMPLETED" in self.content

    def is_told(self, now: datetime) -> bool:
        """Whether a file has it, be it to say that it is gone."""
        return self.is_there or (self.state == "gone" and now < self.changed_at + CANCELLED_FOR)

    def is_past(self, now: datetime, zone: ZoneInfo) -> bool:
        if "T" in self.ends:
            return datetime.fromisoformat(self.ends) <= now
        return date.fromisoformat(self.ends) < now.astimezone(zone).date()


def published(account: Account) -> list[Published]:
    """Everything that ever stood in the calendar."""
    columns = [calendar_items.c[name] for name in Published.__slots__]
    query = select(*columns).where(calendar_items.c.account == account.id).order_by(calendar_items.c.uid)
    with account.read() as connection:
        return [Published(**row._mapping) for row in connection.execute(query)]


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
    for one in before:
        if one.key not in known or known[one.key].generation < one.generation:
            known[one.key] = one
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
    left = [one for one in known.values() if one.is_there and one.key not in wanted]
    return changed + [_ended(one, now, zone, done=was_done(one)) for one in left]


def keep(account: Account, changed: Sequence[Published]) -> None:
    """Writes down what changed, in one transaction."""
    if not changed:
        return
    rows = [{name: getattr(one, name) for name in Published.__slots__} for one in changed]
    with account.write() as connection:
        query = select(calendar_items.c.uid).where(calendar_items.c.account == account.id)
        known = set(connection.scalars(query))
        new = [{"account": account.id, **row} for row in rows if row["uid"] not in known]
        old = [{"which": row.pop("uid"), **row} for row in rows if row["uid"] in known]
        if new:
            connection.execute(insert(calendar_items), new)
        if old:
            mine = (calendar_items.c.account == account.id) & (calendar_items.c.uid == bindparam("which"))
            values: dict[str, ColumnElement[object]] = {
                name: bindparam(name) for name in Published.__slots__ if name != "uid"
            }
            connection.execute(update(calendar_items).where(mine).values(values), old)


def parsed(content: str) -> Component:
    """A component from its text."""
    return (Todo if content.startswith("BEGIN:VTODO") else Event).from_ical(content)


def _is_another(held: Published, item: CalendarItem, taken: Set[str]) -> bool:
    """Whether it takes another item to say this. The one there was is the person's alone, and the plan wants it again;
    what the plan does not place stays away until its time is new. Or a task became an event, or the other way round."""
    if held.uid in taken and (item.kind in FOLLOWS or held.starts != _written(item.starts)):
        return True
    return bool(held.content) and held.content.startswith("BEGIN:VTODO") != item.task


def _made(item: CalendarItem, generation: int, sequence: int, now: datetime) -> Published:
    uid = f"{item.key}-{generation}@followupd" if generation else f"{item.key}@followupd"
    return Published(
        uid, item.key, generation, item.part, item.kind, item.subject, item.claim, item.handle,
        _written(item.starts), _written(item.ends), item.digest, sequence, now, "there",
        component(item, uid, sequence, now),
    )  # fmt: skip


def _ended(one: Published, now: datetime, zone: ZoneInfo, *, done: bool = False) -> Published:
    """The item as it leaves: cancelled, which a server hears where the person's words keep it there; a task done."""
    if not one.content:  # of an older version, which kept no text
        return replace(one, state="over", digest="")
    done = done and one.content.startswith("BEGIN:VTODO")
    state = "over" if one.is_past(now, zone) and not done else "gone"
    made, sequence = parsed(one.content), one.sequence + 1
    made.update({"STATUS": vText("COMPLETED" if done else "CANCELLED"), "SEQUENCE": vInt(sequence)})
    if done:
        made.update({"COMPLETED": vDDDTypes(now.astimezone(UTC)), "PERCENT-COMPLETE": vInt(100)})
    made["DTSTAMP"] = made["LAST-MODIFIED"] = vDDDTypes(now)
    made.subcomponents.clear()  # what is cancelled does not ring
    return replace(one, state=state, sequence=sequence, changed_at=now, digest="", content=made.to_ical().decode())


def _written(moment: date | datetime) -> str:
    return moment.isoformat()
