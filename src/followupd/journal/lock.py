"""One followupd at a time for each database. The lock goes with the process, however it ends."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import text

from followupd.errors import AlreadyRunning, StateError
from followupd.journal.database import Account, named_faults, sqlite_path
from followupd.words import _

_ADVISORY_KEY = 0x666F6C6C  # "foll"


@contextmanager
def only_one(account: Account) -> Iterator[None]:
    """Holds the lock for the block. Raises AlreadyRunning at once when another process has it."""
    path = sqlite_path(account.engine.url.render_as_string(hide_password=False))
    with _file_lock(path.with_name(path.name + ".lock")) if path else _advisory_lock(account):
        yield


@contextmanager
def _file_lock(path: Path) -> Iterator[None]:
    try:
        handle = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
    except OSError as error:
        raise StateError(f"{path}: {error.strerror}") from None
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(handle, 20, 0).decode("ascii", "replace").strip() or "?"
            raise AlreadyRunning(
                _("followupd is already at work here (process %s) and does this by itself") % holder
            ) from None
        os.ftruncate(handle, 0)
        os.pwrite(handle, str(os.getpid()).encode(), 0)
        yield
    finally:
        os.close(handle)


@contextmanager
def _advisory_lock(account: Account) -> Iterator[None]:
    """A PostgreSQL session lock: it ends with the connection."""
    with (
        named_faults(account.engine),
        account.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection,
    ):
        keys = {"key": _ADVISORY_KEY, "account": account.id}
        if not connection.execute(text("SELECT pg_try_advisory_lock(:key, :account)"), keys).scalar():
            raise AlreadyRunning(_("followupd is already at work on this database and does this by itself"))
        try:
            yield
        finally:
            connection.execute(text("SELECT pg_advisory_unlock(:key, :account)"), keys)
