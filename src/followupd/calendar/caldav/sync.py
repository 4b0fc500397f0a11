"""One round with a CalDAV server: first what the person did there, then what is new here.

What the person did is written down together with what was seen of it, so that a round that is cut short anywhere is
simply taken up again: nothing is lost and nothing counts twice.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property

from followupd.calendar.caldav.errors import Missing
from followupd.calendar.caldav.pull import Reader
from followupd.calendar.caldav.push import Writer
from followupd.calendar.caldav.session import Stopped, Visit
from followupd.errors import FollowupdError
from followupd.store import remote_calendars
from followupd.store.calendar_items import Published
from followupd.store.remote_calendars import Place
from followupd.text.catalog import _, ngettext

log = logging.getLogger(__name__)

EVERY = timedelta(minutes=5)
LONGEST_WAIT = timedelta(hours=1)
OTHERS_FOR = timedelta(days=2)
"""So long after another followupd was seen to write here, there is said to be one."""
ATTEMPTS = 3
"""In one round; who is not through by then goes on in the next."""


@dataclass
class Sync:
    """One calendar on a server: `name` is its last part of the address, `title` how people see it."""

    visit: Visit
    name: str
    title: str
    tasks: bool

    @property
    def _host(self) -> str:
        return self.visit.server.host

    @cached_property
    def _reader(self) -> Reader:
        return Reader(self.visit)

    @cached_property
    def _writer(self) -> Writer:
        return Writer(self.visit, self._reader)

    def round(self, place: Place, items: Sequence[Published]) -> Place:
        """Brings journal and server together, and returns how that went. What fails is tried again, later and later."""
        asked = place.next_at
        try:
            place = self._round(place, {one.uid: one for one in items})
        except Stopped:
            return place
        except FollowupdError as trouble:
            place = self._failed(place, str(trouble), getattr(trouble, "wait", 0))
        except Missing:
            place = self._failed(place, _("%s: the calendar is gone") % self._host)
        except Exception:  # whatever a server may answer: it is said, and tried less and less often
            log.exception("%s: the calendar could not be brought up to date", self._host)
            place = self._failed(place, _("%s: something unforeseen went wrong; the log says more") % self._host)
        known = self.visit.place(place).next_at
        if known != asked and not place.failures:  # something new meanwhile
            place = replace(place, next_at=known)
        remote_calendars.keep_place(self.visit.account, place)
        return place

    def _round(self, place: Place, items: dict[str, Published]) -> Place:
        if place.url is None:
            place = self._found(place)
        try:
            self._both_ways(place, items)
        except Missing:
            self._both_ways(self._made_anew(place), items)
        place = replace(self.visit.place(place), next_at=self.visit.now + EVERY, failures=0)
        trouble = self._lasting(place)
        if place.trouble and not trouble:
            log.info("%s: up to date again", self._host)
        return replace(
            place, trouble=trouble, failing_since=(place.failing_since or self.visit.now) if trouble else None
        )

    def _both_ways(self, place: Place, items: dict[str, Published]) -> None:
        """Reads, then writes. Who has written reads again: what somebody else wrote first, and a token that knows what
        we wrote, because what came and went since a token may never be told of (RFC 6578 §3.5)."""
        for attempt in range(1, ATTEMPTS + 1):
            place = self._reader.pull(place, items)
            if not self._writer.push(place, items, last=attempt == ATTEMPTS):
                return

    def _lasting(self, place: Place) -> str | None:
        """What is wrong although the round went well."""
        if place.others_at is not None and self.visit.now - place.others_at < OTHERS_FOR:
            return _("%s: another followupd writes into this calendar too; let only one of them run") % self._host
        refused = sum(
            one.refused_at is not None and one.state == "there"
            for one in remote_calendars.items(self.visit.account, place.part).values()
        )
        said = ngettext(
            "%(host)s: the server does not take %(many)d item", "%(host)s: the server does not take %(many)d items",
            refused,
        )  # fmt: skip
        return said % {"host": self._host, "many": refused} if refused else None

    def _failed(self, place: Place, trouble: str, wait: float = 0) -> Place:
        known = self.visit.place(place)  # what was reached before it failed stays
        failures = known.failures + 1
        pause = min(timedelta(minutes=2 ** min(failures - 1, 6)), LONGEST_WAIT)
        pause = max(pause, timedelta(seconds=min(wait, 86400)))
        if known.trouble != trouble:
            log.warning("%s", trouble)
        return replace(
            known, failures=failures, failing_since=known.failing_since or self.visit.now, trouble=trouble,
            next_at=self.visit.now + pause,
        )  # fmt: skip

    def _found(self, place: Place) -> Place:
        place = replace(place, url=self.visit.server.find(self.name, self.title, tasks=self.tasks), token=None)
        remote_calendars.keep_place(self.visit.account, place)
        return place

    def _made_anew(self, place: Place) -> Place:
        """The calendar is gone behind our back. That is no wish to skip everybody: it is made anew, and said."""
        log.warning("%s: the calendar is gone; it is made anew", self._host)
        self.visit.server.make(place.url or "", self.title)
        self.visit.emptied(place)
        return self.visit.place(place)
