"""Values as people write them: addresses, time zones, hours, lengths of time; each fault said with its mend."""

import re
from datetime import time
from typing import Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import idna

from followupd.config.did_you_mean import suggestion
from followupd.domain import durations
from followupd.domain.book import Cadence
from followupd.text.catalog import _
from followupd.text.sanitize import one_line

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SWEDISH_WEEKDAYS = dict(zip(("mån", "tis", "ons", "tor", "fre", "lör", "sön"), WEEKDAYS, strict=True))

_LABEL = re.compile(r"[\w-]{1,63}")
LOOPBACK = ("localhost", "127.0.0.1", "::1")

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


def read_weekday(value: object) -> object:
    """A day's name in either language as "mon" … "sun". Raises ValueError, in words, like all readers here."""
    short = value.casefold()[:3] if isinstance(value, str) else value
    return _SWEDISH_WEEKDAYS.get(short, short) if isinstance(short, str) else value


def read_zone(value: str) -> str:
    """A name of the IANA time zone database."""
    from zoneinfo import available_timezones

    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError):
        near = suggestion(value, available_timezones())
        raise ValueError(_('"%s" is not a time zone such as Europe/Stockholm') % one_line(value)[:60] + near) from None
    return value


def read_address(value: str) -> str:
    """An address, its domain in ASCII (IDNA), so that only other characters before the @ need SMTPUTF8 (RFC 6531)."""
    allowed = r"[^@\s<>,;:\"\\()\[\]\x00-\x1f\x7f]"
    if not re.fullmatch(f"{allowed}{{1,64}}@{allowed}{{1,253}}", value.strip()):
        raise ValueError(_('"%s" is not an e-mail address') % one_line(value)[:60])
    local, _at, domain = value.strip().rpartition("@")
    try:
        # IDNA 2008 with the mapping of UTS #46, as browsers do: "straße.de" is another domain than "strasse.de".
        known = domain.lower() if domain.isascii() else idna.encode(domain, uts46=True).decode()
        return f"{local}@{known}"
    except idna.IDNAError:
        raise ValueError(_('"%s" is not an e-mail address') % one_line(value)[:60]) from None


def read_country(value: str) -> str:
    """A country, or one with its region, whose public holidays are known: "SE", "DE-BY"."""
    from holidays import list_supported_countries

    country, _dash, region = value.partition("-")
    known = list_supported_countries()
    if country not in known or (region and region not in known[country]):
        raise ValueError(
            _('"%s" is not a country or region with known holidays, such as SE or DE-BY') % one_line(value)[:60]
        )
    return value


def read_database(value: str) -> str:
    """A database address: sqlite:/// with a path, or postgresql://."""
    if not value.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://")):
        # The value may hold a password: it is never repeated.
        raise ValueError(_("must begin with sqlite:/// or postgresql://"))
    return value


def read_clock(value: object) -> object:
    """A time of day: "08:00", and as people write it: "8", "8.30"."""
    if isinstance(value, time):
        return value
    match = re.fullmatch(r"([01]?\d|2[0-3])(?:[:.]([0-5]\d))?", str(value).strip())
    if not match:
        raise ValueError(_('"%s" is not a time; write for example 08:00') % one_line(str(value))[:20])
    return time(int(match[1]), int(match[2] or 0))


def read_follow_ups(value: object) -> object:
    """How follow-ups stand in the calendar: "all-day", "task", or the hour at which short slots begin."""
    if isinstance(value, str) and value.strip() in ("all-day", "task"):
        return value.strip()
    try:
        return read_clock(value)
    except ValueError:
        said = one_line(str(value))[:20]
        raise ValueError(_('"%s": write "all-day", "task" or an hour such as "12:30"') % said) from None


def read_listen(value: str) -> str:
    """An address of this machine and a port: "127.0.0.1:8750", "[::1]:8750"."""
    match = re.fullmatch(r"(\[[0-9A-Fa-f:.]+\]|[\w.-]+):(\d{1,5})", value.strip())
    if not match or not 0 <= int(match[2]) < 65536:
        raise ValueError(_('"%s" is not an address with a port, such as 127.0.0.1:8750') % one_line(value)[:60])
    return value.strip()


def read_file_name(value: str) -> str:
    """A path of at most 4,000 characters, without control characters."""
    if re.search(r"[\x00-\x1f\x7f]", value) or len(value) > 4000:
        raise ValueError(_('"%s" is not the name of a file') % one_line(value)[:60])
    return value


def read_public_url(value: str) -> str:
    """Where a proxy in front serves us: scheme, host and perhaps a path, without a slash at the end."""
    found = urlsplit(value.strip())
    if found.scheme not in ("http", "https") or not found.hostname or found.query or found.fragment:
        raise ValueError(_('"%s" is not an address such as https://followupd.example.org') % one_line(value)[:60])
    return value.strip().rstrip("/")


def read_authority(value: str) -> str:
    """Where people sign in: an https address whose path names who may, "https://login.microsoftonline.com/common"."""
    found = urlsplit(value.strip())
    if found.scheme != "https" or not found.hostname or not found.path.strip("/") or found.query or found.username:
        raise ValueError(
            _('"%s" is not an address such as https://login.microsoftonline.com/common') % one_line(value)[:90]
        )
    return value.strip().rstrip("/")


def read_dav_url(value: str) -> str:
    """A calendar server: a URL, or a domain or an e-mail address to find it by (RFC 6764). Never with a password."""
    value = value.strip()
    if len(value) > 2000:
        raise ValueError(_('"%s" is not an address such as https://dav.example.org/') % one_line(value[:60]))
    if "://" not in value:
        name, _at, domain = value.rpartition("@")
        if not re.search(r"[\s/@]", name) and "." in domain and all(map(_LABEL.fullmatch, domain.split("."))):
            return value
        raise ValueError(_('"%s" is not an address such as https://dav.example.org/') % one_line(value)[:60])
    found = urlsplit(value)
    if found.scheme not in ("http", "https") or not found.hostname:
        raise ValueError(_('"%s" is not an address such as https://dav.example.org/') % one_line(value)[:60])
    if found.password or found.username:
        raise ValueError(_("no name or password in the address: write username and password_file"))
    if found.scheme == "http" and found.hostname not in LOOPBACK:
        raise ValueError(_("http:// is only for a server on this machine; use https://"))
    return value


def read_cadence(value: object) -> object:
    """A length of time as people write it."""
    if not isinstance(value, str | Cadence):
        raise ValueError(_('write for example "6 weeks", "quarterly" or "P6W"'))
    return durations.parse(value) if isinstance(value, str) else value


def at_most_six_weeks(value: Cadence) -> Cadence:
    """A length within six weeks. Raises ValueError, in words."""
    if value.days > 42:
        raise ValueError(_("at most 6 weeks"))
    return value


def listed(value: object) -> object:
    """A list, also as the environment gives it: "mon,tue"."""
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


def read_server_name(value: str) -> str:
    """A host, a user name or a folder on a mail server: no control characters, which would begin another command."""
    if any(ord(letter) < 32 or ord(letter) == 127 for letter in value):
        raise ValueError(_('"%s" has characters that a server would take for a command') % one_line(value)[:60])
    return value
