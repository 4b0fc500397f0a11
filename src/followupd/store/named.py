"""What the mails named, under which number: an answer is read against the mail it answers."""

from datetime import date

from sqlalchemy import exists, func, select

from followupd.store.database import Account
from followupd.store.outbox import Shown
from followupd.store.people import subject_of
from followupd.store.tables import outbox, shown


def newest_mail(account: Account) -> tuple[date, str] | None:
    """Slot and occasion of the newest mail that named anything and was not set aside."""
    live = outbox.c.state.in_(("pending", "sending", "sent", "unknown"))
    numbered = exists().where(
        shown.c.account == outbox.c.account, shown.c.slot == outbox.c.slot, shown.c.occasion == outbox.c.occasion,
        shown.c.number > 0,
    )  # fmt: skip
    asks = (outbox.c.occasion != "review") & ~outbox.c.occasion.startswith("login-")
    named = (outbox.c.account == account.id) & live & (asks | numbered)
    query = select(outbox.c.slot, outbox.c.occasion).where(named)
    with account.read() as connection:
        row = connection.execute(query.order_by(outbox.c.id.desc()).limit(1)).first()
    return (row.slot, row.occasion) if row is not None else None


def named_by(account: Account, slot: date, occasion: str) -> list[Shown]:
    """What a mail named under a number, in order."""
    mine = (shown.c.account == account.id) & (shown.c.slot == slot) & (shown.c.occasion == occasion)
    columns = (shown.c.number, shown.c.kind, subject_of(shown), shown.c.day)
    with account.read() as connection:
        rows = connection.execute(select(*columns).where(mine, shown.c.number > 0).order_by(shown.c.number))
        return [Shown(*row) for row in rows]


def told_by(account: Account, slot: date, occasion: str) -> tuple[int, int]:
    """What was new in a mail: entries of the journal after the first number, up to the second."""
    digests = (outbox.c.account == account.id) & (outbox.c.occasion == "digest")
    mine = select(outbox.c.id, outbox.c.entry).where(digests, outbox.c.slot == slot)
    with account.read() as connection:
        row = connection.execute(mine).first() if occasion == "digest" else None
        if row is None:
            return 0, 0
        sent = digests & (outbox.c.state == "sent") & (outbox.c.id < row.id)
        before = connection.execute(select(func.max(outbox.c.entry)).where(sent)).scalar()
    return before or 0, row.entry or 0


def was_made(account: Account, slot: date, occasion: str) -> bool:
    """Whether there is such a mail."""
    which = (outbox.c.account == account.id) & (outbox.c.slot == slot) & (outbox.c.occasion == occasion)
    with account.read() as connection:
        return connection.execute(select(outbox.c.id).where(which)).first() is not None


def newest_acknowledged(account: Account) -> int:
    """The number of the newest answer that a mail acknowledges; it acknowledges those before it, too."""
    which = (outbox.c.account == account.id) & outbox.c.occasion.startswith("answer-")
    with account.read() as connection:
        found = connection.execute(
            select(outbox.c.occasion).where(which).order_by(outbox.c.id.desc()).limit(1)
        ).scalar()
    return int(found.partition("-")[2]) if found is not None else 0


def content(account: Account, slot: date, occasion: str) -> bytes | None:
    """The bytes of a mail, while they are kept."""
    which = (outbox.c.account == account.id) & (outbox.c.slot == slot) & (outbox.c.occasion == occasion)
    with account.read() as connection:
        found = connection.execute(select(outbox.c.content).where(which)).scalar()
    return bytes(found) if found is not None else None
