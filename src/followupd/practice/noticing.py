"""Noticing: mail that the person sent and meetings they had are contact, by the addresses in the book. Here is whom it
concerns and what counts; the mailbox and the calendar are read elsewhere."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from followupd.domain.agenda import ContactState
from followupd.domain.book import Contact
from followupd.domain.journal import NO, YES, Entry, Source
from followupd.planning.needs import NOTHING_KNOWN
from followupd.practice.state import PracticeState

FIRST_SCAN = timedelta(days=30)
MOST_OTHERS = 5
"""A mail to more people than this, or a meeting with more, is with nobody in particular."""
LEARNT = 2
"""So many times taken back, and what is noticed of somebody no longer counts as contact."""


@dataclass
class Watched:
    """Whom a source is watched for, and what of it has been told in this look."""

    practice_state: PracticeState
    source: Source
    contacts: Mapping[str, str] = field(init=False)
    """Whose each address is, folded; without those who rest."""
    _told: set[tuple[str, date]] = field(default_factory=set)

    def __post_init__(self) -> None:
        states, today = self.practice_state.contact_states, self.practice_state.today
        awake = [contact for contact in self.practice_state.book.contacts
                 if not _rests(contact, states.get(contact.id, NOTHING_KNOWN), today)]  # fmt: skip
        self.contacts = {address.casefold(): contact.id for contact in awake for address in contact.emails}

    @property
    def is_unwanted(self) -> bool:
        """Whether the person said no to this source, or everything rests."""
        state = self.practice_state
        return state.noticing(self.source) == NO or state.rests(state.today)

    @property
    def is_believed(self) -> bool:
        """Whether the person has agreed to it."""
        return self.practice_state.noticing(self.source) == YES

    def people(self, addresses: Iterable[str]) -> list[str]:
        """The contacts with these addresses (folded), each once."""
        return list(dict.fromkeys(self.contacts[one] for one in addresses if one in self.contacts))

    def is_new(self, who: str, day: date) -> bool:
        """Whether something with a contact on a day is told for the first time in this look, and is to be counted."""
        if len(self._refused(who)) >= LEARNT or (who, day) in self._told:
            return False
        self._told.add((who, day))
        return True

    def is_contact(self, who: str, day: date) -> bool:
        """Whether it is more than book and journal know of that day, which the person has not said was none, and on
        which neither the contact nor everything rested."""
        summary, last = self.practice_state.summaries.get(who), self.practice_state.contacts[who].last
        known = (summary is not None and day in summary.touched) or (last is not None and day <= last)
        if known or day in self._refused(who):
            return False
        journal = self.practice_state.journal
        return not (_rested_on(journal.of(who), day) or _rested_on(journal.of(""), day))

    def _refused(self, who: str) -> set[date]:
        """The days on which what was noticed was no contact."""
        summary = self.practice_state.summaries.get(who)
        refused = summary.noticed.refused if summary is not None else ()
        return {day for source, day in refused if source == self.source}


def _rested_on(history: Iterable[Entry], day: date) -> bool:
    """Whether a day lies in a pause, from the day it was said to its end, or to the day it was taken back."""
    begun: date | None = None
    until: date | None = None
    for entry in history:
        if entry.type == "pause":
            begun, until = entry.day, entry.until
        elif entry.type == "resume" and begun is not None:
            if begun <= day < min(entry.day, until or entry.day):
                return True
            begun = None
    return begun is not None and begun <= day and (until is None or day < until)


def _rests(contact: Contact, state: ContactState, today: date) -> bool:
    ends = [day for day in (contact.paused_until, state.paused_until) if day is not None]
    return (state.paused and state.paused_until is None) or any(day > today for day in ends)
