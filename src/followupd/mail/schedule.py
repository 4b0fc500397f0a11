"""Which mail other than the digest is due: the evening's "who did you meet?", or the quarter's review."""

from datetime import date, datetime, time, timedelta

from followupd.config.settings import Settings
from followupd.domain.book import Book, NetworkingEvent
from followupd.planning.slots import instant
from followupd.practice import captures
from followupd.store import outbox
from followupd.store.database import Account

_MADE_UP_FOR = timedelta(days=31)
"""For how long after its time a review that was missed is still sent."""


def capture(
    account: Account, book: Book, settings: Settings, now: datetime
) -> tuple[date, list[NetworkingEvent]] | None:
    """The day whose evening question is due now and was not asked yet, with its events."""
    found = captures.due(book.events, now, settings.zone)
    served = outbox.last_slot(account, "capture")
    return found if found is not None and (served is None or served < found[0]) else None


def review(account: Account, settings: Settings, now: datetime) -> tuple[date, date] | None:
    """First and last day of the quarter that has ended and has no review yet; None when nothing is due.

    It comes on the day of the current quarter's first digest, at another hour. None is due when the user's very first
    digest came only in the current quarter.
    """
    today = now.astimezone(settings.zone).date()
    begins = quarter(today)
    at = _review_at(begins, settings)
    first, served = outbox.first_slot(account), outbox.last_slot(account, "review")
    if not at <= now < at + _MADE_UP_FOR or (served is not None and served >= begins):
        return None
    last = begins - timedelta(days=1)
    return (quarter(last), last) if first is not None and first < begins else None


def wake_at(account: Account, book: Book, settings: Settings, now: datetime) -> datetime:
    """When to look again: now, when one of them is due; else when the next one will be."""
    if capture(account, book, settings, now) is not None or review(account, settings, now) is not None:
        return now
    begins = quarter(now.astimezone(settings.zone).date())
    reviews = (_review_at(day, settings) for day in (begins, _next_quarter(begins)))
    coming = [at for at in reviews if at > now]
    evening = captures.upcoming(book.events, now, settings.zone)
    return min(coming + ([evening] if evening is not None else []))


def quarter(day: date) -> date:
    """The first day of the quarter that a day lies in."""
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def _next_quarter(begins: date) -> date:
    return quarter(begins + timedelta(days=95))


def _review_at(begins: date, settings: Settings) -> datetime:
    days = (begins + timedelta(days=n) for n in range(7))
    first = next(day for day in days if day.weekday() in settings.digest.weekdays)
    at = time(17) if time(10) <= settings.digest.at < time(14) else time(12)  # not at the digest's own hour
    return instant(first, at, settings.zone)
