"""Who is who: the people of a book that was just read, and those who were known before."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from followupd.domain.book import Contact
from followupd.store import people
from followupd.store.database import Account
from followupd.store.people import Person


def settle(account: Account, contacts: Sequence[Contact], fresh: Sequence[Contact]) -> None:
    """Gives everybody in the book an id, and recognises those whose slug has changed.

    `fresh` are the contacts of whom the book says anything new; the others have their ids already.
    """
    if any(_differs(contact, before) for contact, before in _with_known(account, fresh)):
        people.change(account, lambda known: _changed(contacts, fresh, known))


def orphans(account: Account, contacts: Sequence[Contact]) -> dict[str, int]:
    """People of the journal who are neither in the book nor recognised in it, with the number of their entries."""
    there = frozenset(contact.id for contact in contacts)
    found = {person.slug for person in recognised(contacts, people.known(account)).values()}
    return {slug: many for slug, many in people.gone(account, there).items() if slug not in found}


def _with_known(account: Account, fresh: Sequence[Contact]) -> Iterator[tuple[Contact, Person | None]]:
    by_slug = {person.slug: person for person in people.known(account, [contact.id for contact in fresh])}
    return ((contact, by_slug.get(contact.id)) for contact in fresh)


def _differs(contact: Contact, before: Person | None) -> bool:
    return before is None or people.pointing_to(contact, before.id) != before


def _changed(contacts: Sequence[Contact], fresh: Sequence[Contact], known: Sequence[Person]) -> list[Person]:
    by_slug = {person.slug: person for person in known}
    renamed = recognised(contacts, known)
    now = [(contact, renamed.get(contact.id) or by_slug.get(contact.id)) for contact in fresh]
    return [
        people.pointing_to(contact, before.id if before is not None else people.new_id())
        for contact, before in now if _differs(contact, before)
    ]  # fmt: skip


def recognised(contacts: Sequence[Contact], known: Sequence[Person]) -> dict[str, Person]:
    """Known people whose slug has left the book and who are in it under a new one, by that new slug.

    They share a vCard UID, the address of a profile, or an e-mail address that exactly one person has in the old and
    in the new book. Where two of these disagree, or two people would be the same one, nobody is recognised.
    """
    slugs, there = {contact.id for contact in contacts}, {person.slug for person in known}
    left = [person for person in known if person.slug not in slugs]
    if not left or slugs <= there:
        return {}
    several = [people.pointing_to(contact, "") for contact in contacts]
    fresh = [person for person in several if person.slug not in there]
    now, before = _owners(several), _owners(known)
    found = {}
    for contact in fresh:
        signs = [sign for sign in _signs(contact) if now[sign] == 1 and before[sign] == 1]
        same = [person for person in left if not set(_signs(person)).isdisjoint(signs)]
        if len(same) == 1:
            found[contact.slug] = same[0]
    taken = Counter(person.id for person in found.values())
    return {slug: person for slug, person in found.items() if taken[person.id] == 1}


def _signs(person: Person) -> list[tuple[str, str]]:
    signs = [("email", address) for address in person.emails]
    signs += [("uid", person.vcard_uid)] if person.vcard_uid else []
    return signs + ([("url", person.url)] if person.url else [])


def _owners(several: Iterable[Person]) -> Counter[tuple[str, str]]:
    return Counter(sign for person in several for sign in set(_signs(person)))
