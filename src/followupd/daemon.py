"""The daemon: APScheduler calls one `tick` in UTC, signals are waited for, systemd is kept informed.

What is due is decided by `House.tick` from the wall clock alone, so sleep, downtime and clock jumps
need no code of their own here, but for one: the scheduler waits by its own idea of the time, and when
the clock is set back it would wait for that long. The main thread sees that no tick came, and rings.
"""

import logging
import signal
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING

from apscheduler.schedulers.background import BackgroundScheduler

from followupd import __version__, settings, words
from followupd.calendar import remote
from followupd.errors import FollowupdError
from followupd.house import House, opened, transport_for
from followupd.journal.database import Account
from followupd.journal.lock import Held, only_one
from followupd.notify import notify
from followupd.words import _

if TYPE_CHECKING:
    from followupd.web.server import Serving

log = logging.getLogger(__name__)

TICK_SECONDS = 15
_SIGNALS = {signal.SIGTERM, signal.SIGINT, signal.SIGHUP}


def run(config: Path) -> None:
    """Serves until SIGTERM or SIGINT; the tick in hand is finished first. SIGHUP reads the configuration anew.

    Raises FollowupdError when the start fails: a wrong config, no database, or another daemon at work.
    """
    # Blocked before any thread starts, so that every thread leaves the signals to sigtimedwait below.
    signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
    found = settings.load(config)
    words.speak(found.person.language)
    with opened(found) as house, only_one(house.account) as held:
        daemon = Daemon(config, house, held)
        daemon.tick()  # a start that cannot do its work fails at once, with words
        scheduler = BackgroundScheduler(timezone=UTC)
        scheduler.add_job(
            daemon.tick_safely, "interval", seconds=TICK_SECONDS, id="tick",
            max_instances=1, coalesce=True, misfire_grace_time=None,
        )  # fmt: skip
        # The calendar on a server has a thread of its own: however slow it is, no mail is kept waiting. The end of
        # the process may cut it short, because a round can be taken up again wherever it was.
        Thread(target=daemon.sync_until_stopped, name="calendar", daemon=True).start()
        scheduler.start()
        notify("READY=1")
        log.info("followupd %s is running", __version__)
        try:
            _serve(daemon, scheduler)
        finally:
            notify("STOPPING=1")
            daemon.stop()
            scheduler.shutdown(wait=True)
        log.info("stopped")


def _serve(daemon: "Daemon", scheduler: BackgroundScheduler) -> None:
    while True:
        caught = signal.sigtimedwait(_SIGNALS, TICK_SECONDS)
        if caught is None:
            if daemon.seconds_since_tick() > 2 * TICK_SECONDS:
                scheduler.modify_job("tick", next_run_time=datetime.now(UTC))
        elif caught.si_signo == signal.SIGHUP:
            # systemd.service(5), Type=notify-reload: the message carries the monotonic clock.
            notify("RELOADING=1", f"MONOTONIC_USEC={time.monotonic_ns() // 1000}")
            daemon.reload()
            scheduler.modify_job("tick", next_run_time=datetime.now(UTC))
            notify("READY=1")
        else:
            return


@dataclass
class Daemon:
    """The house the daemon works in, which changes when the configuration does."""

    config: Path
    house: House
    held: Held
    _busy: Lock = field(default_factory=Lock)
    _stopping: Event = field(default_factory=Event)
    _feed: "Serving | None" = None
    _hindered: str = ""
    _ticked: float = field(default_factory=time.monotonic)

    def tick(self) -> None:
        with self._busy:
            self.held.check()
            done = self.house.tick(datetime.now(UTC))
            self._ticked = time.monotonic()
            self._serve_feed()
            local = done.next_digest.astimezone(self.house.settings.zone)
            status = _("Next digest: %s") % f"{local:%Y-%m-%d %H:%M}"
            if done.faults:
                status += ". " + _("The contacts have faults; the last good version is used")
            notify("WATCHDOG=1", f"STATUS={status}")

    def tick_safely(self) -> None:
        """A failed tick is logged (what nobody foresaw, by APScheduler) and feeds no watchdog; the next tries again."""
        words.speak(self.house.settings.person.language)
        try:
            self.tick()
        except FollowupdError as error:
            for line in error.lines:
                log.error("%s", line)
            notify(f"STATUS={error.lines[0]}")

    def sync_until_stopped(self) -> None:
        """Round after round with the calendar on a server; what goes wrong is logged and tried again."""
        while not self._stopping.is_set():
            words.speak(self.house.settings.person.language)
            try:
                self.house.syncer.sync(datetime.now(UTC), stopping=self._stopping.is_set)
            except FollowupdError as error:
                for line in error.lines:
                    log.error("%s", line)
            except Exception:
                log.exception("the calendar on the server could not be looked after")
            self._stopping.wait(TICK_SECONDS)

    def _serve_feed(self) -> None:
        """Serves the calendar, or not, as the config says. What hinders it is logged and tried again at each tick; it
        is no reason to keep the mail back."""
        web, hindered = self.house.settings.web, ""
        if self._feed is not None and (web is None or web.listen != self._feed.address):
            self._feed.stop()
            self._feed = None
        if web is not None and self._feed is None:
            try:
                self._feed = _feed(self.house.account, web)
            except FollowupdError as error:
                hindered = str(error)
                if hindered != self._hindered:
                    log.error("%s", hindered)
        self._hindered = hindered

    def stop(self) -> None:
        """Ends the feed, and the rounds with a calendar server."""
        self._stopping.set()
        if self._feed is not None:
            self._feed.stop()

    def reload(self) -> None:
        """Takes over a new configuration; a wrong one is logged and the old one stays. The database stays the same."""
        with self._busy:
            try:
                fresh = settings.load(self.config)
            except FollowupdError as error:
                for line in error.lines:
                    log.error("%s", line)
                return
            if fresh.database_url != self.house.settings.database_url:
                log.error("state.database changed: restart followupd to use it")
                return
            self.house = House(fresh, self.house.account, transport_for(fresh))
            log.info("configuration read anew")
            self._serve_feed()
            remote.look_again(self.house.account, datetime.now(UTC), failing=True)

    def seconds_since_tick(self) -> float:
        return time.monotonic() - self._ticked


def _feed(account: Account, web: settings.Web) -> "Serving":
    try:
        from followupd.web.server import Serving
    except ModuleNotFoundError:
        raise FollowupdError(_("The feed needs one more part: pip install 'followupd[web]'")) from None
    serving = Serving(account, web.listen, web.host, web.port)
    serving.start()
    log.info("the calendar is served at %s", web.listen)
    return serving
