"""A clock that was ahead for a while: what was served and decided then is set aside once it is seen to be earlier.

Only a jump can be told from real time passing, and only afterwards: a machine that slept and a clock that is wrong look
alike. So each jump ahead is written down, and what follows it is provisional until rounds on later days confirm it.
Once the clock stands between the two ends of a jump, it is known that the later end was wrong. A clock that is behind
everything may be wrong itself, as after a start without a battery: nothing is done by it until it has gone on for
hours.
"""

import logging
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from followupd.planning.slots import MIDNIGHT, instant
from followupd.store import accounts
from followupd.store.database import Account, copy_beside
from followupd.store.tables import (
    THIS_ACCOUNT,
    books,
    clock_jumps,
    entries,
    habits,
    newcomers,
    outbox,
    planned,
    plans,
    shown,
)

log = logging.getLogger(__name__)

DAY = timedelta(days=1)
"""A clock that is off by less than this harms no day."""
FAR = timedelta(days=14)
"""How far past EARLIEST the very first round must be to be doubted: there is no earlier round to compare it with."""
CONFIRMED = timedelta(days=2)
"""Rounds that go on for so long after a jump confirm that it was real time passing."""
BELIEVED = timedelta(hours=6)
"""How long a clock that is behind must go on to be believed; then what is dated later was made by a wrong one."""
EARLIEST = datetime(2026, 11, 1, tzinfo=UTC)
"""There was no followupd before this, so an earlier time is wrong: clocks without a battery begin years earlier."""
AHEAD = "ahead"
"""The occasion of a mail that was made while the clock was ahead begins with this, so that its slot is free again."""


_JUMPS = select(clock_jumps).where(clock_jumps.c.account == THIS_ACCOUNT).order_by(clock_jumps.c.after)
_NEWEST_MAIL = select(func.max(outbox.c.created_at)).where(
    outbox.c.account == THIS_ACCOUNT, outbox.c.state != "overtaken"
)
_DAY_PLANNED = select(plans.c.day).where(plans.c.account == THIS_ACCOUNT)


@dataclass(frozen=True, slots=True)
class Watched:
    """What a round found out about the clock. `behind`: the day of the newest round, when that is still to come and the
    clock is not believed yet."""

    set_aside: int = 0
    behind: date | None = None


def watch(account: Account, now: datetime, zone: ZoneInfo) -> Watched:
    """Called at the beginning of a round. Writes only when the clock has jumped, or is seen to have."""
    with account.read() as connection:
        latest = _newest(connection, account, zone)
        jumps = connection.execute(_JUMPS, {"account": account.id}).all()
    forward = [row for row in jumps if row.before <= row.after]
    back = next((row for row in jumps if row.before > row.after), None)
    wrong = next((row for row in forward if max(row.before, EARLIEST) <= now < row.after - _tolerance(row)), None)
    if wrong is not None:
        return _overtaken(account, wrong.after, now, zone)
    if latest is not None and latest - now > DAY:
        if back is not None and back.after + BELIEVED <= now and now >= EARLIEST:
            return _overtaken(account, now + DAY, now, zone)
        if back is None or back.after > now:
            _write(account, [back] if back is not None else [], (latest, now))
        return Watched(behind=latest.astimezone(zone).date())
    settled = [row for row, ends in zip(forward, _ends(forward, latest), strict=True) if ends - row.after >= CONFIRMED]
    settled += [back] if back is not None else []
    new = None
    if latest is None:
        new = (EARLIEST, now) if now - EARLIEST > FAR and not jumps else None
    elif now.astimezone(zone).date() - latest.astimezone(zone).date() > DAY:
        new = (latest, now)
    if settled or new is not None:
        _write(account, settled, new)
    return Watched()


def newest_round(account: Account, zone: ZoneInfo) -> datetime | None:
    """When the newest round was, as far as is known, in UTC."""
    with account.read() as connection:
        return _newest(connection, account, zone)


def _newest(connection: Connection, account: Account, zone: ZoneInfo) -> datetime | None:
    """When the newest round was, in UTC: by the mails made and the day of the stored plan. Journal entries do not
    count, because a command may give them any time (`--now`)."""
    found = [connection.execute(_NEWEST_MAIL, {"account": account.id}).scalar()]
    day = connection.execute(_DAY_PLANNED, {"account": account.id}).scalar()
    found.append(instant(day, MIDNIGHT, zone) if day is not None else None)
    return max(filter(None, found), default=None)


def _tolerance(jump: Row[tuple[object, ...]]) -> timedelta:
    return FAR if jump.before == EARLIEST else DAY


def _ends(jumps: list[Row[tuple[object, ...]]], latest: datetime | None) -> list[datetime]:
    """Until when the rounds after each jump went on, before the next one."""
    return [*(row.before for row in jumps[1:]), latest or EARLIEST] if jumps else []


def _write(
    account: Account, gone: list[Row[tuple[object, ...]]], new: tuple[datetime, datetime] | None
) -> None:  # fmt: skip
    with account.write() as connection:
        mine = clock_jumps.c.account == account.id
        # A round that was cut short has written its own already.
        for after in [*(row.after for row in gone), *([new[1]] if new is not None else [])]:
            connection.execute(delete(clock_jumps).where(mine, clock_jumps.c.after == after))
        if new is not None:
            connection.execute(insert(clock_jumps).values(account=account.id, before=new[0], after=new[1]))


def times_set_aside(account: Account, slot: date) -> int:
    """How many mails of a slot were set aside: the next one is another mail, with a Message-ID of its own."""
    mine = (outbox.c.account == account.id) & (outbox.c.slot == slot) & outbox.c.occasion.startswith(AHEAD)
    with account.read() as connection:
        return connection.execute(select(func.count()).select_from(outbox).where(mine)).scalar_one()


def _overtaken(account: Account, since: datetime, now: datetime, zone: ZoneInfo) -> Watched:
    """Sets aside everything that was made from `since` on; SQLite is copied before, because days are changed."""
    if account.file is not None:
        copy_beside(account.file, f"before-clock-{now.astimezone(zone).date()}")
    with account.write() as connection:
        aside = _set_aside(connection, account, since, now, zone)
    log.warning(
        "the clock was ahead: it said %s, and it is %s. What was made since then is set aside: %d mails",
        since.astimezone(zone).date(), now.astimezone(zone).date(), aside,
    )  # fmt: skip
    return Watched(set_aside=aside)


def _set_aside(connection: Connection, account: Account, since: datetime, now: datetime, zone: ZoneInfo) -> int:
    """Everything that was made from `since` on, within a transaction. Returns how many mails."""
    first = since.astimezone(zone).date()
    mails = _mails(connection, account, since, now)
    _entries(connection, account, since, now, zone)
    accounts.forget_summaries(connection, account)
    for table, column in ((newcomers, newcomers.c.first_seen), (habits, habits.c.first_due)):
        connection.execute(delete(table).where(table.c.account == account.id, column >= first))
    for table in (planned, plans):  # days that were given then hold nobody
        connection.execute(delete(table).where(table.c.account == account.id))
    asked = (books.c.account == account.id) & (books.c.held_since >= since)
    connection.execute(update(books).where(asked).values(held_since=None, sources=""))  # and is asked again
    later = (clock_jumps.c.after >= since) | (clock_jumps.c.before > clock_jumps.c.after)
    connection.execute(delete(clock_jumps).where(clock_jumps.c.account == account.id, later))
    return mails


def _mails(connection: Connection, account: Account, since: datetime, now: datetime) -> int:
    mine = (outbox.c.account == account.id) & (outbox.c.created_at >= since)
    connection.execute(delete(outbox).where(mine, outbox.c.state == "silent"))
    made = connection.execute(select(outbox.c.id, outbox.c.slot, outbox.c.occasion).where(mine)).all()
    for row in made:
        occasion = f"{AHEAD}-{row.id}"
        in_it = (shown.c.account == account.id) & (shown.c.slot == row.slot) & (shown.c.occasion == row.occasion)
        connection.execute(update(shown).where(in_it).values(occasion=occasion))
        values = {"occasion": occasion, "state": "overtaken", "told": False, "settled_at": now}
        connection.execute(update(outbox).where(outbox.c.id == row.id).values(values))
    return len(made)


def _entries(connection: Connection, account: Account, since: datetime, now: datetime, zone: ZoneInfo) -> None:
    """Redates the entries recorded since then to now; `day` and `until` move by as many days as `recorded_at`."""
    columns = (entries.c.id, entries.c.day, entries.c.until, entries.c.recorded_at)
    mine = (entries.c.account == account.id) & (entries.c.recorded_at >= since)
    today = now.astimezone(zone).date()
    for row in connection.execute(select(*columns).where(mine)).all():
        by = today - row.recorded_at.astimezone(zone).date()
        until = row.until + by if row.until is not None else None
        values = {"day": row.day + by, "until": until, "recorded_at": now}
        connection.execute(update(entries).where(entries.c.id == row.id).values(values))
