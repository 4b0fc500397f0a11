"""A clock that was ahead for a while: what was served and decided then is set aside once it is seen to be earlier.

Only a jump can be told from real time passing, and only afterwards: a machine that slept and a clock that is wrong look
alike. So each jump is written down, and what follows it is provisional. Once the clock stands between the two ends
of a jump, it is known that the later end was wrong. A clock that is behind everything is wrong itself, and changes
nothing.
"""

import logging
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, delete, func, insert, select, update

from followupd.journal.database import Account
from followupd.journal.tables import clock_jumps, entries, habits, newcomers, outbox, planned, plans, shown
from followupd.planning.slots import MIDNIGHT, instant

log = logging.getLogger(__name__)

DAY = timedelta(days=1)
"""A clock that is off by less than this harms no day."""
REMEMBERED = timedelta(days=100)
"""After so long the later end of a jump is taken to be right."""
AHEAD = "ahead"
"""The occasion of a mail that was made while the clock was ahead begins with this, so that its slot is free again."""


@dataclass(frozen=True, slots=True)
class Watched:
    """What a round found out about the clock. `behind`: the day of the newest round, when that is still to come."""

    set_aside: int = 0
    behind: date | None = None


def watch(account: Account, now: datetime, zone: ZoneInfo) -> Watched:
    """Called at the beginning of a round. Writes only when the clock has jumped, or is seen to have."""
    today = now.astimezone(zone).date()
    with account.read() as connection:
        last = connection.execute(select(plans.c.day).where(plans.c.account == account.id)).scalar()
        jumps = connection.execute(
            select(clock_jumps).where(clock_jumps.c.account == account.id).order_by(clock_jumps.c.after)
        ).all()
    wrong = next((one for one in jumps if one.before <= now < one.after - DAY), None)
    if wrong is not None:
        with account.write() as connection:
            aside = _set_aside(connection, account, wrong.after, now, zone)
        log.warning(
            "the clock was ahead: it said %s, and it is %s. What was made since then is set aside: %d mails",
            wrong.after.astimezone(zone).date(), today, aside,
        )  # fmt: skip
        return Watched(set_aside=aside)
    if last is not None and today - last > DAY:
        before = instant(last, MIDNIGHT, zone)
        with account.write() as connection:
            mine = clock_jumps.c.account == account.id
            connection.execute(delete(clock_jumps).where(mine, clock_jumps.c.after < now - REMEMBERED))
            connection.execute(insert(clock_jumps).values(account=account.id, before=before, after=now))
    return Watched(behind=last if last is not None and last - today > DAY else None)


def times_set_aside(account: Account, slot: date) -> int:
    """How many mails of a slot were set aside: the next one is another mail, with a Message-ID of its own."""
    mine = (outbox.c.account == account.id) & (outbox.c.slot == slot) & outbox.c.occasion.startswith(AHEAD)
    with account.read() as connection:
        return connection.execute(select(func.count()).select_from(outbox).where(mine)).scalar_one()


def _set_aside(connection: Connection, account: Account, since: datetime, now: datetime, zone: ZoneInfo) -> int:
    """Everything that was made from `since` on, within a transaction. Returns how many mails."""
    first, today = since.astimezone(zone).date(), now.astimezone(zone).date()
    mails = _mails(connection, account, since, now)
    _entries(connection, account, since, now, today - first)
    for table, column in ((newcomers, newcomers.c.first_seen), (habits, habits.c.first_due)):
        connection.execute(delete(table).where(table.c.account == account.id, column >= first))
    for table in (planned, plans):  # days that were given then hold nobody
        connection.execute(delete(table).where(table.c.account == account.id))
    connection.execute(delete(clock_jumps).where(clock_jumps.c.account == account.id, clock_jumps.c.after >= since))
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


def _entries(connection: Connection, account: Account, since: datetime, now: datetime, by: timedelta) -> None:
    """What was written down then was said today; what was to last a while lasts as long from today on."""
    columns = (entries.c.id, entries.c.day, entries.c.until)
    mine = (entries.c.account == account.id) & (entries.c.recorded_at >= since)
    for row in connection.execute(select(*columns).where(mine)).all():
        until = row.until + by if row.until is not None else None
        values = {"day": row.day + by, "until": until, "recorded_at": now}
        connection.execute(update(entries).where(entries.c.id == row.id).values(values))
