"""export: everything that is known, in formats that other programs read."""

import argparse
import csv
import io
from dataclasses import asdict
from pathlib import Path

from followupd.cli.call import Call
from followupd.cli.terminal import say
from followupd.config.atomic import replace
from followupd.domain.book import (
    Birthday,
    Book,
    Cadence,
    Contact,
    DevelopmentGoal,
    Milestone,
    NetworkingEvent,
    Practice,
    Project,
    Ratings,
)
from followupd.domain.journal import Entry
from followupd.service.account import AccountService, opened
from followupd.store import entries, outbox

_CONTACT_KEYS = (
    "id", "name", "email", "circle", "every", "at_most", "last", "birthday", "language", "channel", "phone",
    "company", "role", "url", "goals", "notes", "paused_until", "tags", "ratings", "tone", "purpose", "learn",
    "questions",
)  # fmt: skip


def export_calendar(parsed: argparse.Namespace) -> int:
    """Writes the calendar as it would be now to a file, and prints its path."""
    call = Call(parsed)
    with opened(call.settings, reading=True) as service:
        book = service.book()
        replace(parsed.file.absolute(), service.publisher.preview(service.planner.make(book, call.now), call.now))
    say(parsed.file)
    return 0


def export_data(parsed: argparse.Namespace) -> int:
    """Contacts, journal and sent digests as CSV files, private to their owner (0600)."""
    call = Call(parsed)
    folder: Path = parsed.folder
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with opened(call.settings, reading=True) as service:
        book = service.book()
        for name, content in _files(service, book, call):
            replace((folder / name).absolute(), content)
            say(folder / name)
    return 0


def _files(service: AccountService, book: Book, call: Call) -> list[tuple[str, bytes]]:
    sent = outbox.posted(service.account, newest=1_000_000)
    others = (
        ("events.csv", NetworkingEvent, book.events), ("goals.csv", DevelopmentGoal, book.goals),
        ("practices.csv", Practice, book.practices), ("projects.csv", Project, book.projects),
        ("milestones.csv", Milestone, book.milestones),
    )  # fmt: skip
    return [
        ("contacts.csv", _csv([_contact(contact) for contact in book.contacts], _CONTACT_KEYS)),
        *((name, _csv([_record(one) for one in several], kind.__slots__)) for name, kind, several in others if several),
        (
            "journal.csv",
            _csv([asdict(entry) for entry in entries.all_entries(service.account)], Entry.__slots__),
        ),
        ("digests.csv", _csv([asdict(mail) for mail in sent], outbox.Posted.__slots__)),
        ("followups.ics", service.publisher.preview(service.planner.make(book, call.now), call.now)),
    ]


def _csv(rows: list[dict[str, object]], header: tuple[str, ...]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, header)
    writer.writeheader()
    writer.writerows({key: _harmless(value) for key, value in row.items()} for row in rows)
    return out.getvalue().encode()


def _harmless(value: object) -> object:
    """A spreadsheet runs a cell that begins like a formula, unless an apostrophe stands before it (OWASP, "CSV
    Injection"). What is not text begins with none of these."""
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")) else value


def _contact(contact: Contact) -> dict[str, object]:
    """The row of a contact; followupd reads it back as the same contact."""
    plain = {
        key: getattr(contact, key)
        for key in ("id", "name", "last", "language", "channel", "phone", "company", "role", "url")
    }
    return plain | {
        "circle": "unsorted" if contact.unsorted else contact.circle,
        "email": " ".join(contact.emails), "goals": " ".join(contact.goals), "notes": contact.notes,
        "paused_until": contact.paused_until,
        "tags": " ".join(contact.tags), "tone": contact.tone, "purpose": contact.purpose, "learn": contact.learn,
        "questions": "\n".join(contact.questions), "ratings": _ratings(contact.ratings),
        "every": "" if contact.unsorted else _span(contact.cadence),
        "at_most": "" if contact.unsorted else _span(contact.at_most), "birthday": _birthday(contact.birthday),
    }  # fmt: skip


def _record(thing: object) -> dict[str, object]:
    """The row of anything else: cadences as spans, several values on a line each."""
    row = {key: getattr(thing, key) for key in thing.__slots__}  # type: ignore[attr-defined]
    return {
        key: _span(value) if isinstance(value, Cadence) else "\n".join(value) if isinstance(value, tuple) else value
        for key, value in row.items()
    }


def _ratings(ratings: Ratings) -> str:
    return ", ".join(f"{key} {value}" for key, value in asdict(ratings).items() if value is not None)


def _span(cadence: Cadence) -> str:
    return f"{cadence.count} {cadence.unit}s"


def _birthday(birthday: Birthday | None) -> str:
    if birthday is None:
        return ""
    year = f"{birthday.year}-" if birthday.year else ""
    return f"{year}{birthday.month:02}-{birthday.day:02}"
