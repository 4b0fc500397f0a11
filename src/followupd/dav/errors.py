"""What can go wrong with a WebDAV server, in words a person can do something with."""

from http import HTTPStatus
from typing import NoReturn

from caldav.lib import error

from followupd.errors import FollowupdError
from followupd.net import connection
from followupd.text.catalog import _
from followupd.text.sanitize import one_line, shorten

UNREADABLE = (SyntaxError, AttributeError, ValueError, TypeError, LookupError, AssertionError)
"""What the library `caldav` raises, in one place or another, for a malformed answer."""


class Trouble(FollowupdError):
    """The server cannot be used now, in words; `wait` is how many seconds it asked to be left alone. `login`: it knows
    who asks and says no, so no other address of it would help."""

    def __init__(self, message: str, wait: float = 0, *, login: bool = False) -> None:
        super().__init__(message)
        self.wait, self.login = wait, login


class Missing(Exception):
    """There is no calendar at this address (any more)."""


class Changed(Exception):
    """Somebody else changed or made it meanwhile (412); it has to be read before it is written."""


class Refused(Exception):
    """The server does not take this one item; others it may take."""


def give_up(host: str, wrong: BaseException, otherwise: str | None = None) -> NoReturn:
    """Raises Trouble with what a person can mend."""
    if isinstance(wrong, error.RateLimitError):
        raise Trouble(_("%s: the server is busy and asks to wait") % host, wrong.retry_after_seconds or 0)
    if isinstance(wrong, error.AuthorizationError) and wrong.status == HTTPStatus.UNAUTHORIZED:
        raise Trouble(_("%s: user name or password is wrong (401)") % host, login=True) from None
    if isinstance(wrong, error.AuthorizationError):
        raise Trouble(_("%s: this user may not do that there (403)") % host) from None
    if isinstance(wrong, UNREADABLE):
        raise Trouble(_("%s: the answer broke off, or was none of a calendar server") % host) from None
    if isinstance(wrong, OSError):
        raise Trouble(f"{host}: {_network(wrong)}") from None
    raise Trouble(f"{host}: {otherwise or said(str(wrong))}") from None


def elsewhere(host: str | None, other: str) -> Trouble:
    """A server names an address on another one, which would be handed the password."""
    said = _("%(host)s: it sends on to %(other)s; if you trust that, write it as url")
    return Trouble(said % {"host": host, "other": shorten(one_line(other), 120)})


def said(text: str) -> str:
    """A server's own words: one line, and not the whole page."""
    return shorten(one_line(text), 120) if not text.lstrip().startswith("<") else ""


def _network(wrong: OSError) -> str:
    """What is the matter with the line, without the address and the layers it went through."""
    said = str(wrong).casefold()
    if "wrong version" in said or "record layer" in said or "packet length" in said:
        return _("it does not speak HTTPS there")
    if "certificate" in said:
        return _("its certificate is not trusted; for a private authority, name it as ca_file")
    if "timed out" in said or "timeout" in said:
        return _("no answer in %d seconds") % connection.SECONDS
    if "refused" in said:
        return _("nobody answers there (connection refused)")
    if "resolve" in said or "name or service" in said or "getaddrinfo" in said:
        return _("there is no server of this name")
    return _("the connection broke off")
