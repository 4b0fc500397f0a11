"""The daemon: APScheduler calls the ticks and the deliveries in UTC, signals are waited for, systemd is kept informed.

What is due is decided by `AccountService.prepare` from the wall clock alone, so sleep, downtime and clock jumps
need no code of their own here, but for one: the scheduler waits by its own idea of the time, and when
the clock is set back it would wait for that long. The main thread notices a missing tick and calls for one.
"""

import logging
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Lock

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.base import BaseTrigger

from followupd import __version__
from followupd.config import settings
from followupd.config.fingerprint import fingerprints
from followupd.contacts import current
from followupd.errors import FollowupdError
from followupd.service.account import AccountService, Round, opened
from followupd.service.feed import Feed
from followupd.service.inbox import reader
from followupd.service.sdnotify import notify
from followupd.service.transport import transport_for
from followupd.store import accounts, outbox, remote_calendars
from followupd.store.lock import Held, only_one
from followupd.text import catalog
from followupd.text.catalog import _
from followupd.wording import mails

log = logging.getLogger(__name__)

TICK_SECONDS, MAIL_SECONDS, CALENDAR_SECONDS, INBOX_SECONDS = 15, 300, 15, 60
_JOBS = {"tick": TICK_SECONDS, "mail": MAIL_SECONDS, "calendar": CALENDAR_SECONDS, "inbox": INBOX_SECONDS}
JUMPED_SECONDS = 30
"""When wall clock and monotonic clock differ by more than this since the last tick, the clock was set: a round is
due."""
_SIGNALS = {signal.SIGTERM, signal.SIGINT, signal.SIGHUP}


def run(config: Path) -> None:
    """Serves until SIGTERM or SIGINT; the work in hand is finished first. SIGHUP reads the configuration anew.

    READY=1 is sent once configuration, book and database are good; the first round, which may wait for a mail
    server, comes after that. Raises FollowupdError when the start fails, or when another daemon is at work.
    """
    # Blocked before any thread starts, so that every thread leaves the signals to sigtimedwait below.
    signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
    found = settings.load(config)
    catalog.speak(found.person.language)
    with opened(found) as service, only_one(service.account) as held:
        current.current(service.account, found, datetime.now(UTC))
        service.settle(datetime.now(UTC))
        scheduler = BackgroundScheduler(timezone=UTC, executors={name: ThreadPoolExecutor(1) for name in _JOBS})
        daemon = Daemon(config, service, held, scheduler)
        # Each job has a thread of its own: however slow a mail or calendar server is, the rounds go on. The round calls
        # for the mails when any waits; by itself their job only makes sure of it.
        work = {"tick": daemon.tick_safely, "mail": daemon.deliver_safely, "calendar": daemon.sync_safely,
                "inbox": daemon.read_safely}  # fmt: skip
        for name, seconds in _JOBS.items():
            scheduler.add_job(
                work[name], _Every(seconds), id=name, executor=name, max_instances=1, coalesce=True,
                misfire_grace_time=None,
            )  # fmt: skip
        notify("READY=1")
        scheduler.start()
        log.info("followupd %s is running", __version__)
        try:
            _serve(daemon)
        finally:
            notify("STOPPING=1")
            daemon.stop()
            scheduler.shutdown(wait=True)
        log.info("stopped")


class _Every(BaseTrigger):  # type: ignore[misc]
    """Each time from now on: APScheduler's own intervals would count up every one that was missed, and after a jump of
    the clock by years these are millions."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    def get_next_fire_time(self, previous: datetime | None, now: datetime) -> datetime:
        return now if previous is None else now + timedelta(seconds=self._seconds)


def _serve(daemon: "Daemon") -> None:
    while True:
        caught = signal.sigtimedwait(_SIGNALS, TICK_SECONDS)
        if caught is None:
            if daemon.seconds_since_tick() > 2 * TICK_SECONDS:
                for name in _JOBS:
                    daemon.call(name)
        elif caught.si_signo == signal.SIGHUP:
            # systemd.service(5), Type=notify-reload: the message carries the monotonic clock.
            notify("RELOADING=1", f"MONOTONIC_USEC={time.monotonic_ns() // 1000}")
            daemon.reload_safely()
            daemon.call("tick")
            notify("READY=1")
        else:
            return


@dataclass
class Daemon:
    """The service the daemon runs, which changes when the configuration does."""

    config: Path
    service: AccountService
    held: Held
    scheduler: BackgroundScheduler
    _busy: Lock = field(default_factory=Lock)
    _calling: Lock = field(default_factory=Lock)
    """Held while a job is called for or the stop begins: the scheduler takes no calls while it shuts down."""
    _stopping: Event = field(default_factory=Event)
    _begun: bool = False
    """The first round is over, so there is a calendar that a server can be brought up to date with."""
    _tidied: bool = False
    """There is no calendar server, and what was known of one is forgotten."""
    _status: str = ""
    _seen: str = ""
    """How the contacts files looked at the last round."""
    _feed: Feed = field(default_factory=Feed)
    _config_fault: str = ""
    _ticked: float = field(default_factory=time.monotonic)
    _ticked_at: datetime = field(default_factory=lambda: datetime.now(UTC))

    def call(self, job: str) -> None:
        """Has a job done now, and not at its next turn."""
        with self._calling:
            if not self._stopping.is_set():
                self.scheduler.modify_job(job, next_run_time=datetime.now(UTC))

    def tick(self) -> None:
        """A round, when anything is due; otherwise a look at the files and one query."""
        with self._busy:
            self.held.check()
            now = datetime.now(UTC)
            waiting: tuple[outbox.Posted, ...] = ()
            if self._is_due(now):
                files = self._files()
                done = self.service.prepare(now, patient=True)
                self._status, waiting = _status(done, self.service.settings), done.waiting
                self._seen = "" if current.is_being_saved(self.service.settings, now) else files
            self._ticked, self._ticked_at = time.monotonic(), now
            self._feed.serve(self.service.account, self.service.settings.web)
            status = ". ".join(filter(None, [self._status, self._config_fault]))
            notify("WATCHDOG=1", f"STATUS={status}")
        if waiting:
            self.call("mail")

    def _is_due(self, now: datetime) -> bool:
        """Whether a round has anything to look at: the account's time has come, its files changed, or the clock did."""
        passed = (now - self._ticked_at).total_seconds() - (time.monotonic() - self._ticked)
        if abs(passed) > JUMPED_SECONDS or self._files() != self._seen or self.service.calendar_is_missing():
            return True
        account = self.service.account
        return any(other.id == account.id for other in accounts.due(account.engine, now))

    def _files(self) -> str:
        """How the contacts files look now."""
        found = self.service.settings
        return fingerprints(found.contacts.files, found.config_file.parent)

    def tick_safely(self) -> None:
        """A failed tick is logged and feeds no watchdog; the next tries again."""
        catalog.speak(self.service.settings.person.language)
        try:
            self.tick()
        except FollowupdError as error:
            for line in error.lines:
                log.error("%s", line)
            notify(f"STATUS={error.lines[0]}")
        except Exception as error:
            log.exception("the round failed")
            notify(f"STATUS={type(error).__name__}: {error}")
        finally:
            if not self._begun:
                self._begun = True
                self.call("inbox")

    def deliver_safely(self) -> None:
        """What waits in the outbox leaves, beside the ticks: a mail server may take its time, and they go on."""
        service = self.service
        catalog.speak(service.settings.person.language)
        with _logged("the mails could not be delivered"):
            self.held.check()
            if service.deliver(datetime.now(UTC)):
                self.call("tick")  # which says how it went

    def sync_safely(self) -> None:
        """A round with the calendar on a server; what goes wrong is logged and tried again."""
        syncer = self.service.syncer
        if not self._begun or (not syncer.parts and self._tidied):  # no server, and nothing of one that was
            return
        catalog.speak(self.service.settings.person.language)
        with _logged("the calendar on the server could not be looked after"):
            self.held.check()
            syncer.sync(datetime.now(UTC), stopping=self._stopping.is_set)
            self._tidied = not syncer.parts

    def read_safely(self) -> None:
        """A look into the inbox; what is answered there is done, and acknowledged by the next delivery."""
        service = self.service
        if not self._begun or service.settings.inbox is None:
            return
        catalog.speak(service.settings.person.language)
        with _logged("the inbox could not be read"):
            self.held.check()
            if reader(service).look(datetime.now(UTC), stopping=self._stopping.is_set).answers:
                self.call("mail")
                self.call("tick")

    def stop(self) -> None:
        """Ends the feed, and the rounds with a calendar server."""
        with self._calling:
            self._stopping.set()
        self._feed.stop()

    def reload_safely(self) -> None:
        """Reloads; an error, such as a locked database, is logged and does not end the daemon."""
        try:
            self.reload()
        except FollowupdError as error:
            log.error("%s", error)

    def reload(self) -> None:
        """Takes over a new configuration; a wrong one is logged and the old one stays. The database stays the same."""
        with self._busy:
            try:
                fresh = settings.load(self.config)
            except FollowupdError as error:
                for line in error.lines:
                    log.error("%s", line)
                self._config_fault = _("The configuration has faults; the one before is used: %s") % error.lines[0]
                return
            self._config_fault = ""
            if fresh.database_url != self.service.settings.database_url:
                log.error("state.database changed: restart followupd to use it")
                return
            account = self.service.account
            self.service, self._seen = AccountService(fresh, account, transport_for(fresh, account)), ""
            log.info("configuration read anew")
            self._say_what_needs_a_restart()
            self._feed.serve(account, self.service.settings.web)
            remote_calendars.request_sync(account, datetime.now(UTC), failing=True)

    def _say_what_needs_a_restart(self) -> None:
        """systemd copies credentials when a service starts (systemd.exec(5)): a reload reads the old ones again."""
        if (folder := os.environ.get("CREDENTIALS_DIRECTORY")) and Path(folder).is_dir():
            for path in sorted(Path(folder).iterdir()):
                log.info("the credential %s is as it was at the start; a changed one needs a restart", path.name)

    def seconds_since_tick(self) -> float:
        """How long ago the last tick ended, by a clock that is never set."""
        return time.monotonic() - self._ticked


@contextmanager
def _logged(unforeseen: str) -> Iterator[None]:
    """A job that fails is logged and tried again at its next turn."""
    try:
        yield
    except FollowupdError as error:
        for line in error.lines:
            log.error("%s", line)
    except Exception:
        log.exception(unforeseen)


def _status(done: Round, config: settings.Settings) -> str:
    """What `systemctl status` shows: what waits and why, or else when the next digest comes."""
    said = []
    if done.waiting:
        first = done.waiting[0]
        answer = first.answer or _("on its way")
        said.append(f"{first.name}: {mails.state_word(first.state)}: {answer}")
        if first.next_attempt_at is not None:
            said.append(_("Next try: %s") % f"{first.next_attempt_at.astimezone(config.zone):%H:%M}")
    else:
        said.append(_("Next digest: %s") % f"{done.next_digest.astimezone(config.zone):%Y-%m-%d %H:%M}")
    if done.behind is not None:
        said.append(_("The clock is behind: the newest round was on %s") % done.behind)
    if done.faults:
        said.append(_("The contacts have faults; the last good version is used"))
    if done.calendar_trouble:
        said.append(done.calendar_trouble)
    return ". ".join(said)
