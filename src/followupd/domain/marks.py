"""What a person is known by, wherever they are written down: addresses, a profile, a number, a card's UID, written as
they are compared."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from followupd.text.sanitize import dialled, one_line

_SAME_DIGITS = 8
"""Two numbers that end in the same so many digits are one: with and without the code of the country or of the area."""
_PERSONS = re.compile(r"linkedin\.com/(?:in|pub)/[^/]+")


def known_by(name: str, emails: Iterable[str], url: str | None, uid: str | None) -> Iterator[tuple[str, str]]:
    """ "email", "url" and "uid" with their values; "name" only for somebody who has none of these."""
    found = [("email", address.casefold()) for address in emails]
    found += [("url", page)] if is_a_persons(page := profile(url or "")) else []
    found += [("uid", uid)] if uid else []
    yield from found or [("name", " ".join(name.casefold().split()))]


@lru_cache(maxsize=8192)
def profile(url: str) -> str:
    """An address without what differs from copy to copy: scheme, "www.", LinkedIn's languages and queries, a slash."""
    try:
        parts = urlsplit(url if "//" in url else f"//{url}")
    except ValueError:
        return ""
    host, query = (parts.netloc or "").casefold().removeprefix("www."), f"?{parts.query}" if parts.query else ""
    if host == "linkedin.com" or host.endswith(".linkedin.com"):
        host, query = "linkedin.com", ""
    path = one_line(unquote(parts.path)).casefold().rstrip("/")
    return f"{host}{path}{query}" if path or query else ""  # a bare host is a company's, not a person's


def is_a_persons(page: str) -> bool:
    """Whether an address, as `profile` gives it, is one person's alone; any other may be a company's."""
    return _PERSONS.fullmatch(page) is not None


def digits(phone: str) -> str:
    """The end of a number, to compare; "" for one that is too short to tell anybody by."""
    found = re.sub(r"\D", "", dialled(phone))
    return found[-_SAME_DIGITS:] if len(found) >= _SAME_DIGITS else ""
