"""A line to a server of calendars or contacts, by the library `caldav`: who asks, where what is wanted is, and what an
answer means that is none."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from http import HTTPStatus
from pathlib import Path
from typing import Any, NoReturn, cast
from urllib.parse import urlsplit

from caldav.davclient import DAVClient
from caldav.lib import error
from caldav.response import DAVResponse, PropfindResult

from followupd.dav.discovery import CALENDARS, Discovery, Wanted, by_domain
from followupd.dav.errors import UNREADABLE, Refused, Trouble, give_up, said
from followupd.dav.http import Session
from followupd.text.catalog import _

# What goes wrong is said here, once; the library would say it again, with the addresses in full.
logging.getLogger("caldav").setLevel(logging.CRITICAL)

OF_THE_SERVER = (401, 407, 408, 429, 502, 503, 504, 507)
"""Refusals that are not about the item."""


@dataclass
class Connection:
    """`address` is a URL, or the domain or e-mail address to find the server by (RFC 6764), with TLS only."""

    address: str
    username: str | None
    password: Callable[[], str]
    ca_file: Path | None = None
    stopping: Callable[[], bool] = lambda: False
    """Asked while an answer is waited for; Stopped is raised then."""
    wanted: Wanted = CALENDARS

    @property
    def host(self) -> str:
        return urlsplit(self.address).hostname or self.address.rpartition("@")[2]

    def close(self) -> None:
        """Ends the connection, if there is one."""
        if "client" in self.__dict__:
            self.client.close()

    def home(self) -> str:
        def ask(url: str, body: str) -> DAVResponse:
            return self.request("PROPFIND", url, body, {"Depth": "0"})

        return Discovery(self.host, ask, self.wanted).home(self.base)

    @cached_property
    def base(self) -> str:
        return self.address if "://" in self.address else by_domain(self.address, self.wanted)

    @cached_property
    def client(self) -> DAVClient:
        # Send credentials pre-emptively: a 401 in every round trips brute-force protection on some servers.
        auth_type = "basic" if self.username else None
        password = self.password() if self.username else None
        verify = str(self.ca_file) if self.ca_file else True
        try:
            client = DAVClient(
                url=self.base, username=self.username, password=password, auth_type=auth_type,
                ssl_verify_cert=verify, enable_rfc6764=False, headers={"User-Agent": "followupd"},
            )  # fmt: skip
        except (error.DAVError, OSError, ValueError) as wrong:
            self.give_up(wrong)
        client.session = cast(Any, Session(self.stopping))
        return client

    def request(self, method: str, url: str, body: str = "", headers: dict[str, str] | None = None) -> DAVResponse:
        try:
            return self.client.request(url, method, body, headers or {})
        except error.AuthorizationError as wrong:
            if wrong.status == HTTPStatus.FORBIDDEN and method in ("GET", "PUT", "DELETE", "REPORT"):
                raise Refused(f"403 {said(str(wrong.body or ''))}".strip()) from None
            self.give_up(wrong)
        except (error.DAVError, OSError, *UNREADABLE) as wrong:
            self.give_up(wrong)

    def is_missing(self, answer: DAVResponse) -> bool:
        try:
            return answer.status == HTTPStatus.NOT_FOUND or bool(answer.all_responses_not_found())
        except UNREADABLE as wrong:
            self.give_up(wrong)

    def parsed(self, answer: DAVResponse) -> list[PropfindResult]:
        try:
            return answer.parse_propfind()
        except (error.DAVError, *UNREADABLE) as wrong:
            self.give_up(wrong)

    def refuse(self, answer: DAVResponse) -> NoReturn:
        """An answer about one item: Refused, unless it is about all of them."""
        if answer.status in OF_THE_SERVER:
            self.unexpected(answer)
        raise Refused(f"{answer.status} {said(text_of(answer))}".strip())

    def unexpected(self, answer: DAVResponse) -> NoReturn:
        if answer.status == HTTPStatus.INSUFFICIENT_STORAGE:
            raise Trouble(_("%s: the server has no room left for your calendar (507)") % self.host)
        facts = {"host": self.host, "status": answer.status}
        if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR and answer.status != HTTPStatus.NOT_IMPLEMENTED:
            raise Trouble(_("%(host)s: the server failed (%(status)d)") % facts)
        raise Trouble(_("%(host)s: this does not look like a calendar server (%(status)d)") % facts)

    def give_up(self, wrong: BaseException, otherwise: str | None = None) -> NoReturn:
        give_up(self.host, wrong, otherwise)


def text_of(answer: DAVResponse) -> str:
    """What was sent, as text; empty where it is none, so that nothing is found in it."""
    try:
        return str(answer.raw)
    except UnicodeError:
        return ""
