"""What to call people: first names, and more of the name where two share one."""

from collections import Counter
from collections.abc import Iterable

from followupd.domain.book import Contact
from followupd.text.sanitize import shorten

_TITLES = frozenset({
    "prof", "professor", "dr", "doctor", "doktor", "mr", "mrs", "ms", "mx", "docent", "rektor", "fru", "herr", "sir",
})  # fmt: skip
_LONGEST = 24


def first_name(name: str) -> str:
    """ "Ingrid" of "Professor Ingrid Dahl"; the whole name of "Professor Dahl", whose first name is not known."""
    words = name.split()
    if len(words) == 2 and words[0].casefold().strip(".") in _TITLES:
        return shorten(" ".join(words), 40)
    while len(words) > 2 and words[0].casefold().strip(".") in _TITLES:
        words.pop(0)
    return shorten(words[0], 40) if words else ""


def short_names(contacts: Iterable[Contact]) -> dict[str, str]:
    """What each is called in a list, by id: the first name, or the whole name where somebody else has it too."""
    several = list(contacts)
    first = {contact.id: first_name(contact.name) for contact in several}
    shared = Counter(name.casefold() for name in first.values())
    return {
        contact.id: shorten(first[contact.id] if shared[first[contact.id].casefold()] == 1 else contact.name, _LONGEST)
        for contact in several
    }


def work_of(contact: Contact) -> str:
    """ "Head of Grid, Norrsken"."""
    return shorten(", ".join(filter(None, (contact.role, contact.company))), 120)
