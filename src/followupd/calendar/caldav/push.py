"""Writing to a CalDAV server: the operations, done one after the other, and never over what somebody else wrote
meanwhile."""

import logging
from collections import deque
from dataclasses import dataclass, replace

from followupd.calendar.caldav import merge
from followupd.calendar.caldav.operations import (
    Change,
    Create,
    Delete,
    Move,
    Operation,
    Settle,
    change,
    decide,
    decide_one,
)
from followupd.calendar.caldav.properties import Unreadable
from followupd.calendar.caldav.pull import Reader
from followupd.calendar.caldav.session import SyncSession
from followupd.dav.errors import Changed, Refused
from followupd.store import remote_calendars
from followupd.store.calendar_items import Published
from followupd.store.remote_calendars import RemoteCalendar, RemoteItem

log = logging.getLogger(__name__)

MANY = 25
"""From this many new items on, progress is reported."""


@dataclass(frozen=True)
class Writer:
    session: SyncSession
    reader: Reader

    def push(self, calendar: RemoteCalendar, items: dict[str, Published], *, last: bool) -> bool:
        """Writes what is new. Returns whether anything was written or somebody else was quicker, so that the server
        has to be read again. With the `last` attempt, what is still contested is offered again later."""
        known = remote_calendars.items(self.session.account, calendar.part)
        others = remote_calendars.elsewhere(self.session.account, calendar.part)
        ours = [item for item in items.values() if calendar.part in ("all", item.part)]
        operations = deque(decide(calendar, ours, known, others, self.session.now, self.session.zone))
        # A few writes say nothing; a first round is a long one.
        many = sum(isinstance(operation, Create) for operation in operations)
        wrote, done = False, 0
        while operations:
            operation = operations.popleft()
            item = operation.item
            remote = known.get(item.uid) if isinstance(operation, Create) else operation.remote
            try:
                if isinstance(operation, Move):
                    if (following := self._move(calendar, operation)) is not None:
                        operations.appendleft(following)
                    continue
                wrote |= self._do(calendar, operation)
            except (Changed, Refused) as wrong:
                if isinstance(wrong, Changed) and not last:
                    wrote = True
                    if item.uid in known and remote is not None:
                        self.reader.look(calendar, remote, items)
                    continue
                log.warning("%s: %s: %s", self.session.server.host, item.uid, wrong)
                if not isinstance(operation, Move):
                    self._refused(calendar, remote, item)
            except Unreadable:
                continue
            if isinstance(operation, Create):
                done += 1
                self._tell(done, many)
        return wrote

    def _do(self, calendar: RemoteCalendar, operation: Create | Change | Delete | Settle) -> bool:
        """Returns whether anything was written."""
        if isinstance(operation, Create):
            return self._create(calendar, operation.item)
        if isinstance(operation, Change):
            return self._change(calendar, operation)
        if isinstance(operation, Delete):
            return self._delete(calendar, operation.remote)
        if operation.remote.etag:
            self.session.keep(replace(operation.remote, refused_at=None))
        else:
            remote_calendars.forget(self.session.account, operation.remote.uid)
        return False

    def _tell(self, done: int, many: int) -> None:
        if many < MANY:
            return
        self.session.progress(done, many)
        if done % MANY == 0 or done == many:
            log.info("%s: %d of %d new items written", self.session.server.host, done, many)

    def _create(self, calendar: RemoteCalendar, item: Published) -> bool:
        self.session.go_on()
        url, name = calendar.url or "", remote_calendars.resource_name(item.uid)
        content = merge.marked(item.content, calendar.writer, self.session.zone)
        fresh = RemoteItem(item.uid, calendar.part, name, "", item.digest, item.content, content)
        try:
            self.session.keep(replace(fresh, etag=self.session.server.put(url, name, content, None)))
        except Changed:
            self._adopt(calendar, item, fresh)
        except Refused:
            found = self.session.server.name_of(url, item.uid, task="BEGIN:VTODO" in content)
            if found is None or found == name:
                raise
            self._adopt(calendar, item, replace(fresh, name=found))  # a UID is there once, under whatever name
        return True

    def _adopt(self, calendar: RemoteCalendar, item: Published, fresh: RemoteItem) -> None:
        """It stands there already: an answer was lost, or another installation wrote it."""
        if (got := self.session.server.get(calendar.url or "", fresh.name)) is None:
            raise Changed(fresh.name)
        found = replace(fresh, etag=got[0], content=got[1])
        zone = self.session.zone
        if merge.writer(found.content, item.uid, zone) is None:  # touched by hand, and we have not heard of it
            edit = merge.edit(fresh.content, found.content, item.uid, self.session.today, zone)
            self.session.record_edit(found, item, edit)
            found = remote_calendars.items(self.session.account, calendar.part)[item.uid]
        if found.state == "there":
            self._change(calendar, change(calendar, item, found, zone))

    def _change(self, calendar: RemoteCalendar, operation: Change) -> bool:
        item, remote = operation.item, operation.remote
        now = replace(remote, digest=item.digest, ours=item.content, refused_at=None)
        if operation.content is not None:
            self.session.go_on()
            etag = self.session.server.put(calendar.url or "", remote.name, operation.content, remote.etag)
            now = replace(now, etag=etag, content=operation.content)
        self.session.keep(replace(now, state="left") if operation.last else now)
        return operation.content is not None or operation.last

    def _delete(self, calendar: RemoteCalendar, remote: RemoteItem) -> bool:
        self.session.go_on()
        self.session.server.delete(calendar.url or "", remote.name, remote.etag)
        remote_calendars.forget(self.session.account, remote.uid)
        return True

    def _move(self, calendar: RemoteCalendar, operation: Move) -> Operation | None:
        """From the calendar where it stands into this one, with everything the user wrote into it. Returns what has to
        be done with it here."""
        remote = operation.remote
        before = remote_calendars.calendars(self.session.account)[remote.part]
        moved = replace(remote, part=calendar.part)
        if remote.stands and before.url != calendar.url:
            self.session.go_on()
            name = remote_calendars.resource_name(remote.uid)
            try:
                etag = self.session.server.put(calendar.url or "", name, remote.content, None)
            except Changed:  # it got there before, and the answer was lost
                etag = (self.session.server.get(calendar.url or "", name) or ("", ""))[0]
            self.session.server.delete(before.url or "", remote.name, remote.etag)
            moved = replace(moved, name=name, etag=etag)
        self.session.keep(moved)
        return decide_one(calendar, operation.item, moved, self.session.now, self.session.zone)

    def _refused(self, calendar: RemoteCalendar, remote: RemoteItem | None, item: Published) -> None:
        """Others are not kept back; this one is offered again after a while."""
        name = remote_calendars.resource_name(item.uid)
        held = remote or RemoteItem(item.uid, calendar.part, name, "", item.digest, item.content, item.content)
        self.session.keep(replace(held, digest=item.digest, refused_at=self.session.now))
