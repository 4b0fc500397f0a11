"""An address book on a server, read once (RFC 6352); nothing is written there. An extra."""

from collections.abc import Iterator
from html import escape
from itertools import islice
from typing import Any
from urllib.parse import urljoin, urlsplit

from caldav.response import DAVResponse

from followupd.contacts.reading import LARGEST_BYTES, MOST_RECORDS
from followupd.dav.connection import Connection
from followupd.dav.errors import Refused, Trouble, elsewhere
from followupd.text.catalog import _

AT_ONCE = 100
"""So many cards are asked for in one request."""
_CARDDAV = "urn:ietf:params:xml:ns:carddav"
_TYPE = '<propfind xmlns="DAV:"><prop><resourcetype/></prop></propfind>'
_LIST = '<propfind xmlns="DAV:"><prop><getetag/></prop></propfind>'
_CARDS = (
    f'<C:addressbook-multiget xmlns="DAV:" xmlns:C="{_CARDDAV}"><prop><C:address-data/></prop>'
    "%s</C:addressbook-multiget>"
)
_OK = 207


def cards_of(connection: Connection) -> bytes:
    """Every card of the person's address books, or of the one at the very address, as one text of vCards.

    Raises Trouble, in words, for whatever a server does instead.
    """
    try:
        found, size = list[str](), 0
        for book in _books(connection):
            for card in _cards(connection, book):
                size += len(card)
                if size > LARGEST_BYTES or len(found) >= MOST_RECORDS:
                    raise Trouble(_("%(host)s: its answer is larger than %(many)d MB") % {
                        "host": connection.host, "many": LARGEST_BYTES // 1_000_000})  # fmt: skip
                found.append(card)
        return "\r\n".join(found).encode()
    finally:
        connection.close()


def _books(connection: Connection) -> list[str]:
    """The address itself where it is an address book; else all of those that the person has there."""
    try:
        if own := _of_type(_asked(connection, connection.base, _TYPE, "0"), connection.base):
            return own
    except Trouble as wrong:
        if wrong.login or wrong.wait:
            raise
    home = connection.home()
    if not (books := _of_type(_asked(connection, home, _TYPE, "1"), home)):
        raise Trouble(_("%s: there is no address book there") % connection.host)
    return books


def _asked(connection: Connection, url: str, body: str, depth: str, method: str = "PROPFIND") -> DAVResponse:
    headers = {"Depth": depth, "Content-Type": "application/xml; charset=utf-8"}
    try:
        answer = connection.request(method, url, body, headers)
    except Refused as wrong:
        raise Trouble(f"{connection.host}: {wrong}") from None
    if answer.status != _OK or answer.tree is None:
        raise Trouble(_("%(host)s: this does not look like an address book (%(status)d)") % {
            "host": connection.host, "status": answer.status})  # fmt: skip
    return answer


def _of_type(answer: DAVResponse, base: str) -> list[str]:
    kind = f"{{{_CARDDAV}}}addressbook"
    return [href for href, each in _responses(answer, base) if next(each.iter(kind), None) is not None]


def _cards(connection: Connection, book: str) -> Iterator[str]:
    """The cards of an address book, some at once: a server may cut short what is asked for all at once."""
    folder = urlsplit(book).path.rstrip("/")
    paths = (urlsplit(href).path for href, _each in _responses(_asked(connection, book, _LIST, "1"), book))
    names = iter([path for path in dict.fromkeys(paths) if path.rstrip("/") != folder and not path.endswith("/")])
    while several := list(islice(names, AT_ONCE)):
        wanted = "".join(f"<href>{escape(path)}</href>" for path in several)
        answer = _asked(connection, book, _CARDS % wanted, "0", "REPORT")
        for _href, each in _responses(answer, book):
            yield from (str(data.text) for data in each.iter(f"{{{_CARDDAV}}}address-data") if data.text)


def _responses(answer: DAVResponse, base: str) -> Iterator[tuple[str, Any]]:
    for each in answer.tree.iter("{DAV:}response") if answer.tree is not None else ():
        if text := str(each.findtext("{DAV:}href") or "").strip():
            yield _at_home(base, text), each


def _at_home(base: str, href: str) -> str:
    """An address that an answer names, on the same server and as safely reached: the password goes along."""
    before = urlsplit(base)
    try:
        after = urlsplit(urljoin(base, href))
        same = after.hostname == before.hostname
    except ValueError:
        same = False
    if not same:
        raise elsewhere(before.hostname, href)
    return after._replace(scheme=before.scheme, netloc=before.netloc).geturl()
