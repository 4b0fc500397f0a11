"""Cards that other programs keep: who is the same, and what else they or the person say of how often."""

from collections.abc import Iterable

import msgspec

from followupd.contacts.schema import AboutRow, RatingsRow
from followupd.domain import durations
from followupd.domain.book import Cadence, Contact, told_apart


def as_another(contact: Contact) -> Contact:
    """A second person of the same name, with an id that is made from the card, and so is the same the next time."""
    mark = contact.vcard_uid or repr((contact.emails, contact.phone))
    return msgspec.structs.replace(contact, id=told_apart(contact.id, mark))


def ratings_of(said: AboutRow) -> dict[str, RatingsRow]:
    """As it is: dumping makes a dict of it."""
    return {"ratings": said.ratings} if "ratings" in said.model_fields_set else {}


def first_length(names: Iterable[str]) -> Cadence | None:
    """A category that says how often."""
    for name in names:
        try:
            return durations.parse(name)
        except ValueError:
            continue
    return None


def same_person(contact: Contact, other: Contact) -> bool:
    """Whether two cards of one name are one person's, from exports that overlap."""
    if contact.vcard_uid and other.vcard_uid and contact.vcard_uid == other.vcard_uid:
        return True
    if contact.vcard_uid and other.vcard_uid and not contact.emails and not other.emails:
        return False  # two cards of one name, in one program
    return contact.emails == other.emails or bool({*contact.emails} & {*other.emails})
