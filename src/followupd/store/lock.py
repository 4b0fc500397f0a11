"""One followupd at a time for each database. The lock goes with the process, however it ends."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock
from typing import Protocol

from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from followupd.config.atomic import give_to_owner
from followupd.errors import AlreadyRunning, StateError
from followupd.store.database import Account, lock_path, named_faults
from followupd.text.catalog import _
from followupd.text.causes import cause

_ADVISORY_KEY = 0x666F6C6C  # "foll"
_NOTICED_WITHIN = 1000
"""Milliseconds in which a server notices that a process was killed, and frees its lock."""
_LOCK_NOT_AVAILABLE = "55P03"
"""SQLSTATE (PostgreSQL, appendix A)."""


class Held(Protocol):
    def check(self) -> None:
        """Makes sure that the lock is still held. Raises AlreadyRunning when somebody else has it now."""
        ...


@contextmanager
def only_one(account: Account) -> Iterator[Held]:
    """Holds the lock for the block. Raises AlreadyRunning when another process has it, on PostgreSQL a second later."""
    path = account.file
    held = _FileLock(path) if path else _SessionLock(account)
    try:
        yield held
    finally:
        held.release()


class _FileLock:
    def __init__(self, database: Path) -> None:
        path = lock_path(database)
        self._database, self._known = database, _identity(database)
        try:
            self._handle = os.open(path, os.O_CREAT | os.O_RDWR | os.O_NOFOLLOW, 0o600)
            give_to_owner(path.parent, self._handle)
        except OSError as error:
            raise StateError(f"{path}: {cause(error)}") from None
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(self._handle, 20, 0).decode("ascii", "replace").strip() or "?"
            os.close(self._handle)
            said = _("followupd is already at work here (process %s) and does this by itself") % holder
            raise AlreadyRunning(said) from None
        os.ftruncate(self._handle, 0)
        os.pwrite(self._handle, str(os.getpid()).encode(), 0)

    def check(self) -> None:
        """The kernel keeps a file's lock as long as the process lives; the database may be taken away from under it.

        Raises StateError then: what is written would go nowhere.
        """
        if _identity(self._database) != self._known:
            said = _("%s was deleted or replaced while followupd runs. Put a copy back, and start followupd anew")
            raise StateError(said % self._database)

    def release(self) -> None:
        os.close(self._handle)


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino


class _SessionLock:
    """A PostgreSQL session lock: it ends with its connection, and so is looked after at every tick."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._checking = Lock()  # rounds, deliveries and the calendar look after it, each in a thread of its own
        self._connection = self._take()

    def _take(self) -> Connection:
        with named_faults(self._account.engine):
            connection = self._account.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            keys = {"key": _ADVISORY_KEY, "account": self._account.id}
            connection.execute(text(f"SET lock_timeout = {_NOTICED_WITHIN}"))
            try:
                connection.execute(text("SELECT pg_advisory_lock(:key, :account)"), keys)
            except OperationalError as error:
                connection.invalidate()
                connection.close()
                if getattr(error.orig, "sqlstate", None) != _LOCK_NOT_AVAILABLE:
                    raise
            else:
                return connection
        raise AlreadyRunning(_("followupd is already at work on this database and does this by itself"))

    def check(self) -> None:
        with self._checking:
            try:
                self._connection.execute(text("SELECT 1"))
            except SQLAlchemyError:  # the server was restarted, or the line was cut
                self.release()
                self._connection = self._take()

    def release(self) -> None:
        # A connection goes back to a pool, so it is ended, and the lock with it; it may have been lost already. Given
        # back first, the lock is free at once: the server notices the end of a connection only a moment later.
        keys = {"key": _ADVISORY_KEY, "account": self._account.id}
        with suppress(SQLAlchemyError):
            self._connection.execute(text("SELECT pg_advisory_unlock(:key, :account)"), keys)
        with suppress(SQLAlchemyError):
            self._connection.invalidate()
        self._connection.close()
