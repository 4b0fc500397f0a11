"""Where a mailbox is, found from an address: known providers, the domain's own SRV record, its autoconfiguration.

Only the person's own domain is asked (RFC 6186, and Thunderbird's autoconfig file there), and no third party.
"""

import re
import urllib.request
from contextlib import suppress

KNOWN = {
    "imap.gmail.com": ("gmail.com", "googlemail.com"),
    "imap.mail.me.com": ("icloud.com", "me.com", "mac.com"),
    "imap.mail.yahoo.com": ("yahoo.com", "yahoo.se", "ymail.com"),
    "imap.fastmail.com": ("fastmail.com", "fastmail.fm"),
    "imap.mailbox.org": ("mailbox.org",),
    "posteo.de": ("posteo.de", "posteo.net"),
    "imap.gmx.net": ("gmx.net", "gmx.de", "gmx.com"),
    "imap.web.de": ("web.de",),
    "mail.telia.com": ("telia.com",),
    "imap.bredband.net": ("bredband.net",),
    "imap.one.com": ("one.com",),
    "mail.runbox.com": ("runbox.com",),
    "imap.zoho.eu": ("zohomail.eu",),
    "imap.zoho.com": ("zoho.com", "zohomail.com"),
    "mail.gandi.net": ("gandi.net",),
    "outlook.office365.com": (
        "outlook.com", "hotmail.com", "live.com", "live.se", "hotmail.se", "outlook.se", "msn.com",
    ),
}  # fmt: skip
SIGNS_AS = {"imap.gmail.com": ("mx.google.com",), "imap.fastmail.com": ("mx.messagingengine.com",)}
"""The names by which the servers of a provider sign what they found out about a sender (RFC 8601 §2.5)."""
_BY_DOMAIN = {domain: host for host, domains in KNOWN.items() for domain in domains}
_MOST_BYTES, _SECONDS = 100_000, 5


def known_host(address: str) -> str | None:
    """The IMAP server of a provider that many people have."""
    return _BY_DOMAIN.get(address.rpartition("@")[2].casefold())


def find(address: str) -> tuple[str, int] | None:
    """Host and port of the IMAP server with TLS for an address; None where nothing is said about it."""
    domain = address.rpartition("@")[2].casefold()
    if (host := known_host(address)) is not None:
        return host, 993
    return _by_srv(domain) or _by_autoconfig(domain)


def _by_srv(domain: str) -> tuple[str, int] | None:
    try:
        import dns.exception
        import dns.resolver
    except ModuleNotFoundError:
        return None
    try:
        found = dns.resolver.resolve(f"_imaps._tcp.{domain}", "SRV", lifetime=_SECONDS)
    except (dns.exception.DNSException, OSError):
        return None
    best = min(found, key=lambda record: (record.priority, -record.weight), default=None)
    host = str(best.target).rstrip(".") if best is not None else ""
    return (host, int(best.port)) if best is not None and _is_at_home(host, domain) else None


def _is_at_home(host: str, domain: str) -> bool:
    """Whether a host belongs to the domain, or to a known provider. DNS is not signed, so anybody on the way could name
    a host of theirs, and the password would go there (RFC 6186 §6)."""
    return host.casefold() in KNOWN or f".{host.casefold()}".endswith(f".{domain}")


def _by_autoconfig(domain: str) -> tuple[str, int] | None:
    for place in (f"autoconfig.{domain}/mail", f"{domain}/.well-known/autoconfig/mail"):
        address = f"https://{place}/config-v1.1.xml"
        with suppress(OSError, ValueError), urllib.request.urlopen(address, timeout=_SECONDS) as answer:
            if (
                answer.geturl().startswith("https://")
                and (found := from_autoconfig(answer.read(_MOST_BYTES).decode("utf-8", "replace"))) is not None
            ):
                return found
    return None


def from_autoconfig(text: str) -> tuple[str, int] | None:
    """The first IMAP server with TLS of an autoconfiguration file."""
    for server in re.findall(r"<incomingServer type=\"imap\">(.*?)</incomingServer>", text, re.S):
        said = {key: value.strip() for key, value in re.findall(r"<(hostname|port|socketType)>([^<]{1,200})<", server)}
        if said.get("socketType") == "SSL" and said.get("hostname") and said.get("port", "").isdecimal():
            return said["hostname"], int(said["port"])
    return None
