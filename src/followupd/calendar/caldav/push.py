"""Writing to a CalDAV server: what is new here, and never over what somebody else wrote meanwhile."""

import logging
from dataclasses import dataclass, replace
from datetime import timedelta

from followupd.calendar.caldav import merge
from followupd.calendar.caldav.errors import Changed, Refused
from followupd.calendar.caldav.properties import Unreadable
from followupd.calendar.caldav.pull import Reader
from followupd.calendar.caldav.session import SyncSession
from followupd.calendar.items import FOLLOWS
from followupd.store import remote_calendars
from followupd.store.calendar_items import Published
from followupd.store.remote_calendars import RemoteCalendar, RemoteItem

log = logging.getLogger(__name__)

ASK_AGAIN = timedelta(hours=1)
"""When the server is offered again what it refused: a right may have been mended."""

MANY = 25
"""From so many new items on, it is told how far they are."""


@dataclass(frozen=True)
class Writer:
    session: SyncSession
    reader: Reader

    def push(self, calendar: RemoteCalendar, items: dict[str, Published], *, last: bool) -> bool:
        """Writes what is new. Returns whether there was any, or somebody else was quicker; with the `last` attempt,
        what is still contested is offered again later."""
        known = remote_calendars.items(self.session.account, calendar.part)
        others = remote_calendars.elsewhere(self.session.account, calendar.part)
        wrote, done = False, 0
        ours = [item for item in items.values() if calendar.part in ("all", item.part)]
        # A few writes say nothing; a first round is a long one.
        waiting = {item.uid for item in ours if item.is_there} - known.keys()
        for item in ours:
            remote = known.get(item.uid)
            try:
                if remote is None and item.uid in others:
                    remote = self._move(calendar, others[item.uid])
                wrote |= self._write(calendar, remote, item)
            except (Changed, Refused) as wrong:
                if isinstance(wrong, Changed) and not last:
                    wrote = True
                    if remote is not None:
                        self.reader.look(calendar, remote, items)
                    continue
                log.warning("%s: %s: %s", self.session.server.host, item.uid, wrong)
                if remote is not None or item.uid not in others:
                    self._refused(calendar, remote, item)
            except Unreadable:
                continue
            if item.uid in waiting:
                done += 1
                self._tell(done, len(waiting))
        return wrote

    def _tell(self, done: int, many: int) -> None:
        if many < MANY:
            return
        self.session.progress(done, many)
        if done % MANY == 0 or done == many:
            log.info("%s: %d of %d new items written", self.session.server.host, done, many)

    def _write(self, calendar: RemoteCalendar, remote: RemoteItem | None, item: Published) -> bool:
        """Writes one item where that is to be. Returns whether it was."""
        if remote is None:
            is_new = item.state == "there" and not item.is_past(self.session.now, self.session.zone)
            return is_new and self._create(calendar, item)
        since = self.session.now - remote.refused_at if remote.refused_at is not None else None
        rests = since is not None and timedelta(0) <= since < ASK_AGAIN
        if remote.state in ("taken", "left") or (remote.digest == item.digest and (since is None or rests)):
            return False
        if item.state == "there" and (remote.etag or not item.is_past(self.session.now, self.session.zone)):
            return self._change(calendar, remote, item)
        if item.state != "there" and remote.etag:
            return self._remove(calendar, remote, item)
        if since is not None:  # what never got there is wanted no more
            self._settle(remote)
        return False

    def _settle(self, item: RemoteItem) -> None:
        if item.etag:
            self.session.keep(replace(item, refused_at=None))
        else:
            remote_calendars.forget(self.session.account, item.uid)

    def _move(self, calendar: RemoteCalendar, item: RemoteItem) -> RemoteItem:
        """From the calendar where it stands into this one, with everything the person wrote into it."""
        before = remote_calendars.calendars(self.session.account)[item.part]
        moved = replace(item, part=calendar.part)
        if item.stands and before.url != calendar.url:
            self.session.go_on()
            name = remote_calendars.resource_name(item.uid)
            try:
                etag = self.session.server.put(calendar.url or "", name, item.content, None)
            except Changed:  # it got there before, and the answer was lost
                etag = (self.session.server.get(calendar.url or "", name) or ("", ""))[0]
            self.session.server.delete(before.url or "", item.name, item.etag)
            moved = replace(moved, name=name, etag=etag)
        self.session.keep(moved)
        return moved

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
            self._change(calendar, found, item)

    def _change(self, calendar: RemoteCalendar, remote: RemoteItem, item: Published) -> bool:
        """Writes our new version with the person's changes in it. Returns whether there was anything to write."""
        if not remote.etag:
            return self._create(calendar, item)
        merged = merge.merge(
            remote.content, remote.ours, item.content, item.uid,
            follows=item.kind in FOLLOWS, writer=calendar.writer, zone=self.session.zone,
        )  # fmt: skip
        now = replace(remote, digest=item.digest, ours=item.content, refused_at=None)
        if merged is not None:
            self.session.go_on()
            now = replace(
                now, etag=self.session.server.put(calendar.url or "", remote.name, merged, remote.etag), content=merged
            )
        self.session.keep(now)
        return merged is not None

    def _remove(self, calendar: RemoteCalendar, remote: RemoteItem, item: Published) -> bool:
        """What left the plan leaves the calendar. A task that was done stays, as done; with the person's own words in
        it an item stays too, cancelled."""
        if item.is_done or merge.has_words(remote.content, remote.ours, remote.uid, self.session.zone):
            self._change(calendar, remote, item)
            self.session.keep(
                replace(remote_calendars.items(self.session.account, calendar.part)[remote.uid], state="left")
            )
            return True
        self.session.go_on()
        self.session.server.delete(calendar.url or "", remote.name, remote.etag)
        remote_calendars.forget(self.session.account, remote.uid)
        return True

    def _refused(self, calendar: RemoteCalendar, remote: RemoteItem | None, item: Published) -> None:
        """Others are not kept back; this one is offered again after a while."""
        held = remote or RemoteItem(
            item.uid,
            calendar.part,
            remote_calendars.resource_name(item.uid),
            "",
            item.digest,
            item.content,
            item.content,
        )
        self.session.keep(replace(held, digest=item.digest, refused_at=self.session.now))
