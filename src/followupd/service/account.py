"""Everything one account needs, opened; and one round of its work: read, decide, write, remember."""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from followupd.config.settings import Settings
from followupd.contacts import current
from followupd.contacts.current import CurrentBook
from followupd.domain.book import Book
from followupd.errors import FollowupdError
from followupd.mail.delivery.deliver import deliver, settle_interrupted
from followupd.mail.delivery.transport import Transport
from followupd.mail.schedule import MailSchedule
from followupd.planning import slots
from followupd.planning.slots import MIDNIGHT, instant
from followupd.practice.snapshot import Snapshot
from followupd.practice.state import PracticeState
from followupd.service.plan import Planner
from followupd.service.signed_in import newly_lost
from followupd.service.summaries import Summaries
from followupd.service.transport import transport_for
from followupd.store import accounts, ages, books, clock, entries, outbox, plans, preferences
from followupd.store.database import Account
from followupd.store.opening import open_account

if TYPE_CHECKING:  # each is loaded where a command comes to need it: together they take half a second
    from followupd.calendar.caldav.round import Syncer
    from followupd.calendar.items import CalendarItem
    from followupd.calendar.publish import Publisher
    from followupd.mail.compose import MailComposer
    from followupd.mail.digest.document import Digest

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Round:
    """What one round did, for those who watch."""

    delivered: tuple[outbox.Posted, ...]
    slot: date | None
    next_digest: datetime
    calendar_written: bool
    calendar_trouble: str
    faults: int
    waiting: tuple[outbox.Posted, ...] = ()
    """Mails that have not left, or that were refused, as they stand after the round."""
    behind: date | None = None
    """The day of the newest round, when the clock says that it is still to come."""
    entry: int = 0
    """The newest entry of the journal that it knew."""


@dataclass(frozen=True, slots=True)
class Ready:
    """What a round has to give out: the digest, when its slot has come, and what is to stand in the calendar."""

    digest: "Digest | None"
    items: "list[CalendarItem]"


@dataclass(frozen=True, slots=True)
class AccountService:
    """One account at work. `now` is always handed in; nothing here looks at a clock."""

    settings: Settings
    account: Account
    transport: Transport
    reading: bool = False
    """Whether it only looks: nothing is written then, not even that a file was read anew."""

    @property
    def planner(self) -> Planner:
        """Makes and stores the plan of this account."""
        return Planner(self.account, self.settings)

    @property
    def composer(self) -> "MailComposer":
        """Makes its mails."""
        from followupd.mail.compose import MailComposer

        return MailComposer(self.account, self.settings)

    @property
    def publisher(self) -> "Publisher":
        """Brings its calendar up to date."""
        from followupd.calendar.publish import Publisher

        return Publisher(self.account, self.settings)

    @property
    def syncer(self) -> "Syncer":
        """Keeps its calendar on a server."""
        from followupd.calendar.caldav.round import Syncer

        return Syncer(self.account, self.settings, self._state_as_of)

    def _state_as_of(self, now: datetime) -> PracticeState:
        return self.planner.practice_state(books.last_good(self.account, self.settings.zone), now)

    def state_in_force(self, now: datetime) -> PracticeState:
        """What the practice knows at a moment, by the book as its files are now."""
        return self.planner.practice_state(self.book(), now)

    def book(self) -> Book:
        """The book in force, which may be the last good one."""
        return self.current_book().book()

    def current_book(self, now: datetime | None = None, *, patient: bool = False) -> CurrentBook:
        """The same with how its files look and what is wrong with them."""
        return current.current(self.account, self.settings, now, patient=patient, keep=not self.reading)

    def run_round(self, now: datetime) -> Round:
        """One round: prepared, and what it posted delivered. The caller holds the lock of the account."""
        self.settle(now)
        try:
            done = self.prepare(now)
        except BaseException:  # whatever goes wrong with a plan or the calendar, what is posted already leaves
            self.deliver(now)
            raise
        delivered = self.deliver(now)
        done = replace(done, delivered=tuple(delivered), waiting=tuple(outbox.unfinished(self.account)))
        if delivered:
            self._look_again(done, now)
        return done

    def prepare(self, now: datetime, *, patient: bool = False) -> Round:
        """A round without its deliveries: plan, mails posted, calendar written. Without news it costs a few look-ups,
        however many contacts there are. `patient`: a file that is just being saved is read when it has come to rest.
        """
        entry, watched = entries.newest(self.account), clock.watch(self.account, now, self.settings.zone)
        if watched.behind is not None:
            # A clock that has just started without a battery: nothing is planned, or sent, by it.
            log.warning("the clock is behind: the newest round was on %s", watched.behind)
            waiting = tuple(outbox.unfinished(self.account))
            return Round((), None, self._next_digest(now, None), False, "", 0, waiting, watched.behind)
        current_book = self.current_book(now, patient=patient)
        served = outbox.last_slot(self.account)
        slot = slots.due(now, self.settings.digest.at, self.settings.digest.weekdays, self.settings.zone, served)
        written, trouble = False, ""
        if slot is not None or self._has_to_look(current_book, now):
            try:
                # Read first: what is recorded meanwhile makes this plan stale, and is not lost.
                known = self.planner.summaries()
                made, ready = self.ready(current_book, now, slot, known)
                key = self.planner.store(made, current_book, now, known)
            except FollowupdError:
                raise
            except Exception as error:
                if slot is not None:
                    self._post(self.composer.apology(slot, error), "digest", now, rests=False)
                raise
            if ready.digest is not None:
                rests = made.practice_state.rests(ready.digest.slot)
                self._post(ready.digest, "digest", now, rests=rests, entry=made.entry)
                ages.prune(self.account, now)
            written, trouble = self._published(made, ready, now)
            if not trouble:  # a calendar is no reason to keep the mail back
                plans.mark_calendar_written(self.account, key)
            self._post_others(made, current_book, now, slot)
            preferences.keep(self.account, self.settings)
        following = self._next_digest(now, slot or served)
        waiting = tuple(outbox.unfinished(self.account))
        done = Round((), slot, following, written, trouble, len(current_book.faults), waiting, entry=entry)
        self._look_again(done, now)
        return done

    def _look_again(self, done: Round, now: datetime) -> None:
        accounts.set_next_due(self.account, self._next_due(done, now), done.entry)

    def _next_due(self, done: Round, now: datetime) -> datetime:
        """The next instant at which anything is due: digest, another mail, a retry, a new day; the calendar's file when
        it could not be written, at once."""
        if done.calendar_trouble:
            return now
        stored, tomorrow = plans.stored(self.account), self.planner.today(now) + timedelta(days=1)
        found = [done.next_digest, instant(tomorrow, MIDNIGHT, self.settings.zone), now + accounts.LOOK_EVERY]
        found += [stored.wake_at] if stored is not None and stored.wake_at is not None else []
        found += [mail.next_attempt_at for mail in done.waiting if mail.next_attempt_at is not None]
        return min(found)

    def calendar_is_missing(self) -> bool:
        """Whether a calendar file that should be there is not."""
        return not all(os.path.exists(path) for path in self.settings.calendar_files.values())

    def _published(self, made: Snapshot, ready: "Ready", now: datetime) -> tuple[bool, str]:
        try:
            return self.publisher.publish(ready.items, made.practice_state, now)
        except FollowupdError as error:
            log.error("%s", error)
            return False, str(error)
        except Exception as error:
            log.exception("the calendar could not be brought up to date")
            return False, f"{type(error).__name__}: {error}"

    def settle(self, now: datetime) -> None:
        """Finds out what became of a mail that a process died with. Nobody may be delivering meanwhile."""
        settle_interrupted(self.account, self.transport, now)

    def deliver(self, now: datetime) -> list[outbox.Posted]:
        """What waits in the outbox goes to its server; however long that takes, `prepare` can go on meanwhile."""
        done = self._deliver(now)
        return [*done, *self._deliver(now)] if self._has_lost_a_sign_in(now) else done

    def _deliver(self, now: datetime) -> list[outbox.Posted]:
        return deliver(self.account, self.transport, self.settings.sender, self.settings.person.email, now)

    def _has_lost_a_sign_in(self, now: datetime) -> bool:
        """Renews it ahead of its end. When it is accepted no more, a mail says so while the last token still lets mails
        leave; whatever goes wrong here keeps no other mail back."""
        try:
            if (lost := newly_lost(self.settings, self.account, now)) is not None:
                occasion, trouble = lost
                self._post(self.composer.signed_out(self.planner.today(now), trouble), occasion, now, rests=False)
        except Exception:
            log.exception("the sign-in could not be looked after")
            return False
        return lost is not None

    def ready(
        self, current_book: CurrentBook, now: datetime, slot: date | None, known: Summaries | None = None
    ) -> tuple[Snapshot, "Ready"]:  # fmt: skip
        """The snapshot and what is made of it, as they would be at `now`; nothing is written down."""
        found: list[Ready] = []
        made = self.planner.make(
            current_book.book(), now, lambda made: found.append(self._use(made, current_book, slot)), known
        )
        return made, self._telling(made, found[-1], current_book, slot)

    def _use(self, made: Snapshot, current_book: CurrentBook, slot: date | None) -> "Ready":
        """Makes everything from a snapshot, down to the bytes of the mail, so that a record that breaks it is found."""
        digest = self.composer.digest(made, current_book, slot) if slot is not None else None
        if digest is not None:
            self.composer.outgoing(digest, "digest", made.practice_state.now)
        return Ready(digest, self.publisher.items(made))

    def _telling(self, made: Snapshot, ready: "Ready", current_book: CurrentBook, slot: date | None) -> "Ready":
        """Makes the digest once more when records were left out: only now can it name them."""
        if not made.left_out or slot is None:
            return ready
        return replace(ready, digest=self.composer.digest(made, current_book, slot))  # of what has just come through

    def _has_to_look(self, current_book: CurrentBook, now: datetime) -> bool:
        """Whether the stored plan is out of date or not in the calendar yet, or a mail other than the digest is due."""
        stored = plans.stored(self.account)
        if stored is None or self.planner.is_stale(stored, current_book, now):
            return True
        behind = not stored.calendar_written or self.calendar_is_missing()
        return behind or (stored.wake_at is not None and stored.wake_at <= now)

    def _next_digest(self, now: datetime, served: date | None) -> datetime:
        digest = self.settings.digest
        return slots.next_instant(now, digest.at, digest.weekdays, self.settings.zone, served)

    def _post(
        self, digest: "Digest", occasion: outbox.Kind, now: datetime, *, rests: bool, entry: int = 0
    ) -> None:  # fmt: skip
        silent = digest.is_empty and (occasion != "digest" or self.settings.digest.when_empty == "silent")
        if rests or silent:
            outbox.keep_silent(self.account, digest.slot, now, occasion)
            return
        accounts.make_secret(self.account)
        shown = [outbox.Shown(item.number, item.kind, item.subject, item.day) for item in digest.items]
        if digest.remark is not None:
            shown.append(outbox.Shown(0, "remark", digest.remark, digest.slot))
        proposed = enumerate(digest.proposed, start=1)
        shown += [outbox.Shown(-n, kind, which, day) for n, (kind, which, day) in proposed]
        outgoing = self.composer.outgoing(digest, occasion, now)
        outbox.post(self.account, digest.slot, outgoing, digest.subject, shown, digest.tells, now, occasion, entry)

    def _post_others(self, made: Snapshot, current_book: CurrentBook, now: datetime, slot: date | None) -> None:
        """Posts the mails other than the digest that are due, and then stores when the next one will be."""
        schedule, rests = MailSchedule(self.account, self.settings), made.practice_state.rests
        evening, morning, quarter = schedule.evening(made, now), schedule.morning(made, now), schedule.review(now)
        if evening is not None:
            self._post(self.composer.evening(made, current_book, evening), "capture", now, rests=rests(evening.day))
        if morning is not None:
            told = slot is not None or rests(morning)  # a digest that is late tells it too
            self._post(self.composer.morning(made, current_book, morning), "morning", now, rests=told)
        if quarter is not None:
            look = self.composer.review(made, current_book, *quarter)
            self._post(look, "review", now, rests=rests(look.slot))
        if evening is not None or morning is not None or quarter is not None:
            plans.set_wake_at(self.account, schedule.wake_at(made, now))


@contextmanager
def opened(settings: Settings, *, reading: bool = False) -> Iterator[AccountService]:
    """The personal account with its database open, for the length of a block. `reading`: nothing will be written, and
    a database of an older version is refused. Raises StateError."""
    account = open_account(settings.database_url, upgrade=not reading)
    try:
        yield AccountService(settings, account, transport_for(settings, account), reading)
    finally:
        account.close()
