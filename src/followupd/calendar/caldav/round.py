"""Keeping the calendars on a CalDAV server in sync, when the config names one: when, and which."""

import logging
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from threading import Event, Thread
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from followupd.actions.commands import Command
from followupd.calendar.caldav.merge import UserEdit
from followupd.calendar.caldav.user_edits import UserEdits
from followupd.calendar.identity import keys_of
from followupd.config.secrets import password
from followupd.config.settings import Settings
from followupd.domain.journal import MEETING
from followupd.errors import FollowupdError
from followupd.practice.state import PracticeState
from followupd.store import remote_calendars
from followupd.store.calendar_items import Published, published
from followupd.store.database import Account
from followupd.store.remote_calendars import RemoteCalendar, Synced
from followupd.text import catalog
from followupd.text.catalog import _, speaking

if TYPE_CHECKING:
    from followupd.calendar.caldav.meetings import Meetings
    from followupd.calendar.caldav.server import Server
    from followupd.calendar.caldav.sync import Sync

log = logging.getLogger(__name__)

PATIENCE_SECONDS = 60
"""How long a command waits for a round."""
FARTHEST = timedelta(days=1)
"""A next look that is farther away was written by a clock that was ahead."""


@dataclass(frozen=True, slots=True)
class Syncer:
    account: Account
    settings: Settings

    state_as_of: Callable[[datetime], PracticeState]
    """What the practice knows at a moment, by the last good book."""

    @property
    def parts(self) -> tuple[str, ...]:
        """Which calendars there are on the server."""
        return self.settings.calendar.parts

    def sync(
        self, now: datetime, *, insist: bool = False, stopping: Callable[[], bool] = lambda: False,
        progress: Callable[[int, int], None] = lambda _n, _of: None,
    ) -> tuple[RemoteCalendar, ...]:  # fmt: skip
        """A round with each calendar whose time has come (`insist`: with all), and how they stand afterwards.

        Errors are not raised: they are in the `trouble` of each calendar.
        """
        self._rename(remote_calendars.calendars(self.account))
        with speaking(self.settings.person.language):
            calendars = tuple(self._synced(part, now, insist, stopping, progress) for part in self.parts)
            self._notice(now, stopping)
        for part in remote_calendars.calendars(self.account).keys() - self.parts:
            # Its items have been moved to another part; with no server in the config any more they stay there.
            if not self.parts or not remote_calendars.items(self.account, part):
                remote_calendars.leave(self.account, part)
        return calendars

    def _notice(self, now: datetime, stopping: Callable[[], bool]) -> None:
        """Meetings that have ended, where the config names calendars for it. Nothing that goes wrong is raised."""
        if MEETING not in self.settings.notices:
            return
        try:
            with closing(self.server(stopping)) as server:
                meetings = self.meetings(server)
                if meetings.is_due(now):
                    self._look_at(meetings, now)
        except FollowupdError as missing:  # the part for it is not installed, as the calendars say too
            log.debug("meetings: %s", missing)

    def _look_at(self, meetings: "Meetings", now: datetime) -> None:
        try:
            meetings.look(self.state_as_of(now), now)
        except FollowupdError as error:
            meetings.failed(str(error), now)
        except Exception:  # a record that breaks the practice, which the digest names
            log.exception("meetings could not be looked at")
            said = _("%s: something unforeseen went wrong; the log says more")
            meetings.failed(said % meetings.connection.host, now)

    def meetings(self, server: "Server") -> "Meetings":
        """What notices the meetings of the calendars on a server."""
        from followupd.calendar.caldav.meetings import Meetings

        return Meetings(self.account, self.settings, server)

    def _rename(self, known: dict[str, RemoteCalendar]) -> None:
        """The first calendar stays the first when the config puts events and talks apart, or together again."""
        for before, part in (("all", "follow-ups"), ("follow-ups", "all")):
            if before in known and part in self.parts and part not in known:
                remote_calendars.rename(self.account, before, part)

    def sync_patiently(self, now: datetime, progress: Callable[[int, int], None] = lambda _n, _of: None) -> Synced:
        """A round with every calendar, for a command, which waits PATIENCE_SECONDS at most; the round then ends by
        itself after the request it is at. Errors are returned and never raised: the mail comes first.

        `progress` is told how many items have been written, of how many.
        """
        gave_up, found, wrong = Event(), list[tuple[RemoteCalendar, ...]](), list[Exception]()

        def work() -> None:
            catalog.speak(self.settings.person.language)
            try:
                found.append(self.sync(now, insist=True, stopping=gave_up.is_set, progress=progress))
            except Exception as error:  # noqa: BLE001 - said below, where somebody waits for it
                wrong.append(error)

        worker = Thread(target=work, name="calendar", daemon=True)
        worker.start()
        worker.join(PATIENCE_SECONDS)
        gave_up.set()
        if found:
            return Synced(found[0])
        if wrong:
            if not isinstance(wrong[0], FollowupdError):
                log.error("the calendar on the server could not be looked after", exc_info=wrong[0])
            return Synced((), str(wrong[0]) or type(wrong[0]).__name__)
        said = _("%(host)s: no answer in %(seconds)d seconds") % {
            "host": urlsplit(self._address.partition(" ")[0]).hostname or self._address, "seconds": PATIENCE_SECONDS,
        }  # fmt: skip
        return Synced((), said, finished=False)

    def check(self) -> str:
        """Where the calendar on the server is. Raises FollowupdError when it cannot be reached."""
        calendar = remote_calendars.calendars(self.account).get(self.parts[0])
        with closing(self.server()) as server:
            return server.check(calendar.url if calendar is not None and calendar.address == self._address else None)

    def check_meetings(self) -> str:
        """The names of the calendars whose meetings are noticed. Raises FollowupdError when one is not there."""
        with closing(self.server()) as server:
            return self.meetings(server).check()

    def server(self, stopping: Callable[[], bool] = lambda: False) -> "Server":
        """The server of the config. Raises FollowupdError when the part for it is not installed."""
        found = self.settings.calendar.caldav
        assert found is not None  # noqa: S101 - asked for only where there is one
        try:
            from followupd.calendar.caldav.server import Server
        except ModuleNotFoundError:
            raise FollowupdError(_("CalDAV needs one more part: pip install 'followupd[caldav]'")) from None
        file = self.settings.path(found.password_file) if found.password_file else None
        ca_file = self.settings.path(found.ca_file) if found.ca_file else None
        return Server(found.address, found.username, lambda: password("CalDAV", file), ca_file, stopping)

    @property
    def _address(self) -> str:
        found = self.settings.calendar.caldav
        return f"{found.address} {found.username or ''}" if found is not None else ""

    def _synced(
        self, part: str, now: datetime, insist: bool, stopping: Callable[[], bool],
        progress: Callable[[int, int], None],
    ) -> RemoteCalendar:  # fmt: skip
        calendar = remote_calendars.calendar(self.account, part, self._address)
        if not insist and calendar.next_at is not None and now < calendar.next_at <= now + FARTHEST:
            return calendar
        # Rows of an older version have no text yet; the next tick gives them one.
        items = [item for item in published(self.account) if item.content]
        try:
            work = self._round(part, now, stopping, progress)
            with closing(work.session.server):
                return work.round(calendar, items)
        except FollowupdError as missing:  # the part for it is not installed
            if calendar.trouble != str(missing):
                log.error("%s", missing)
            since = calendar.failing_since or now
            calendar = replace(calendar, trouble=str(missing), failing_since=since, next_at=now + FARTHEST)
            remote_calendars.keep_calendar(self.account, calendar)
            return calendar

    def _round(
        self, part: str, now: datetime, stopping: Callable[[], bool], progress: Callable[[int, int], None]
    ) -> "Sync":
        server = self.server(stopping)
        from followupd.calendar.caldav.session import SyncSession
        from followupd.calendar.caldav.sync import Sync

        keys = keys_of(self.account, self.settings.person.email)

        def meaning(item: Published, edit: UserEdit) -> Command | None:
            return UserEdits(self.state_as_of(now), keys).command(item, edit)

        apart = part == "events"
        name, title = ("followupd-events", _("My networking events")) if apart else ("followupd", _("My network"))
        tasks = self.settings.calendar.follow_ups == "task" and not apart
        return Sync(
            SyncSession(self.account, server, self.settings.zone, meaning, now, stopping, progress), name, title, tasks
        )
