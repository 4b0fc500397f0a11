"""Did you mean …?"""

import difflib
from collections.abc import Iterable

from followupd.text.catalog import _

_SWEDISH_KEYS = {
    "namn": "name", "epost": "email", "e-post": "email", "krets": "circle", "senast": "last", "födelsedag": "birthday",
    "språk": "language", "kanal": "channel", "telefon": "phone", "mobil": "phone",
    "företag": "company", "roll": "role", "länk": "url", "mål": "goals",
    "anteckning": "notes", "anteckningar": "notes", "lösenord": "password_file", "password": "password_file",
}  # fmt: skip


def suggestion(word: str, known: Iterable[str]) -> str:
    """The known word that was probably meant, as the end of a sentence; empty where none is near."""
    words = list(known)
    translated = _SWEDISH_KEYS.get(word.casefold())
    near = [translated] if translated in words else difflib.get_close_matches(word, words, n=1, cutoff=0.6)
    return _("; did you mean %s?") % near[0] if near else ""
