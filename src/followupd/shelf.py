"""The book in force: read anew when its files change, and the last good one when they are broken or suddenly empty."""

import logging
from collections import Counter
from dataclasses import dataclass

from followupd import __version__
from followupd.book.files import looks
from followupd.book.load import Loaded, load
from followupd.errors import Fault, InputError
from followupd.journal import books
from followupd.journal.database import Account
from followupd.model import Book
from followupd.settings import Settings
from followupd.words import _, ngettext

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class InForce:
    """A book, how its files look, and the faults that keep a newer version from taking over.

    `book` is read only when somebody asks for it: a tick without news never does.
    """

    account: Account
    sources: str
    digest: str
    faults: tuple[Fault, ...]
    fresh: Book | None = None

    def book(self) -> Book:
        return self.fresh if self.fresh is not None else books.last_good(self.account)


def current(account: Account, settings: Settings) -> InForce:
    """The book to work with now. Raises InputError only when the files are wrong and there is no good book yet."""
    base = settings.config_file.parent
    seen = looks(settings.contacts.files, base)
    kept = books.kept(account)
    # Local times are read in the person's zone, and another version may read more.
    read_as = f"{settings.person.timezone} {__version__} {seen}"
    if kept is not None and kept.sources == read_as:
        return InForce(account, seen, kept.digest, kept.faults)
    loaded = load(settings.contacts.files, base, settings.zone)
    before = books.last_good(account) if kept is not None else None
    faults = loaded.faults or tuple(_suddenly_empty(loaded, before))
    if not faults:
        kept = books.keep(account, read_as, loaded.book)
        log.info("contacts read: %d; events: %d", len(loaded.book.contacts), len(loaded.book.events))
        return InForce(account, seen, kept.digest, (), loaded.book)
    if kept is None:
        raise InputError(faults)
    for fault in faults:
        log.warning("%s", fault)
    books.keep_faults(account, read_as, faults)
    return InForce(account, seen, kept.digest, faults, before)


def _suddenly_empty(loaded: Loaded, before: Book | None) -> list[Fault]:
    """Files that held people and hold none now: rather a mishap than a wish. `contact = []` says it is one."""
    if before is None:
        return []
    had = Counter(contact.file for contact in before.contacts)
    faults = []
    for source in loaded.sources:
        if had[source.name] and not any(source.of("contact")) and not source.says_empty:
            gone = had[source.name]
            said = ngettext("it held %d contact and is empty now", "it held %d contacts and is empty now", gone) % gone
            mend = _("; the last good version is used. If that is meant, write: contact = []")
            faults.append(Fault(source.name, None, said + mend))
    meant = any(source.says_empty for source in loaded.sources)
    if not faults and before.contacts and not loaded.book.contacts and not meant:
        faults.append(Fault(", ".join(sorted(had)), None, _("all contacts are gone; the last good version is used")))
    return faults
