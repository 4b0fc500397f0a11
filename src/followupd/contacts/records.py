"""What a reader hands on: one record as it stood in a file, and the way to its line."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from followupd.domain.book import Contact, id_from
from followupd.errors import Fault
from followupd.text.sanitize import one_line

Kind = Literal["circles", "about", "contact", "event", "goal", "practice", "project", "milestone"]


def identity(keys: Mapping[str, Any]) -> str:
    """The id of a contact that is written like this."""
    return str(keys.get("id") or id_from(one_line(str(keys.get("name", "")))))


@dataclass(frozen=True, slots=True)
class Record:
    kind: Kind
    data: dict[str, Any]
    number: int
    """The position among the records of this kind in the file, from 0."""
    mark: bytes | None = None
    """A hash of the text it was read from (see `slices`); None where it was not read as a slice of its own."""
    known: Contact | None = None
    """The contact that the same text gave before; `data` is empty then."""


@dataclass(frozen=True, slots=True)
class Source:
    """One file, read: its records, and `line(kind, number, path)` for messages, computed only when asked."""

    path: Path
    name: str
    records: tuple[Record, ...]
    line: Callable[[str, int, tuple[str | int, ...]], int | None]
    faults: tuple[Fault, ...] = ()
    living: bool = False
    """Another program keeps it: what is broken there is left out, and whoever has no circle is unsorted."""
    says_empty: bool = False
    """The person wrote `contact = []`: no contacts, and that is meant."""

    def of(self, kind: Kind) -> Iterator[Record]:
        """The records of one kind, in the order of the file."""
        return (record for record in self.records if record.kind == kind)
