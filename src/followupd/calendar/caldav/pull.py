"""Reading from a CalDAV server: what changed there since the last visit, and what the person meant by it."""

import logging
from dataclasses import dataclass, field, replace
from datetime import timedelta

from followupd.calendar.caldav import merge
from followupd.calendar.caldav.merge import UserEdit
from followupd.calendar.caldav.properties import Unreadable
from followupd.calendar.caldav.server import Changes
from followupd.calendar.caldav.session import SyncSession
from followupd.dav.errors import Refused
from followupd.store import remote_calendars
from followupd.store.calendar_items import Published
from followupd.store.remote_calendars import Lack, RemoteCalendar, RemoteItem

log = logging.getLogger(__name__)

LIST_EVERY = timedelta(days=1)
"""How often everything is listed although the tokens work: some servers forget to tell."""
MANY = 3
"""When more items than this are gone, and all of them, somebody emptied the calendar: a mishap rather than a wish."""


@dataclass
class Reader:
    session: SyncSession
    _unread: bool = field(default=False, init=False)
    """Whether an item that changed could not be read."""

    def pull(self, calendar: RemoteCalendar, items: dict[str, Published]) -> RemoteCalendar:
        """Reads what changed in a calendar since the last round; `items` are ours. Raises Missing, Trouble, Stopped."""
        known = remote_calendars.items(self.session.account, calendar.part)
        by_name = {remote.name: remote for remote in known.values()}
        calendar, changes = self._changes(calendar)
        self._unread = False
        for name, etag in changes.etags.items():
            remote = by_name.get(name)
            if remote is not None and (etag != remote.etag or remote.state == "taken"):
                self.look(calendar, remote, items, etag)
        names = by_name.keys() - changes.etags.keys() if changes.whole else by_name.keys() & changes.deleted
        missing = [by_name[name] for name in sorted(names) if by_name[name].stands]
        self._look_for(calendar, missing, sum(remote.stands for remote in known.values()), items)
        calendar = self.session.calendar(calendar)
        if not self._unread:  # or it is told again what could not be read
            calendar = replace(
                calendar, token=changes.token, listed_at=self.session.now if changes.whole else calendar.listed_at
            )
            remote_calendars.keep_calendar(self.session.account, calendar)
        return calendar

    def _changes(self, calendar: RemoteCalendar) -> tuple[RemoteCalendar, Changes]:
        """What changed, asked for in a way this server supports; and the calendar, noting what it does not support."""
        server, url, today = self.session.server, calendar.url or "", self.session.today
        if calendar.does_not("sync", today) or calendar.does_not("tokens", today):
            return calendar, server.listed(url)
        fresh = calendar.listed_at is not None and timedelta(0) <= self.session.now - calendar.listed_at < LIST_EVERY
        changes = server.changes(url, calendar.token if fresh else None)
        if not changes.syncs:
            return self._lacking(calendar, "sync"), changes
        if calendar.token is None and changes.token is not None and server.believes_any_token(url):
            return self._lacking(calendar, "tokens"), changes
        return calendar, changes

    def _lacking(self, calendar: RemoteCalendar, what: Lack) -> RemoteCalendar:
        log.info("%s: what changed is found by listing everything (%s)", self.session.server.host, what)
        calendar = self.session.calendar(calendar).lacking(what, self.session.today)
        remote_calendars.keep_calendar(self.session.account, calendar)
        return calendar

    def look(self, calendar: RemoteCalendar, remote: RemoteItem, items: dict[str, Published], etag: str = "") -> bool:
        """Reads an item that changed. Returns whether it is there at all."""
        self.session.go_on()
        try:
            if (got := self.session.server.get(calendar.url or "", remote.name)) is None:
                return False
            found, content = got
            by = merge.writer(content, remote.uid, self.session.zone)
            edit = None
            if by is None and remote.stands:
                edit = merge.edit(remote.content, content, remote.uid, self.session.today, self.session.zone)
        except Refused as wrong:
            log.warning("%s: %s: %s", self.session.server.host, remote.name, wrong)
            self._unread = True
            return True
        except Unreadable:
            log.warning("%s: %s cannot be read; it is left alone", self.session.server.host, remote.name)
            return True
        if by is not None and by != calendar.writer and found != remote.etag:
            remote_calendars.keep_calendar(
                self.session.account, replace(self.session.calendar(calendar), others_at=self.session.now)
            )
        item, state = items.get(remote.uid), remote.state
        if state == "taken":  # it was brought back: ours again, if it is still wanted
            state = "there" if item is not None and item.state == "there" else "left"
        self.session.record_edit(replace(remote, etag=found or etag, content=content, state=state), item, edit)
        return True

    def _look_for(
        self, calendar: RemoteCalendar, missing: list[RemoteItem], standing: int, items: dict[str, Published]
    ) -> None:
        """A deletion is believed when the item is not to be had by its name or its UID; of everything at once, it is
        a mishap."""
        gone = []
        for remote in missing:
            if not self.look(calendar, remote, items) and not self._renamed(calendar, remote, items):
                gone.append(remote)
            if len(gone) == MANY and len(missing) == standing > MANY and remote is missing[MANY - 1]:
                log.warning("%s: the calendar was emptied; it is filled again", self.session.server.host)
                self.session.emptied(calendar)
                return
        for remote in gone:
            try:
                day = merge.day(remote.content, remote.uid, self.session.zone) or self.session.today
            except Unreadable:
                day = self.session.today
            self.session.record_edit(remote, items.get(remote.uid), UserEdit("deleted", day, day))

    def _renamed(self, calendar: RemoteCalendar, remote: RemoteItem, items: dict[str, Published]) -> bool:
        """Some programs save an item under another name, and delete the one before."""
        try:
            name = self.session.server.name_of(calendar.url or "", remote.uid, task="BEGIN:VTODO" in remote.content)
        except Refused as wrong:
            log.warning("%s: %s: %s", self.session.server.host, remote.name, wrong)
            self._unread = True
            return True
        return name is not None and name != remote.name and self.look(calendar, replace(remote, name=name), items)
