"""One calendar, three outputs: its items are kept in the table `calendar_items`; file, feed and server show these."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from followupd.calendar.build import calendar
from followupd.calendar.compare import compare
from followupd.calendar.file import write
from followupd.calendar.identity import Keys, keys_of, was_done
from followupd.calendar.items import CalendarItem, CalendarSource
from followupd.config.settings import EVENTS, FOLLOW_UPS, Settings
from followupd.practice.snapshot import Snapshot
from followupd.practice.state import PracticeState
from followupd.store import feeds, remote_calendars
from followupd.store.calendar_items import Published, keep, published
from followupd.store.database import Account
from followupd.text.catalog import _, speaking
from followupd.text.causes import cause

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Publisher:
    account: Account
    settings: Settings

    @property
    def keys(self) -> Keys:
        """What the keys of this account's items are made from."""
        return keys_of(self.account, self.settings.person.email)

    def items(self, made: Snapshot) -> list[CalendarItem]:
        """Everything that is to stand in the calendar, as values."""
        return self._items(made, published(self.account))

    def publish(self, items: Iterable[CalendarItem], practice_state: PracticeState, now: datetime) -> tuple[bool, str]:
        """Brings the calendar up to date. Returns whether a file was written anew, and what went wrong with one."""
        before = published(self.account)
        if changed := self._changed(before, items, practice_state, now):
            keep(self.account, changed)
            remote_calendars.request_sync(self.account, now)
        stands = _with(before, changed)
        served = self.settings.web is not None
        feeds.keep(self.account, self._contents([item for item in stands if item.is_there]) if served else {})
        contents = self._contents([item for item in stands if item.is_told(now)])
        written, trouble = False, ""
        for name, path in self.settings.calendar_files.items():
            try:
                written |= write(path, contents[name])
            except OSError as error:
                log.error("%s: %s", path, error.strerror)  # the next tick tries again
                trouble = f"{path}: {cause(error)}"
        return written, trouble

    def preview(self, made: Snapshot, now: datetime) -> bytes:
        """The whole calendar as it would be; nothing is written down."""
        before = published(self.account)
        changed = self._changed(before, self._items(made, before), made.practice_state, now)
        told = [item for item in _with(before, changed) if item.is_told(now)]
        with speaking(self.settings.person.language):
            return _calendar(told, _("My network"))

    def _changed(
        self, before: list[Published], items: Iterable[CalendarItem], practice_state: PracticeState, now: datetime
    ) -> list[Published]:  # fmt: skip
        taken, keys = remote_calendars.taken(self.account), self.keys
        with speaking(self.settings.person.language):
            return compare(
                before, items, taken, now, self.settings.zone, lambda item: was_done(item, practice_state, keys)
            )  # fmt: skip

    def _items(self, made: Snapshot, before: list[Published]) -> list[CalendarItem]:
        with speaking(self.settings.person.language):
            source = CalendarSource(
                made.agenda, made.practice_state, made.practice_state.budget(self.settings.budget.as_budget()),
                self.keys,
                self.settings.calendar.follow_ups, {item.key: item.starts for item in before if item.is_there},
                ticked=self.settings.calendar.caldav is not None,
            )  # fmt: skip
            return list(source.items())

    def _contents(self, items: Sequence[Published]) -> dict[str, bytes]:
        with speaking(self.settings.person.language):
            if not self.settings.calendar.separate:
                return {FOLLOW_UPS: _calendar(items, _("My network"))}
            events = [item for item in items if item.part == "events"]
            others = [item for item in items if item.part != "events"]
            titles = _("My network"), _("My networking events")
            return {FOLLOW_UPS: _calendar(others, titles[0]), EVENTS: _calendar(events, titles[1])}


def _with(before: Iterable[Published], changed: Sequence[Published]) -> list[Published]:
    """Everything as it is now."""
    others = {item.uid for item in changed}
    return [*(item for item in before if item.uid not in others), *changed]


def _calendar(items: Iterable[Published], title: str) -> bytes:
    shown = sorted(items, key=lambda item: (item.starts, item.uid))
    return calendar((item.content for item in shown), title)
