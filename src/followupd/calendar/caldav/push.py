"""Writing to a CalDAV server: what is new here, and never over what somebody else wrote meanwhile."""

import logging
from dataclasses import dataclass, replace
from datetime import timedelta

from followupd.calendar.caldav import merge
from followupd.calendar.caldav.errors import Changed, Refused
from followupd.calendar.caldav.properties import Unreadable
from followupd.calendar.caldav.pull import Reader
from followupd.calendar.caldav.session import Visit
from followupd.calendar.items import FOLLOWS
from followupd.store import remote_calendars
from followupd.store.calendar_items import Published
from followupd.store.remote_calendars import Place, Remote

log = logging.getLogger(__name__)

ASK_AGAIN = timedelta(hours=1)
"""When the server is offered again what it refused: a right may have been mended."""

MANY = 25
"""From so many new items on, it is told how far they are."""


@dataclass(frozen=True)
class Writer:
    visit: Visit
    reader: Reader

    def push(self, place: Place, items: dict[str, Published], *, last: bool) -> bool:
        """Writes what is new. Returns whether there was any, or somebody else was quicker; with the `last` attempt,
        what is still contested is offered again later."""
        known = remote_calendars.items(self.visit.account, place.part)
        others = remote_calendars.elsewhere(self.visit.account, place.part)
        wrote, done = False, 0
        ours = [item for item in items.values() if place.part in ("all", item.part)]
        # A few writes say nothing; a first round is a long one.
        waiting = {one.uid for one in ours if one.is_there} - known.keys()
        for item in ours:
            one = known.get(item.uid)
            try:
                if one is None and item.uid in others:
                    one = self._move(place, others[item.uid])
                wrote |= self._write(place, one, item)
            except (Changed, Refused) as wrong:
                if isinstance(wrong, Changed) and not last:
                    wrote = True
                    if one is not None:
                        self.reader.look(place, one, items)
                    continue
                log.warning("%s: %s: %s", self.visit.server.host, item.uid, wrong)
                if one is not None or item.uid not in others:
                    self._refused(place, one, item)
            except Unreadable:
                continue
            if item.uid in waiting:
                done += 1
                self._tell(done, len(waiting))
        return wrote

    def _tell(self, done: int, many: int) -> None:
        if many < MANY:
            return
        self.visit.progress(done, many)
        if done % MANY == 0 or done == many:
            log.info("%s: %d of %d new items written", self.visit.server.host, done, many)

    def _write(self, place: Place, one: Remote | None, item: Published) -> bool:
        """Writes one item where that is to be. Returns whether it was."""
        if one is None:
            is_new = item.state == "there" and not item.is_past(self.visit.now, self.visit.zone)
            return is_new and self._create(place, item)
        since = self.visit.now - one.refused_at if one.refused_at is not None else None
        rests = since is not None and timedelta(0) <= since < ASK_AGAIN
        if one.state in ("taken", "left") or (one.digest == item.digest and (since is None or rests)):
            return False
        if item.state == "there" and (one.etag or not item.is_past(self.visit.now, self.visit.zone)):
            return self._change(place, one, item)
        if item.state != "there" and one.etag:
            return self._remove(place, one, item)
        if since is not None:  # what never got there is wanted no more
            self._settle(one)
        return False

    def _settle(self, one: Remote) -> None:
        if one.etag:
            self.visit.keep(replace(one, refused_at=None))
        else:
            remote_calendars.forget(self.visit.account, one.uid)

    def _move(self, place: Place, one: Remote) -> Remote:
        """From the calendar where it stands into this one, with everything the person wrote into it."""
        before = remote_calendars.places(self.visit.account)[one.part]
        moved = replace(one, part=place.part)
        if one.stands and before.url != place.url:
            self.visit.go_on()
            name = remote_calendars.resource_name(one.uid)
            try:
                etag = self.visit.server.put(place.url or "", name, one.content, None)
            except Changed:  # it got there before, and the answer was lost
                etag = (self.visit.server.get(place.url or "", name) or ("", ""))[0]
            self.visit.server.delete(before.url or "", one.name, one.etag)
            moved = replace(moved, name=name, etag=etag)
        self.visit.keep(moved)
        return moved

    def _create(self, place: Place, item: Published) -> bool:
        self.visit.go_on()
        url, name = place.url or "", remote_calendars.resource_name(item.uid)
        content = merge.marked(item.content, place.writer, self.visit.zone)
        fresh = Remote(item.uid, place.part, name, "", item.digest, item.content, content)
        try:
            self.visit.keep(replace(fresh, etag=self.visit.server.put(url, name, content, None)))
        except Changed:
            self._adopt(place, item, fresh)
        except Refused:
            found = self.visit.server.name_of(url, item.uid, task="BEGIN:VTODO" in content)
            if found is None or found == name:
                raise
            self._adopt(place, item, replace(fresh, name=found))  # a UID is there once, under whatever name
        return True

    def _adopt(self, place: Place, item: Published, fresh: Remote) -> None:
        """It stands there already: an answer was lost, or another installation wrote it."""
        if (got := self.visit.server.get(place.url or "", fresh.name)) is None:
            raise Changed(fresh.name)
        found = replace(fresh, etag=got[0], content=got[1])
        zone = self.visit.zone
        if merge.writer(found.content, item.uid, zone) is None:  # touched by hand, and we have not heard of it
            deed = merge.deed(fresh.content, found.content, item.uid, self.visit.today, zone)
            self.visit.take_up(found, item, deed)
            found = remote_calendars.items(self.visit.account, place.part)[item.uid]
        if found.state == "there":
            self._change(place, found, item)

    def _change(self, place: Place, one: Remote, item: Published) -> bool:
        """Writes our new version with the person's changes in it. Returns whether there was anything to write."""
        if not one.etag:
            return self._create(place, item)
        merged = merge.merge(
            one.content, one.ours, item.content, item.uid,
            follows=item.kind in FOLLOWS, writer=place.writer, zone=self.visit.zone,
        )  # fmt: skip
        now = replace(one, digest=item.digest, ours=item.content, refused_at=None)
        if merged is not None:
            self.visit.go_on()
            now = replace(now, etag=self.visit.server.put(place.url or "", one.name, merged, one.etag), content=merged)
        self.visit.keep(now)
        return merged is not None

    def _remove(self, place: Place, one: Remote, item: Published) -> bool:
        """What left the plan leaves the calendar. A task that was done stays, as done; with the person's own words in
        it an item stays too, cancelled."""
        if item.is_done or merge.has_words(one.content, one.ours, one.uid, self.visit.zone):
            self._change(place, one, item)
            self.visit.keep(replace(remote_calendars.items(self.visit.account, place.part)[one.uid], state="left"))
            return True
        self.visit.go_on()
        self.visit.server.delete(place.url or "", one.name, one.etag)
        remote_calendars.forget(self.visit.account, one.uid)
        return True

    def _refused(self, place: Place, one: Remote | None, item: Published) -> None:
        """Others are not kept back; this one is offered again after a while."""
        held = one or Remote(
            item.uid, place.part, remote_calendars.resource_name(item.uid), "", item.digest, item.content, item.content
        )
        self.visit.keep(replace(held, digest=item.digest, refused_at=self.visit.now))
