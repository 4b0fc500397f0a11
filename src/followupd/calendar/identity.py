"""Which thing an item is about: the key its UID is made from."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from followupd.domain.book import Contact
from followupd.planning.needs import NOTHING_KNOWN, last_contact
from followupd.practice.state import PracticeState
from followupd.store import accounts, people
from followupd.store.calendar_items import Published
from followupd.store.database import Account

OURS = "@followupd"
"""How the UID of each of our items ends."""


@dataclass(frozen=True, slots=True)
class Keys:
    """Makes the keys of one account's items from seeds, which stay when an address or a name changes: `account` is the
    account's; `people` has that of each renamed contact, by the id in the book now."""

    account: str
    people: Mapping[str, str] = field(default_factory=dict)

    def of(self, *identity: object) -> str:
        """A stable name for a thing (RFC 7986 §5.3 asks that it tells nothing): the same thing has it for ever."""
        return hashlib.sha256("\0".join(map(str, (self.account, *identity))).encode()).hexdigest()[:32]

    def person(self, contact: str) -> str:
        """What the keys of a contact's items are made from."""
        return self.people.get(contact, contact)

    def follow_up(self, contact: str, last: date | None, handle: str) -> str:
        """The key of a follow-up. `last` distinguishes it from the next one with the same contact, `handle` (of an
        obligation, or empty) from one by cadence."""
        return self.of("follow-up", self.person(contact), last or "first", *([handle] if handle else []))


def keys_of(account: Account, address: str) -> Keys:
    """The keys of an account's calendar; `address`, the user's, becomes the seed at first and is then ignored."""
    return Keys(accounts.seed(account, address), people.seeds(account))


def was_done(item: Published, practice_state: PracticeState, keys: Keys) -> bool:
    """Whether an item leaves the plan because the person did what it was about, and not because it was put off."""
    if item.kind == "follow-up":
        contact = practice_state.contacts.get(item.subject)
        return contact is not None and item.key != current_follow_up_key(contact, item, practice_state, keys)
    habit = next((habit for habit in practice_state.habits if habit.key == f"{item.kind}/{item.subject}"), None)
    return habit is not None and item.key != keys.of(habit.kind, habit.id, habit.last or "first")


def current_follow_up_key(contact: Contact, item: Published, practice_state: PracticeState, keys: Keys) -> str:
    """The key that the item's follow-up has now; it differs from `item.key` once there was contact since."""
    contact_state = practice_state.contact_states.get(contact.id, NOTHING_KNOWN)
    return keys.follow_up(contact.id, last_contact(contact, contact_state, practice_state.today), item.handle)
