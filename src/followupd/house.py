"""Everything one account needs, opened; and one round of its work: read, decide, write, remember."""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from followupd import shelf
from followupd.book.reading import read
from followupd.calendar.build import build
from followupd.calendar.file import write
from followupd.calendar.items import items
from followupd.calendar.versions import versions
from followupd.delivery import outbox
from followupd.delivery.maildir import Maildir
from followupd.delivery.secrets import smtp_password
from followupd.delivery.smtp import Smtp
from followupd.delivery.transport import Transport
from followupd.digest import message
from followupd.digest.contents import contents
from followupd.digest.parts import Digest, Occasion
from followupd.journal import plans
from followupd.journal.database import PERSONAL, Account, open_account
from followupd.model import Agenda, Book, Contact, Letter
from followupd.planner import Planner
from followupd.planning import slots
from followupd.settings import Settings
from followupd.shelf import InForce
from followupd.words import speaking

log = logging.getLogger(__name__)

MOST_TROUBLES = 5


@dataclass(frozen=True, slots=True)
class Round:
    """What one round did, for those who watch."""

    delivered: tuple[outbox.Posted, ...]
    slot: date | None
    next_digest: datetime
    calendar_written: bool
    calendar_trouble: str
    faults: int


@dataclass(frozen=True, slots=True)
class House:
    """One account at work. `now` is always handed in; nothing here looks at a clock."""

    settings: Settings
    account: Account
    transport: Transport

    @property
    def planner(self) -> Planner:
        return Planner(self.account, self.settings)

    @property
    def calendar_path(self) -> Path | None:
        file = self.settings.calendar.file
        return self.settings.path(file) if file else None

    def tick(self, now: datetime) -> Round:
        """One round. Without news it costs a few look-ups, however many contacts there are."""
        outbox.settle_interrupted(self.account, self.transport, now)
        in_force = shelf.current(self.account, self.settings)
        served = outbox.last_slot(self.account)
        slot = slots.due(now, self.settings.digest.at, self.settings.digest.weekdays, self.settings.zone, served)
        written, trouble = False, ""
        if slot is not None or self.planner.is_stale(in_force, now) or self._calendar_is_behind():
            book, agenda, key = self.planner.make_and_store(in_force, now)
            if slot is not None:
                self._post(book, agenda, in_force, slot, served, now)
            written, trouble = self._write_calendar(book, agenda, key, now)
        delivered = outbox.deliver(self.account, self.transport, self.sender, self.settings.person.email, now)
        following = self._next_digest(now, slot or served)
        return Round(tuple(delivered), slot, following, written, trouble, len(in_force.faults))

    @property
    def sender(self) -> str:
        return self.settings.mail.sender or self.settings.person.email

    def _next_digest(self, now: datetime, served: date | None) -> datetime:
        digest = self.settings.digest
        return slots.next_instant(now, digest.at, digest.weekdays, self.settings.zone, served)

    def digest(self, book: Book, agenda: Agenda, in_force: InForce, slot: date, served: date | None) -> Digest:
        """The digest of a slot as it would be now, in the person's language."""
        settings = self.settings
        troubles = outbox.troubles(self.account)[:MOST_TROUBLES]  # the others wait for the next digest
        until = max(slots.following(slot, settings.digest.weekdays) - timedelta(days=1), agenda.today)
        occasion = Occasion(
            slot=slot, until=until, zone=settings.zone, person=settings.person.name, previous=served,
            told_until=slots.following(served, settings.digest.weekdays) - timedelta(days=1) if served else None,
            lookahead=settings.digest.lookahead, birthday_lead=settings.digest.birthday_lead, faults=in_force.faults,
            where=(lambda contact: contact.file) if in_force.faults else self.where,
            troubles=[(one.slot, one.state, one.answer or "") for one in troubles],
        )  # fmt: skip
        with speaking(settings.person.language):
            return contents(agenda, book, occasion)

    def where(self, contact: Contact) -> str:
        """The place of a contact in the book, "contacts.toml:14"."""
        line = read(self.settings.path(contact.file), contact.file).line("contact", contact.record, ())
        return f"{contact.file}:{line}" if line else contact.file

    def letter(self, digest: Digest, now: datetime) -> Letter:
        person = self.settings.person
        with speaking(person.language):
            local = now.astimezone(self.settings.zone)
            return message.letter(digest, PERSONAL, person.name, person.email, self.sender, local)

    def calendar(self, book: Book, agenda: Agenda, now: datetime) -> bytes:
        with speaking(self.settings.person.language):
            found = list(items(agenda, book, self.settings.person.email))
            return build(found, versions(self.account, found, now))

    def _post(
        self, book: Book, agenda: Agenda, in_force: InForce, slot: date, served: date | None, now: datetime
    ) -> None:
        digest = self.digest(book, agenda, in_force, slot, served)
        if digest.is_empty and self.settings.digest.when_empty == "silent":
            outbox.keep_silent(self.account, slot, now)
            return
        shown = [outbox.Shown(one.number, one.kind, one.subject, one.day) for one in digest.items]
        outbox.post(self.account, slot, self.letter(digest, now), digest.subject, shown, digest.tells, now)

    def _calendar_is_behind(self) -> bool:
        path = self.calendar_path
        return path is not None and (not os.path.exists(path) or not plans.calendar_is_written(self.account))

    def _write_calendar(self, book: Book, agenda: Agenda, key: str, now: datetime) -> tuple[bool, str]:
        """Whether it was written anew, and what went wrong. A calendar is no reason to keep the mail back."""
        if self.calendar_path is None:
            return False, ""
        try:
            written = write(self.calendar_path, self.calendar(book, agenda, now))
        except OSError as error:
            log.error("%s: %s", self.calendar_path, error.strerror)  # the next tick tries again
            return False, f"{self.calendar_path}: {error.strerror}"
        plans.mark_calendar_written(self.account, key)
        return written, ""


def transport_for(settings: Settings) -> Transport:
    mail = settings.mail
    if mail.transport == "maildir" or mail.smtp is None:
        return Maildir(settings.path(mail.maildir))
    smtp = mail.smtp
    file = settings.path(smtp.password_file) if smtp.password_file else None
    return Smtp(
        smtp.host, smtp.port, smtp.security, smtp.username, lambda: smtp_password(file),
        settings.path(smtp.ca_file) if smtp.ca_file else None,
    )  # fmt: skip


@contextmanager
def opened(settings: Settings) -> Iterator[House]:
    """A house with its database open, for the length of a block."""
    account = open_account(settings.database_url)
    try:
        yield House(settings, account, transport_for(settings))
    finally:
        account.close()
