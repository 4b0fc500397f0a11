"""Which column holds what: the headers of LinkedIn, Google and Outlook over the years, in English, Swedish and some
other languages, and those that people give a list of their own."""

import re
from collections.abc import Iterable, Sequence

from followupd.contacts.cells import unescaped

_WORDS: dict[str, str] = {
    "name": "name|namn|full name|fullständigt namn|display name|visningsnamn|contact name|kontaktnamn|kontakt",
    "first": "first name|given name|firstname|förnamn|tilltalsnamn|vorname|prénom|nombre|fornavn|etunimi|nome",
    "middle": "middle name|additional name|mellannamn|andra förnamn",
    "family": "last name|family name|lastname|surname|efternamn|nachname|nom|apellidos|etternavn|efternavn|"
    "sukunimi|cognome",
    "email": r"(?:e ?mail|e ?post|mail|mejl)(?:s|adress| adress| address)?(?: \d)?(?: value| värde| adress| address)?",
    "mobile": "mobile phone|mobile|mobile number|mobiltelefon|mobil|mobilnummer|telefon mobil|cell phone|cell",
    "phone": r"(?:primary |business |home |other )?phone(?: \d)?(?: value| värde)?|phone number|tel|telefon(?: \d)?|"
    "telefonnummer|telefon arbete|telefon arb|telefon hem|telefon bostad|arbetstelefon|hemtelefon|telephone",
    "phone-label": r"phone \d (?:label|type)",
    "company": r"company|company name|företag|företagsnamn|organi[sz]ation|organi[sz]ation(?: 1)? name|bolag|firma|"
    "arbetsgivare|employer|société|unternehmen|empresa",
    "role": r"position|befattning|job title|jobbtitel|organi[sz]ation(?: 1)? title|roll|role|tjänst|yrke",
    "title": "title|titel",
    "url": r"url|profile url|profil|linkedin|linkedin url|web ?page|website|website \d value|"
    "webbsida|webbplats|hemsida",
    "birthday": "birthday|birth date|birthdate|födelsedag|födelsedatum|född|geburtstag|anniversaire",
    "notes": "notes?|anteckning|anteckningar|notering|noteringar|comments?|kommentar|kommentarer|memo",
    "labels": "labels|group membership|categories|category|kategorier|kategori|etiketter|grupper|groups?|tags|taggar",
    "since": "connected on|ansluten den|ansluten|ansluten sedan|kontakt sedan|kontakter sedan|connected|verbunden am",
}
_FIELDS = {name: re.compile(words) for name, words in _WORDS.items()}
OURS = ("id", "circle", "every", "at_most", "last", "language", "channel", "goals", "paused_until", "ratings", "tone",
        "purpose", "learn", "questions")  # fmt: skip
"""Columns of a contacts file of our own, which no other program has."""
_GOOGLE = re.compile(r"(?:e mail|phone|organization|website) 1 (?:value|label|type|name)")
_OUTLOOK = frozenset({
    "business phone", "home phone", "business street", "e mail 2 address", "telefon arbete", "telefon arb",
    "gatuadress arb",
    "gatuadress arbete", "e postadress 2", "e post 2 adress", "e mail display name", "visningsnamn för e post",
})  # fmt: skip


def fields_of(header: Sequence[str]) -> list[str]:
    """What each column holds; "" for what is of no use here. "Title" is a job unless it stands beside one: Outlook has
    "Dr" there."""
    plain = [_plain(cell) for cell in header]
    found = [next((name for name, words in _FIELDS.items() if words.fullmatch(text)), "") for text in plain]
    a_job = "role" not in found and not {"suffix", "suffix 1"} & {*plain}
    found = [("role" if a_job else "") if name == "title" else name for name in found]
    if {"every", "at_most"} & {*header}:
        found = [cell if cell in OURS else name for cell, name in zip(header, found, strict=True)]
    return found


def kind_of(header: Sequence[str]) -> str:
    """Which program writes such a header: linkedin, google, outlook; csv for every other."""
    plain, fields = [_plain(cell) for cell in header], fields_of(header)
    if "since" in fields and "url" in fields and "first" in fields:
        return "linkedin"
    if any(_GOOGLE.fullmatch(text) for text in plain):
        return "google"
    if not _OUTLOOK.isdisjoint(plain):
        return "outlook"
    return "csv"


def values(cells: Sequence[str], columns: Iterable[int]) -> list[str]:
    """What stands there, without what is empty; a cell of Google's may hold several, with ":::" between."""
    texts = [cells[column] for column in columns if column < len(cells) and cells[column]]
    several = [one for text in texts for one in (text.split(" ::: ") if ":::" in text else (text,))]
    return [unescaped(said) for one in several if (said := one.strip())]


def _plain(cell: str) -> str:
    return re.sub(r"[\W_]+", " ", cell[:80].casefold()).strip()
