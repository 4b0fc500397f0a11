"""What was noticed by itself: the keys by which it counts once, and forgetting it, the one thing that ever leaves the
journal."""

import hashlib
import hmac

from sqlalchemy import delete, func, or_, select, update

from followupd.domain.journal import MAIL, NOTICED, Source
from followupd.store.accounts import look_soon, make_secret, secret
from followupd.store.answer_tables import mailboxes
from followupd.store.database import Account, Transaction
from followupd.store.tables import accounts, commands, entries

_KEYS: dict[Source, str] = {"mail": "notice/", "meeting": "meeting/"}
_USES: dict[Source, tuple[str, ...]] = {"mail": ("sent", "received"), "meeting": ("meetings",)}


def key(account: Account, source: Source, *identity: str) -> str:
    """The key of a mail or a meeting with a contact: a keyed hash, which tells nothing of it."""
    make_secret(account)
    hashed = hmac.digest(secret(account).encode(), "/".join(("notice", *identity)).encode(), hashlib.sha256)
    return f"{_KEYS[source]}{hashed.hex()[:40]}"


def forget_noticed(connection: Transaction, account: Account, source: Source) -> None:
    """Deletes with whom there was contact and when, as that source told it, the keys of those mails or meetings, and
    how far it was read. The summaries are made anew from what is left."""
    noticed = or_(
        (entries.c.type == "notice") & (func.coalesce(entries.c.about, MAIL) == source),
        entries.c.about.in_(NOTICED) & (entries.c.kind == source),
    )
    if source == MAIL:
        noticed = or_(noticed, entries.c.type == "wrote")
    noticed &= entries.c.account == account.id
    undone = entries.c.undoes.in_(select(entries.c.id).where(noticed))
    connection.execute(delete(entries).where(entries.c.account == account.id, undone))
    connection.execute(delete(entries).where(noticed))
    keys = (commands.c.account == account.id) & commands.c.key.startswith(_KEYS[source])
    connection.execute(delete(commands).where(keys))
    connection.execute(delete(mailboxes).where(mailboxes.c.account == account.id, mailboxes.c.use.in_(_USES[source])))
    connection.execute(update(accounts).where(accounts.c.id == account.id).values(summaries=None))
    look_soon(connection, account)
