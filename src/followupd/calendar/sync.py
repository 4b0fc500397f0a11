"""One round with a CalDAV server: first what the person did there, then what is new here.

What the person did is written down together with what was seen of it, so that a round that is cut short anywhere is
simply taken up again: nothing is lost and nothing counts twice.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from followupd.calendar import merge, remote
from followupd.calendar.merge import Deed, Unreadable
from followupd.calendar.published import Published
from followupd.calendar.remote import Place, Remote
from followupd.calendar.server import Changed, Missing, Refused, Server, Trouble
from followupd.errors import FollowupdError
from followupd.journal import entries
from followupd.journal.database import Account
from followupd.words import _, ngettext

log = logging.getLogger(__name__)

EVERY = timedelta(minutes=5)
LONGEST_WAIT = timedelta(hours=1)
LIST_EVERY = timedelta(days=1)
"""How often everything is listed although the tokens work: some servers forget to tell."""
OTHERS_FOR = timedelta(days=2)
"""So long after another followupd was seen to write here, there is said to be one."""
ATTEMPTS = 3
"""In one round; who is not through by then goes on in the next."""
MANY = 3
"""When more items than this are gone, and all of them, somebody emptied the calendar: a mishap rather than a wish."""
_FOLLOWS = frozenset({"follow-up", "practice", "project", "goal"})

Answer = Callable[[Published, Deed], Sequence[entries.New]]
"""What a deed means for the journal."""


@dataclass
class Sync:
    """One calendar on a server. `stopping` is asked between two requests."""

    account: Account
    server: Server
    zone: ZoneInfo
    name: str
    title: str
    tasks: bool
    answer: Answer
    now: datetime
    stopping: Callable[[], bool] = lambda: False

    def round(self, place: Place, items: Sequence[Published]) -> Place:
        """Brings journal and server together, and returns how that went. What fails is tried again, later and later."""
        try:
            place = self._round(place, {one.uid: one for one in items})
        except FollowupdError as trouble:
            place = self._failed(place, str(trouble), getattr(trouble, "wait", 0))
        except Missing:
            place = self._failed(place, self.server.host, 0)
        remote.keep_place(self.account, place)
        return place

    def _round(self, place: Place, items: dict[str, Published]) -> Place:
        if place.url is None:
            place = self._found(place)
        try:
            self._both_ways(place, items)
        except Missing:
            self._both_ways(self._made_anew(place), items)
        place = replace(remote.place(self.account, place.part, place.address), next_at=self.now + EVERY, failures=0)
        trouble = self._lasting(place)
        return replace(place, trouble=trouble, failing_since=(place.failing_since or self.now) if trouble else None)

    def _both_ways(self, place: Place, items: dict[str, Published]) -> None:
        """Reads, then writes. Who has written reads again: what somebody else wrote first, and a token that knows what
        we wrote, because what came and went since a token may never be told of (RFC 6578 §3.5)."""
        for _time in range(ATTEMPTS):
            place = self._pulled(place, items)
            if not self._pushed(place, items):
                return

    def _lasting(self, place: Place) -> str | None:
        """What is wrong although the round went well."""
        if place.others_at is not None and self.now - place.others_at < OTHERS_FOR:
            return _("%s: another followupd writes into this calendar too; let only one of them run") % self.server.host
        refused = sum(one.state == "refused" for one in remote.items(self.account, place.part).values())
        said = ngettext(
            "%(host)s: the server does not take %(many)d item", "%(host)s: the server does not take %(many)d items",
            refused,
        )  # fmt: skip
        return said % {"host": self.server.host, "many": refused} if refused else None

    def _failed(self, place: Place, trouble: str, wait: float) -> Place:
        known = remote.place(self.account, place.part, place.address)  # what was reached before it failed stays
        failures = known.failures + 1
        pause = min(timedelta(minutes=2 ** min(failures - 1, 6)), LONGEST_WAIT)
        pause = max(pause, timedelta(seconds=min(wait, 86400)))
        if known.trouble != trouble:
            log.warning("%s", trouble)
        return replace(
            known, failures=failures, failing_since=known.failing_since or self.now, trouble=trouble,
            next_at=self.now + pause,
        )  # fmt: skip

    def _found(self, place: Place) -> Place:
        place = replace(place, url=self.server.find(self.name, self.title, tasks=self.tasks), token=None)
        remote.keep_place(self.account, place)
        return place

    def _made_anew(self, place: Place) -> Place:
        """The calendar is gone behind our back. That is no wish to skip everybody: it is made anew, and said."""
        log.warning("%s: the calendar is gone; it is made anew", self.server.host)
        self.server.make(place.url or "", self.title)
        self._note_renewed()
        return remote.forget_items(self.account, place)

    def _note_renewed(self) -> None:
        day = self.now.astimezone(self.zone).date()
        entries.record(self.account, "", "calendar", day, self.now, kind="renewed", about=f"calendar/{self.name}")

    # What the person did.

    def _pulled(self, place: Place, items: dict[str, Published]) -> Place:
        url, known = place.url or "", remote.items(self.account, place.part)
        by_name = {one.name: one for one in known.values()}
        fresh = place.listed_at is not None and self.now - place.listed_at < LIST_EVERY
        changes = self.server.changes(url, place.token if fresh else None)
        seen = [(by_name[name], etag) for name, etag in changes.etags.items() if name in by_name]
        for one, etag in seen:
            if etag != one.etag or one.state == "taken":
                self._look(url, one, items.get(one.uid), place)
        names = by_name.keys() - changes.etags.keys() if changes.whole else by_name.keys() & changes.deleted
        self._look_for(
            url, [by_name[name] for name in sorted(names) if by_name[name].state == "there"], known, items, place
        )
        listed = self.now if changes.whole else place.listed_at
        place = replace(remote.place(self.account, place.part, place.address), token=changes.token, listed_at=listed)
        remote.keep_place(self.account, place)
        return place

    def _look(self, url: str, one: Remote, item: Published | None, place: Place) -> bool:
        """Reads an item that changed. Returns whether it is there at all."""
        self._go_on()
        if (got := self.server.get(url, one.name)) is None:
            return False
        etag, content = got
        try:
            by = merge.writer(content, one.uid, self.zone)
            deed = None
            if by is None and one.state == "there":
                deed = merge.deed(one.content, content, one.uid, self._today, self.zone)
        except Unreadable:
            log.warning("%s: %s cannot be read; it is left alone", self.server.host, one.name)
            return True
        if by is not None and by != place.writer and etag != one.etag:
            remote.keep_place(
                self.account, replace(remote.place(self.account, place.part, place.address), others_at=self.now)
            )
        state = "left" if one.state == "taken" else one.state  # it was brought back: the person's alone
        self._take_up(replace(one, etag=etag, content=content, state=state), item, deed)
        return True

    def _look_for(
        self, url: str, missing: list[Remote], known: dict[str, Remote], items: dict[str, Published], place: Place
    ) -> None:
        """A deletion is believed when the item itself is not to be had; of very many at once, when some are not."""
        everything = len(missing) > MANY and len(missing) == sum(one.state == "there" for one in known.values())
        if everything and not any(self._look(url, one, items.get(one.uid), place) for one in missing[:MANY]):
            log.warning("%s: the calendar was emptied; it is filled again", self.server.host)
            self._note_renewed()
            for one in missing:
                remote.forget(self.account, one.uid)
            return
        for one in missing:
            if not self._look(url, one, items.get(one.uid), place):
                day = merge.day(one.content, one.uid, self.zone)
                self._take_up(one, items.get(one.uid), Deed("deleted", day, day))

    def _take_up(self, seen: Remote, item: Published | None, deed: Deed | None) -> None:
        """Writes down what was seen and what it means, at once."""
        new: Sequence[entries.New] = ()
        if deed is not None and item is not None and item.state == "there":
            new = self.answer(item, deed)
        if deed is not None and deed.kind != "moved":
            seen = replace(seen, state="taken" if deed.kind == "deleted" else "left")
        with self.account.write() as connection:
            for one in new:
                entries.add(connection, self.account, one, self.now)
            remote.keep(connection, self.account, seen)

    # What is new here.

    def _pushed(self, place: Place, items: dict[str, Published]) -> bool:
        """Writes what is new. Returns whether there was any, be it that somebody else was quicker."""
        known, wrote = remote.items(self.account, place.part), False
        for item in items.values():
            one = known.get(item.uid)
            if one is not None and (one.state in ("taken", "left") or one.digest == item.digest):
                continue
            try:
                if item.state == "there" and one is not None:
                    wrote |= self._change(place, one, item)
                elif item.state == "there" and not item.is_past(self.now, self.zone):
                    wrote |= self._create(place, item)
                elif item.state == "gone" and one is not None:
                    wrote |= self._remove(place, one, item)
            except Changed:
                wrote = True
            except Refused as wrong:
                log.warning("%s: %s: %s", self.server.host, item.uid, wrong)
                held = one or Remote(item.uid, place.part, "", "", item.content, item.content)
                self._keep(replace(held, digest=item.digest, state="refused"))
            except Unreadable:
                continue
        return wrote

    def _create(self, place: Place, item: Published) -> bool:
        self._go_on()
        url, content = place.url or "", merge.stamped(item.content, place.writer, self.zone)
        fresh = Remote(item.uid, place.part, "", item.digest, item.content, content)
        try:
            self._keep(replace(fresh, etag=self.server.put(url, fresh.name, content, None)))
        except Changed:
            self._adopt(place, item, fresh)
        return True

    def _adopt(self, place: Place, item: Published, fresh: Remote) -> None:
        """It stands there already: an answer was lost, or another installation wrote it."""
        if (got := self.server.get(place.url or "", fresh.name)) is None:
            raise Changed(fresh.name)
        etag, content = got
        if merge.writer(content, item.uid, self.zone) is not None:  # untouched by hand: ours to change
            theirs = merge.component(content, item.uid).to_ical().decode()
            self._change(place, replace(fresh, etag=etag, content=content, ours=theirs), item)
        else:
            deed = merge.deed(fresh.content, content, item.uid, self._today, self.zone)
            self._take_up(replace(fresh, etag=etag, content=content), item, deed)

    def _change(self, place: Place, one: Remote, item: Published) -> bool:
        """Writes our new version with the person's changes in it. Returns whether there was anything to write."""
        if one.state == "refused" and not one.etag:
            return self._create(place, item)
        merged = merge.merge(
            one.content, one.ours, item.content, item.uid,
            follows=item.kind in _FOLLOWS, writer=place.writer, zone=self.zone,
        )  # fmt: skip
        now = replace(one, digest=item.digest, ours=item.content, state="there")
        if merged is not None:
            self._go_on()
            etag = self.server.put(place.url or "", one.name, merged, one.etag)
            now = replace(now, etag=etag, content=merged)
        self._keep(now)
        return merged is not None

    def _remove(self, place: Place, one: Remote, item: Published) -> bool:
        """What left the plan leaves the calendar; with the person's own words in it, it stays, cancelled."""
        if one.etag and merge.has_words(one.content, one.ours, one.uid):
            self._change(place, one, item)
            self._keep(replace(remote.items(self.account, place.part)[one.uid], state="left"))
            return True
        if one.etag:
            self._go_on()
            self.server.delete(place.url or "", one.name, one.etag)
        remote.forget(self.account, one.uid)
        return True

    def _keep(self, one: Remote) -> None:
        with self.account.write() as connection:
            remote.keep(connection, self.account, one)

    def _go_on(self) -> None:
        if self.stopping():
            raise Trouble("stopped")

    @property
    def _today(self) -> date:
        return self.now.astimezone(self.zone).date()
