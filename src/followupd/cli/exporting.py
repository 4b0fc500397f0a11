"""export: everything that is known, in formats that other programs read."""

import argparse
import csv
import io
from dataclasses import asdict
from pathlib import Path

from followupd import shelf
from followupd.cli.call import Call
from followupd.delivery import outbox
from followupd.files import replace
from followupd.house import House, opened
from followupd.journal import entries
from followupd.model import Birthday, Book, Cadence, Contact

_CONTACT_KEYS = (
    "id", "name", "email", "circle", "every", "at_most", "last", "birthday", "language", "channel",
    "company", "role", "url", "goals", "notes", "paused_until",
)  # fmt: skip


def export_calendar(parsed: argparse.Namespace) -> int:
    call = Call(parsed)
    with opened(call.settings) as house:
        book = shelf.current(house.account, call.settings).book()
        replace(parsed.file.absolute(), house.calendar(book, house.planner.make(book, call.now), call.now))
    print(parsed.file)
    return 0


def export_data(parsed: argparse.Namespace) -> int:
    call = Call(parsed)
    folder: Path = parsed.folder
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with opened(call.settings) as house:
        book = shelf.current(house.account, call.settings).book()
        for name, content in _files(house, book, call):
            replace((folder / name).absolute(), content)
            print(folder / name)
    return 0


def _files(house: House, book: Book, call: Call) -> list[tuple[str, bytes]]:
    sent = outbox.posted(house.account, newest=1_000_000)
    return [
        ("contacts.csv", _csv([_contact(one) for one in book.contacts], _CONTACT_KEYS)),
        (
            "journal.csv",
            _csv([asdict(one) for one in entries.all_entries(house.account)], entries.Entry.__slots__),
        ),
        ("digests.csv", _csv([asdict(one) for one in sent], outbox.Posted.__slots__)),
        ("followups.ics", house.calendar(book, house.planner.make(book, call.now), call.now)),
    ]


def _csv(rows: list[dict[str, object]], header: tuple[str, ...]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, header)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def _contact(one: Contact) -> dict[str, object]:
    """The row of a contact; followupd reads it back as the same contact."""
    plain = {
        key: getattr(one, key)
        for key in ("id", "name", "circle", "last", "language", "channel", "company", "role", "url")
    }
    return plain | {
        "email": " ".join(one.emails), "goals": " ".join(one.goals), "notes": one.notes,
        "paused_until": one.paused_until,
        "every": _span(one.cadence), "at_most": _span(one.at_most), "birthday": _birthday(one.birthday),
    }  # fmt: skip


def _span(cadence: Cadence) -> str:
    return f"{cadence.count} {cadence.unit}s"


def _birthday(birthday: Birthday | None) -> str:
    if birthday is None:
        return ""
    year = f"{birthday.year}-" if birthday.year else ""
    return f"{year}{birthday.month:02}-{birthday.day:02}"
