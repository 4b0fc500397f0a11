"""Composing: each mail as it would be now, in the person's language."""

import dataclasses
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from followupd.config.settings import Settings
from followupd.contacts.current import CurrentBook
from followupd.domain.book import Contact, OutgoingMail
from followupd.domain.journal import MEETING
from followupd.errors import FollowupdError
from followupd.mail.digest import message, other_mails
from followupd.mail.digest.actions import Answerable, with_actions
from followupd.mail.digest.contents import contents, greeting
from followupd.mail.digest.document import Digest, Occasion, Picture, Section
from followupd.mail.digest.identity import token
from followupd.mail.digest.message import Envelope
from followupd.mail.drafts.draft import Drafter
from followupd.planning import slots
from followupd.planning.guard import LeftOut
from followupd.practice.evenings import Evening
from followupd.practice.snapshot import Snapshot, Unit
from followupd.practice.state import PracticeState
from followupd.store import accounts, clock, mailboxes, outbox, remote_calendars, sign_ins
from followupd.store.database import Account
from followupd.text.catalog import _, speaking
from followupd.text.sanitize import one_line, shorten
from followupd.wording import reviewing
from followupd.wording.names import short_names

log = logging.getLogger(__name__)

MOST_TROUBLES = 5
_DAY = timedelta(days=1)


class Named(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...


@dataclass(frozen=True, slots=True)
class MailComposer:
    account: Account
    settings: Settings

    @property
    def drafter(self) -> Drafter:
        """What writes drafts for this person."""
        return Drafter.of(self.settings)

    def digest(self, made: Snapshot, current_book: CurrentBook, slot: date) -> Digest:
        """The digest of a slot. What the digests that got through have told is not told again."""
        heard = outbox.last_heard(self.account, slot)
        with speaking(self.settings.person.language):
            return contents(made.agenda, made.practice_state, self._occasion(made, current_book, slot, heard))

    def evening(self, made: Snapshot, current_book: CurrentBook, evening: Evening) -> Digest:
        """What a clock asks for this evening: whom one has met, a thank-you, a promise."""
        with speaking(self.settings.person.language):
            return other_mails.evening(evening, made.practice_state, self._of_a_day(made, current_book, evening.day))

    def morning(self, made: Snapshot, current_book: CurrentBook, day: date) -> Digest:
        """What has an hour on a day that has no digest."""
        with speaking(self.settings.person.language):
            return other_mails.morning(made.practice_state, self._of_a_day(made, current_book, day))

    def _of_a_day(self, made: Snapshot, current_book: CurrentBook, day: date) -> Occasion:
        return dataclasses.replace(self._occasion(made, current_book, day, None), until=day)

    def review(self, made: Snapshot, current_book: CurrentBook, since: date, until: date) -> Digest:
        """The look back at these days; empty for those who use nothing of the practice."""
        practice_state, today = made.practice_state, made.agenda.today
        with speaking(self.settings.person.language):
            found = practice_state.review(since, until)
            used = practice_state.in_use and (found.month.reached or found.goals)
            pictures, trouble = _pictures(practice_state, until) if used else ([], [])
            occasion = self._of_a_day(made, current_book, today)
            made_of = other_mails.review(found, practice_state, occasion, pictures, trouble)
            return made_of if used else Digest(today, made_of.subject, "", made_of.greeting, ())

    def apology(self, slot: date, error: Exception) -> Digest:
        """The mail of a day for which no other could be made: it says so, and what to do."""
        with speaking(self.settings.person.language):
            said = _("Today's mail could not be made (%s). followupd doctor tells more; nothing is lost.")
            line = said % shorten(one_line(f"{type(error).__name__}: {error}"), 200)
            return self._word(slot, _("A word from followupd"), line)

    def signed_out(self, day: date, trouble: str) -> Digest:
        """The mail that says that a sign-in is accepted no more, and what to do."""
        with speaking(self.settings.person.language):
            subject = _("Please sign in again: Microsoft lets followupd in no more")
            return self._word(day, subject, trouble, _("Mails and answers wait until then; nothing is lost."))

    def _word(self, day: date, subject: str, *lines: str) -> Digest:
        """A mail of a few plain lines, in the language that is spoken; the first of them is its headline."""
        return Digest(day, subject, lines[0], greeting(self.settings.person.name), (Section("", lines=lines),))

    def outgoing(self, digest: Digest, occasion: str, now: datetime) -> OutgoingMail:
        """The mail with its bytes, dated `now` by the person's clock (RFC 5322)."""
        person = self.settings.person
        with speaking(person.language):
            local = now.astimezone(self.settings.zone)
            again = clock.times_set_aside(self.account, digest.slot)
            secret = accounts.secret(self.account)
            envelope = Envelope(person.name, person.email, self.settings.sender, secret, self.settings.reply_to)
            return message.outgoing(self.answerable(digest, occasion), occasion, envelope, local, again)

    def answerable(self, digest: Digest, occasion: str) -> Digest:
        """The mail with its actions, where an inbox is looked into."""
        secret = accounts.secret(self.account)
        if self.settings.inbox is None or not secret:
            return digest
        with speaking(self.settings.person.language):
            return with_actions(digest, Answerable(self.settings.reply_to, token(secret, digest.slot, occasion)))

    def where(self, contact: Contact) -> str:
        """The place of a contact in the book, "contacts.toml:14"."""
        from followupd.contacts.reading import read

        line = read(self.settings.path(contact.file), contact.file).line("contact", contact.record, ())
        return f"{contact.file}:{line}" if line else contact.file

    def _calendar_troubles(self) -> list[tuple[datetime, str]]:
        try:
            in_trouble = remote_calendars.in_trouble(self.account, self.settings.calendar.parts)
        except FollowupdError:  # what is wrong with the database is said where it is needed; the mail comes first
            return []
        return [
            (calendar.failing_since, calendar.trouble)
            for calendar in in_trouble
            if calendar.failing_since and calendar.trouble
        ]

    def _sign_in_trouble(self) -> tuple[datetime, str] | None:
        """Of the sign-in that the configuration uses; one of before is of no interest."""
        return sign_ins.lost(self.account) if self.settings.signs_in else None

    def _meetings_trouble(self) -> tuple[datetime, str] | None:
        if MEETING not in self.settings.notices or (last := mailboxes.last(self.account, "meetings")) is None:
            return None
        return (last.failing_since, last.trouble) if last.failing_since and last.trouble else None

    def _occasion(self, made: Snapshot, current_book: CurrentBook, slot: date, served: date | None) -> Occasion:
        settings, weekdays = self.settings, self.settings.digest.weekdays
        found = outbox.troubles(self.account)
        replaced = [mail for mail in found if mail.state == "superseded"]
        replaced += [dataclasses.replace(mail, state="superseded") for mail in outbox.replaced_by(self.account, slot)]
        # The others wait for the next digest; those that this one replaces are said in a line.
        troubles = [*[mail for mail in found if mail.state != "superseded"][:MOST_TROUBLES], *replaced]
        return Occasion(
            slot=slot, until=max(slots.following(slot, weekdays) - _DAY, made.agenda.today), zone=settings.zone,
            person=settings.person.name, previous=served,
            told_until=slots.following(served, weekdays) - _DAY if served else None,
            lookahead=settings.digest.lookahead, birthday_lead=settings.digest.birthday_lead,
            short_names=short_names(made.practice_state.book.kept),
            drafter=self.drafter, budget=made.practice_state.budget(settings.budget.as_budget()),
            notice=settings.notices, evenings=settings.digest.evenings, digest_days=weekdays,
            practices=settings.digest.practices,
            remarks=settings.digest.remarks, faults=current_book.faults, asks=current_book.asks,
            where=(lambda contact: contact.file) if current_book.faults else self.where,
            told_entry=outbox.last_told(self.account), calendar_troubles=self._calendar_troubles(),
            meetings_trouble=self._meetings_trouble(), sign_in_trouble=self._sign_in_trouble(),
            troubles=[(mail.name, mail.slot, mail.state, mail.answer or "") for mail in troubles],
            left_out=[_name_of(left_out, current_book) for left_out in made.left_out],
        )  # fmt: skip


def _name_of(left_out: LeftOut[Unit], current_book: CurrentBook) -> str:
    """What a record that was left out is called in the book."""
    kind, identity = left_out.unit
    book = current_book.book()
    if kind == "milestone":
        return book.milestones[int(identity)].what
    several: dict[str, Sequence[Named]] = {
        "contact": book.contacts, "event": book.events, "goal": book.goals, "practice": book.practices,
        "project": book.projects,
    }  # fmt: skip
    return next((each.name for each in several[kind] if each.id == identity), identity)


def _pictures(practice_state: PracticeState, until: date) -> tuple[list[tuple[str, Picture]], list[str]]:
    """The two pictures with their headings; where there are none, a word on why. They keep no review back."""
    try:
        from followupd.mail.pictures import chart, network
        from followupd.mail.pictures.figure import PHONE

        months = practice_state.progress(until)
        drawn = (("progress", chart.draw(months, "png", PHONE), reviewing.months(months)),
                 ("map", network.draw(practice_state, "png", PHONE), reviewing.network(practice_state)))  # fmt: skip
        headings = (_("Month by month"), _("Your network now"))
        return [(heading, Picture(*pair, PHONE)) for heading, pair in zip(headings, drawn, strict=True)], []
    except FollowupdError as missing:
        return [], [str(missing)]
    except Exception:
        log.exception("the pictures of the review could not be drawn")
        return [], [_("The pictures could not be drawn this time; the log says why.")]
