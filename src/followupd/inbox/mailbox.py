"""A mailbox by IMAP (RFC 3501), looked at without leaving a trace: EXAMINE and PEEK, headers first, one deadline.

IMAPClient does the talking. Its timeouts are per read, so a server that drips a letter a second would hold it for ever:
a timer closes the socket when the whole look has taken too long. What it would log (bodies, at level 5) is turned off.
"""

import contextlib
import imaplib
import logging
import re
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from imapclient import IMAPClient, SocketTimeout
from imapclient.imap4 import IMAP4WithTimeout
from imapclient.tls import IMAP4_TLS

from followupd.config.trust import trust
from followupd.errors import FollowupdError
from followupd.text.catalog import _
from followupd.text.causes import cause, in_words
from followupd.text.sanitize import shorten

logging.getLogger("imapclient").setLevel(logging.CRITICAL)  # it would log what it reads

DEADLINE_SECONDS, CONNECT_SECONDS, READ_SECONDS = 90, 20, 30
BATCH = 500
MOST_BYTES = 262_144
"""Of an answer so much is read: the text stands before what is attached."""
FIELDS = (
    "FROM TO CC BCC SUBJECT DATE MESSAGE-ID IN-REPLY-TO REFERENCES AUTO-SUBMITTED PRECEDENCE LIST-ID X-AUTOREPLY "
    "X-AUTORESPOND RETURN-PATH CONTENT-TYPE AUTHENTICATION-RESULTS X-MICROSOFT-ORIGINAL-MESSAGE-ID "
    "X-GOOGLE-ORIGINAL-MESSAGE-ID"
)
_UID = re.compile(rb"UID (\d+)")
"""Stands before the literal or after it."""
SENT_NAMES = ("sent", "skickat", "sent items", "skickade meddelanden", "skickade objekt", "sent mail", "sent messages")
_FAULTS = (imaplib.IMAP4.error, OSError, ValueError, UnicodeError, RecursionError)


class MailboxError(FollowupdError):
    """The mailbox cannot be read, in words with the mend."""


@dataclass(frozen=True, slots=True)
class Account:
    """Where a mailbox is and how to log in."""

    host: str
    port: int
    security: str
    username: str
    password: str
    ca_file: Path | None = None
    token: Callable[[str], str] | None = None
    """Where passwords are not taken: gives an access token for the login by XOAUTH2, and another than the one that was
    refused."""


class Header(NamedTuple):
    """The header of a message, as bytes, and its number in the folder."""

    uid: int
    content: bytes


@dataclass
class Mailbox:
    """An open mailbox, one folder at a time; for one thread."""

    client: IMAPClient
    uidvalidity: int = 0
    uidnext: int = 0
    """The number of the next message; 0 where the server does not say."""

    def examine(self, folder: str) -> None:
        """Opens a folder to look at: nothing is marked as read."""
        with _named():
            found = self.client.select_folder(folder, readonly=True)
        if b"UIDVALIDITY" not in found:
            raise MailboxError(_("%s has no UIDVALIDITY, so what was read cannot be remembered") % folder)
        self.uidvalidity, self.uidnext = int(found[b"UIDVALIDITY"]), int(found.get(b"UIDNEXT", 0))

    def headers_after(self, uid: int) -> Iterator[Header]:
        """The headers of what came after a message, in order. `n:*` has the last one always, so it is told apart."""
        yield from self._headers([found for found in self._search("UID", f"{uid + 1}:*") if found > uid])

    def headers_since(self, day: date, most: int = 0) -> Iterator[Header]:
        """The headers of what came on a day or later; the newest `most` of them, if that is given."""
        yield from self._headers(self._search("SINCE", day)[-most:])

    def _search(self, *criteria: object) -> list[int]:
        with _named():
            return sorted(self.client.search(list(criteria)))

    def _headers(self, uids: Sequence[int]) -> Iterator[Header]:
        for begin in range(0, len(uids), BATCH):
            batch = ",".join(map(str, uids[begin : begin + BATCH]))
            with _named():  # IMAPClient would parse each answer letter by letter, which takes ten times as long
                said, found = self.client._imap.uid("FETCH", batch, f"(BODY.PEEK[HEADER.FIELDS ({FIELDS})])")
            if said != "OK":
                raise MailboxError(_("the mailbox does not give the headers of its messages"))
            for part, after in zip(found, [*found[1:], b""], strict=True):
                if isinstance(part, tuple) and (uid := _UID.search(part[0]) or _UID.search(_bytes(after))):
                    yield Header(int(uid[1]), part[1])

    def content(self, uid: int) -> bytes:
        """A message, its first MOST_BYTES; empty when it is gone."""
        with _named():
            found = self.client.fetch([uid], [f"BODY.PEEK[]<0.{MOST_BYTES}>"]).get(uid, {})
        return next((value for key, value in found.items() if key.startswith(b"BODY[]")), b"")

    def folders(self) -> list[str]:
        """Every folder that can be looked into."""
        with _named():
            found = self.client.list_folders()
        return [name for flags, _separator, name in found
                if not {flag.lower() for flag in flags} & {b"\\noselect", b"\\nonexistent"}
                and isinstance(name, str) and not set(name) & {"\r", "\n", "\0"}]  # fmt: skip

    def sent_folder(self) -> str:
        """Where sent mail is kept: by its attribute (RFC 6154), else by a usual name; empty where neither is there."""
        with _named():
            found = self.client.list_folders()
        marked = [name for flags, _separator, name in found if b"\\sent" in {flag.lower() for flag in flags}]
        names = {str(name).rpartition(str((separator or b"/").decode()))[2].casefold(): name
                 for _flags, separator, name in found}  # fmt: skip
        return next(iter(marked), "") or next((names[name] for name in SENT_NAMES if name in names), "")

    def move(self, uid: int, source: str, target: str) -> None:
        """Moves a message that was worked off. Without MOVE (RFC 6851) it stays: EXPUNGE would take more than ours."""
        with _named():
            if not self.client.has_capability("MOVE"):
                return
            if not self.client.folder_exists(target):
                self.client.create_folder(target)
            self.client.select_folder(source)
            self.client.move([uid], target)


def _bytes(part: object) -> bytes:
    return part if isinstance(part, bytes) else b""


@contextlib.contextmanager
def opened(account: Account) -> Iterator[Mailbox]:
    """A mailbox, logged in, for the length of a block and DEADLINE_SECONDS at most. Raises MailboxError."""
    held: list[socket.socket] = []
    timer = threading.Timer(DEADLINE_SECONDS, _cut, [held])
    timer.daemon = True
    timer.start()
    client: IMAPClient | None = None
    try:
        token = account.token("") if account.token is not None else ""  # without one there is no need to go there
        with _named(account.host):
            client = _connected(account, held)
        with _named(account.host), _logged_in(account):
            _log_in(client, account, token)
        yield Mailbox(client)
    finally:
        timer.cancel()
        if client is not None:
            with contextlib.suppress(*_FAULTS):
                client.shutdown()


def _cut(held: Sequence[socket.socket]) -> None:
    for found in held:
        with contextlib.suppress(OSError):
            socket.socket.shutdown(found, socket.SHUT_RDWR)


def _connected(account: Account, held: list[socket.socket]) -> IMAPClient:
    context = trust(account.ca_file) if account.security != "none" else None
    timeout = SocketTimeout(CONNECT_SECONDS, READ_SECONDS)

    class Held:
        def _create_socket(self, timeout: float | None = None) -> socket.socket:
            found: socket.socket = super()._create_socket(timeout)  # type: ignore[misc]
            held.append(found)
            return found

    class HeldTls(Held, IMAP4_TLS):  # type: ignore[misc]
        pass

    class HeldPlain(Held, IMAP4WithTimeout):  # type: ignore[misc]
        pass

    class Client(IMAPClient):  # type: ignore[misc]
        def _create_IMAP4(self) -> Any:
            if self.ssl:
                return HeldTls(self.host, self.port, self.ssl_context, self._timeout.connect)
            return HeldPlain(self.host, self.port, self._timeout.connect)

    client = Client(account.host, account.port, ssl=account.security == "tls", ssl_context=context, timeout=timeout)
    client._imap.debug = 0
    client.normalise_times = False
    if account.security == "starttls":
        client.starttls(context)
        held.append(client._imap.sock)
    return client


def _log_in(client: IMAPClient, account: Account, token: str) -> None:
    if account.token is not None:
        try:
            client.oauth2_login(account.username, token)
        except imaplib.IMAP4.error:
            if (fresh := account.token(token)) == token:
                raise
            client.oauth2_login(account.username, fresh)
        return
    # LOGIN takes ASCII only; PLAIN takes UTF-8.
    if client.has_capability("AUTH=PLAIN"):
        client.plain_login(account.username, account.password)
    else:
        client.login(account.username, account.password)


@contextlib.contextmanager
def _logged_in(account: Account) -> Iterator[None]:
    try:
        yield
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as error:
        said = _("the mailbox refused the login (%s); many providers want an app password here")
        if account.token is not None:
            said = _(
                "the mailbox refused the sign-in (%s); perhaps it is another mailbox's, or IMAP is turned off there"
            )
        raise MailboxError(said % shorten(cause(error), 160)) from None


@contextlib.contextmanager
def _named(host: str = "") -> Iterator[None]:
    """Faults of the network and the server, in words and without secrets."""
    try:
        yield
    except MailboxError:
        raise
    except ssl.SSLCertVerificationError as error:
        said = _("the certificate of the mailbox's server cannot be trusted: %s")
        raise MailboxError(said % shorten(in_words(error.verify_message), 160)) from None
    except _FAULTS as error:
        said = shorten(cause(error), 200)
        raise MailboxError(f"{host}: {said}" if host else said) from None
