"""The calendar as it is served: its bytes, made when something changed, and the secret part of its address."""

import hashlib
import secrets

from sqlalchemy import delete, insert, select

from followupd.store.database import Account
from followupd.store.tables import feed_keys, feeds


def keep(account: Account, contents: dict[str, bytes]) -> None:
    """The calendars to serve, by name; what is not among them is served no more."""
    tags = {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()}
    with account.read() as connection:
        rows = connection.execute(select(feeds.c.name, feeds.c.etag).where(feeds.c.account == account.id))
        if {row.name: row.etag for row in rows} == tags:
            return
    new = [
        {"account": account.id, "name": name, "etag": tags[name], "content": content}
        for name, content in contents.items()
    ]
    with account.write() as connection:
        connection.execute(delete(feeds).where(feeds.c.account == account.id))
        if new:
            connection.execute(insert(feeds), new)


def etag(account: Account, name: str) -> str | None:
    """The hash of a calendar's bytes (RFC 9110 §8.8.3); None for one that is not served."""
    query = select(feeds.c.etag).where(feeds.c.account == account.id, feeds.c.name == name)
    with account.read() as connection:
        return connection.execute(query).scalar()


def content(account: Account, name: str) -> tuple[str, bytes] | None:
    """A calendar's hash and its bytes."""
    query = select(feeds.c.etag, feeds.c.content).where(feeds.c.account == account.id, feeds.c.name == name)
    with account.read() as connection:
        row = connection.execute(query).one_or_none()
    return (row.etag, row.content) if row is not None else None


def key(account: Account, *, renew: bool = False) -> str:
    """The secret of the addresses; made when it is first asked for, and made anew to revoke the one before."""
    with account.write() as connection:
        query = select(feed_keys.c.key).where(feed_keys.c.account == account.id)
        known = connection.execute(query).scalar()
        if known is not None and not renew:
            return str(known)
        made = secrets.token_urlsafe(32)
        connection.execute(delete(feed_keys).where(feed_keys.c.account == account.id))
        connection.execute(insert(feed_keys).values(account=account.id, key=made))
    return made


def is_key(account: Account, given: str) -> bool:
    """Whether this is the secret, compared in a time that does not tell how much of it is right."""
    query = select(feed_keys.c.key).where(feed_keys.c.account == account.id)
    with account.read() as connection:
        known = connection.execute(query).scalar()
    return known is not None and secrets.compare_digest(str(known).encode(), given.encode())
