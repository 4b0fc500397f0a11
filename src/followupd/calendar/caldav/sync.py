"""One round with a CalDAV server: first what the person did there, then what is new here.

What the person did is written down together with what was seen of it, so that a round that is cut short anywhere is
simply taken up again: nothing is lost and nothing counts twice.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property

from followupd.calendar.caldav.pull import Reader
from followupd.calendar.caldav.push import Writer
from followupd.calendar.caldav.session import SyncSession
from followupd.dav.errors import Missing
from followupd.errors import FollowupdError
from followupd.net.connection import Stopped
from followupd.store import remote_calendars
from followupd.store.calendar_items import Published
from followupd.store.remote_calendars import RemoteCalendar
from followupd.text.catalog import _, ngettext

log = logging.getLogger(__name__)

EVERY = timedelta(minutes=5)
LONGEST_WAIT = timedelta(hours=1)
OTHERS_FOR = timedelta(days=2)
"""How long we keep warning after another installation last wrote here."""
ATTEMPTS = 3
"""How often one round reads and writes; what is not done by then is for the next round."""


@dataclass
class Sync:
    """One calendar on a server: `name` is its last part of the address, `title` how people see it."""

    session: SyncSession
    name: str
    title: str
    tasks: bool

    @property
    def _host(self) -> str:
        return self.session.server.host

    @cached_property
    def _reader(self) -> Reader:
        return Reader(self.session)

    @cached_property
    def _writer(self) -> Writer:
        return Writer(self.session, self._reader)

    def round(self, calendar: RemoteCalendar, items: Sequence[Published]) -> RemoteCalendar:
        """Brings journal and server together, and returns how that went. What fails is tried again, later and later."""
        asked = calendar.next_at
        try:
            calendar = self._round(calendar, {item.uid: item for item in items})
        except Stopped:
            return calendar
        except FollowupdError as trouble:
            calendar = self._failed(calendar, str(trouble), getattr(trouble, "wait", 0))
        except Missing:
            calendar = self._failed(calendar, _("%s: the calendar is gone") % self._host)
        except Exception:  # whatever a server may answer: it is said, and tried less and less often
            log.exception("%s: the calendar could not be brought up to date", self._host)
            calendar = self._failed(calendar, _("%s: something unforeseen went wrong; the log says more") % self._host)
        known = self.session.calendar(calendar).next_at
        if known != asked and not calendar.failures:  # something new meanwhile
            calendar = replace(calendar, next_at=known)
        remote_calendars.keep_calendar(self.session.account, calendar)
        return calendar

    def _round(self, calendar: RemoteCalendar, items: dict[str, Published]) -> RemoteCalendar:
        if calendar.url is None:
            calendar = self._found(calendar)
        try:
            self._both_ways(calendar, items)
        except Missing:
            self._both_ways(self._made_anew(calendar), items)
        calendar = replace(self.session.calendar(calendar), next_at=self.session.now + EVERY, failures=0)
        trouble = self._lasting(calendar)
        if calendar.trouble and not trouble:
            log.info("%s: up to date again", self._host)
        return replace(
            calendar, trouble=trouble, failing_since=(calendar.failing_since or self.session.now) if trouble else None
        )

    def _both_ways(self, calendar: RemoteCalendar, items: dict[str, Published]) -> None:
        """Reads, then writes. Who has written reads again: what somebody else wrote first, and a token that knows what
        we wrote, because what came and went since a token may never be told of (RFC 6578 §3.5)."""
        for attempt in range(1, ATTEMPTS + 1):
            calendar = self._reader.pull(calendar, items)
            if not self._writer.push(calendar, items, last=attempt == ATTEMPTS):
                return

    def _lasting(self, calendar: RemoteCalendar) -> str | None:
        """What is wrong although the round went well."""
        if calendar.others_at is not None and self.session.now - calendar.others_at < OTHERS_FOR:
            return _("%s: another followupd writes into this calendar too; let only one of them run") % self._host
        refused = sum(
            item.refused_at is not None and item.state == "there"
            for item in remote_calendars.items(self.session.account, calendar.part).values()
        )
        said = ngettext(
            "%(host)s: the server does not take %(many)d item", "%(host)s: the server does not take %(many)d items",
            refused,
        )  # fmt: skip
        return said % {"host": self._host, "many": refused} if refused else None

    def _failed(self, calendar: RemoteCalendar, trouble: str, wait: float = 0) -> RemoteCalendar:
        known = self.session.calendar(calendar)  # what was reached before it failed stays
        failures = known.failures + 1
        pause = min(timedelta(minutes=2 ** min(failures - 1, 6)), LONGEST_WAIT)
        pause = max(pause, timedelta(seconds=min(wait, 86400)))
        if known.trouble != trouble:
            log.warning("%s", trouble)
        return replace(
            known, failures=failures, failing_since=known.failing_since or self.session.now, trouble=trouble,
            next_at=self.session.now + pause,
        )  # fmt: skip

    def _found(self, calendar: RemoteCalendar) -> RemoteCalendar:
        calendar = replace(calendar, url=self.session.server.find(self.name, self.title, tasks=self.tasks), token=None)
        remote_calendars.keep_calendar(self.session.account, calendar)
        return calendar

    def _made_anew(self, calendar: RemoteCalendar) -> RemoteCalendar:
        """The calendar is gone behind our back. That is no wish to skip everybody: it is made anew, and said."""
        log.warning("%s: the calendar is gone; it is made anew", self._host)
        self.session.server.make(calendar.url or "", self.title)
        self.session.emptied(calendar)
        return self.session.calendar(calendar)
