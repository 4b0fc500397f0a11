"""How far the mailbox has been read, and what is wrong with it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import String, bindparam, insert, select, update

from followupd.store.answer_tables import mailboxes
from followupd.store.database import Account
from followupd.store.tables import THIS_ACCOUNT

LONGEST_WAIT = timedelta(minutes=30)
_COLUMNS = ("address", "uidvalidity", "uid", "failures", "next_at", "failing_since", "trouble")
Use = Literal["answers", "sent", "received", "meetings"]
"""What a folder is read for: answers to mails; noticing. The last is no folder, but calendars."""
_MAILBOX = select(*(mailboxes.c[name] for name in _COLUMNS)).where(
    mailboxes.c.account == THIS_ACCOUNT, mailboxes.c.use == bindparam("use", type_=String)
)


@dataclass(frozen=True, slots=True)
class Progress:
    """`uid` is the last message that was looked at, under `uidvalidity` (RFC 3501 §2.3.1.1), or of meetings the ordinal
    of the first day that counts; `address` names host, user and folder."""

    address: str
    uidvalidity: int = 0
    uid: int = 0
    failures: int = 0
    next_at: datetime | None = None
    failing_since: datetime | None = None
    trouble: str | None = None


def progress(account: Account, address: str, use: Use = "answers") -> Progress:
    """How far a mailbox has been read; from the beginning where it is another one than before."""
    found = last(account, use)
    return found if found is not None and found.address == address else Progress(address)


def last(account: Account, use: Use = "answers") -> Progress | None:
    """The mailbox that was read last, whichever it was."""
    with account.read() as connection:
        row = connection.execute(_MAILBOX, {"account": account.id, "use": use}).first()
    return Progress(*row) if row is not None else None


def keep(account: Account, known: Progress, use: Use = "answers") -> None:
    """Writes the progress down."""
    values = {name: getattr(known, name) for name in _COLUMNS}
    with account.write() as connection:
        mine = (mailboxes.c.account == account.id) & (mailboxes.c.use == use)
        if not connection.execute(update(mailboxes).where(mine).values(values)).rowcount:
            connection.execute(insert(mailboxes).values(account=account.id, use=use, **values))


def failed(
    account: Account, known: Progress, trouble: str, now: datetime, use: Use = "answers", asked: float = 0
) -> Progress:
    """Writes a failure down; the next look waits a minute, then twice as long each time, up to LONGEST_WAIT; and as
    many seconds as the server `asked` for, up to a day."""
    wait = min(timedelta(minutes=2 ** min(known.failures, 10)), LONGEST_WAIT)
    wait = max(wait, timedelta(seconds=min(asked, 86400)))
    since = known.failing_since or now
    again = replace(known, failures=known.failures + 1, next_at=now + wait, failing_since=since, trouble=trouble)
    keep(account, again, use)
    return again
