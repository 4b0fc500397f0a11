"""Writing to a CalDAV server: what is new here, and never over what somebody else wrote meanwhile."""

import logging
from dataclasses import dataclass, replace
from datetime import timedelta

from followupd.calendar import merge, remote
from followupd.calendar.facets import Unreadable
from followupd.calendar.published import Published
from followupd.calendar.pull import Reader
from followupd.calendar.remote import Place, Remote
from followupd.calendar.troubles import Changed, Refused
from followupd.calendar.visit import Visit

log = logging.getLogger(__name__)

ASK_AGAIN = timedelta(hours=1)
"""When the server is offered again what it refused: a right may have been mended."""
_FOLLOWS = frozenset({"follow-up", "practice", "project", "goal"})
"""What the plan gives a day; the hour may be the person's."""


@dataclass(frozen=True)
class Writer:
    visit: Visit
    reader: Reader

    def push(self, place: Place, items: dict[str, Published]) -> tuple[bool, bool]:
        """Writes what is new. Returns whether there was any, and whether somebody else was quicker with some of it."""
        known = remote.items(self.visit.account, place.part)
        wrote = contested = False
        for uid in [*known.keys() - items.keys(), *items]:
            one, item = known.get(uid), items.get(uid)
            try:
                wrote |= self._write(place, one, item)
            except Changed:
                contested = True
                if one is not None:
                    self.reader.look(place, one, items)
            except Refused as wrong:
                log.warning("%s: %s: %s", self.visit.server.host, uid, wrong)
                self._refused(place, one, item)
            except Unreadable:
                continue
        return wrote, contested

    def _write(self, place: Place, one: Remote | None, item: Published | None) -> bool:
        """Writes one item where that is to be. Returns whether it was."""
        if item is None:
            return one is not None and self.take_out(place, one)  # it belongs to the other calendar now
        if one is None:
            return (
                item.state == "there"
                and not item.is_past(self.visit.now, self.visit.zone)
                and self._create(place, item)
            )
        rests = one.refused_at is not None and self.visit.now - one.refused_at < ASK_AGAIN
        if one.state in ("taken", "left") or (one.digest == item.digest and (one.refused_at is None or rests)):
            return False
        if item.state == "there":
            return self._change(place, one, item)
        return item.state == "gone" and self._remove(place, one, item)

    def _create(self, place: Place, item: Published) -> bool:
        self.visit.go_on()
        content = merge.marked(item.content, place.writer, self.visit.zone)
        name = remote.resource_name(item.uid)
        fresh = Remote(item.uid, place.part, name, "", item.digest, item.content, content)
        try:
            self.visit.keep(replace(fresh, etag=self.visit.server.put(place.url or "", name, content, None)))
        except Changed:
            self._adopt(place, item, fresh)
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
            found = remote.items(self.visit.account, place.part)[item.uid]
        if found.state == "there":
            self._change(place, found, item)

    def _change(self, place: Place, one: Remote, item: Published) -> bool:
        """Writes our new version with the person's changes in it. Returns whether there was anything to write."""
        if not one.etag:
            return self._create(place, item)
        merged = merge.merge(
            one.content, one.ours, item.content, item.uid,
            follows=item.kind in _FOLLOWS, writer=place.writer, zone=self.visit.zone,
        )  # fmt: skip
        now = replace(one, digest=item.digest, ours=item.content, refused_at=None)
        if merged is not None:
            self.visit.go_on()
            now = replace(now, etag=self.visit.server.put(place.url or "", one.name, merged, one.etag), content=merged)
        self.visit.keep(now)
        return merged is not None

    def _remove(self, place: Place, one: Remote, item: Published) -> bool:
        """What left the plan leaves the calendar; with the person's own words in it, it stays, cancelled."""
        if one.etag and merge.has_words(one.content, one.ours, one.uid, self.visit.zone):
            self._change(place, one, item)
            self.visit.keep(replace(remote.items(self.visit.account, place.part)[one.uid], state="left"))
            return True
        return self.take_out(place, one)

    def take_out(self, place: Place, one: Remote) -> bool:
        if one.stands and not merge.has_words(one.content, one.ours, one.uid, self.visit.zone):
            self.visit.go_on()
            self.visit.server.delete(place.url or "", one.name, one.etag)
        remote.forget(self.visit.account, one.uid)
        return True

    def _refused(self, place: Place, one: Remote | None, item: Published | None) -> None:
        """Others are not kept back; this one is offered again after a while."""
        if item is None:
            return
        held = one or Remote(
            item.uid, place.part, remote.resource_name(item.uid), "", item.digest, item.content, item.content
        )
        self.visit.keep(replace(held, digest=item.digest, refused_at=self.visit.now))
