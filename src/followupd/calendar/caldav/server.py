"""A CalDAV server (RFC 4791), by the library `caldav`: find or make a calendar, see what changed, read, write, delete.

Nothing is overwritten blindly: what is new is created with If-None-Match, what is known is changed with If-Match.
"""

from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, unquote, urljoin, urlsplit
from xml.sax.saxutils import escape

from caldav.collection import Calendar
from caldav.lib import error

from followupd.calendar.caldav import requests
from followupd.dav.connection import OF_THE_SERVER, Connection, text_of
from followupd.dav.errors import UNREADABLE, Changed, Missing, Refused, Trouble
from followupd.text.catalog import _

_TYPE = "text/calendar; charset=utf-8"
_CALENDAR = "{urn:ietf:params:xml:ns:caldav}calendar"
_NO_SUCH_REPORT = (400, 403, 405, 415, 422, 501)


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed since a sync token: ETags by name, and what was deleted. `whole`: everything there is."""

    etags: dict[str, str]
    deleted: frozenset[str]
    token: str | None
    whole: bool
    syncs: bool = True
    """False when the server said that it knows no sync-collection."""


class Server(Connection):
    """A server by what one does with its calendars."""

    def find(self, name: str, title: str, *, tasks: bool) -> str:
        """The URL of the calendar: the one at the address, or the one called `name` in the person's home, made when
        it is not there. Raises Trouble when there is none and none can be made."""
        if "://" in self.address and name == "followupd" and self._is_calendar(self.address, tasks):
            return _as_folder(self.address)
        url = urljoin(_as_folder(self.home()), f"{name}/")
        if not self._is_calendar(url, tasks) and not self._made(url, title, tasks=tasks):
            raise Trouble(_("%(host)s: there is no calendar %(url)s, and none could be made; make one by hand, and "
                            "write its address as url") % {"host": self.host, "url": url})  # fmt: skip
        return url

    def make(self, url: str, title: str) -> None:
        """Makes a calendar at an address where there was one. Raises Trouble when that cannot be."""
        if not self._made(url, title, tasks=False):
            raise Trouble(_("%s: the calendar is gone and cannot be made anew; make one by hand") % self.host)

    def _made(self, url: str, title: str, *, tasks: bool) -> bool:
        takes = requests.EVENTS_AND_TASKS if tasks else ""
        answer = self.request("MKCALENDAR", url, requests.MAKE % (escape(title), takes))
        return answer.status in (HTTPStatus.OK, HTTPStatus.CREATED)

    def check(self, url: str | None) -> str:
        """Where the calendar is, if it is there; or where the person's calendars are. Raises Trouble for neither."""
        if url is not None and self._is_there(url):
            return url
        if "://" in self.address and self._is_calendar(self.address, tasks=False):
            return _as_folder(self.address)
        return self.home()

    def changes(self, url: str, token: str | None) -> Changes:
        """What changed since `token`, or everything. An unknown token, or a server without any, gives everything.

        One request where nothing changed. Raises Missing when the calendar is gone.
        """
        syncs = True
        try:
            calendar: Any = Calendar(client=self.client, url=url)
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
                self.give_up(wrong)
            syncs = False
        except error.RateLimitError as wrong:
            self.give_up(wrong)
        except error.DAVError as wrong:
            syncs = wrong.status not in _NO_SUCH_REPORT
        except (OSError, *UNREADABLE) as wrong:
            self.give_up(wrong)
        # The token is forgotten, or the server knows of none: then everything is read (RFC 6578 §3.2).
        return self.changes(url, None) if token is not None else replace(self.listed(url), syncs=syncs)

    def believes_any_token(self, url: str) -> bool:
        """Whether the server answers a token that it never gave as if all were well; then no token proves anything."""
        try:
            answer = self.request("REPORT", url, requests.SINCE_NEVER, {"Depth": "0"})
        except Refused:
            return False
        return answer.status == HTTPStatus.MULTI_STATUS

    def get(self, url: str, name: str) -> tuple[str, str] | None:
        """ETag and text of an item; None when it is not there."""
        # Compressed on the way, it would have another ETag than the server goes by.
        answer = self.request("GET", url + quote(name), headers={"Accept-Encoding": "identity"})
        if answer.status in (HTTPStatus.NOT_FOUND, HTTPStatus.GONE):
            return None
        if answer.status != HTTPStatus.OK:
            self.refuse(answer)
        return answer.headers.get("ETag", ""), text_of(answer)

    def put(self, url: str, name: str, content: str, etag: str | None) -> str:
        """Creates an item (no `etag`) or changes it, and returns its ETag. Raises Changed, Missing or Refused."""
        condition = {"If-Match": etag} if etag else {"If-None-Match": "*"}
        answer = self.request("PUT", url + quote(name), content, {"Content-Type": _TYPE, **condition})
        if answer.status in (HTTPStatus.OK, HTTPStatus.CREATED, HTTPStatus.NO_CONTENT):
            # Without an ETag the server has changed the text (RFC 4791 §5.3.4).
            tag: str | None = answer.headers.get("ETag")
            return tag or (self.get(url, name) or ("", ""))[0]
        if answer.status == HTTPStatus.PRECONDITION_FAILED or (etag and answer.status == HTTPStatus.NOT_FOUND):
            raise Changed(name)
        if answer.status in (HTTPStatus.CONFLICT, HTTPStatus.NOT_FOUND) and not self._is_there(url):
            raise Missing(url)
        return self.refuse(answer)

    def delete(self, url: str, name: str, etag: str) -> None:
        """Deletes an item as it is known. Raises Changed."""
        answer = self.request("DELETE", url + quote(name), headers={"If-Match": etag} if etag else {})
        if answer.status == HTTPStatus.PRECONDITION_FAILED:
            raise Changed(name)
        if answer.status not in (200, 202, 204, 404, 410):
            self.refuse(answer)

    def name_of(self, url: str, uid: str, *, task: bool) -> str | None:
        """The name of the item with this UID, wherever it is in the calendar; None when there is none, or when the
        server does not know how to look. Raises Refused when it could not look now."""
        kind = "VTODO" if task else "VEVENT"
        try:
            answer = self.request("REPORT", url, requests.BY_UID % (kind, escape(uid)), {"Depth": "1"})
        except Refused:  # such a question is not allowed (RFC 4791 §7.8, supported-filter)
            return None
        if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR and answer.status != HTTPStatus.NOT_IMPLEMENTED:
            self.refuse(answer)
        several = self.parsed(answer) if answer.status == HTTPStatus.MULTI_STATUS else []
        return next((_name(found.href) for found in several if found.status == HTTPStatus.OK), None)

    def _is_calendar(self, url: str, tasks: bool) -> bool:
        answer = self.request("PROPFIND", url, requests.IS_CALENDAR, {"Depth": "0"})
        if self.is_missing(answer):
            return False
        if answer.status not in (HTTPStatus.OK, HTTPStatus.MULTI_STATUS):
            if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR or answer.status in OF_THE_SERVER:
                self.unexpected(answer)
            return False  # an address of the web server that knows nothing of calendars
        found = [one.properties for one in self.parsed(answer)]
        if not any(_CALENDAR in (properties.get("{DAV:}resourcetype") or ()) for properties in found):
            return False
        takes = next(
            (properties.get(f"{{urn:ietf:params:xml:ns:caldav}}{requests.COMPONENTS}") for properties in found), None
        )
        if tasks and takes and "VTODO" not in takes:
            raise Trouble(_('%s: this calendar takes no tasks; write follow_ups = "all-day", or an hour') % self.host)
        return True

    def _is_there(self, url: str) -> bool:
        answer = self.request("PROPFIND", url, requests.IS_CALENDAR, {"Depth": "0"})
        return not self.is_missing(answer)

    def listed(self, url: str) -> Changes:
        """Everything there is, by its ETags. Raises Missing when the calendar is gone."""
        answer = self.request("PROPFIND", url, requests.LIST, {"Depth": "1"})
        if self.is_missing(answer):
            raise Missing(url)
        if answer.status != HTTPStatus.MULTI_STATUS or answer.tree is None:
            self.unexpected(answer)
        found = self.parsed(answer)
        folder = unquote(urlsplit(url).path).rstrip("/")
        etags = {_name(answer.href): answer.properties.get("{DAV:}getetag") or "" for answer in found
                 if answer.status != HTTPStatus.NOT_FOUND and answer.href.rstrip("/") != folder}  # fmt: skip
        return Changes(etags, frozenset(), None, whole=True)


def _as_folder(url: str) -> str:
    return url if url.endswith("/") else f"{url}/"


def _name(href: str) -> str:
    return unquote(urlsplit(href).path).rstrip("/").rpartition("/")[2]
