"""Noticing: mail that the person sent to somebody of the book is contact; mail from them is told, and moves nothing.

Headers alone are read. Kept are who, on which day and which way, and a keyed hash of the Message-ID, so that a mail
counts once. Mail to or from many, lists and automatic mail do not count, and those who rest are not watched.
"""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from followupd.actions.apply import apply
from followupd.actions.commands import Command, Log
from followupd.actions.notices import Noticed, Wrote
from followupd.config.settings import Settings
from followupd.domain.journal import MAIL
from followupd.inbox.letter import Letter, letter
from followupd.inbox.mailbox import Mailbox
from followupd.mail.drafts.draft import Drafter, kind_for
from followupd.practice.noticing import FIRST_SCAN, MOST_OTHERS, Watched
from followupd.practice.state import PracticeState
from followupd.store import mailboxes, noticed
from followupd.store.database import Account
from followupd.text.catalog import speaking

log = logging.getLogger(__name__)


@dataclass
class Watch:
    """What is noticed in one look. Nothing is when the person has said no to it."""

    account: Account
    settings: Settings
    practice_state: PracticeState
    login: str
    watched: Watched = field(init=False)
    wrote: set[tuple[str, date]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.watched = Watched(self.practice_state, MAIL)

    def look(self, box: Mailbox, folder: str, now: datetime) -> None:
        """Reads what is new in the folder of sent mail and in that of answers. Raises MailboxError."""
        if self.watched.is_unwanted:
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
        if read.by_machine or len(read.recipients) > MOST_OTHERS:
            return
        for command in commands(read, min(read.date or now, now)):
            apply(self.account, command, now, noticed.key(self.account, MAIL, identity, command.contact))

    def _sent(self, read: Letter, at: datetime) -> Iterator[Command]:
        """Contact with each of them, once a day; a thank-you, when it is the draft for it that was sent."""
        day = self._day(at)
        for who in self.watched.people(read.recipients):
            if not self.watched.is_new(who, day):
                continue
            if self._is_the_thanks(who, day, read.subject):
                yield Log(who, day, "thanks")
            elif self.watched.is_contact(who, day):
                yield Noticed(who, day, MAIL, self.watched.is_believed)

    def _received(self, read: Letter, at: datetime) -> Iterator[Command]:
        day = self._day(at)
        for who in self.watched.people(read.senders):
            summary = self.practice_state.summaries.get(who)
            if (who, day) in self.wrote or (summary is not None and (summary.noticed.wrote or date.min) >= day):
                continue
            self.wrote.add((who, day))
            yield Wrote(who, day)

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
