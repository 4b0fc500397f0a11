"""What is to be written to a CalDAV server, decided before anything is: values in, a list of operations out."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from followupd.calendar.caldav import merge
from followupd.calendar.caldav.properties import Unreadable
from followupd.calendar.items import FOLLOWS
from followupd.store.calendar_items import Published
from followupd.store.remote_calendars import RemoteCalendar, RemoteItem

ASK_AGAIN = timedelta(hours=1)
"""When the server is offered again what it refused: a right may have been mended."""


@dataclass(frozen=True, slots=True)
class Create:
    """The item gets there."""

    item: Published


@dataclass(frozen=True, slots=True)
class Change:
    """Our new version, with the user's changes in it, takes the place of the one there. Without `content` nothing has
    to be written, and only our version is noted. `last`: the item is over, and the user's alone from then on."""

    item: Published
    remote: RemoteItem
    content: str | None
    last: bool = False


@dataclass(frozen=True, slots=True)
class Delete:
    """The item has left the plan, and there is nothing of the user's in it."""

    item: Published
    remote: RemoteItem


@dataclass(frozen=True, slots=True)
class Move:
    """The item stands in another of our calendars, and comes into this one as it is."""

    item: Published
    remote: RemoteItem


@dataclass(frozen=True, slots=True)
class Settle:
    """The server refused the item, and the plan no longer wants it: the refusal is forgotten."""

    item: Published
    remote: RemoteItem


Operation = Create | Change | Delete | Move | Settle


def decide(
    calendar: RemoteCalendar, items: Iterable[Published], known: Mapping[str, RemoteItem],
    elsewhere: Mapping[str, RemoteItem], now: datetime, zone: ZoneInfo,
) -> Iterator[Operation]:  # fmt: skip
    """One operation for each item that is not there as it should be; `known` is what stands in the calendar, and
    `elsewhere` in our others, by UID. An item that cannot be read is left alone."""
    for item in items:
        remote = known.get(item.uid)
        if remote is None and item.uid in elsewhere:
            yield Move(item, elsewhere[item.uid])
        elif (operation := decide_one(calendar, item, remote, now, zone)) is not None:
            yield operation


def decide_one(
    calendar: RemoteCalendar, item: Published, remote: RemoteItem | None, now: datetime, zone: ZoneInfo
) -> Operation | None:
    """What has to be done for one item, if anything."""
    comes = item.is_there and not item.is_past(now, zone)
    if remote is None:
        return Create(item) if comes else None
    since = now - remote.refused_at if remote.refused_at is not None else None
    rests = since is not None and timedelta(0) <= since < ASK_AGAIN
    if remote.state in ("taken", "left") or (remote.digest == item.digest and (since is None or rests)):
        return None
    try:
        if item.is_there and remote.etag:
            return change(calendar, item, remote, zone)
        if comes:
            return Create(item)
        if not item.is_there and remote.etag:
            # A task that was done stays, as done; with the user's own words in it an item stays too, cancelled.
            stays = item.is_done or merge.has_words(remote.content, remote.ours, remote.uid, zone)
            return change(calendar, item, remote, zone, last=True) if stays else Delete(item, remote)
    except Unreadable:
        return None
    return Settle(item, remote) if since is not None else None


def change(
    calendar: RemoteCalendar, item: Published, remote: RemoteItem, zone: ZoneInfo, *, last: bool = False
) -> Change:  # fmt: skip
    """Our new version merged with what stands there. Raises Unreadable."""
    content = merge.merge(
        remote.content, remote.ours, item.content, item.uid,
        follows=item.kind in FOLLOWS, writer=calendar.writer, zone=zone,
    )  # fmt: skip
    return Change(item, remote, content, last)
