"""One visit to a CalDAV server: what reading and writing share."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from followupd.calendar.caldav.merge import UserEdit
from followupd.calendar.caldav.server import Server
from followupd.store import entries, remote_calendars
from followupd.store.calendar_items import Published
from followupd.store.database import Account
from followupd.store.remote_calendars import RemoteCalendar, RemoteItem

Answer = Callable[[Published, UserEdit], Sequence[entries.New]]
"""What a deed means for the journal."""


_COUNTS = {"done": ("there", "over", "gone"), "moved": ("there", "over"), "deleted": ("there",)}
"""In which state of an item a deed means something."""


class Stopped(Exception):
    """The daemon is to stop; what is left is done in the next round."""


@dataclass(frozen=True)
class SyncSession:
    """`stopping` is asked between two requests."""

    account: Account
    server: Server
    zone: ZoneInfo
    answer: Answer
    now: datetime
    stopping: Callable[[], bool] = lambda: False
    progress: Callable[[int, int], None] = lambda _n, _of: None
    """Told how many items have been written, of how many, when these are many."""

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()

    def go_on(self) -> None:
        if self.stopping():
            raise Stopped

    def calendar(self, calendar: RemoteCalendar) -> RemoteCalendar:
        """As it is known now."""
        return remote_calendars.calendar(self.account, calendar.part, calendar.address)

    def keep(self, item: RemoteItem) -> None:
        with self.account.write() as connection:
            remote_calendars.keep(connection, self.account, item)

    def emptied(self, calendar: RemoteCalendar) -> None:
        """Everything in the calendar was gone: it is filled again, nobody is skipped, and the next digest says so."""
        note = entries.New("", "calendar", self.today, kind="renewed", about=f"calendar/{calendar.part}")
        with self.account.write() as connection:
            entries.add(connection, self.account, note, self.now)
            remote_calendars.forget_all(connection, self.account, calendar.part)
        remote_calendars.keep_calendar(self.account, replace(self.calendar(calendar), token=None, listed_at=None))

    def record_edit(self, seen: RemoteItem, item: Published | None, edit: UserEdit | None) -> None:
        """Writes down what was seen and what it means, at once.

        What is done is done, also when the plan has let go of the item meanwhile; an item whose day has passed can be
        moved, and deleting it is tidying up.
        """
        new: Sequence[entries.New] = ()
        if edit is not None and item is not None and item.state in _COUNTS[edit.kind]:
            new = self.answer(item, edit)
        if edit is not None and edit.kind == "deleted":
            seen = replace(seen, state="taken")
        elif edit is not None and edit.kind == "done" and new:
            seen = replace(seen, state="left")
        with self.account.write() as connection:
            for entry in new:
                entries.add(connection, self.account, entry, self.now)
            remote_calendars.keep(connection, self.account, seen)
