"""Mails whose fate is unknown: what is needed to look for them, and what was found."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select, update

from followupd.store.accounts import look_soon
from followupd.store.database import Account
from followupd.store.outbox import Kind
from followupd.store.tables import THIS_ACCOUNT, outbox

LOOKED_FOR = timedelta(days=7)
"""For how long after it was handed over a mail is looked for."""


@dataclass(frozen=True, slots=True)
class Lost:
    """A mail that was handed over whole, and no answer came; `since` when, in UTC."""

    id: int
    slot: date
    occasion: Kind
    message_id: str
    created_at: datetime
    since: datetime
    resent: bool


_LOST = select(
    outbox.c.id,
    outbox.c.slot,
    outbox.c.occasion,
    outbox.c.message_id,
    outbox.c.created_at,
    outbox.c.settled_at,
    outbox.c.resent,
).where(outbox.c.account == THIS_ACCOUNT, outbox.c.state == "unknown", outbox.c.content.is_not(None))


def lost(account: Account, now: datetime) -> list[Lost]:
    """The mails to look for, oldest first."""
    recent = _LOST.where(outbox.c.settled_at > now - LOOKED_FOR).order_by(outbox.c.id)
    with account.read() as connection:
        return [Lost(*row) for row in connection.execute(recent, {"account": account.id})]


def arrived(account: Account, mail: Lost, now: datetime) -> None:
    """It is in the mailbox."""
    with account.write() as connection:
        look_soon(connection, account)
        values = {"state": "sent", "answer": "found in the mailbox", "settled_at": now}
        connection.execute(update(outbox).where(outbox.c.id == mail.id, outbox.c.state == "unknown").values(values))


def never_arrived(account: Account, mail: Lost, now: datetime) -> None:
    """It is not in the mailbox: it is sent once more, unless a later digest has taken its place."""
    newest = select(func.max(outbox.c.slot)).where(outbox.c.account == account.id, outbox.c.occasion == "digest")
    with account.write() as connection:
        look_soon(connection, account)
        later = connection.execute(newest).scalar()
        stale = mail.occasion != "review" and later is not None and later > mail.slot
        again: dict[str, object] = {"state": "pending", "next_attempt_at": now, "settled_at": None, "resent": True}
        values = {"state": "superseded", "settled_at": now} if stale else again
        connection.execute(update(outbox).where(outbox.c.id == mail.id, outbox.c.state == "unknown").values(values))


def try_anew(account: Account, now: datetime) -> None:
    """The person has signed in: what waits is tried at once, but for the warning that they should."""
    waits = (outbox.c.account == account.id) & (outbox.c.state == "pending")
    over = {"state": "superseded", "settled_at": now, "next_attempt_at": None, "told": True}
    with account.write() as connection:
        look_soon(connection, account)
        connection.execute(update(outbox).where(waits, outbox.c.occasion.startswith("login-")).values(over))
        connection.execute(update(outbox).where(waits).values(next_attempt_at=now))
