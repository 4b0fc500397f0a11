"""One visit to a CalDAV server: what reading and writing share."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from zoneinfo import ZoneInfo

from followupd.actions.apply import apply_within
from followupd.actions.commands import Command, NoteChange
from followupd.calendar.caldav.merge import UserEdit
from followupd.calendar.caldav.server import Server
from followupd.errors import CallError
from followupd.net.connection import Stopped
from followupd.store import remote_calendars
from followupd.store.calendar_items import Published
from followupd.store.database import Account
from followupd.store.remote_calendars import RemoteCalendar, RemoteItem

Meaning = Callable[[Published, UserEdit], Command | None]
"""What an edit means, if anything."""


_COUNTS = {"done": ("there", "over", "gone"), "moved": ("there", "over"), "deleted": ("there",)}
"""In which state of an item an edit means something."""


@dataclass(frozen=True)
class SyncSession:
    """`stopping` is asked between two requests."""

    account: Account
    server: Server
    zone: ZoneInfo
    meaning: Meaning
    now: datetime
    stopping: Callable[[], bool] = lambda: False
    progress: Callable[[int, int], None] = lambda _n, _of: None
    """Told how many items have been written, of how many, when these are many."""

    @property
    def today(self) -> date:
        """The day of `now` for the person."""
        return self.now.astimezone(self.zone).date()

    def go_on(self) -> None:
        """Raises Stopped when the daemon is to stop."""
        if self.stopping():
            raise Stopped

    def calendar(self, calendar: RemoteCalendar) -> RemoteCalendar:
        """As it is known now."""
        return remote_calendars.calendar(self.account, calendar.part, calendar.address)

    def keep(self, item: RemoteItem) -> None:
        """Writes down what stands on the server, in a transaction of its own."""
        with self.account.write() as connection:
            remote_calendars.keep(connection, self.account, item)

    def emptied(self, calendar: RemoteCalendar) -> None:
        """Everything in the calendar was gone: it is filled again, nobody is skipped, and the next digest says so."""
        note = NoteChange(self.today, "renewed", f"calendar/{calendar.part}")
        with self.account.write() as connection:
            apply_within(connection, self.account, note, self.now)
            remote_calendars.forget_all(connection, self.account, calendar.part)
        remote_calendars.keep_calendar(self.account, replace(self.calendar(calendar), token=None, listed_at=None))

    def record_edit(self, seen: RemoteItem, item: Published | None, edit: UserEdit | None) -> None:
        """Stores what was seen on the server and the command it means, in one transaction.

        "done" counts even for an item that has left the plan; a past item can still be moved, but deleting it is only
        tidying up.
        """
        command: Command | None = None
        if edit is not None and item is not None and item.state in _COUNTS[edit.kind]:
            command = self.meaning(item, edit)
        if edit is not None and edit.kind == "deleted":
            seen = replace(seen, state="taken")
        elif edit is not None and edit.kind == "done" and command is not None:
            seen = replace(seen, state="left")
        with self.account.write() as connection:
            if command is not None and edit is not None:
                # The same state of an item, seen twice, counts once.
                key = f"calendar/{seen.uid}/{edit.kind}/{edit.day}/{sha256(seen.etag.encode()).hexdigest()[:16]}"
                with suppress(CallError):  # a step that does not follow means nothing
                    apply_within(connection, self.account, command, self.now, key)
            remote_calendars.keep(connection, self.account, seen)
