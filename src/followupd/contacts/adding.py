"""Adding to the book from outside an editor: what is there stays as it was, and only a good book is written."""

import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from followupd.config.atomic import Meanwhile, make_folder, one_at_a_time, replace
from followupd.config.fingerprint import expand
from followupd.config.settings import Settings
from followupd.contacts import current
from followupd.contacts.append import Keys, appended
from followupd.contacts.load import load
from followupd.contacts.records import identity
from followupd.errors import CallError, InputError
from followupd.store import books
from followupd.store.database import Account
from followupd.text.catalog import _

ATTEMPTS = 5


def add_contact(account: Account, settings: Settings, keys: Keys, named: str | None = None) -> Path:
    """Adds a contact to a file of the book, the first that can be added to unless one is `named`, and returns the file.

    Raises CallError or InputError where that makes no good book, OSError where the file cannot be written.
    """
    made = ready_book(account, settings)
    taken = {contact.id for contact in current.current(account, settings).book().contacts} if not made else set()
    try:
        if identity(keys) in taken:
            raise CallError(_('"%s" is in your book already; give the new one an --id of its own') % identity(keys))
        return add_records(account, settings, "contact", [keys], named, (".toml", ".csv"))
    except BaseException:
        for file in made:
            if not file.stat().st_size:
                file.unlink()
        raise


def add_records(
    account: Account, settings: Settings, table: str, several: Sequence[Keys], named: str | None,
    endings: tuple[str, ...],
) -> Path:  # fmt: skip
    """Adds records to a file of the book, when that makes a good book. Raises CallError or InputError otherwise."""
    if faults := current.current(account, settings).faults:
        raise InputError(faults)
    files = [Path(path) for path, _name in expand(settings.contacts.files, settings.config_file.parent)]
    path = _file_to_add_to(named, files, settings.path, endings)
    edit(account, settings, path, lambda content: appended(path, content, table, several))
    return path


def edit(account: Account, settings: Settings, path: Path, change: Callable[[bytes], bytes]) -> None:
    """Changes a file of the book, when that makes a good book. Raises CallError otherwise.

    The file may be edited by others: it is written only while it holds what was read, and read again when not.
    """
    target = path.resolve()  # a symbolic link stays one
    base, before = settings.config_file.parent, books.last_good_with_origin(account, settings.zone)
    with one_at_a_time(target.parent):
        for _time in range(ATTEMPTS):
            content = target.read_bytes()
            fresh = change(content)
            if faults := load(settings.contacts.files, base, settings.zone, {path: fresh}, before).faults:
                raise CallError("\n".join(fault.message for fault in faults))
            with suppress(Meanwhile):
                replace(target, fresh, instead_of=content)
                return
    raise CallError(_("%s is being changed by another program; nothing was added. Try again in a moment.") % path)


def ready_book(account: Account, settings: Settings) -> list[Path]:
    """Creates the missing .toml files of the config when no book has held anybody yet. Returns those created."""
    made: list[Path] = []
    if books.kept(account) is None or not books.last_good(account, settings.zone).contacts:
        for name, _called in expand(settings.contacts.files, settings.config_file.parent):
            if name.endswith(".toml") and not os.path.exists(name):
                make_folder(Path(name).parent)
                replace(Path(name), b"")
                made.append(Path(name))
    return made


def _file_to_add_to(
    named: str | None, files: list[Path], resolve: Callable[[str], Path], endings: tuple[str, ...]
) -> Path:  # fmt: skip
    if named is not None:
        wanted = resolve(named)
        if wanted not in files and Path(named).absolute() not in files:
            raise CallError(_("%s is not one of your contacts files") % named)
        return wanted if wanted in files else Path(named).absolute()
    for path in files:
        if path.suffix in endings:
            return path
    kinds = " / ".join(endings)
    raise CallError(_("none of your contacts files is a %s, so there is nowhere to add to") % kinds)
