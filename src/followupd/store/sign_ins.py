"""What a sign-in at a provider gave: tokens, until when they are good, and what is wrong with it."""

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import delete, exists, insert, or_, select, update

from followupd.store.database import Account
from followupd.store.tables import outbox, sign_ins


@dataclass(frozen=True, slots=True)
class SignIn:
    """`application` is by which one, and where, the person signed in; `username` who that is, as the provider says;
    `tokens` what the library keeps; `trouble` that the provider lets us in no more, in words. Instants are in UTC."""

    application: str
    username: str
    tokens: str
    access_token: str
    made_at: datetime
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


def lost(account: Account) -> tuple[datetime, str] | None:
    """Since when the provider lets us in no more, and the trouble in words; None while it does."""
    known = kept(account)
    return (known.failing_since, known.trouble) if known and known.failing_since and known.trouble else None


def keep(account: Account, found: SignIn) -> None:
    """The person has signed in: in the place of what was there."""
    with account.write() as connection:
        connection.execute(delete(sign_ins).where(sign_ins.c.account == account.id))
        connection.execute(insert(sign_ins).values(account=account.id, **asdict(found)))


def renew(account: Account, before: SignIn, found: SignIn) -> bool:
    """In the place of the one `before`; False when that is not the newest any more, because the person has signed in,
    or another process renewed it, meanwhile."""
    mine = (sign_ins.c.account == account.id) & (sign_ins.c.tokens == before.tokens)
    with account.write() as connection:
        return connection.execute(update(sign_ins).where(mine).values(**asdict(found))).rowcount == 1


def failed(account: Account, before: SignIn, trouble: str, now: datetime) -> bool:
    """The provider lets us in no more, since now or since it was first seen; False as for `renew`."""
    mine = (sign_ins.c.account == account.id) & (sign_ins.c.tokens == before.tokens)
    since = sign_ins.c.failing_since
    with account.write() as connection:
        # A time that is still to come was written by a clock that was ahead.
        connection.execute(update(sign_ins).where(mine, or_(since.is_(None), since > now)).values(failing_since=now))
        return connection.execute(update(sign_ins).where(mine).values(trouble=trouble)).rowcount == 1


def is_told(account: Account, since: datetime, warning: str) -> bool:
    """Whether a mail has told of a trouble: its own (`warning` is the occasion), or a digest that was made after it."""
    alive = outbox.c.state.in_(("pending", "sending", "sent"))
    digest = alive & (outbox.c.occasion == "digest") & (outbox.c.created_at > since)
    mine = (outbox.c.account == account.id) & or_(digest, outbox.c.occasion == warning)
    with account.read() as connection:
        return bool(connection.execute(select(exists().where(mine))).scalar())
