"""Where a person's calendars or address books are on a server, found as other programs do it (RFC 6764, RFC 5397,
RFC 4791 §6.2, RFC 6352 §7.1).

From the address that the person wrote to the principal, from there to the home of what is wanted. Nobody knows the path
on a server by heart; its name has to do.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import urljoin, urlsplit

from caldav.response import DAVResponse

from followupd.dav.errors import Trouble, elsewhere
from followupd.text.catalog import _

DNS_SECONDS = 10
_PRINCIPAL = "{DAV:}current-user-principal"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for: `name` is "caldav" or "carddav"; `home` the property that tells where they are."""

    name: str
    home: str

    @property
    def namespace(self) -> str:
        return f"urn:ietf:params:xml:ns:{self.name}"

    @property
    def well_known(self) -> str:
        return f"/.well-known/{self.name}"

    @property
    def question(self) -> str:
        return (f'<propfind xmlns="DAV:" xmlns:C="{self.namespace}"><prop>'
                f"<current-user-principal/><C:{self.home}/></prop></propfind>")  # fmt: skip


CALENDARS = Wanted("caldav", "calendar-home-set")
ADDRESS_BOOKS = Wanted("carddav", "addressbook-home-set")
Ask = Callable[[str, str], DAVResponse]
"""PROPFIND of an address (Depth: 0) with a body."""


@dataclass
class Discovery:
    """The way there, and in `steps` what each address on it answered."""

    host: str
    ask: Ask
    wanted: Wanted = CALENDARS
    steps: list[str] = field(default_factory=list)

    def home(self, base: str) -> str:
        """The home of what is wanted. Raises Trouble, with every step, when there is no way to it."""
        for start in _starts(base, self.wanted):
            if (found := self._home_from(start)) is not None:
                return found
        said = _("%(host)s: no calendars were found there (%(steps)s). Its pages tell the address for CalDAV; write "
                 "that as url")  # fmt: skip
        if self.wanted is ADDRESS_BOOKS:
            said = _("%(host)s: no address book was found there (%(steps)s). Its pages tell the address for CardDAV")
        raise Trouble(said % {"host": self.host, "steps": "; ".join(self.steps)})

    def _home_from(self, start: str) -> str | None:
        answer = self._looked_at(start)
        if answer is None:
            return None
        name = f"{{{self.wanted.namespace}}}{self.wanted.home}"
        if (home := _href(answer, name, start)) is not None:
            return home
        if (principal := _href(answer, _PRINCIPAL, start)) is None:
            return None
        answer = self._looked_at(principal)
        return _href(answer, name, principal) if answer is not None else None

    def _looked_at(self, url: str) -> DAVResponse | None:
        try:
            answer = self.ask(url, self.wanted.question)
        except Trouble as wrong:
            if wrong.login or wrong.wait:
                raise
            self.steps.append(f"{urlsplit(url).path or '/'} {wrong}")
            return None
        self.steps.append(f"{urlsplit(url).path or '/'} {answer.status}")
        return answer if answer.status == HTTPStatus.MULTI_STATUS and answer.tree is not None else None


def _starts(base: str, wanted: Wanted) -> Iterator[str]:
    """The address itself, then the one that every server should know, then the top."""
    yield base
    for path in (wanted.well_known, "/"):
        if (other := urljoin(base, path)).rstrip("/") != base.rstrip("/"):
            yield other


def _href(answer: DAVResponse, name: str, base: str) -> str | None:
    for found in answer.tree.iter(name) if answer.tree is not None else ():
        for href in found.iter("{DAV:}href"):
            if text := str(href.text or "").strip():
                return _safe(base, urljoin(base, text))
    return None


def _safe(base: str, url: str) -> str:
    """An address that a server names, reached as safely as the one before: the password goes along. Some servers name
    another host, and those behind a proxy plain http. Raises Trouble for another host without encryption."""
    if not base.startswith("https://") or url.startswith("https://"):
        return url
    before, after = urlsplit(base), urlsplit(url)
    if after.hostname != before.hostname:
        raise elsewhere(before.hostname, url)
    return after._replace(scheme="https", netloc=before.netloc).geturl()


def by_domain(address: str, wanted: Wanted = CALENDARS) -> str:
    """The URL to begin at for a domain or an e-mail address: what DNS says, else the domain itself. Always by TLS.

    Another domain that DNS names is not believed, because DNS can be forged (RFC 6764 §8). Raises Trouble then.
    """
    domain = address.rpartition("@")[2].casefold()
    host, port, path = _service(domain, wanted) or (domain, 443, "")
    if host != domain and not host.endswith(f".{domain}"):
        said = _("%(domain)s: DNS names another server, %(host)s; if you trust that, write its address as url")
        raise Trouble(said % {"domain": domain, "host": host})
    where = host if port == 443 else f"{host}:{port}"
    return f"https://{where}{path or wanted.well_known}"


def _service(domain: str, wanted: Wanted) -> tuple[str, int, str] | None:
    """Host, port and path of the server of a domain (RFC 6764 §4), when DNS knows one."""
    from dns.exception import DNSException
    from dns.resolver import resolve

    name = f"_{wanted.name}s._tcp.{domain}"
    try:
        found = min(resolve(name, "SRV", lifetime=DNS_SECONDS), key=lambda one: (one.priority, -one.weight))
    except (DNSException, OSError, ValueError):
        return None
    path = ""
    try:
        texts = [b"".join(one.strings).decode("utf-8", "replace") for one in resolve(name, "TXT", lifetime=DNS_SECONDS)]
        path = next((text.removeprefix("path=") for text in texts if text.startswith("path=/")), "")
    except (DNSException, OSError, ValueError):
        pass
    host = found.target.to_text(omit_final_dot=True).casefold()
    return (host, int(found.port), path) if host else None
