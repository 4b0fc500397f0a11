"""The stored plan: the day each contact was given, what mails have named, and what the plan was made from."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Date, and_, bindparam, delete, insert, select, update

from followupd.domain.agenda import PlannedDay
from followupd.planning.days import monday
from followupd.store import people
from followupd.store.accounts import look_soon
from followupd.store.database import Account
from followupd.store.people import slug_of, subject_of
from followupd.store.tables import THIS_ACCOUNT, habits, newcomers, outbox, planned, plans, shown

_FOLLOW_UPS = ("follow-up", "greeting")
"""Kinds that count as a follow-up; a "greeting" is a birthday and a follow-up on the same day."""

_ON_ITS_WAY = ("pending", "sending", "sent", "unknown")
"""States of a mail that the person has, may have or will have; of any other it is as if it had named nobody."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the stored plan, with the words that were shown for it."""

    contact: str
    name: str
    kind: str
    due: date
    day: date
    reason: str
    planned_day: PlannedDay | None = None


@dataclass(frozen=True, slots=True)
class Basis:
    """What a plan was made from. While `key` is the same, the plan is up to date."""

    key: str
    day: date
    valid_from: str
    valid_until: str
    """From when until when, in UTC, `day` is today for the person: "2026-11-22T23:00:00Z"."""
    language: str
    lookahead_end: date
    entry: int
    config: str
    sources: str
    wake_at: datetime | None = None
    """When the next mail that is no digest is due."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What a tick asks of the stored plan."""

    key: str
    calendar_written: bool
    """Whether the calendar shows it, whoever made it."""
    wake_at: datetime | None


_STORED = select(*(plans.c[name] for name in Stored.__slots__)).where(plans.c.account == THIS_ACCOUNT)
_FIRST_SEEN = select(slug_of(newcomers.c.contact), newcomers.c.first_seen, newcomers.c.first_due).where(
    newcomers.c.account == THIS_ACCOUNT
)
_HABIT_FIRSTS = select(habits.c.habit, habits.c.first_due).where(habits.c.account == THIS_ACCOUNT)
_PLANNED_DAY = ("since", "due", "day", "moved_from", "moved_by", "moved_for")
_PLANNED_DAYS = select(slug_of(planned.c.contact), *(planned.c[name] for name in _PLANNED_DAY)).where(
    planned.c.account == THIS_ACCOUNT, planned.c.kind == "follow-up"
)
_ITS_MAIL = and_(*(outbox.c[key] == shown.c[key] for key in ("account", "slot", "occasion")))
"""Joins what was shown to the mail that showed it."""
_SHOWN_SINCE = (
    select(shown.c.day, slug_of(shown.c.subject))
    .join(outbox, _ITS_MAIL)
    .where(shown.c.account == THIS_ACCOUNT, shown.c.kind.in_(_FOLLOW_UPS), outbox.c.state.in_(_ON_ITS_WAY))
    .where(shown.c.day >= bindparam("since", type_=Date))
)
_DAYS_SHOWN = (
    select(slug_of(shown.c.subject), shown.c.day, outbox.c.settled_at)
    .join(outbox, _ITS_MAIL)
    .where(shown.c.account == THIS_ACCOUNT, shown.c.kind.in_(_FOLLOW_UPS), outbox.c.state == "sent")
    .where(shown.c.day < bindparam("today", type_=Date))
    .order_by(shown.c.day)
)
_THINGS_SHOWN = (
    select(shown.c.kind, subject_of(shown), shown.c.day)
    .join(outbox, _ITS_MAIL)
    .where(shown.c.account == THIS_ACCOUNT, outbox.c.state.in_(_ON_ITS_WAY))
    .where(shown.c.kind.not_in((*_FOLLOW_UPS, "birthday")))
    .order_by(shown.c.day)
)


def stored(account: Account) -> Stored | None:
    """The stored plan, as far as a tick asks of it; None when there is none."""
    with account.read() as connection:
        row = connection.execute(_STORED, {"account": account.id}).one_or_none()
    return Stored(**row._mapping) if row is not None else None


def stored_lines(account: Account, until: date) -> list[Line]:
    """The rows of the stored plan up to a day."""
    columns = [planned.c[name] for name in ("name", "kind", "due", "day", "reason")]
    query = select(slug_of(planned.c.contact), *columns)
    query = query.where(planned.c.account == account.id, planned.c.day <= until)
    with account.read() as connection:
        return [Line(*row) for row in connection.execute(query)]


def forget(account: Account) -> None:
    """The plan is made anew at the next look; the days that were given stay."""
    with account.write() as connection:
        connection.execute(delete(plans).where(plans.c.account == account.id))
        look_soon(connection, account)


def set_wake_at(account: Account, moment: datetime) -> None:
    """When the next mail that is no digest is due, in UTC."""
    with account.write() as connection:
        connection.execute(update(plans).where(plans.c.account == account.id).values(wake_at=moment))


def mark_calendar_written(account: Account, key: str) -> None:
    """The calendar shows the plan with this key; another one may have been stored meanwhile."""
    this_plan = (plans.c.account == account.id) & (plans.c.key == key)
    with account.write() as connection:
        connection.execute(update(plans).where(this_plan).values(calendar_written=True))


def begin(account: Account, firsts: Mapping[str, date], today: date) -> None:
    """Gives people of whom nothing is known yet (ids in the book) their first day."""
    with account.write() as connection:
        ids = {people.id_of(connection, account, who): day for who, day in firsts.items()}
        _remember(connection, account, ids, today)


def _remember(connection: Connection, account: Account, firsts: Mapping[str, date], seen: date) -> None:
    """The first days of people who had none, by their own ids."""
    met = set(connection.scalars(select(newcomers.c.contact).where(newcomers.c.account == account.id)))
    new = [{"account": account.id, "contact": who, "first_seen": seen, "first_due": day}
           for who, day in firsts.items() if who not in met]  # fmt: skip
    if new:
        connection.execute(insert(newcomers), new)


def store(
    account: Account, basis: Basis, lines: Iterable[Line], firsts: Mapping[str, date], habit_firsts: Mapping[str, date]
) -> None:
    """Replaces the plan, and remembers the first days of newcomers and new habits, in one transaction."""
    lines = list(lines)
    known = people.ids(account, {line.contact for line in lines} | firsts.keys())
    rows = [_row(account, line, known.get(line.contact, line.contact)) for line in lines]
    with account.write() as connection:
        connection.execute(delete(planned).where(planned.c.account == account.id))
        if rows:
            connection.execute(insert(planned), rows)
        connection.execute(delete(plans).where(plans.c.account == account.id))
        connection.execute(
            insert(plans).values(account=account.id, **{field: getattr(basis, field) for field in Basis.__slots__})
        )
        _remember(connection, account, {known.get(slug, slug): day for slug, day in firsts.items()}, basis.day)
        begun = set(connection.scalars(select(habits.c.habit).where(habits.c.account == account.id)))
        added = [
            {"account": account.id, "habit": key, "first_due": day}
            for key, day in habit_firsts.items()
            if key not in begun
        ]
        if added:
            connection.execute(insert(habits), added)


def first_seen(account: Account) -> dict[str, tuple[date, date]]:
    """When each contact who had never been contacted was first seen, and the first day drawn then."""
    with account.read() as connection:
        rows = connection.execute(_FIRST_SEEN, {"account": account.id})
        return {slug: (seen, due) for slug, seen, due in rows}


def habit_firsts(account: Account) -> dict[str, date]:
    """The first day of each habit that was not kept yet, by its key."""
    with account.read() as connection:
        rows = connection.execute(_HABIT_FIRSTS, {"account": account.id})
        return {row.habit: row.first_due for row in rows}


def _row(account: Account, line: Line, person: str) -> dict[str, object]:
    held = line.planned_day
    return {
        "account": account.id, "contact": person, "name": line.name, "kind": line.kind, "due": line.due,
        "day": line.day, "reason": line.reason, "since": held.since if held else None,
        "moved_from": held.moved_from if held else None, "moved_by": held.moved_by if held else None,
        "moved_for": held.moved_for if held else None,
    }  # fmt: skip


def planned_days(account: Account) -> dict[str, PlannedDay]:
    """The day each contact was given by the stored plan."""
    with account.read() as connection:
        rows = connection.execute(_PLANNED_DAYS, {"account": account.id})
        return {row[0]: PlannedDay(*row[1:]) for row in rows}


def shown_this_week(account: Account, today: date) -> list[tuple[date, str]]:
    """What digests have named since Monday, as (day, contact)."""
    with account.read() as connection:
        rows = connection.execute(_SHOWN_SINCE, {"account": account.id, "since": monday(today)})
        return [(day, slug) for day, slug in rows]


def days_shown(account: Account, today: date, zone: ZoneInfo) -> dict[str, list[date]]:
    """For each contact the past days on which a mail named them and arrived by that day. A mail that was refused or
    late does not count: nobody ignored it."""
    days: dict[str, list[date]] = defaultdict(list)
    with account.read() as connection:
        for slug, day, settled_at in connection.execute(_DAYS_SHOWN, {"account": account.id, "today": today}):
            if settled_at.astimezone(zone).date() <= day:
                days[slug].append(day)
    return days


def things_shown(account: Account) -> dict[tuple[str, str], list[date]]:
    """On which days mails named each thing other than people, by kind and id."""
    days: dict[tuple[str, str], list[date]] = defaultdict(list)
    with account.read() as connection:
        for kind, subject, day in connection.execute(_THINGS_SHOWN, {"account": account.id}):
            days[kind, subject].append(day)
    return days
