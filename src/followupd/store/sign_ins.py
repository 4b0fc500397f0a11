"""What a sign-in at a provider gave: tokens, until when they are good, and what is wrong with it."""

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select, update

from followupd.store.database import Account
from followupd.store.tables import sign_ins


@dataclass(frozen=True, slots=True)
class SignIn:
    """`username` is who signed in, `tokens` what the library keeps. Instants are in UTC; `trouble` says, in words, that
    the provider lets us in no more."""

    username: str
    tokens: str
    access_token: str
    renew_at: datetime
    good_until: datetime
    failing_since: datetime | None = None
    trouble: str | None = None


def kept(account: Account) -> SignIn | None:
    """The sign-in of an account; None before the first."""
    query = select(*(sign_ins.c[name] for name in SignIn.__slots__)).where(sign_ins.c.account == account.id)
    with account.read() as connection:
        row = connection.execute(query).first()
    return SignIn(*row) if row is not None else None


def keep(account: Account, found: SignIn) -> None:
    """Writes a sign-in down, in the place of the one before."""
    with account.write() as connection:
        connection.execute(delete(sign_ins).where(sign_ins.c.account == account.id))
        connection.execute(insert(sign_ins).values(account=account.id, **asdict(found)))


def failed(account: Account, trouble: str, now: datetime) -> None:
    """The provider lets us in no more, since now or since it was first seen."""
    mine = sign_ins.c.account == account.id
    with account.write() as connection:
        first = mine & sign_ins.c.failing_since.is_(None)
        connection.execute(update(sign_ins).where(first).values(failing_since=now))
        connection.execute(update(sign_ins).where(mine).values(trouble=trouble))
