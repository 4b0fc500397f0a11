"""Text as it is compared: without case and accents."""

import unicodedata


def folded(text: str) -> str:
    """ "Åsa" as "asa"; "igår" as "igar", which is how some phones write it."""
    if text.isascii():  # most text is, and a large import is all of it
        return text.casefold()
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
