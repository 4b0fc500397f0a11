"""Which thing an item is about: the key its UID is made from."""

import hashlib
from datetime import date

from followupd.domain.book import Contact
from followupd.planning.needs import NOTHING_KNOWN, last_contact
from followupd.practice.state import PracticeState
from followupd.store.calendar_items import Published


def key(account: str, *identity: object) -> str:
    """A stable name for a thing (RFC 7986 §5.3 asks that it tells nothing): the same thing has it for ever."""
    return hashlib.sha256("\0".join(map(str, (account, *identity))).encode()).hexdigest()[:32]


def follow_up_key(account: str, contact: str, last: date | None, handle: str) -> str:
    """The last contact tells a follow-up from the next one with the same person, and a claim from the cadence."""
    return key(account, "follow-up", contact, last or "first", *([handle] if handle else []))


def was_done(item: Published, practice_state: PracticeState, account: str) -> bool:
    """Whether an item leaves the plan because the person did what it was about, and not because it was put off."""
    if item.kind == "follow-up":
        contact = practice_state.contacts.get(item.subject)
        return contact is not None and item.key != current_follow_up_key(contact, item, practice_state, account)
    habit = next((habit for habit in practice_state.habits if habit.key == f"{item.kind}/{item.subject}"), None)
    return habit is not None and item.key != key(account, habit.kind, habit.id, habit.last or "first")


def current_follow_up_key(contact: Contact, item: Published, practice_state: PracticeState, account: str) -> str:
    """What the item's key would be if it were about the contact as things stand now: another, after being in touch."""
    contact_state = practice_state.contact_states.get(contact.id, NOTHING_KNOWN)
    return follow_up_key(account, contact.id, last_contact(contact, contact_state, practice_state.today), item.handle)
