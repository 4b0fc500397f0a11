"""Opening a database: made where there is none, and brought up to date by whoever may write."""

from pathlib import Path

from sqlalchemy import Connection, Engine, insert, select
from sqlalchemy.exc import IntegrityError

from followupd.errors import AlreadyRunning, StateError
from followupd.store.database import (
    PERSONAL,
    Account,
    connect,
    copy_beside,
    named_faults,
    revision,
    writing,
)
from followupd.store.lock import only_one
from followupd.store.people import new_id
from followupd.store.tables import REVISION, accounts
from followupd.text.catalog import _


def open_account(url: str, name: str = PERSONAL, *, upgrade: bool = True) -> Account:
    """Opens a database, and makes it when there is none. One that is up to date is opened without a write.

    One of an older version is brought up to date when `upgrade` is set and no other followupd is at work with it.
    Raises StateError, naming the database and the mend.
    """
    engine = connect(url)
    try:
        return _opened(engine, name, upgrade)
    except BaseException:
        engine.dispose()  # the file may be another one when it is opened again
        raise


def _opened(engine: Engine, name: str, upgrade: bool) -> Account:
    with named_faults(engine):
        with engine.connect() as connection:
            found = revision(connection)
        if found is None:
            with writing(engine) as connection:
                migrate(connection)
        elif found != REVISION:
            if found > REVISION:
                raise StateError(_("the database was made by a newer followupd; install that version or a newer one"))
            if not upgrade:
                raise StateError(
                    _("the database is of an older version; followupd run, or followupd once, brings it up to date")
                )
            _bring_up_to_date(engine, name)
        return Account(engine, _account_id(engine, name))


def _bring_up_to_date(engine: Engine, name: str) -> None:
    """The lock is taken first: a daemon of the older version would work on with tables it does not know."""
    account = Account(engine, _account_id(engine, name))
    try:
        with only_one(account):
            with engine.connect() as connection:
                if revision(connection) == REVISION:  # somebody else was quicker
                    return
            if account.file is not None:
                copy_beside(account.file, f"before-{REVISION}")
            with writing(engine) as connection:
                migrate(connection)
    except AlreadyRunning:
        raise StateError(
            _("the database is of an older version, and so is the followupd at work with it: restart that one first")
        ) from None


def migrate(connection: Connection, upto: str = REVISION) -> None:
    """Brings the tables to a migration, the newest by default, within the transaction of a writer."""
    if revision(connection) == upto:
        return
    # Alembic costs a third of a second to load, so it is loaded only when there is something to do.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, upto)


def _account_id(engine: Engine, name: str) -> int:
    with engine.connect() as connection:
        found = connection.execute(select(accounts.c.id).where(accounts.c.name == name)).scalar()
    if found is not None:
        return int(found)
    try:
        with writing(engine) as connection:
            key = connection.execute(insert(accounts).values(name=name, identity=new_id())).inserted_primary_key
            assert key is not None  # noqa: S101 - an INSERT of one row always has one
            return int(key[0])
    except IntegrityError:  # somebody else made it at the same moment
        return _account_id(engine, name)
