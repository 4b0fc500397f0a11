"""The memory of SEQUENCE: what each item said when it was last written, and how often that has changed."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, insert, select, update

from followupd.calendar.build import Version
from followupd.calendar.items import CalendarItem
from followupd.journal.database import Account
from followupd.journal.tables import calendar_items


def versions(account: Account, items: Sequence[CalendarItem], now: datetime) -> dict[str, Version]:
    """The version of every item; those that are new or say something else get the next one, stamped `now`."""
    now = now.replace(microsecond=0)
    with account.read() as connection:
        rows = connection.execute(select(calendar_items).where(calendar_items.c.account == account.id))
        known = {row.uid: row for row in rows}
    new: list[dict[str, object]] = []
    changed: list[dict[str, object]] = []
    found: dict[str, Version] = {}
    for item in items:
        before = known.get(item.uid)
        if before is not None and before.digest == item.digest:
            found[item.uid] = Version(before.sequence, before.changed_at)
            continue
        found[item.uid] = Version(before.sequence + 1 if before else 0, now)
        row = {"sequence": found[item.uid].sequence, "digest": item.digest, "changed_at": now}
        if before is None:
            new.append({"account": account.id, "uid": item.uid, **row})
        else:
            changed.append({"which": item.uid, **row})
    with account.write() as connection:
        if new:
            connection.execute(insert(calendar_items), new)
        if changed:
            mine = (calendar_items.c.account == account.id) & (calendar_items.c.uid == bindparam("which"))
            connection.execute(update(calendar_items).where(mine), changed)
    return found
