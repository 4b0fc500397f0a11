"""The book in force: read anew when its files change, and the last good one when they are broken, suddenly empty, or
have lost many people, until the person says that this is meant."""

import logging
import os
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from followupd import __version__
from followupd.config.fingerprint import expand, fingerprints
from followupd.config.settings import Settings
from followupd.contacts import identities
from followupd.domain.book import Book, Contact
from followupd.domain.marks import known_by
from followupd.errors import Fault, InputError
from followupd.store import books, forgetting, outbox, plans
from followupd.store.database import Account
from followupd.text import catalog
from followupd.text.catalog import _, ngettext
from followupd.text.sanitize import one_line

if TYPE_CHECKING:  # the reader is loaded when a file has changed
    from followupd.contacts.load import Loaded

log = logging.getLogger(__name__)

QUIET = timedelta(seconds=2)
"""How long a file must be unchanged before the daemon reads it: a program may still be writing."""
MANY, SHARE = 5, 0.25
"""When at least this many contacts and more than this share of all are missing, the user is asked if that is meant."""
ASKED_FOR = timedelta(days=1)
"""How long after a digest asked about them the missing contacts are taken out of the book."""


@dataclass(frozen=True, slots=True)
class CurrentBook:
    """A book, how its files look, and the faults that keep a newer version from taking over.

    `book` is read only when somebody asks for it: a tick without news never does. `asks`: nothing is wrong with the
    files, but many people are gone, and the fault is the question whether that is meant.
    """

    account: Account
    zone: ZoneInfo
    sources: str
    digest: str
    faults: tuple[Fault, ...]
    fresh: Book | None = None
    asks: bool = False

    def book(self) -> Book:
        """The book itself; the last good one is read when it is first asked for."""
        return self.fresh if self.fresh is not None else books.last_good(self.account, self.zone)


def current(
    account: Account, settings: Settings, now: datetime | None = None, *, patient: bool = False, keep: bool = True
) -> CurrentBook:  # fmt: skip
    """The book to work with. Raises InputError only when the files are wrong and there is no good book yet.

    With `now`, a book that lost many people takes over once a digest has asked and a day has passed. `patient`: files
    that changed within the last two seconds are left for the next time. Without `keep` nothing is written: the next
    round reads the files again.
    """
    base = settings.config_file.parent
    seen = fingerprints(settings.contacts.files, base)
    kept = books.kept(account)
    read_as = _read_as(settings, seen)
    asked = kept is not None and now is not None and _was_asked(account, kept.held_since, now)
    if kept is not None:
        known = CurrentBook(account, settings.zone, seen, kept.digest, kept.faults, asks=kept.held_since is not None)
        if kept.sources == read_as and not asked:
            return known
        if patient and now is not None and is_being_saved(settings, now):
            return known
    last_good = books.last_good_with_origin(account, settings.zone) if kept is not None else None
    loaded = as_the_files_are(settings, last_good, unwanted(account))
    before = last_good[0] if last_good is not None else None
    faults = loaded.faults or tuple(_suddenly_empty(loaded, before))
    gone = _many_gone(loaded, before) if not faults and before is not None else []
    about = frozenset(contact.id for contact in gone)
    answered = asked and kept is not None and about <= kept.held_for
    if not faults and (not gone or answered):
        kept = _take_over(account, read_as, loaded) if keep else books.as_kept(read_as, loaded.book)
        log.info("contacts read: %d; events: %d", len(loaded.book.contacts), len(loaded.book.events))
        return CurrentBook(account, settings.zone, seen, kept.digest, (), loaded.book)
    if kept is None or before is None:
        raise InputError(faults)
    if gone:
        faults = (_question(gone, before),)
    for fault in (*faults, *loaded.left_out):
        log.warning("%s", fault)
    if not keep:
        return CurrentBook(account, settings.zone, seen, kept.digest, faults, before, asks=bool(gone))
    if not gone:
        books.keep_faults(account, read_as, faults)
    elif now is not None:  # a command that only looks leaves it to the next round to ask
        since = kept.held_since if kept.held_since is not None and about <= kept.held_for else now
        books.keep_faults(account, read_as, faults, since, about)
    return CurrentBook(account, settings.zone, seen, kept.digest, faults, before, asks=bool(gone))


def accept(account: Account, settings: Settings) -> Book:
    """The book as it stands in the files takes over, however many people are gone. Raises InputError for faults."""
    loaded = as_the_files_are(settings, unwanted=unwanted(account))
    if loaded.faults:
        raise InputError(loaded.faults)
    seen = fingerprints(settings.contacts.files, settings.config_file.parent)
    _take_over(account, _read_as(settings, seen), loaded)
    plans.forget(account)
    return loaded.book


def _take_over(account: Account, read_as: str, loaded: "Loaded") -> books.Kept:
    identities.settle(account, loaded.book.contacts, loaded.fresh)
    return books.keep(account, read_as, loaded.book, loaded.origin)


def _read_as(settings: Settings, seen: str) -> str:
    """What a reading depends on: local times are read in the person's zone, and another version may read more."""
    return f"{settings.person.timezone} {__version__} {seen}"


def unwanted(account: Account) -> Callable[[Contact], bool]:
    """Whether somebody was to be forgotten, by what a card says of them."""
    is_forgotten = forgetting.known(account)
    return lambda one: is_forgotten(known_by(one.name, one.emails, one.url, one.vcard_uid))


def as_the_files_are(
    settings: Settings, before: tuple[Book, books.Origin] | None = None,
    unwanted: Callable[[Contact], bool] = lambda _contact: False,
) -> "Loaded":  # fmt: skip
    """What stands in the files now, whether or not it is in force. Of a book `before` only what has changed is read."""
    from followupd.contacts.load import Loaded, load

    try:
        return load(settings.contacts.files, settings.config_file.parent, settings.zone, before=before,
                    unwanted=unwanted)  # fmt: skip
    except Exception as error:
        log.exception("the contacts could not be read")
        said = one_line(f"{type(error).__name__}: {error}")[:200]
        return Loaded(Book(), (Fault(", ".join(settings.contacts.files), None, _("cannot be read: %s") % said),), ())


def is_being_saved(settings: Settings, now: datetime) -> bool:
    """Whether a file of the book changed within the last two seconds, so that a program may still be writing."""
    for path, _name in expand(settings.contacts.files, settings.config_file.parent):
        try:
            age = now.timestamp() - os.stat(path).st_mtime
        except (OSError, ValueError):
            continue
        if 0 <= age < QUIET.total_seconds():
            return True
    return False


def _was_asked(account: Account, since: datetime | None, now: datetime) -> bool:
    """Whether a digest that asks about the people who are gone got through, and a day has passed since then."""
    return since is not None and outbox.has_sent_between(account, since, now - ASKED_FOR)


def _many_gone(loaded: "Loaded", before: Book) -> list[Contact]:
    """The contacts that are missing, if they are many: likely a mishap, such as a half-saved file."""
    there = {contact.id for contact in loaded.book.contacts}
    gone = [contact for contact in before.contacts if contact.id not in there]
    return gone if len(gone) >= MANY and len(gone) > SHARE * len(before.contacts) else []


def _question(gone: list[Contact], before: Book) -> Fault:
    files = ", ".join(sorted({contact.file for contact in gone}))
    said = _(
        "%(many)d of %(all)d people are gone, among them %(names)s. They stay in your plan until a day after this was "
        "asked by mail; if it is meant: followupd check --accept"
    )
    names = catalog.listing([contact.name for contact in gone[:3]])
    return Fault(files, None, said % {"many": len(gone), "all": len(before.contacts), "names": names})


def _suddenly_empty(loaded: "Loaded", before: Book | None) -> list[Fault]:
    """Faults for files that held people and hold none now: likely a mishap, unless the file says `contact = []`."""
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
