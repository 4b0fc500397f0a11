"""Which mail other than the digest is due: the morning of what has an hour, the evening, the quarter's review."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from followupd.config.settings import Settings
from followupd.domain.agenda import OWED
from followupd.planning.slots import instant
from followupd.practice.captures import evening_of, left_for_the_morning
from followupd.practice.evenings import Evening, evening, evening_moment, evenings_ahead
from followupd.practice.snapshot import Snapshot
from followupd.store import outbox, plans
from followupd.store.database import Account

_MADE_UP_FOR = timedelta(days=31)
"""For how long after its time a review that was missed is still sent."""
_DAY, _AN_HOUR = timedelta(days=1), timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class MailSchedule:
    """When the mails of one account are due."""

    account: Account
    settings: Settings

    def evening(self, made: Snapshot, now: datetime) -> Evening | None:
        """The evening whose mail is due now and was not sent yet."""
        if not self.settings.digest.evenings:
            return None
        day = evening_of(now, self.settings.zone)
        served = outbox.last_slot(self.account, "capture")
        if (served is not None and served >= day) or now < evening_moment(made.practice_state, day):
            return None
        shown = plans.things_shown(self.account).items()
        told = {which for (kind, which), days in shown if kind == OWED and day in days}
        found = evening(made, day, self._named(day), told)
        if not self._digest_has_come(day, now):
            found = replace(found, people=())  # today's digest, still to come, says what there is to say of people
        return None if found.is_empty else found

    def _named(self, day: date) -> set[str]:
        return {who for shown, who in plans.shown_this_week(self.account, day) if shown == day}

    def _digest_has_come(self, day: date, now: datetime) -> bool:
        """Whether the time of the day's digest has passed, or it has none."""
        digest = self.settings.digest
        return day.weekday() not in digest.weekdays or instant(day, digest.at, self.settings.zone) <= now

    def morning(self, made: Snapshot, now: datetime) -> date | None:
        """Today, when it has an hour, or an event ended in the night, and there is no digest: then that is told by
        itself, and nothing else."""
        settings, today = self.settings, now.astimezone(self.settings.zone).date()
        served = outbox.last_slot(self.account, "morning")
        if not settings.digest.evenings or today.weekday() in settings.digest.weekdays or served == today:
            return None
        ahead = [at for at in _hours(made) if at > now and at.astimezone(settings.zone).date() == today]
        if left_for_the_morning(made.book.events, today, settings.zone):
            ahead.append(instant(today, settings.digest.at, settings.zone) + _AN_HOUR)
        return today if ahead and self._morning_of(today, min(ahead)) <= now else None

    def _morning_of(self, day: date, first: datetime) -> datetime:
        """At the digest's hour, or an hour before what begins earlier."""
        return min(instant(day, self.settings.digest.at, self.settings.zone), first - _AN_HOUR)

    def review(self, now: datetime) -> tuple[date, date] | None:
        """First and last day of the quarter that has ended and has no review yet; None when nothing is due.

        It comes on the day of the current quarter's first digest, at another hour. None is due when the user's very
        first digest came only in the current quarter.
        """
        today = now.astimezone(self.settings.zone).date()
        begins = quarter(today)
        at = self._review_at(begins)
        first, served = outbox.first_slot(self.account), outbox.last_slot(self.account, "review")
        if not at <= now < at + _MADE_UP_FOR or (served is not None and served >= begins):
            return None
        last = begins - _DAY
        return (quarter(last), last) if first is not None and first < begins else None

    def wake_at(self, made: Snapshot, now: datetime) -> datetime:
        """When to look again: now, when one of them is due; else when the next one will be."""
        if self.evening(made, now) or self.morning(made, now) or self.review(now):
            return now
        found = (*self._reviews(now), *self._evenings(made, now), *self._mornings(made, now))
        return min(at for at in found if at > now)

    def _reviews(self, now: datetime) -> Iterator[datetime]:
        begins = quarter(now.astimezone(self.settings.zone).date())
        return (self._review_at(day) for day in (begins, _next_quarter(begins)))

    def _evenings(self, made: Snapshot, now: datetime) -> Iterator[datetime]:
        """The evening of each day that may have a mail."""
        yesterday = now.astimezone(self.settings.zone).date() - _DAY
        if self.settings.digest.evenings:
            for day in {day for day in evenings_ahead(made, self.settings.digest.weekdays) if day >= yesterday}:
                yield evening_moment(made.practice_state, day)

    def _mornings(self, made: Snapshot, now: datetime) -> Iterator[datetime]:
        digest, zone = self.settings.digest, self.settings.zone
        if digest.evenings:
            nights = (event.ends + _DAY for event in made.book.events if not event.cancelled)
            for at in (at for at in (*_hours(made), *(event.ends for event in made.book.events), *nights) if at > now):
                if (day := at.astimezone(zone).date()).weekday() not in digest.weekdays:
                    yield self._morning_of(day, at)

    def _review_at(self, begins: date) -> datetime:
        digest = self.settings.digest
        days = (begins + timedelta(days=n) for n in range(7))
        first = next(day for day in days if day.weekday() in digest.weekdays)
        at = time(17) if time(10) <= digest.at < time(14) else time(12)  # not at the digest's own hour
        return instant(first, at, self.settings.zone)


def _hours(made: Snapshot) -> Iterator[datetime]:
    """When events and talks begin, in any zone."""
    state = made.practice_state
    yield from (event.starts for event in state.book.events if not event.cancelled)
    yield from (talk.at for talk in state.interviews.values() if talk.state == "booked" and talk.at is not None)
    yield from (at for _loop, at in state.appointments)


def quarter(day: date) -> date:
    """The first day of the quarter that a day lies in."""
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def _next_quarter(begins: date) -> date:
    return quarter(begins + timedelta(days=95))
