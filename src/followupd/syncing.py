"""The calendar's third way out, and back: a CalDAV server, when the config names one."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from followupd.answers import Answers
from followupd.calendar import remote
from followupd.calendar.published import Published, published
from followupd.calendar.remote import Place
from followupd.errors import FollowupdError
from followupd.journal import books
from followupd.journal.database import Account
from followupd.passwords import password
from followupd.settings import Settings
from followupd.words import _, speaking

if TYPE_CHECKING:
    from followupd.calendar.server import Server


@dataclass(frozen=True, slots=True)
class Syncer:
    account: Account
    settings: Settings

    @property
    def parts(self) -> tuple[str, ...]:
        if self.settings.calendar.caldav is None:
            return ()
        return ("follow-ups", "events") if self.settings.calendar.separate else ("all",)

    def sync(
        self, now: datetime, *, insist: bool = False, stopping: Callable[[], bool] = lambda: False
    ) -> tuple[Place, ...]:
        """A round with each calendar whose time has come (`insist`: with all), and how they stand afterwards.

        Raises FollowupdError when the part for it is not installed. What goes wrong with the server is in the places.
        """
        remote.leave(self.account, but=self.parts)
        with speaking(self.settings.person.language):
            return tuple(self._synced(part, now, insist, stopping) for part in self.parts)

    def troubles(self) -> list[Place]:
        """Calendars that are in trouble, as the last round left them."""
        return [one for part, one in remote.places(self.account).items() if part in self.parts and one.trouble]

    def server(self) -> "Server":
        found = self.settings.calendar.caldav
        assert found is not None  # noqa: S101 - asked for only where there is one
        try:
            from followupd.calendar.server import Server
        except ModuleNotFoundError:
            raise FollowupdError(_("CalDAV needs one more part: pip install 'followupd[caldav]'")) from None
        file = self.settings.path(found.password_file) if found.password_file else None
        ca_file = self.settings.path(found.ca_file) if found.ca_file else None
        return Server(found.address, found.username, lambda: password("CalDAV", file), ca_file)

    def _synced(self, part: str, now: datetime, insist: bool, stopping: Callable[[], bool]) -> Place:
        server = self.server()
        place = remote.place(self.account, part, f"{server.address} {server.username or ''}")
        if not insist and place.next_at is not None and place.next_at > now:
            return place
        from followupd.calendar.sync import Sync

        tasks = self.settings.calendar.follow_ups == "task" and part != "events"
        name, title = ("followupd-events", _("My networking events")) if part == "events" else (
            "followupd", _("My network"))  # fmt: skip
        today = now.astimezone(self.settings.zone).date()
        round_ = Sync(
            self.account,
            server,
            self.settings.zone,
            name,
            title,
            tasks,
            lambda item, deed: Answers(books.last_good(self.account), today).to(item, deed),
            now,
            stopping,
        )
        return round_.round(place, list(self._items(part)))

    def _items(self, part: str) -> Iterator[Published]:
        return (one for one in published(self.account) if part in ("all", one.part))
