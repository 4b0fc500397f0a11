"""What every command begins with: which configuration, which moment, which contact."""

import argparse
import difflib
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Protocol, TypeVar
from zoneinfo import ZoneInfo

from followupd.config import settings
from followupd.config.location import find_config
from followupd.domain.book import Book, Contact
from followupd.errors import Ambiguous, CallError
from followupd.planning.slots import instant
from followupd.store import preferences
from followupd.text import catalog
from followupd.text.catalog import _
from followupd.text.folding import folded

T = TypeVar("T", bound=date)


class Call:
    """A parsed command line. The configuration is read when it is first asked for, and sets the language."""

    def __init__(self, parsed: argparse.Namespace) -> None:
        self.parsed = parsed

    @cached_property
    def config(self) -> Path:
        """The path of the configuration (`find_config` has the order)."""
        return Path(find_config(getattr(self.parsed, "config", None)))

    @cached_property
    def settings(self) -> settings.Settings:
        """The checked settings; from here on everything is said in the person's language. Raises InputError."""
        found = preferences.known(self.config) or settings.load(self.config)
        catalog.speak(found.person.language)
        return found

    @cached_property
    def now(self) -> datetime:
        """The moment to act at, in UTC. Raises CallError for one that cannot be read."""
        if (text := getattr(self.parsed, "now", None)) is not None:
            return parse_instant(text)
        if (on := getattr(self.parsed, "on", None)) is not None:
            return instant(self.day(on), self.settings.digest.at, self.settings.zone)
        return datetime.now(UTC)

    @property
    def is_another_time(self) -> bool:
        """Whether the call names a moment of its own to look at or to rehearse."""
        return any(getattr(self.parsed, name, None) is not None for name in ("now", "on"))

    @property
    def today(self) -> date:
        """The day of `now` for the person."""
        return self.now.astimezone(self.settings.zone).date()

    def day(self, text: str) -> date:
        """A date, or "today", "yesterday" or "tomorrow" in either language, in the user's zone. Raises CallError."""
        named = {
            "today": 0,
            "idag": 0,
            "i dag": 0,
            "yesterday": -1,
            "igår": -1,
            "i går": -1,
            "tomorrow": 1,
            "imorgon": 1,
        }
        if (offset := named.get(text.casefold())) is not None:
            given = getattr(self.parsed, "now", None)
            now = parse_instant(given) if given is not None else datetime.now(UTC)
            return now.astimezone(self.settings.zone).date() + timedelta(days=offset)
        try:
            return _in_our_time(date.fromisoformat(text))
        except ValueError:
            raise CallError(_('"%s" is not a date such as 2026-09-14') % text) from None


def parse_instant(text: str) -> datetime:
    """An instant with its offset (ISO 8601), in UTC. Raises CallError."""
    try:
        found = _in_our_time(datetime.fromisoformat(text))
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise CallError(_('"%s" is not an instant with its offset, such as 2026-11-23T08:00+01:00') % text)
    return found.astimezone(UTC)


def parse_local_instant(text: str, zone: ZoneInfo) -> datetime:
    """An instant in UTC; without an offset it is the person's local time. Raises CallError."""
    try:
        found = _in_our_time(datetime.fromisoformat(text))
    except ValueError:
        raise CallError(_('"%s" is not a time such as 2026-12-03T10:00') % text) from None
    if len(text) <= len("2026-12-03"):
        raise CallError(_('"%s" needs a time too, such as 2026-12-03T10:00') % text)
    return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)


def _in_our_time(value: T) -> T:
    if not 1900 <= value.year <= 2200:
        raise ValueError(value)
    return value


class Named(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...


N = TypeVar("N", bound=Named)


def find(book: Book, text: str) -> Contact:
    """A contact by id, name or an unambiguous part of one. Raises CallError, listing the candidates."""
    return find_among(book.contacts, text, _('nobody here is called "%s"') % text)


def find_among(things: Sequence[N], text: str, unknown: str) -> N:
    """One thing by id, name or an unambiguous part of one. Raises CallError, listing the candidates."""
    wanted = _folded(text)
    kept = [one for one in things if not getattr(one, "unsorted", False)]
    for several in (kept, things):  # whoever came in by an import gives way to those the person keeps in touch with
        by_id = [one for one in several if one.id == text]
        by_name = [one for one in several if one.name.casefold() == " ".join(text.casefold().split())]
        for exact in (by_id, by_name):
            if len(exact) == 1:
                return exact[0]
        parts = [one for one in several if wanted and (wanted in _folded(one.name) or wanted in _folded(one.id))]
        if parts:
            break
    if len(parts) == 1:
        return parts[0]
    if not parts:
        names = {_folded(part): named.name for named in things for part in named.name.split()}
        names |= {_folded(named.name): named.name for named in things}
        near = difflib.get_close_matches(wanted, list(names), n=3, cutoff=0.5)
        hint = _("; did you mean %s?") % ", ".join(dict.fromkeys(names[text] for text in near)) if near else ""
        raise CallError(unknown + hint)
    listed = ", ".join(f"{named.name} ({named.id})" for named in parts[:10]) + (", …" if len(parts) > 10 else "")
    raise Ambiguous(_('"%(text)s" can be several: %(names)s') % {"text": text, "names": listed})


def _folded(text: str) -> str:
    """For comparing as people do: "asa" finds Åsa."""
    return folded(" ".join(text.split()))
