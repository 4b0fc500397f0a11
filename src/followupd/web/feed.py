"""The feed: a calendar's bytes under a secret address, and 304 for who has them already (RFC 9110 §13.1.2).

What is served was made when it changed; a request only looks it up. Nothing here changes anything.
"""

import re
from email.utils import formatdate

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from followupd.store import feeds
from followupd.store.database import Account

# The address is the secret, so it is never told on: not to other sites, not to indexes, not to shared caches.
_HEADERS = {
    "Cache-Control": "private, no-cache", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex",
    "X-Content-Type-Options": "nosniff",
}  # fmt: skip


def application(account: Account) -> Starlette:
    """Serves GET and HEAD of /calendar/KEY/NAME.ics; everything else is not found, with the same few words."""

    def calendar(request: Request) -> Response:
        key, name = request.path_params["key"], request.path_params["name"]
        if not feeds.is_key(account, key):
            return _not_found()
        if (etag := feeds.etag(account, name)) is None:
            return _not_found()
        if _is_known(request.headers.get("if-none-match", ""), etag):
            return Response(status_code=304, headers={**_headers(), "ETag": f'"{etag}"'})
        if (found := feeds.content(account, name)) is None:
            return _not_found()
        etag, content = found
        headers = {**_headers(), "ETag": f'"{etag}"', "Content-Disposition": f'inline; filename="{name}.ics"'}
        return Response(content, headers=headers, media_type="text/calendar")

    route = Route("/calendar/{key}/{name}.ics", calendar, methods=["GET"])
    # An address with one slash too many is none of ours; a redirect would name this machine, and http.
    served = Starlette(routes=[route], exception_handlers={404: lambda _request, _error: _not_found()})
    served.router.redirect_slashes = False
    return served


def _headers() -> dict[str, str]:
    return {**_HEADERS, "Date": formatdate(usegmt=True)}


def _not_found() -> Response:
    return PlainTextResponse("Not Found", status_code=404, headers={"Date": formatdate(usegmt=True)})


def _is_known(said: str, etag: str) -> bool:
    """Whether an If-None-Match names this ETag; weak and strong ones are compared alike (RFC 9110 §13.1.2)."""
    return said.strip() == "*" or etag in re.findall(r'(?:W/)?"([^"]*)"', said)
