"""The items that stand in the calendar, as rows: file, feed and server show these."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, bindparam, insert, select, update

from followupd.store.database import Account
from followupd.store.people import subject_id, subject_of
from followupd.store.tables import THIS_ACCOUNT, calendar_items

CANCELLED_FOR = timedelta(days=7)
"""How long a removed item stays in the calendar file, with STATUS:CANCELLED."""


@dataclass(frozen=True, slots=True)
class Published:
    """An item as it stands in the calendar. `starts` and `ends` are days or instants in UTC, ISO 8601."""

    uid: str
    key: str
    generation: int
    part: str
    kind: str
    subject: str
    obligation: str
    handle: str
    starts: str
    ends: str
    digest: str
    sequence: int
    changed_at: datetime
    state: str
    content: str
    """A VEVENT or VTODO."""

    @property
    def is_there(self) -> bool:
        """Whether the plan has it; else it is gone, and said to be cancelled for a while."""
        return self.state == "there"

    @property
    def is_done(self) -> bool:
        """A task that the person did: it stays on a server, as done."""
        return self.state == "gone" and "STATUS:COMPLETED" in self.content

    def is_told(self, now: datetime) -> bool:
        """Whether the calendar file contains it, even if only as cancelled."""
        return self.is_there or (self.state == "gone" and now < self.changed_at + CANCELLED_FOR)

    def is_past(self, now: datetime, zone: ZoneInfo) -> bool:
        """Whether it has ended; days end in the person's zone."""
        if "T" in self.ends:
            return datetime.fromisoformat(self.ends) <= now
        return date.fromisoformat(self.ends) < now.astimezone(zone).date()


_COLUMNS = [subject_of(calendar_items) if name == "subject" else calendar_items.c[name] for name in Published.__slots__]
_PUBLISHED = select(*_COLUMNS).where(calendar_items.c.account == THIS_ACCOUNT).order_by(calendar_items.c.uid)


def published(account: Account) -> list[Published]:
    """Everything that ever stood in the calendar."""
    with account.read() as connection:
        return [Published(*row) for row in connection.execute(_PUBLISHED, {"account": account.id})]


def keep(account: Account, changed: Sequence[Published]) -> None:
    """Writes down what changed, in one transaction."""
    if not changed:
        return
    rows = [{name: getattr(item, name) for name in Published.__slots__} for item in changed]
    with account.write() as connection:
        for row in rows:
            row["subject"] = subject_id(connection, account, row["kind"], row["subject"])
        query = select(calendar_items.c.uid).where(calendar_items.c.account == account.id)
        known = set(connection.scalars(query))
        new = [{"account": account.id, **row} for row in rows if row["uid"] not in known]
        old = [{"which": row.pop("uid"), **row} for row in rows if row["uid"] in known]
        if new:
            connection.execute(insert(calendar_items), new)
        if old:
            mine = (calendar_items.c.account == account.id) & (calendar_items.c.uid == bindparam("which"))
            values: dict[str, ColumnElement[object]] = {
                name: bindparam(name) for name in Published.__slots__ if name != "uid"
            }
            connection.execute(update(calendar_items).where(mine).values(values), old)
