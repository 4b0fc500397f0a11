"""Noticing: mail that the person sent and meetings they had are contact, by the addresses in the book. Here is whom it
concerns and what counts; the mailbox and the calendar are read elsewhere."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from followupd.domain.agenda import ContactState
from followupd.domain.book import Contact
from followupd.domain.journal import NO, Source
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
        return self.practice_state.noticing(self.source) is not None

    def people(self, addresses: Iterable[str]) -> list[str]:
        """The contacts with these addresses (folded), each once."""
        return list(dict.fromkeys(self.contacts[one] for one in addresses if one in self.contacts))

    def is_new(self, who: str, day: date) -> bool:
        """Whether something with a contact on a day is told for the first time in this look, and is to be counted."""
        summary = self.practice_state.summaries.get(who)
        learnt = summary is not None and summary.noticed.refused.count(self.source) >= LEARNT
        if learnt or (who, day) in self._told:
            return False
        self._told.add((who, day))
        return True

    def is_contact(self, who: str, day: date) -> bool:
        """Whether it is more than book and journal know of that day."""
        summary, last = self.practice_state.summaries.get(who), self.practice_state.contacts[who].last
        return (summary is None or day not in summary.touched) and (last is None or day > last)


def _rests(contact: Contact, state: ContactState, today: date) -> bool:
    ends = [day for day in (contact.paused_until, state.paused_until) if day is not None]
    return (state.paused and state.paused_until is None) or any(day > today for day in ends)
