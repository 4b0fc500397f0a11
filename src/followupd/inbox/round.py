"""One look into the mailbox: what answers a mail of ours is carried out and acknowledged; nothing else is opened."""

import hashlib
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial

from followupd.config.secrets import password
from followupd.config.settings import Inbox, Settings
from followupd.errors import FollowupdError
from followupd.inbox import acknowledge, settle
from followupd.inbox.answer import Answers, Outcome
from followupd.inbox.body import text_of
from followupd.inbox.letter import Letter, is_from, letter
from followupd.inbox.mailbox import Account as Login
from followupd.inbox.mailbox import Header, Mailbox, MailboxError, opened
from followupd.inbox.proof import answered_mail
from followupd.inbox.reply import new_text
from followupd.inbox.watch import Watch
from followupd.mail.digest import message
from followupd.mail.digest.identity import without_token
from followupd.mail.digest.message import Envelope
from followupd.practice.state import PracticeState
from followupd.providers.known import SIGNS_AS
from followupd.providers.lookup import find
from followupd.signin.microsoft import Microsoft
from followupd.store import accounts, answers, mailboxes, named, outbox
from followupd.store.answers import Asked
from followupd.store.database import Account
from followupd.store.mailboxes import Progress
from followupd.text.catalog import _, speaking
from followupd.text.sanitize import one_line

log = logging.getLogger(__name__)

FIRST_LOOK, MOST = timedelta(days=14), 1000
"""How far back the first look goes, and one after the server has numbered its messages anew."""
FARTHEST = timedelta(days=1)
"""A next look that is farther away was written by a clock that was ahead."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a look found: how many answers, and what is wrong, if anything."""

    answers: int = 0
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class InboxReader:
    account: Account
    settings: Settings
    state_as_of: Callable[[datetime], PracticeState]
    explain: Callable[[str, datetime], str]
    """Why a contact comes up, in words."""

    def look(
        self, now: datetime, *, insist: bool = False, stopping: Callable[[], bool] = lambda: False
    ) -> Look:  # fmt: skip
        """A look, when its time has come. Faults are in the result, and the next look waits longer: they hold no mail
        back. `now` in UTC."""
        if self.settings.inbox is None:
            return Look()
        try:
            host, _port, username = self._place()
        except FollowupdError as error:
            return self._failed(Progress(""), error, now)
        known = mailboxes.progress(self.account, f"{username}@{host}/{self.settings.inbox.folder}")
        if not insist and known.next_at is not None and now < known.next_at <= now + FARTHEST:
            return Look(trouble=known.trouble or "")
        try:
            with speaking(self.settings.person.language):
                return Look(self._read(self.login(now), known, now, stopping))
        except FollowupdError as error:
            return self._failed(mailboxes.progress(self.account, known.address), error, now)

    def _failed(self, known: Progress, error: FollowupdError, now: datetime) -> Look:
        trouble = one_line(str(error))
        if known.trouble != trouble:
            log.error("inbox: %s", trouble)
        if known.address:
            mailboxes.failed(self.account, known, trouble, now)
        return Look(trouble=trouble)

    def login(self, now: datetime) -> Login:
        """Where the mailbox is, and how to log in at `now` (UTC). Raises FollowupdError in words."""
        inbox, (host, port, username) = self.settings.inbox or Inbox(), self._place()
        ca_file = self.settings.path(inbox.ca_file) if inbox.ca_file else None
        if self.settings.reads_by_microsoft:
            token = partial(Microsoft.of(self.settings, self.account).token, now)
            return Login(host, port, inbox.security, username, "", ca_file, token)
        return Login(host, port, inbox.security, username, self._password(inbox, username), ca_file)

    def _place(self) -> tuple[str, int, str]:
        """Host, port and username. Raises FollowupdError where the host is not known."""
        inbox, smtp = self.settings.inbox or Inbox(), self.settings.mail.smtp
        username = inbox.username or (smtp.username if smtp is not None else None) or self.settings.reply_to
        where = (inbox.host, inbox.port) if inbox.host else _found(self.settings.reply_to)
        if where is None:
            said = _("the IMAP server of %s is not known; write host under [inbox]")
            raise FollowupdError(said % self.settings.reply_to.rpartition("@")[2])
        return *where, username

    def _password(self, inbox: Inbox, username: str) -> str:
        """That of the mailbox, or else that of SMTP when the username is the same."""
        smtp = self.settings.mail.smtp
        if inbox.password_file or smtp is None or smtp.username != username:
            return password("IMAP", self.settings.path(inbox.password_file) if inbox.password_file else None)
        try:
            return password("IMAP", None)
        except FollowupdError:
            return password("SMTP", self.settings.path(smtp.password_file) if smtp.password_file else None)

    def check(self, now: datetime) -> str:
        """Logs in and opens the folder. Raises FollowupdError."""
        login, folder = self.login(now), self.settings.inbox.folder if self.settings.inbox else "INBOX"
        with opened(login) as box:
            box.examine(folder)
            said = f"{login.username}, {login.host}, {folder}"
            if self.settings.inbox is None or not self.settings.inbox.notice:
                return said
            if not (sent := self.settings.inbox.sent or box.sent_folder()):
                raise FollowupdError(_("the folder of sent mail is not known; write sent under [inbox]"))
            box.examine(sent)
            return f"{said}, {sent}"

    def _read(self, login: Login, known: Progress, now: datetime, stopping: Callable[[], bool]) -> int:
        assert self.settings.inbox is not None  # noqa: S101 - looked at before
        secret, newest = accounts.secret(self.account), 0
        found: list[tuple[Letter, Outcome]] = []
        worked_off: list[int] = []
        own = [address.encode() for address in self.settings.own_addresses]
        with opened(login) as box:
            box.examine(self.settings.inbox.folder)
            try:
                for header in self._new(box, known, now):
                    if stopping():
                        break
                    theirs = is_from(header.content, own)
                    if theirs and (done := self._answer(box, header, secret, now)) is not None:
                        found.append(done)
                        worked_off.append(header.uid)
                    newest = header.uid
                else:
                    newest = max(newest, box.uidnext - 1)
            finally:  # also when the connection was lost after some
                self._acknowledge(found, now)
                before = known.uid if known.uidvalidity == box.uidvalidity else 0
                fresh = replace(known, uidvalidity=box.uidvalidity, uid=max(before, newest), failures=0,
                                next_at=None, failing_since=None, trouble=None)  # fmt: skip
                if fresh != known:
                    mailboxes.keep(self.account, fresh)
            if stopping():
                return len(found)
            self._tidy(box, worked_off)
            self._notice(box, login, now)
            mine = self.settings.reply_to.casefold() == self.settings.person.email.casefold()
            settle.settle(self.account, box, secret, self.settings.sender, now, whole=mine)
        return len(found)

    def _notice(self, box: Mailbox, login: Login, now: datetime) -> None:
        """Only for those who want it. What goes wrong here keeps no answer back."""
        inbox = self.settings.inbox
        if inbox is None or not inbox.notice:
            return
        watch = Watch(self.account, self.settings, self.state_as_of(now), f"{login.username}@{login.host}")
        try:
            watch.look(box, inbox.folder, now)
        except MailboxError as error:
            log.warning("inbox: what was sent could not be looked at: %s", error)

    def _new(self, box: Mailbox, known: Progress, now: datetime) -> Iterator[Header]:
        if known.uidvalidity != box.uidvalidity:
            return box.headers_since((now - FIRST_LOOK).date(), MOST)
        return box.headers_after(known.uid) if box.uidnext > known.uid + 1 or not box.uidnext else iter(())

    def _answer(self, box: Mailbox, header: Header, secret: str, now: datetime) -> tuple[Letter, Outcome] | None:
        trusted = SIGNS_AS.get(box.client.host, (box.client.host,))
        read = letter(header.content, trusted)
        mail = answered_mail(read, secret, self.settings.own_addresses)
        if mail is None:
            return None
        content = box.content(header.uid)
        try:
            text = self._text(content, mail, read)
        except Exception:
            log.exception("an answer to %s %s could not be read", mail[1], mail[0])
            return None
        identity = read.message_id or f"{box.uidvalidity}/{header.uid}"
        key = f"mail/{hashlib.sha256(identity.encode()).hexdigest()}"
        desk = Answers(self.account, self.settings, self.state_as_of)
        outcome = desk.answer(text, now, mail=mail, key=key, said_at=self._said_at(read, mail[0], now))
        if outcome.repeated and named.newest_acknowledged(self.account) >= (outcome.number or 0):
            answers.fold(self.account, [outcome.number or 0], outcome.asked)  # a crash came just before
            return None
        if not text:
            outcome = replace(
                outcome, failed=(_("There was no new text in your answer; write it above the quoted mail."),)
            )
        log.info("an answer to %s %s: %d deeds, %d questions", mail[1], mail[0], len(outcome.deeds), len(outcome.asked))
        return (read, outcome) if not outcome.repeated or acknowledge.says_anything([outcome]) else None

    def _said_at(self, read: Letter, slot: date, now: datetime) -> datetime | None:
        """When an answer was written, if that was on an earlier day, and after the mail it answers."""
        local = read.date.astimezone(self.settings.zone).date() if read.date is not None else slot
        today = now.astimezone(self.settings.zone).date()
        return read.date if read.date is not None and slot <= local < today else None

    def _text(self, content: bytes, mail: tuple[date, str], read: Letter) -> str:
        sent = named.content(self.account, *mail)
        text = new_text(text_of(content), text_of(sent) if sent else "")
        return text or _bare_subject(read.subject)

    def _acknowledge(self, found: list[tuple[Letter, Outcome]], now: datetime) -> None:
        """One mail for all of them, in the thread of the last."""
        inbox, outcomes = self.settings.inbox, [outcome for _letter, outcome in found]
        if inbox is None or not acknowledge.says_anything(outcomes):
            return
        asked = acknowledge.numbered(outcomes)
        numbers = [outcome.number for outcome in outcomes if outcome.number is not None]
        if inbox.acknowledge == "always" or acknowledge.asks(outcomes):
            self._post(found, asked, f"answer-{numbers[-1]}", now)
        answers.fold(self.account, numbers, asked)

    def _post(self, found: list[tuple[Letter, Outcome]], asked: list[Asked], occasion: str, now: datetime) -> None:
        outcomes = [outcome for _letter, outcome in found]
        practice_state = self.state_as_of(now)
        names = {contact.id: contact.name for contact in practice_state.book.contacts}
        names |= {event.id: event.name for event in practice_state.book.events}
        explained = [self.explain(deed.contact, now) for outcome in outcomes for deed in outcome.deeds
                     if deed.action == "explain"]  # fmt: skip
        digest = acknowledge.acknowledgement(
            outcomes, asked, explained, names, practice_state.today, self.settings.zone
        )
        subject = found[-1][0].subject
        if subject and "[fu-" not in subject:
            digest = replace(digest, subject=subject if _is_answer(subject) else f"Re: {subject}")
        person = self.settings.person
        envelope = Envelope(person.name, person.email, self.settings.sender, accounts.secret(self.account),
                            self.settings.reply_to, found[-1][0].message_id)  # fmt: skip
        outgoing = message.outgoing(digest, occasion, envelope, now.astimezone(self.settings.zone))
        outbox.post(self.account, digest.slot, outgoing, digest.subject, (), (), now, occasion)

    def _tidy(self, box: Mailbox, worked_off: list[int]) -> None:
        """Moves what was worked off, where that is wanted; a server that refuses keeps it where it is."""
        inbox = self.settings.inbox
        for uid in worked_off if inbox is not None and inbox.move_to else ():
            try:
                box.move(uid, inbox.folder, inbox.move_to or "")  # type: ignore[union-attr]
            except MailboxError as error:
                log.warning("inbox: an answer could not be moved: %s", error)
                return


_KNOWN: dict[str, tuple[str, int]] = {}


def _found(address: str) -> tuple[str, int] | None:
    """The server of an address. Only what was found is remembered: the network may not be up yet."""
    if address not in _KNOWN and (found := find(address)) is not None:
        _KNOWN[address] = found
    return _KNOWN.get(address)


def _is_answer(subject: str) -> bool:
    return subject[:4].casefold().startswith(("re:", "sv:", "aw:"))


def _bare_subject(subject: str) -> str:
    """A subject that is the whole answer: that of an action's mail, when the program has lost the text."""
    bare = without_token(subject)
    return bare.partition(" – ")[0] if bare != subject and not _is_answer(subject) else ""
