"""What MSAL asks through: HTTPS with a deadline for each whole request, and a limit for each whole answer.

The library it would use, requests, has time-outs for each piece of an answer, and sends a refresh token on to wherever
a redirect leads.
"""

import http.client
import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from followupd.net.connection import Connection

REQUEST_SECONDS = 30
LARGEST_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class Answer:
    """As MSAL reads it (`msal.oauth2cli.http.Response`)."""

    status_code: int
    text: str
    headers: dict[str, str]


class Client:
    """As MSAL calls it (`msal.oauth2cli.http.HttpClient`). Raises OSError."""

    def get(
        self, url: str, params: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None,
        **_others: object,
    ) -> Answer:  # fmt: skip
        return _asked("GET", url, params, None, headers)

    def post(
        self, url: str, params: Mapping[str, str] | None = None, data: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None, **_others: object,
    ) -> Answer:  # fmt: skip
        form = {key: value for key, value in (data or {}).items() if value is not None}
        return _asked("POST", url, params, urlencode(form).encode(), headers)

    def close(self) -> None:
        """Nothing is kept open."""


def _asked(
    method: str, url: str, params: Mapping[str, str] | None, body: bytes | None, headers: Mapping[str, str] | None
) -> Answer:  # fmt: skip
    parts = urlsplit(url)
    if parts.scheme != "https":
        raise OSError(f"{parts.scheme}: is not encrypted")
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if params:
        target += ("&" if parts.query else "?") + urlencode(params)
    sent = {"Content-Type": "application/x-www-form-urlencoded"} if body is not None else {}
    line = Connection(True, parts.hostname or "", parts.port)
    line.until = time.monotonic() + REQUEST_SECONDS
    try:
        line.request(method, target, body, {**sent, **(headers or {})})
        found = line.getresponse()
        content = found.read(LARGEST_BYTES + 1)
    except http.client.HTTPException as error:
        raise OSError(str(error) or type(error).__name__) from None
    finally:
        line.close()
    if len(content) > LARGEST_BYTES:
        raise OSError("the answer is too large")
    return Answer(found.status, content.decode("utf-8", "replace"), dict(found.headers))
