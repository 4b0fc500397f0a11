"""HTTP to a server of calendars or contacts, with a deadline for each whole request and a limit for each whole answer.

The library `caldav` asks through a session of its HTTP library, whose time-outs are for each piece of an answer: a
server that sends a byte now and then keeps it for ever, and one that sends without end fills the memory. This is a
session for it by the standard library; of what such a session can do, it has what is used here.
"""

import base64
import http.client
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from email.errors import MessageError
from typing import Any
from urllib.parse import urljoin, urlsplit

from followupd.dav.errors import Trouble, elsewhere
from followupd.net.connection import Connection
from followupd.text.catalog import _
from followupd.text.sanitize import as_uri, one_line, shorten

REQUEST_SECONDS = 60
"""For a whole request, however its bytes come."""
LARGEST_BYTES = 32_000_000
"""Of an answer; ten thousand items listed take a tenth of that."""
MOST_REDIRECTS = 5
_REDIRECTS = (301, 302, 307, 308)
_ENDED = (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError)


@dataclass(frozen=True, slots=True)
class Answer:
    """As the library reads it."""

    status_code: int
    reason: str
    url: str
    headers: http.client.HTTPMessage
    content: bytes

    @property
    def text(self) -> str:
        """The content as UTF-8; bytes that are none are replaced."""
        return self.content.decode("utf-8", "replace")


class Session:
    """One connection after the other, each kept as long as the server likes."""

    def __init__(self, stopping: Callable[[], bool] = lambda: False) -> None:
        self._open: dict[tuple[str, str], Connection] = {}
        self._stopping = stopping

    def request(
        self, method: str, url: str, *, data: Any, headers: Mapping[str, str], auth: Any, verify: Any, **_others: object
    ) -> Answer:  # fmt: skip
        """Asks, and follows where the same host sends on to. Raises OSError, or Trouble for what is no answer."""
        until = time.monotonic() + REQUEST_SECONDS
        sent = {**headers, "Accept-Encoding": "identity"}
        if auth is not None:
            login = f"{auth.username}:{auth.password}".encode()
            sent["Authorization"] = f"Basic {base64.b64encode(login).decode()}"
        body = data.encode() if isinstance(data, str) else data
        for _time in range(MOST_REDIRECTS):
            answer = self._ask(method, url, body or None, sent, verify, until)
            if answer.status_code not in _REDIRECTS or not (target := answer.headers.get("Location")):
                return answer
            url = _sent_on(url, target)
        raise Trouble(_("%s: it sends on and on, in a circle") % urlsplit(url).hostname)

    def close(self) -> None:
        """Ends every connection that is kept."""
        for line in self._open.values():
            line.close()
        self._open.clear()

    def _ask(
        self, method: str, url: str, body: bytes | None, headers: dict[str, str], verify: Any, until: float
    ) -> Answer:  # fmt: skip
        try:
            parts = urlsplit(url)
            where, port = (parts.scheme, parts.netloc), parts.port
        except ValueError:
            raise Trouble(_("%s: that is no address") % shorten(one_line(url), 120)) from None
        target = as_uri((parts.path or "/") + (f"?{parts.query}" if parts.query else ""))

        def through(line: Connection) -> Answer:
            line.until = until
            try:
                line.request(method, target, body, headers)
                found = line.getresponse()
                str(found.headers)  # as the caldav library does: it raises for a header within a header
                answer = Answer(found.status, found.reason, url, found.headers, _body(found, parts.hostname or ""))
            except BaseException:
                line.close()
                raise
            if found.will_close:
                line.close()
            else:
                self._open[where] = line
            return answer

        try:
            if (kept := self._open.pop(where, None)) is not None:
                with suppress(*_ENDED):  # by the server, meanwhile
                    return through(kept)
            return through(Connection(parts.scheme == "https", parts.hostname or "", port, verify, self._stopping))
        except ConnectionError:
            raise
        except (http.client.HTTPException, MessageError) as wrong:
            raise ConnectionError(str(wrong)) from None


def _body(found: http.client.HTTPResponse, host: str) -> bytes:
    if found.headers.get("Content-Encoding", "identity").strip().casefold() not in ("", "identity"):
        raise Trouble(_("%s: it sends compressed what was asked for as it is") % host)
    content = found.read(LARGEST_BYTES + 1)
    if found.length and len(content) <= LARGEST_BYTES:
        raise ConnectionError("the answer broke off")
    if len(content) > LARGEST_BYTES:
        raise Trouble(_("%(host)s: its answer is larger than %(many)d MB") % {
            "host": host, "many": LARGEST_BYTES // 1_000_000})  # fmt: skip
    return content


def _sent_on(url: str, target: str) -> str:
    """Where a redirect leads. Raises Trouble for another host, which would be handed the password."""
    there = urljoin(url, target)
    try:
        before, after = urlsplit(url), urlsplit(there)
    except ValueError:
        raise Trouble(_("%s: that is no address") % shorten(one_line(there), 120)) from None
    downwards = before.scheme == "https" and after.scheme != "https"
    if after.hostname != before.hostname or after.scheme not in ("http", "https") or downwards:
        raise elsewhere(before.hostname, there)
    return there
