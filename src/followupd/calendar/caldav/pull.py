"""Reading from a CalDAV server: what changed there since the last visit, and what the person meant by it."""

import logging
from dataclasses import dataclass, field, replace
from datetime import timedelta

from followupd.calendar.caldav import merge
from followupd.calendar.caldav.errors import Refused
from followupd.calendar.caldav.merge import Deed
from followupd.calendar.caldav.properties import Unreadable
from followupd.calendar.caldav.server import Changes
from followupd.calendar.caldav.session import Visit
from followupd.store import remote_calendars
from followupd.store.calendar_items import Published
from followupd.store.remote_calendars import Lack, Place, Remote

log = logging.getLogger(__name__)

LIST_EVERY = timedelta(days=1)
"""How often everything is listed although the tokens work: some servers forget to tell."""
MANY = 3
"""When more items than this are gone, and all of them, somebody emptied the calendar: a mishap rather than a wish."""


@dataclass
class Reader:
    visit: Visit
    _unread: bool = field(default=False, init=False)
    """Whether an item that changed could not be read."""

    def pull(self, place: Place, items: dict[str, Published]) -> Place:
        known = remote_calendars.items(self.visit.account, place.part)
        by_name = {one.name: one for one in known.values()}
        place, changes = self._changes(place)
        self._unread = False
        for name, etag in changes.etags.items():
            one = by_name.get(name)
            if one is not None and (etag != one.etag or one.state == "taken"):
                self.look(place, one, items, etag)
        names = by_name.keys() - changes.etags.keys() if changes.whole else by_name.keys() & changes.deleted
        missing = [by_name[name] for name in sorted(names) if by_name[name].stands]
        self._look_for(place, missing, sum(one.stands for one in known.values()), items)
        place = self.visit.place(place)
        if not self._unread:  # or it is told again what could not be read
            place = replace(place, token=changes.token, listed_at=self.visit.now if changes.whole else place.listed_at)
            remote_calendars.keep_place(self.visit.account, place)
        return place

    def _changes(self, place: Place) -> tuple[Place, Changes]:
        """What changed, asked in the way that this server knows; and the place with what it was seen not to know."""
        server, url, today = self.visit.server, place.url or "", self.visit.today
        if place.does_not("sync", today) or place.does_not("tokens", today):
            return place, server.listed(url)
        fresh = place.listed_at is not None and timedelta(0) <= self.visit.now - place.listed_at < LIST_EVERY
        changes = server.changes(url, place.token if fresh else None)
        if not changes.syncs:
            return self._lacking(place, "sync"), changes
        if place.token is None and changes.token is not None and server.believes_any_token(url):
            return self._lacking(place, "tokens"), changes
        return place, changes

    def _lacking(self, place: Place, what: Lack) -> Place:
        log.info("%s: what changed is found by listing everything (%s)", self.visit.server.host, what)
        place = self.visit.place(place).lacking(what, self.visit.today)
        remote_calendars.keep_place(self.visit.account, place)
        return place

    def look(self, place: Place, one: Remote, items: dict[str, Published], etag: str = "") -> bool:
        """Reads an item that changed. Returns whether it is there at all."""
        self.visit.go_on()
        try:
            if (got := self.visit.server.get(place.url or "", one.name)) is None:
                return False
            found, content = got
            by = merge.writer(content, one.uid, self.visit.zone)
            deed = None
            if by is None and one.stands:
                deed = merge.deed(one.content, content, one.uid, self.visit.today, self.visit.zone)
        except Refused as wrong:
            log.warning("%s: %s: %s", self.visit.server.host, one.name, wrong)
            self._unread = True
            return True
        except Unreadable:
            log.warning("%s: %s cannot be read; it is left alone", self.visit.server.host, one.name)
            return True
        if by is not None and by != place.writer and found != one.etag:
            remote_calendars.keep_place(self.visit.account, replace(self.visit.place(place), others_at=self.visit.now))
        item, state = items.get(one.uid), one.state
        if state == "taken":  # it was brought back: ours again, if it is still wanted
            state = "there" if item is not None and item.state == "there" else "left"
        self.visit.take_up(replace(one, etag=found or etag, content=content, state=state), item, deed)
        return True

    def _look_for(self, place: Place, missing: list[Remote], standing: int, items: dict[str, Published]) -> None:
        """A deletion is believed when the item is not to be had by its name or its UID; of everything at once, it is
        a mishap."""
        gone = []
        for one in missing:
            if not self.look(place, one, items) and not self._renamed(place, one, items):
                gone.append(one)
            if len(gone) == MANY and len(missing) == standing > MANY and one is missing[MANY - 1]:
                log.warning("%s: the calendar was emptied; it is filled again", self.visit.server.host)
                self.visit.emptied(place)
                return
        for one in gone:
            try:
                day = merge.day(one.content, one.uid, self.visit.zone) or self.visit.today
            except Unreadable:
                day = self.visit.today
            self.visit.take_up(one, items.get(one.uid), Deed("deleted", day, day))

    def _renamed(self, place: Place, one: Remote, items: dict[str, Published]) -> bool:
        """Some programs save an item under another name, and delete the one before."""
        try:
            name = self.visit.server.name_of(place.url or "", one.uid, task="BEGIN:VTODO" in one.content)
        except Refused as wrong:
            log.warning("%s: %s: %s", self.visit.server.host, one.name, wrong)
            self._unread = True
            return True
        return name is not None and name != one.name and self.look(place, replace(one, name=name), items)
