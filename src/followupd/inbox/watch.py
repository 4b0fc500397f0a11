"""Noticing: mail that the person sent to somebody of the book is contact; mail from them is told, and moves nothing.

Headers alone are read. Kept are who, on which day and which way, and a keyed hash of the Message-ID, so that a mail
counts once. Mail to or from many, lists and automatic mail do not count, and those who rest are not watched.
"""

import hashlib
import hmac
import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from followupd.actions.apply import apply
from followupd.actions.commands import Command, Log
from followupd.actions.notices import Noticed, Wrote
from followupd.config.settings import Settings
from followupd.domain.agenda import ContactState
from followupd.domain.book import Contact
from followupd.domain.journal import NO
from followupd.inbox.letter import Letter, letter
from followupd.inbox.mailbox import Mailbox
from followupd.mail.drafts.draft import Drafter, kind_for
from followupd.planning.needs import NOTHING_KNOWN
from followupd.practice.state import PracticeState
from followupd.store import accounts, mailboxes
from followupd.store.database import Account
from followupd.text.catalog import speaking

log = logging.getLogger(__name__)

FIRST_SCAN = timedelta(days=30)
MOST_ADDRESSES = 5
"""A mail to more people than this is to nobody in particular."""
LEARNT = 2
"""So many times taken back, and mail to somebody no longer counts as contact."""


@dataclass
class Watch:
    """What is noticed in one look. Nothing is when the person has said no to it."""

    account: Account
    settings: Settings
    practice_state: PracticeState
    login: str
    secret: str = field(init=False)
    contacts: Mapping[str, str] = field(init=False)
    """Whose each address is, folded; without those who rest."""
    told: set[tuple[str, date, str]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.secret = accounts.secret(self.account)
        states, today = self.practice_state.contact_states, self.practice_state.today
        awake = [contact for contact in self.practice_state.book.contacts
                 if not _rests(contact, states.get(contact.id, NOTHING_KNOWN), today)]  # fmt: skip
        self.contacts = {address.casefold(): contact.id for contact in awake for address in contact.emails}

    def look(self, box: Mailbox, folder: str, now: datetime) -> None:
        """Reads what is new in the folder of sent mail and in that of answers. Raises MailboxError."""
        if self.practice_state.noticing == NO or self.practice_state.rests(self.practice_state.today):
            return
        sent = self.settings.inbox.sent if self.settings.inbox is not None else None
        self._read(box, sent or box.sent_folder(), "sent", self._sent, now)
        self._read(box, folder, "received", self._received, now)

    def _read(
        self, box: Mailbox, folder: str, use: mailboxes.Use,
        commands: Callable[[Letter, datetime], Iterator[Command]], now: datetime,
    ) -> None:  # fmt: skip
        if not folder:
            return
        known = mailboxes.progress(self.account, f"{self.login}/{folder}", use)
        box.examine(folder)
        anew = known.uidvalidity != box.uidvalidity
        for header in box.headers_since((now - FIRST_SCAN).date()) if anew else box.headers_after(known.uid):
            read = letter(header.content)
            if not (anew and read.date is not None and read.date < now - FIRST_SCAN):
                self._count(read, read.message_id or f"{box.uidvalidity}/{header.uid}", commands, now)
        fresh = replace(known, uidvalidity=box.uidvalidity, uid=max(box.uidnext - 1, 0 if anew else known.uid))
        if fresh != known:
            mailboxes.keep(self.account, fresh, use)

    def _count(
        self, read: Letter, identity: str, commands: Callable[[Letter, datetime], Iterator[Command]], now: datetime
    ) -> None:  # fmt: skip
        if read.by_machine or len(read.recipients) > MOST_ADDRESSES:
            return
        for command in commands(read, min(read.date or now, now)):
            apply(self.account, command, now, self._key(identity, command.contact))

    def _key(self, identity: str, contact: str) -> str:
        keyed = hmac.digest(self.secret.encode(), f"notice/{identity}/{contact}".encode(), hashlib.sha256)
        return f"notice/{keyed.hex()[:40]}"

    def _sent(self, read: Letter, at: datetime) -> Iterator[Command]:
        """Contact with each of them, once a day; a thank-you, when it is the draft for it that was sent."""
        day = self._day(at)
        for who in self._known(read.recipients):
            summary = self.practice_state.summaries.get(who)
            last = self.practice_state.contacts[who].last
            if (who, day, "sent") in self.told or (summary is not None and summary.noticed.refused >= LEARNT):
                continue
            self.told.add((who, day, "sent"))
            if self._is_the_thanks(who, day, read.subject):
                yield Log(who, day, "thanks")
            elif (summary is None or day not in summary.touched) and (last is None or day > last):
                yield Noticed(who, day, believed=self.practice_state.noticing is not None)

    def _received(self, read: Letter, at: datetime) -> Iterator[Command]:
        day = self._day(at)
        for who in self._known(read.senders):
            summary = self.practice_state.summaries.get(who)
            if (who, day, "wrote") in self.told or (summary is not None and (summary.noticed.wrote or date.min) >= day):
                continue
            self.told.add((who, day, "wrote"))
            yield Wrote(who, day)

    def _known(self, addresses: tuple[str, ...]) -> list[str]:
        return list(dict.fromkeys(self.contacts[one] for one in addresses if one in self.contacts))

    def _day(self, at: datetime) -> date:
        return at.astimezone(self.settings.zone).date()

    def _is_the_thanks(self, who: str, day: date, subject: str) -> bool:
        """Whether a thank-you to them is open, and this is the subject of the draft that the digest has for it."""
        summary, state = self.practice_state.summaries.get(who), self.practice_state.contact_states.get(who)
        opened = summary.open if summary is not None else ()
        loop = next((one for one in opened if one.kind == "thanks" and one.opened <= day), None)
        due = state.obligations if state is not None else ()
        obligation = next((one for one in due if loop is not None and one.handle == loop.handle), None)
        if obligation is None:
            return False
        contact, drafter = self.practice_state.contacts[who], Drafter.of(self.settings)
        language = drafter.language_of(contact)
        with speaking(language):
            facts = drafter.facts(contact, self.practice_state, language, obligation, None)
            kind = kind_for(contact, self.practice_state, obligation)
            draft = drafter.always(kind, facts, formal=contact.tone == "formal", language=language)
        return " ".join(subject.split()).casefold() == " ".join(draft.subject.split()).casefold()


def _rests(contact: Contact, state: ContactState, today: date) -> bool:
    ends = [day for day in (contact.paused_until, state.paused_until) if day is not None]
    return (state.paused and state.paused_until is None) or any(day > today for day in ends)
