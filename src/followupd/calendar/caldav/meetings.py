"""Noticing meetings: what has ended in the calendars that the config names is contact with those who were asked to it.

Kept are who and on which day, and a keyed hash of both, so that it counts once. The calendars are only read.
"""

import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from http import HTTPStatus
from urllib.parse import unquote, urljoin, urlsplit

from followupd.actions.apply import apply
from followupd.actions.notices import Noticed
from followupd.calendar.caldav import requests
from followupd.calendar.caldav.attended import BROKEN, Meeting, attended
from followupd.config.settings import Settings
from followupd.dav.connection import Connection
from followupd.dav.errors import Refused, Trouble
from followupd.domain.journal import MEETING
from followupd.errors import FollowupdError
from followupd.net.connection import Stopped
from followupd.practice.noticing import FIRST_SCAN, MOST_OTHERS, Watched
from followupd.practice.state import PracticeState
from followupd.store import mailboxes, noticed
from followupd.store.database import Account
from followupd.text.catalog import _
from followupd.text.sanitize import one_line, shorten

log = logging.getLogger(__name__)

EVERY, FARTHEST = timedelta(hours=1), timedelta(days=1)
MOST_SECONDS = 120
"""For laying out the series of one calendar: strangers' invitations may hold rules that take long, and many."""
_DATA = "{urn:ietf:params:xml:ns:caldav}calendar-data"
_CALENDAR, _NAME = "{urn:ietf:params:xml:ns:caldav}calendar", "{DAV:}displayname"


@dataclass
class Meetings:
    """The meetings of one person's calendars, as a server tells them."""

    account: Account
    settings: Settings
    connection: Connection

    @property
    def _names(self) -> tuple[str, ...]:
        caldav = self.settings.calendar.caldav
        return caldav.notice if caldav is not None else ()

    @property
    def _progress(self) -> mailboxes.Progress:
        """How the last look went; a new one where other calendars are named now."""
        return mailboxes.progress(self.account, " ".join((self.connection.address, *self._names)), "meetings")

    def is_due(self, now: datetime) -> bool:
        """Whether it is time to look; a time that is farther away than any wait was written by a clock ahead."""
        next_at = self._progress.next_at
        return next_at is None or not now < next_at <= now + FARTHEST

    def look(self, practice_state: PracticeState, now: datetime) -> None:
        """Counts what has ended since FIRST_SCAN ago and was not counted. What goes wrong with a server is written
        down, and is no reason to hold anything back."""
        known, watched = self._progress, Watched(practice_state, MEETING)
        if watched.is_unwanted:
            self._went_well(known, now)
            return
        if watched.is_believed and known.next_at is None:  # other calendars than those that were shown
            known = replace(known, uid=self._first_day(now))
        try:
            trouble, wait = self._look(watched, known, now)
        except Stopped:
            return
        if trouble:
            self._failed(known, trouble, now, wait)
        else:
            self._went_well(known, now)

    def _first_day(self, now: datetime) -> int:
        """From when meetings of other calendars count: the day of the last good look at those before."""
        before = mailboxes.last(self.account, "meetings")
        if before is not None and before.failures:
            return before.uid
        looked = before.next_at - EVERY if before is not None and before.next_at is not None else now
        return looked.astimezone(self.settings.zone).toordinal()

    def failed(self, trouble: str, now: datetime) -> None:
        """Writes down what is wrong, and looks again later."""
        self._failed(self._progress, trouble, now)

    def _failed(self, known: mailboxes.Progress, trouble: str, now: datetime, wait: float = 0) -> None:
        """`wait`: how many seconds the server asked to be left alone."""
        if known.trouble != trouble:
            log.error("meetings: %s", trouble)
        mailboxes.failed(self.account, known, trouble, now, "meetings", wait)

    def _went_well(self, known: mailboxes.Progress, now: datetime) -> None:
        done = replace(known, failures=0, next_at=now + EVERY, failing_since=None, trouble=None)
        mailboxes.keep(self.account, done, "meetings")

    def _look(self, watched: Watched, known: mailboxes.Progress, now: datetime) -> tuple[str, float]:
        """What is wrong with any of the calendars, in words, and how long the server asks to wait; the other calendars
        are read all the same."""
        troubles, wait = [], 0.0
        for name in self._names:
            try:
                for url in self._named(name):
                    for meeting in self._ended(url, now):
                        if meeting.day.toordinal() >= known.uid:
                            self._count(meeting, watched, now)
            except (FollowupdError, Refused) as wrong:
                troubles.append(one_line(str(wrong)) or self.connection.host)
                wait = max(wait, getattr(wrong, "wait", 0))
        return "; ".join(dict.fromkeys(troubles)), wait

    def check(self) -> str:
        """The names of the calendars that are looked at. Raises Trouble for one that is not there."""
        for name in self._names:
            self._named(name)
        return ", ".join(self._names)

    @cached_property
    def _there(self) -> list[tuple[str, str]]:
        """URL and name of each calendar of the person. Raises Trouble."""
        home = self.connection.home()
        answer = self.connection.request("PROPFIND", home, requests.CALENDARS, {"Depth": "1"})
        if answer.status != HTTPStatus.MULTI_STATUS:
            self.connection.unexpected(answer)
        return [(urljoin(home, one.href), str(one.properties.get(_NAME) or ""))
                for one in self.connection.parsed(answer)
                if _CALENDAR in (one.properties.get("{DAV:}resourcetype") or ())]  # fmt: skip

    def _named(self, name: str) -> list[str]:
        """The URL of the calendars of a name: what people see, the last part of the address, or the whole of it. Raises
        Trouble, with the names there are, when there is none."""
        wanted = name.strip().casefold()
        named = [(url, (title.strip().casefold(), _last(url), url.casefold())) for url, title in self._there]
        if found := [url for url, names in named if wanted in names]:
            return found
        names = ", ".join(shorten(one_line(title), 60) or _last(url) for url, title in self._there[:20])
        said = _("%(host)s: no calendar is called %(name)s; there are: %(names)s")
        raise Trouble(said % {"host": self.connection.host, "name": shorten(one_line(name), 60), "names": names})

    def _ended(self, url: str, now: datetime) -> Iterator[Meeting]:
        since = now - FIRST_SCAN
        span = [f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}" for moment in (since, now)]
        answer = self.connection.request("REPORT", url, requests.MEETINGS % tuple(span), {"Depth": "1"})
        if answer.status != HTTPStatus.MULTI_STATUS or answer.tree is None:
            self.connection.unexpected(answer)
        own, zone, until = self.settings.own_addresses, self.settings.zone, time.monotonic() + MOST_SECONDS
        texts = [found.text or "" for found in answer.tree.iter(_DATA)]
        for text in sorted(texts, key=lambda text: "RRULE" in text):  # what takes longest, last
            if self.connection.stopping():
                raise Stopped
            if time.monotonic() > until:
                raise Trouble(_("%s: its meetings repeat in ways that take too long to lay out") % self.connection.host)
            try:
                yield from attended(text, own, since, now, zone)
            except BROKEN:
                log.debug("meetings: an event of %s cannot be read", self.connection.host)

    def _count(self, meeting: Meeting, watched: Watched, now: datetime) -> None:
        if len(meeting.others) > MOST_OTHERS:
            return
        for who in watched.people(sorted(frozenset().union(*meeting.others))):
            if watched.is_new(who, meeting.day) and watched.is_contact(who, meeting.day):
                command = Noticed(who, meeting.day, MEETING, watched.is_believed)
                apply(self.account, command, now, noticed.key(self.account, MEETING, str(meeting.day), who))


def _last(url: str) -> str:
    return unquote(urlsplit(url).path).rstrip("/").rpartition("/")[2].casefold()
