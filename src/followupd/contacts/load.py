"""Files → Book. Every fault in every file is found before anything is said; a book is whole or not at all."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from zoneinfo import ZoneInfo

from followupd.config.fingerprint import expand, folders
from followupd.contacts.checker import Checker, Unwanted
from followupd.contacts.reading import read
from followupd.contacts.records import Source
from followupd.domain.book import Book, Contact
from followupd.errors import Fault
from followupd.store.books import UNKNOWN, Origin
from followupd.text.catalog import _


@dataclass(frozen=True, slots=True)
class Loaded:
    """A book and what is wrong with it. With faults, `book` holds only what was readable: for counting, not for use."""

    book: Book
    faults: tuple[Fault, ...]
    sources: tuple[Source, ...]
    left_out: tuple[Fault, ...] = ()
    """What is wrong in files that other programs keep: those records are left out, and nobody has to wait for them."""
    fresh: tuple[Contact, ...] = ()
    """The contacts read anew: those whose text is new or changed, and all of .csv and .vcf files."""
    origin: Origin = UNKNOWN


def load(
    patterns: Sequence[str], base: Path, zone: ZoneInfo, instead: Mapping[Path, bytes] = MappingProxyType({}),
    before: tuple[Book, Origin] | None = None, unwanted: Unwanted = lambda _contact: False,
) -> Loaded:  # fmt: skip
    """Reads the book. Local times of events are in `zone` unless they carry an offset.

    `instead` is what some of the files would hold, to see whether that makes a good book. Contacts whose text stood
    there `before` are taken from there, unless circles or goals are others now.
    """
    known = before[1].known(before[0]) if before is not None else {}
    loaded = _load(patterns, base, zone, instead, known, unwanted)
    if before is None or not known or loaded.origin.premises == before[1].premises:
        return loaded
    return _load(patterns, base, zone, instead, {}, unwanted)


def _load(
    patterns: Sequence[str], base: Path, zone: ZoneInfo, instead: Mapping[Path, bytes], known: Mapping[bytes, Contact],
    unwanted: Unwanted,
) -> Loaded:  # fmt: skip
    files, kept_elsewhere = expand(patterns, base), folders(patterns, base)
    sources = tuple(_read(path, name, instead, known, kept_elsewhere) for path, name in files)
    checker = Checker(zone, unwanted)
    for pattern in patterns:
        if not expand([pattern], base) and not folders([pattern], base):
            checker.faults.append(Fault(pattern, None, _("no file matches this pattern")))
    for source in sources:
        checker.check(source)
    book = checker.book()
    order = {name: number for number, (_path, name) in enumerate(files)}
    faults = sorted(dict.fromkeys(checker.faults), key=lambda fault: (order.get(fault.file, 0), fault.line or 0))
    living = {source.name for source in sources if source.living}
    serious = tuple(fault for fault in faults if fault.file not in living)
    left_out = tuple(fault for fault in faults if fault.file in living)
    return Loaded(book, serious, sources, left_out, tuple(checker.fresh), checker.origin())


def _read(
    path: str, name: str, instead: Mapping[Path, bytes], known: Mapping[bytes, Contact], living: frozenset[str]
) -> Source:  # fmt: skip
    source = read(Path(path), name, instead.get(Path(path)), known)
    return replace(source, living=True) if os.path.dirname(os.path.normpath(path)) in living else source
