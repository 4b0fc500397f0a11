"""Where the mail servers of an address are: known providers, the domain's own DNS records, its autoconfiguration.

Only the person's own domain is asked (RFC 6186, RFC 8314 §5.1, and Thunderbird's autoconfig file there), and no third
party.
"""

import http.client
import re
import time
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from followupd.providers.known import HOSTS, Provider, by_mx, provider_of

Security = Literal["tls", "starttls"]
_MOST_BYTES, _SECONDS, _REMEMBERED_SECONDS = 100_000, 5, 60


@dataclass(frozen=True, slots=True)
class MailServer:
    """A server to send by: with TLS from the beginning (port 465), or begun by STARTTLS (587)."""

    host: str
    port: int
    security: Security


def find(address: str) -> tuple[str, int] | None:
    """Host and port of the IMAP server with TLS for an address; None where nothing is said about it."""
    domain = address.rpartition("@")[2].casefold()
    if (provider := provider_for(address)) is not None:
        return provider.imap, 993
    return next(_srv("_imaps", domain), None) or next(
        ((host, port) for host, port, kind in _autoconfigured("incoming", "imap", domain) if kind == "SSL"), None
    )


def submission(address: str) -> Iterator[MailServer]:
    """The servers by which the mail of an address may be sent, the likeliest first; each is to be tried."""
    domain = address.rpartition("@")[2].casefold()
    provider = provider_for(address)
    if provider is not None and provider.smtp:
        yield server_of(provider)
        return
    yield from (MailServer(host, port, "tls") for host, port in _srv("_submissions", domain))
    yield from (MailServer(host, port, "starttls") for host, port in _srv("_submission", domain))
    for host, port, kind in _autoconfigured("outgoing", "smtp", domain):
        if kind in ("SSL", "STARTTLS"):
            yield MailServer(host, port, "tls" if kind == "SSL" else "starttls")
    for host in (f"smtp.{domain}", f"mail.{domain}", domain):
        yield MailServer(host, 465, "tls")
        yield MailServer(host, 587, "starttls")


def server_of(provider: Provider) -> MailServer:
    """The server that the mail of a provider's people is sent by; the caller has seen that it is known."""
    return MailServer(provider.smtp or "", provider.port, _security(provider.port))


def provider_for(address: str) -> Provider | None:
    """The known provider of an address, by its domain, or by who takes the mail of that."""
    return provider_of(address) or _by_record(address.rpartition("@")[2].casefold())


def _by_record(domain: str) -> Provider | None:
    """The known provider that takes the mail of a domain of one's own."""
    hosts = [str(record.exchange) for record in _records(domain, "MX")]
    return next((found for host in hosts if (found := by_mx(host)) is not None), None)


def _security(port: int) -> Security:
    return "tls" if port == 465 else "starttls"


def _srv(service: str, domain: str) -> Iterator[tuple[str, int]]:
    found = sorted(_records(f"{service}._tcp.{domain}", "SRV"), key=lambda record: (record.priority, -record.weight))
    for record in found:
        host = str(record.target).rstrip(".")
        if host and is_at_home(host, domain):
            yield host, int(record.port)


def _records(name: str, kind: str) -> list[Any]:
    return _asked(name, kind, int(time.monotonic() / _REMEMBERED_SECONDS))


@lru_cache(maxsize=64)
def _asked(name: str, kind: str, _while: int) -> list[Any]:
    """What DNS says; remembered a while, because setting up asks for one thing several times, and where there is no
    network each time takes its seconds."""
    try:
        import dns.exception
        import dns.resolver
    except ModuleNotFoundError:
        return []
    try:
        return list(dns.resolver.resolve(name, kind, lifetime=_SECONDS))
    except (dns.exception.DNSException, OSError, ValueError):
        return []


def is_at_home(host: str, domain: str) -> bool:
    """Whether a host belongs to the domain, or to a known provider. DNS is not signed, so anybody on the way could name
    a host of theirs, and the password would go there (RFC 6186 §6)."""
    return host.casefold() in HOSTS or f".{host.casefold()}".endswith(f".{domain}")


def _autoconfigured(way: str, kind: str, domain: str) -> Iterator[tuple[str, int, str]]:
    for place in (f"autoconfig.{domain}/mail", f"{domain}/.well-known/autoconfig/mail"):
        address = f"https://{place}/config-v1.1.xml"
        with (
            suppress(OSError, ValueError, http.client.HTTPException),
            urllib.request.urlopen(address, timeout=_SECONDS) as answer,
        ):
            if answer.geturl().startswith("https://"):
                yield from from_autoconfig(answer.read(_MOST_BYTES).decode("utf-8", "replace"), way, kind)


def from_autoconfig(text: str, way: str = "incoming", kind: str = "imap") -> Iterator[tuple[str, int, str]]:
    """Host, port and socket type of the servers of an autoconfiguration file."""
    for server in re.findall(rf"<{way}Server type=\"{kind}\">(.*?)</{way}Server>", text, re.S):
        said = {key: value.strip() for key, value in re.findall(r"<(hostname|port|socketType)>([^<]{1,200})<", server)}
        if said.get("hostname") and said.get("port", "").isdecimal():
            yield said["hostname"], int(said["port"]), said.get("socketType", "")
