"""A CalDAV server (RFC 4791), by the library `caldav`: find or make a calendar, see what changed, read, write, delete.

Nothing is overwritten blindly: what is new is created with If-None-Match, what is known is changed with If-Match.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from http import HTTPStatus
from pathlib import Path
from typing import Any, NoReturn, cast
from urllib.parse import quote, unquote, urljoin, urlsplit
from xml.sax.saxutils import escape

from caldav.collection import Calendar
from caldav.davclient import DAVClient
from caldav.lib import error
from caldav.response import DAVResponse, PropfindResult

from followupd.calendar.caldav import requests
from followupd.calendar.caldav.discovery import Discovery, by_domain
from followupd.calendar.caldav.errors import UNREADABLE, Changed, Missing, Refused, Trouble, give_up, said
from followupd.calendar.caldav.http import Session
from followupd.text.catalog import _

_TYPE = "text/calendar; charset=utf-8"
_CALENDAR = "{urn:ietf:params:xml:ns:caldav}calendar"
_NO_SUCH_REPORT = (400, 403, 405, 415, 422, 501)

# What goes wrong is said here, once; the library would say it again, with the addresses in full.
logging.getLogger("caldav").setLevel(logging.CRITICAL)


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed since a sync token: ETags by name, and what was deleted. `whole`: everything there is."""

    etags: dict[str, str]
    deleted: frozenset[str]
    token: str | None
    whole: bool
    syncs: bool = True
    """False when the server said that it knows no sync-collection."""


@dataclass
class Server:
    """`address` is a URL, or the domain or e-mail address to find the server by (RFC 6764), with TLS only."""

    address: str
    username: str | None
    password: Callable[[], str]
    ca_file: Path | None = None
    stopping: Callable[[], bool] = lambda: False
    """Asked while an answer is waited for; Stopped is raised then."""

    @property
    def host(self) -> str:
        return urlsplit(self.address).hostname or self.address.rpartition("@")[2]

    def find(self, name: str, title: str, *, tasks: bool) -> str:
        """The URL of the calendar: the one at the address, or the one called `name` in the person's home, made when
        it is not there. Raises Trouble when there is none and none can be made."""
        if "://" in self.address and name == "followupd" and self._is_calendar(self.address, tasks):
            return _as_folder(self.address)
        url = urljoin(_as_folder(self._home()), f"{name}/")
        if not self._is_calendar(url, tasks) and not self._made(url, title, tasks=tasks):
            raise Trouble(_("%(host)s: there is no calendar %(url)s, and none could be made; make one by hand, and "
                            "write its address as url") % {"host": self.host, "url": url})  # fmt: skip
        return url

    def make(self, url: str, title: str) -> None:
        """Makes a calendar at an address where there was one. Raises Trouble when that cannot be."""
        if not self._made(url, title, tasks=False):
            raise Trouble(_("%s: the calendar is gone and cannot be made anew; make one by hand") % self.host)

    def close(self) -> None:
        """Ends the connection, if there is one."""
        if "_client" in self.__dict__:
            self._client.close()

    def _made(self, url: str, title: str, *, tasks: bool) -> bool:
        takes = requests.EVENTS_AND_TASKS if tasks else ""
        answer = self._request("MKCALENDAR", url, requests.MAKE % (escape(title), takes))
        return answer.status in (HTTPStatus.OK, HTTPStatus.CREATED)

    def _home(self) -> str:
        return Discovery(self.host, lambda url, body: self._request("PROPFIND", url, body, {"Depth": "0"})).home(
            self._base
        )

    @cached_property
    def _base(self) -> str:
        return self.address if "://" in self.address else by_domain(self.address)

    def check(self, url: str | None) -> str:
        """Where the calendar is, if it is there; or where the person's calendars are. Raises Trouble for neither."""
        if url is not None and self._is_there(url):
            return url
        if "://" in self.address and self._is_calendar(self.address, tasks=False):
            return _as_folder(self.address)
        return self._home()

    def changes(self, url: str, token: str | None) -> Changes:
        """What changed since `token`, or everything. An unknown token, or a server without any, gives everything.

        One request where nothing changed. Raises Missing when the calendar is gone.
        """
        syncs = True
        try:
            calendar: Any = Calendar(client=self._client, url=url)
            found = calendar.get_objects_by_sync_token(token, disable_fallback=True)
            if token is None and found.truncated:
                return self.listed(url)
            gone = frozenset(_name(str(deleted_url)) for deleted_url in found.deleted_urls)
            etags = {_name(str(one.url)): one.props.get("{DAV:}getetag") or "" for one in found}
            etags = {name: etag for name, etag in etags.items() if name not in gone}
            return Changes(etags, gone, found.sync_token, whole=token is None)
        except error.NotFoundError:
            raise Missing(url) from None
        except error.AuthorizationError as wrong:
            if wrong.status == HTTPStatus.UNAUTHORIZED:
                self._give_up(wrong)
            syncs = False
        except error.RateLimitError as wrong:
            self._give_up(wrong)
        except error.DAVError as wrong:
            syncs = wrong.status not in _NO_SUCH_REPORT
        except (OSError, *UNREADABLE) as wrong:
            self._give_up(wrong)
        # The token is forgotten, or the server knows of none: then everything is read (RFC 6578 §3.2).
        return self.changes(url, None) if token is not None else replace(self.listed(url), syncs=syncs)

    def believes_any_token(self, url: str) -> bool:
        """Whether the server answers a token that it never gave as if all were well; then no token proves anything."""
        try:
            answer = self._request("REPORT", url, requests.SINCE_NEVER, {"Depth": "0"})
        except Refused:
            return False
        return answer.status == HTTPStatus.MULTI_STATUS

    def get(self, url: str, name: str) -> tuple[str, str] | None:
        """ETag and text of an item; None when it is not there."""
        # Compressed on the way, it would have another ETag than the server goes by.
        answer = self._request("GET", url + quote(name), headers={"Accept-Encoding": "identity"})
        if answer.status in (HTTPStatus.NOT_FOUND, HTTPStatus.GONE):
            return None
        if answer.status != HTTPStatus.OK:
            self._refuse(answer)
        return answer.headers.get("ETag", ""), _text(answer)

    def put(self, url: str, name: str, content: str, etag: str | None) -> str:
        """Creates an item (no `etag`) or changes it, and returns its ETag. Raises Changed, Missing or Refused."""
        condition = {"If-Match": etag} if etag else {"If-None-Match": "*"}
        answer = self._request("PUT", url + quote(name), content, {"Content-Type": _TYPE, **condition})
        if answer.status in (HTTPStatus.OK, HTTPStatus.CREATED, HTTPStatus.NO_CONTENT):
            # Without an ETag the server has changed the text (RFC 4791 §5.3.4).
            tag: str | None = answer.headers.get("ETag")
            return tag or (self.get(url, name) or ("", ""))[0]
        if answer.status == HTTPStatus.PRECONDITION_FAILED or (etag and answer.status == HTTPStatus.NOT_FOUND):
            raise Changed(name)
        if answer.status in (HTTPStatus.CONFLICT, HTTPStatus.NOT_FOUND) and not self._is_there(url):
            raise Missing(url)
        return self._refuse(answer)

    def delete(self, url: str, name: str, etag: str) -> None:
        """Deletes an item as it is known. Raises Changed."""
        answer = self._request("DELETE", url + quote(name), headers={"If-Match": etag} if etag else {})
        if answer.status == HTTPStatus.PRECONDITION_FAILED:
            raise Changed(name)
        if answer.status not in (200, 202, 204, 404, 410):
            self._refuse(answer)

    def name_of(self, url: str, uid: str, *, task: bool) -> str | None:
        """The name of the item with this UID, wherever it is in the calendar; None when there is none, or when the
        server does not know how to look. Raises Refused when it could not look now."""
        kind = "VTODO" if task else "VEVENT"
        try:
            answer = self._request("REPORT", url, requests.BY_UID % (kind, escape(uid)), {"Depth": "1"})
        except Refused:  # such a question is not allowed (RFC 4791 §7.8, supported-filter)
            return None
        if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR and answer.status != HTTPStatus.NOT_IMPLEMENTED:
            self._refuse(answer)
        several = self._parsed(answer) if answer.status == HTTPStatus.MULTI_STATUS else []
        return next((_name(found.href) for found in several if found.status == HTTPStatus.OK), None)

    @cached_property
    def _client(self) -> DAVClient:
        # Send credentials pre-emptively: a 401 in every round trips brute-force protection on some servers.
        auth_type = "basic" if self.username else None
        password = self.password() if self.username else None
        verify = str(self.ca_file) if self.ca_file else True
        try:
            client = DAVClient(
                url=self._base, username=self.username, password=password, auth_type=auth_type,
                ssl_verify_cert=verify, enable_rfc6764=False, headers={"User-Agent": "followupd"},
            )  # fmt: skip
        except (error.DAVError, OSError, ValueError) as wrong:
            self._give_up(wrong)
        client.session = cast(Any, Session(self.stopping))
        return client

    def _request(self, method: str, url: str, body: str = "", headers: dict[str, str] | None = None) -> DAVResponse:
        try:
            return self._client.request(url, method, body, headers or {})
        except error.AuthorizationError as wrong:
            if wrong.status == HTTPStatus.FORBIDDEN and method in ("GET", "PUT", "DELETE", "REPORT"):
                raise Refused(f"403 {said(str(wrong.body or ''))}".strip()) from None
            self._give_up(wrong)
        except (error.DAVError, OSError, *UNREADABLE) as wrong:
            self._give_up(wrong)

    def _is_missing(self, answer: DAVResponse) -> bool:
        try:
            return answer.status == HTTPStatus.NOT_FOUND or bool(answer.all_responses_not_found())
        except UNREADABLE as wrong:
            self._give_up(wrong)

    def _parsed(self, answer: DAVResponse) -> list[PropfindResult]:
        try:
            return answer.parse_propfind()
        except (error.DAVError, *UNREADABLE) as wrong:
            self._give_up(wrong)

    def _is_calendar(self, url: str, tasks: bool) -> bool:
        answer = self._request("PROPFIND", url, requests.IS_CALENDAR, {"Depth": "0"})
        if self._is_missing(answer):
            return False
        if answer.status not in (HTTPStatus.OK, HTTPStatus.MULTI_STATUS):
            if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR or answer.status in _OF_THE_SERVER:
                self._unexpected(answer)
            return False  # an address of the web server that knows nothing of calendars
        found = [one.properties for one in self._parsed(answer)]
        if not any(_CALENDAR in (properties.get("{DAV:}resourcetype") or ()) for properties in found):
            return False
        takes = next(
            (properties.get(f"{{urn:ietf:params:xml:ns:caldav}}{requests.COMPONENTS}") for properties in found), None
        )
        if tasks and takes and "VTODO" not in takes:
            raise Trouble(_('%s: this calendar takes no tasks; write follow_ups = "all-day", or an hour') % self.host)
        return True

    def _is_there(self, url: str) -> bool:
        answer = self._request("PROPFIND", url, requests.IS_CALENDAR, {"Depth": "0"})
        return not self._is_missing(answer)

    def listed(self, url: str) -> Changes:
        """Everything there is, by its ETags. Raises Missing when the calendar is gone."""
        answer = self._request("PROPFIND", url, requests.LIST, {"Depth": "1"})
        if self._is_missing(answer):
            raise Missing(url)
        if answer.status != HTTPStatus.MULTI_STATUS or answer.tree is None:
            self._unexpected(answer)
        found = self._parsed(answer)
        folder = unquote(urlsplit(url).path).rstrip("/")
        etags = {_name(answer.href): answer.properties.get("{DAV:}getetag") or "" for answer in found
                 if answer.status != HTTPStatus.NOT_FOUND and answer.href.rstrip("/") != folder}  # fmt: skip
        return Changes(etags, frozenset(), None, whole=True)

    def _refuse(self, answer: DAVResponse) -> NoReturn:
        """An answer about one item: Refused, unless it is about all of them."""
        if answer.status in _OF_THE_SERVER:
            self._unexpected(answer)
        raise Refused(f"{answer.status} {said(_text(answer))}".strip())

    def _unexpected(self, answer: DAVResponse) -> NoReturn:
        if answer.status == HTTPStatus.INSUFFICIENT_STORAGE:
            raise Trouble(_("%s: the server has no room left for your calendar (507)") % self.host)
        facts = {"host": self.host, "status": answer.status}
        if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR and answer.status != HTTPStatus.NOT_IMPLEMENTED:
            raise Trouble(_("%(host)s: the server failed (%(status)d)") % facts)
        raise Trouble(_("%(host)s: this does not look like a calendar server (%(status)d)") % facts)

    def _give_up(self, wrong: BaseException, otherwise: str | None = None) -> NoReturn:
        give_up(self.host, wrong, otherwise)


_OF_THE_SERVER = (401, 407, 408, 429, 502, 503, 504, 507)
"""Refusals that are not about the item."""


def _text(answer: DAVResponse) -> str:
    """What was sent, as text; empty where it is none, so that nothing is found in it."""
    try:
        return str(answer.raw)
    except UnicodeError:
        return ""


def _as_folder(url: str) -> str:
    return url if url.endswith("/") else f"{url}/"


def _name(href: str) -> str:
    return unquote(urlsplit(href).path).rstrip("/").rpartition("/")[2]
