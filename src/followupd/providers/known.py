"""Providers that many people have: their servers, as their help pages name them, and whether they take a password."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Provider:
    """`app_passwords`: where a password for one program is made, if the usual one is not taken; `takes_passwords`:
    whether any is."""

    name: str
    domains: tuple[str, ...]
    imap: str
    smtp: str | None = None
    port: Literal[465, 587] = 465
    app_passwords: str | None = None
    takes_passwords: bool = True
    signs_as: tuple[str, ...] = ()
    """The names by which its servers sign what they found out about a sender (RFC 8601 §2.5)."""
    mx: tuple[str, ...] = ()
    """How the names of its servers for incoming mail end, for domains of one's own there."""


GMAIL = Provider("Gmail", ("gmail.com", "googlemail.com"), "imap.gmail.com", "smtp.gmail.com",
                 app_passwords="https://myaccount.google.com/apppasswords", signs_as=("mx.google.com",),
                 mx=("google.com", "googlemail.com"))  # fmt: skip
OUTLOOK = Provider("Outlook", ("outlook.com", "outlook.se", "hotmail.com", "hotmail.se", "live.com", "live.se",
                               "msn.com"),
                   "outlook.office365.com", "smtp-mail.outlook.com", 587, takes_passwords=False)  # fmt: skip
PROVIDERS = (
    GMAIL,
    Provider("iCloud", ("icloud.com", "me.com", "mac.com"), "imap.mail.me.com", "smtp.mail.me.com", 587,
             app_passwords="https://account.apple.com", mx=("mail.icloud.com",)),
    Provider("Yahoo", ("yahoo.com", "yahoo.se", "ymail.com"), "imap.mail.yahoo.com", "smtp.mail.yahoo.com",
             app_passwords="https://login.yahoo.com/account/security"),
    Provider("Fastmail", ("fastmail.com", "fastmail.fm"), "imap.fastmail.com", "smtp.fastmail.com",
             app_passwords="https://app.fastmail.com/settings/security", signs_as=("mx.messagingengine.com",),
             mx=("messagingengine.com",)),
    Provider("mailbox.org", ("mailbox.org",), "imap.mailbox.org", "smtp.mailbox.org", mx=("mailbox.org",)),
    Provider("Posteo", ("posteo.de", "posteo.net"), "posteo.de", "posteo.de"),
    Provider("GMX", ("gmx.net", "gmx.de", "gmx.com"), "imap.gmx.net", "mail.gmx.net", 587),
    Provider("WEB.DE", ("web.de",), "imap.web.de", "smtp.web.de", 587),
    Provider("Telia", ("telia.com",), "mail.telia.com"),
    Provider("Bredband", ("bredband.net",), "imap.bredband.net"),
    Provider("one.com", ("one.com",), "imap.one.com", "send.one.com", mx=("one.com",)),
    Provider("Runbox", ("runbox.com",), "mail.runbox.com", "mail.runbox.com"),
    Provider("Zoho", ("zohomail.eu",), "imap.zoho.eu", "smtp.zoho.eu", mx=("zoho.eu",)),
    Provider("Zoho", ("zoho.com", "zohomail.com"), "imap.zoho.com", "smtp.zoho.com", mx=("zoho.com",)),
    Provider("Gandi", ("gandi.net",), "mail.gandi.net", "mail.gandi.net", mx=("gandi.net",)),
    OUTLOOK,
    Provider("Microsoft 365", (), "outlook.office365.com", "smtp.office365.com", 587, takes_passwords=False,
             mx=("protection.outlook.com",)),
)  # fmt: skip
_BY_DOMAIN = {domain: provider for provider in PROVIDERS for domain in provider.domains}
SIGNS_AS = {provider.imap: provider.signs_as for provider in PROVIDERS if provider.signs_as}
SIGN_IN_AT = frozenset(
    host for provider in PROVIDERS if not provider.takes_passwords for host in (provider.imap, provider.smtp) if host
)
"""The servers that want a sign-in."""
HOSTS = frozenset(host for provider in PROVIDERS for host in (provider.imap, provider.smtp) if host)
"""Every server that is known, which a domain of one's own may name too."""


def provider_of(address: str) -> Provider | None:
    """The provider of an address, by its domain."""
    return _BY_DOMAIN.get(address.rpartition("@")[2].casefold())


def by_mx(host: str) -> Provider | None:
    """The provider whose server for incoming mail this is."""
    name = f".{host.casefold().rstrip('.')}"
    return next((one for one in PROVIDERS if any(name.endswith(f".{end}") for end in one.mx)), None)
