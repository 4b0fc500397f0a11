"""One answer: read against the mail it answers, carried out once, and written down with what it asked back."""

import logging
import re
import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from followupd.actions.apply import apply_within
from followupd.actions.commands import TakeBack
from followupd.answers.deeds import AnsweredMail, Deed, Numbered, Question, Understood
from followupd.answers.understand import understand
from followupd.config.settings import Settings
from followupd.contacts import current
from followupd.contacts.adding import add_contact
from followupd.contacts.append import Keys
from followupd.errors import FollowupdError
from followupd.inbox.commands import commands
from followupd.inbox.reply import new_text
from followupd.practice.loops import Loop
from followupd.practice.state import PracticeState
from followupd.store import answers, named
from followupd.store.answers import Answer, Asked
from followupd.store.database import Account, Transaction
from followupd.text.catalog import _
from followupd.text.folding import folded
from followupd.text.sanitize import one_line, plain

log = logging.getLogger(__name__)

_NUMBER = re.compile(r"\W{0,3}(\d{1,2})\W{0,3}")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an answer. `opened` are the loops that are open now with those it is about."""

    deeds: tuple[Deed, ...] = ()
    asked: tuple[Asked, ...] = ()
    understood: Understood = field(default_factory=Understood)
    opened: tuple[Loop, ...] = ()
    failed: tuple[str, ...] = ()
    """What could not be carried out, in words."""
    number: int | None = None
    repeated: bool = False
    """The same answer had come before; nothing was done now. If it has been acknowledged, nothing else is here."""


class _Rehearsed(Exception):
    """Everything has been tried, and none of it is to stay."""


@dataclass(frozen=True, slots=True)
class Answers:
    """Carries out the answers of one account."""

    account: Account
    settings: Settings
    state_as_of: Callable[[datetime], PracticeState]
    """What the practice knows at a moment, by the book in force."""

    def answer(
        self, text: str, now: datetime, *, mail: tuple[date, str] | None = None, key: str = "",
        said_at: datetime | None = None, rehearse: bool = False,
    ) -> Outcome:  # fmt: skip
        """Reads an answer to a mail (slot and occasion; by default the newest) and carries it out.

        With a `key`, such as a Message-ID, the same answer counts once. `said_at`: when it was written, if not now;
        "yesterday" is the day before that. `rehearse`: nothing is changed.
        """
        before = answers.known(self.account, key) if key else None
        if before is not None and before.is_told:
            return Outcome(number=before.id, repeated=True)
        slot_and_occasion = mail or named.newest_mail(self.account)
        text = plain(new_text(text))
        practice_state = self.state_as_of(said_at or now)
        chosen = self._chosen(text, slot_and_occasion, practice_state, now)
        line, answered = chosen if chosen is not None else (text, self._mail(slot_and_occasion))
        understood = _understood(line, practice_state, answered)
        deeds, failed = understood.deeds, list[str]()
        if not rehearse and before is None:
            deeds, failed = self._with_new_people(deeds)
            practice_state = (
                self.state_as_of(said_at or now) if any(deed.action == "met" for deed in deeds) else practice_state
            )
        asked = numbered(understood.asked)
        outcome = Outcome(deeds, asked, understood, failed=tuple(failed))
        try:
            with self.account.write() as connection:
                outcome = self._written(connection, outcome, practice_state, text, slot_and_occasion, now, key)
                if rehearse:
                    raise _Rehearsed
        except _Rehearsed:
            return replace(outcome, number=None)
        return outcome

    def _written(
        self, connection: Transaction, outcome: Outcome, practice_state: PracticeState, text: str,
        mail: tuple[date, str] | None, now: datetime, key: str,
    ) -> Outcome:  # fmt: skip
        key = key or f"text/{secrets.token_hex(10)}"
        if (before := answers.by_key(connection, self.account, key)) is not None:
            if before.is_told:
                return Outcome(number=before.id, repeated=True)
            return replace(outcome, asked=before.asked, number=before.id, repeated=True)  # it has not been told yet
        written: list[int] = []
        opened: dict[str, Loop] = {}
        for deed in outcome.deeds:
            if deed.action == "undo" and not self._take_back(connection, practice_state, mail, now):
                outcome = _without(outcome, deed)
            for command in commands(deed, practice_state):
                done = apply_within(connection, self.account, command, now, anew=False)
                written += done.entries
                opened |= {loop.handle: loop for loop in done.open}
        slot, occasion = mail or (None, None)
        number = answers.keep(connection, self.account, key, text, now, written, outcome.asked, slot, occasion)
        return replace(outcome, number=number, opened=tuple(opened.values()))

    def _take_back(
        self, connection: Transaction, practice_state: PracticeState, mail: tuple[date, str] | None, now: datetime
    ) -> bool:
        """The answer whose acknowledgement is answered, or else the last one that did something; whether there was."""
        acknowledged = _acknowledged(mail)
        found = answers.within(connection, self.account, acknowledged) if acknowledged is not None else None
        if found is None or not (found.entries or found.taken_back):
            found = answers.last_deed(connection, self.account)
        if found is None or found.taken_back:
            return False
        apply_within(connection, self.account, TakeBack(practice_state.today, found.entries), now)
        answers.mark_taken_back(connection, self.account, found.id)
        return True

    def _mail(self, mail: tuple[date, str] | None, chosen: Mapping[str, str] | None = None) -> AnsweredMail:
        """What a mail numbered; an acknowledgement is read like the mail whose answer it acknowledges."""
        acknowledged = _acknowledged(mail)
        if acknowledged is not None and (before := answers.by_id(self.account, acknowledged)) is not None:
            mail = (before.slot, before.occasion) if before.slot is not None and before.occasion else None
        if mail is None:
            return AnsweredMail(chosen=chosen or {})
        items = [Numbered(one.number, one.kind, one.subject) for one in named.named_by(self.account, *mail)]
        evening = mail[1] == "capture" and any(item.kind == "capture" for item in items)
        return AnsweredMail(items, evening, named.told_by(self.account, *mail), chosen or {})

    def _chosen(
        self, text: str, mail: tuple[date, str] | None, practice_state: PracticeState, now: datetime
    ) -> tuple[str, AnsweredMail] | None:
        """A number alone, when it answers what was asked back: the line to read again, with what is chosen."""
        match = _NUMBER.fullmatch(text.strip())
        acknowledged = _acknowledged(mail)
        before = (
            answers.by_id(self.account, acknowledged)
            if acknowledged is not None
            else answers.last_asked(self.account, now)
        )
        if match is None or before is None:
            return None
        for one in before.asked:
            candidate = dict(one.candidates).get(int(match[1]))
            if candidate is not None:
                return self._settled(before, one, candidate, practice_state)
        return None

    def _settled(
        self, before: Answer, one: Asked, candidate: str, practice_state: PracticeState
    ) -> tuple[str, AnsweredMail]:
        mail = (before.slot, before.occasion) if before.slot is not None and before.occasion else None
        if one.reason == "where":
            return one.line, self._mail(mail, {"event": candidate})
        contact = practice_state.contacts.get(candidate)
        parts = {folded(part) for part in contact.name.split()} if contact is not None else set()
        named_so = folded(one.about).split()[:1]
        line = one.line if contact is None or parts.intersection(named_so) else f"{contact.name}: {one.line}"
        return line, self._mail(mail, {folded(one.about): candidate})

    def _with_new_people(self, deeds: tuple[Deed, ...]) -> tuple[tuple[Deed, ...], list[str]]:
        """Puts those who are new into the book. Whoever cannot be put there stays out, with all said of them."""
        failed, out = [], set()
        known = {contact.id for contact in current.current(self.account, self.settings).book().contacts}
        for deed in deeds:
            if deed.action != "met" or deed.contact in known:
                continue
            try:
                add_contact(self.account, self.settings, _keys(deed))
                known.add(deed.contact)
            except (FollowupdError, OSError) as error:
                log.warning("somebody new could not be added to the book: %s", one_line(str(error)))
                failed.append(f"{deed.name}: {one_line(str(error))}")
                out.add(deed.contact)
        current.current(self.account, self.settings)
        return tuple(deed for deed in deeds if deed.contact not in out), failed


def _without(outcome: Outcome, undo: Deed) -> Outcome:
    deeds = tuple(deed for deed in outcome.deeds if deed is not undo)
    return replace(outcome, deeds=deeds, failed=(*outcome.failed, _("There was nothing left to take back.")))


def _understood(line: str, practice_state: PracticeState, answered: AnsweredMail) -> Understood:
    try:
        return understand(line, practice_state, answered)
    except Exception:
        log.exception("an answer could not be read; it counts as not understood")
        return Understood(nothing=(line,))


def _keys(deed: Deed) -> Keys:
    keys: Keys = {"id": deed.contact, "name": deed.name or deed.contact}
    for key, value in (("company", deed.company), ("role", deed.role), ("url", deed.url)):
        if value:
            keys[key] = value
    if deed.email:
        keys["email"] = list(deed.email)
    return keys


def _acknowledged(mail: tuple[date, str] | None) -> int | None:
    """The number of the answer that a mail acknowledges; None for every other mail."""
    kind, _dash, number = mail[1].partition("-") if mail is not None else ("", "", "")
    return int(number) if kind == "answer" and number.isdecimal() else None


def numbered(asked: tuple[Question, ...]) -> tuple[Asked, ...]:
    """What is asked back, each candidate under a number of its own."""
    return tuple(_numbered(asked))


def _numbered(asked: tuple[Question, ...]) -> Iterator[Asked]:
    number = 0
    for question in asked:
        candidates = tuple(enumerate(question.candidates, number + 1))
        number += len(candidates)
        yield Asked(question.about, question.reason, question.line, candidates)
