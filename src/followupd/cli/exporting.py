"""export: everything that is known, in formats that other programs read."""

import argparse
import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from followupd.cli.call import Call
from followupd.cli.terminal import say
from followupd.config.atomic import make_folder, replace
from followupd.contacts.cells import harmless
from followupd.domain.book import (
    Birthday,
    Book,
    Cadence,
    Circle,
    Contact,
    DevelopmentGoal,
    Milestone,
    NetworkingEvent,
    Practice,
    Project,
    Ratings,
)
from followupd.domain.circles import AS_UNSORTED
from followupd.domain.journal import Entry
from followupd.service.account import AccountService, opened
from followupd.store import entries, outbox
from followupd.store.dump import dump

Row = Mapping[str, object]

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
    """Everything as CSV and as JSON lines, private to its owner (0600): docs/data.md."""
    call = Call(parsed)
    folder: Path = parsed.folder
    with opened(call.settings, reading=True) as service:
        book = service.book()
        for name, content in _files(service, book, call):
            path = (folder / name).absolute()
            make_folder(path.parent)
            replace(path, content)
            say(folder / name)
    return 0


def _files(service: AccountService, book: Book, call: Call) -> Iterator[tuple[str, bytes]]:
    sent = outbox.posted(service.account, newest=1_000_000)
    tables: tuple[tuple[str, Sequence[str], Iterable[Row]], ...] = (
        ("contacts", _CONTACT_KEYS, map(_contact, book.contacts)),
        ("circles", Circle.__slots__, map(_record, book.circles)),
        ("events", NetworkingEvent.__slots__, map(_record, book.events)),
        ("goals", DevelopmentGoal.__slots__, map(_record, book.goals)),
        ("practices", Practice.__slots__, map(_record, book.practices)),
        ("projects", Project.__slots__, map(_record, book.projects)),
        ("milestones", Milestone.__slots__, map(_record, book.milestones)),
        ("journal", Entry.__slots__, map(asdict, entries.all_entries(service.account))),
        ("digests", outbox.Posted.__slots__, map(asdict, sent)),
    )
    for name, header, found in tables:
        if (rows := list(found)) or name in ("contacts", "journal", "digests"):
            yield f"{name}.csv", _csv(rows, header)
            yield f"{name}.jsonl", _lines(rows)
    yield "followups.ics", service.publisher.preview(service.planner.make(book, call.now), call.now)
    for name, stored in dump(service.account, secrets=False).items():
        yield f"database/{name}.jsonl", _lines(stored)


def _csv(rows: Iterable[Row], header: Sequence[str]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, header)
    writer.writeheader()
    writer.writerows({key: harmless(value) if isinstance(value, str) else value for key, value in row.items()}
                     for row in rows)  # fmt: skip
    return out.getvalue().encode()


def _lines(rows: Iterable[Row]) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False, default=str) + "\n" for row in rows).encode()


def _contact(contact: Contact) -> Row:
    """The row of a contact; followupd reads it back as the same contact."""
    plain = {
        key: getattr(contact, key)
        for key in ("id", "name", "last", "language", "channel", "phone", "company", "role", "url")
    }
    return plain | {
        "circle": AS_UNSORTED if contact.unsorted else contact.circle,
        "email": " ".join(contact.emails), "goals": " ".join(contact.goals), "notes": contact.notes,
        "paused_until": contact.paused_until,
        "tags": " ".join(contact.tags), "tone": contact.tone, "purpose": contact.purpose, "learn": contact.learn,
        "questions": "\n".join(contact.questions), "ratings": _ratings(contact.ratings),
        "every": "" if contact.unsorted else _span(contact.cadence),
        "at_most": "" if contact.unsorted else _span(contact.at_most), "birthday": _birthday(contact.birthday),
    }  # fmt: skip


def _record(thing: object) -> Row:
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
