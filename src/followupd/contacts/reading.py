"""One file of the book, as records: .toml, .csv or .vcf. Reading never raises for what a person can mend."""

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache, partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

from followupd.config import bounded
from followupd.config.did_you_mean import suggestion
from followupd.config.toml_lines import Lines
from followupd.config.toml_text import parse_toml
from followupd.contacts.cells import unescaped
from followupd.contacts.records import Kind, Record, Source
from followupd.contacts.schema import ContactRow
from followupd.contacts.slices import sliced
from followupd.contacts.vcards import cards
from followupd.domain.book import Contact
from followupd.errors import Fault, InputError
from followupd.text.catalog import _
from followupd.text.causes import cause
from followupd.text.sanitize import one_line, shorten

LARGEST_BYTES = 32_000_000
MOST_RECORDS = 200_000
MOST_FAULTS = 200
"""Of one file; nobody reads more, and each costs a look at its line."""
_COLUMNS = frozenset(ContactRow.model_fields) - {"circle_names"}
_NOTHING: dict[str, Any] = {}
_TABLES: tuple[Kind, ...] = ("circles", "about", "contact", "event", "goal", "practice", "project", "milestone")


def read(
    path: Path, name: str, content: bytes | None = None, known: Mapping[bytes, Contact] = MappingProxyType({})
) -> Source:
    """Reads a file by its ending, or `content` as if the file held that. `name` is how the person wrote the path; it
    stands in every fault. Contacts `known` by the mark of their text are not read again."""
    readers: dict[str, Callable[[Path, str, bytes], Source]] = {
        ".toml": partial(_toml, known=known), ".csv": _csv, ".vcf": _vcf,
    }  # fmt: skip
    reader = readers.get(path.suffix.lower())
    if reader is None:
        return _faulty(path, name, None, _("a contacts file ends in .toml, .csv or .vcf"))
    try:
        source = reader(path, name, bounded.read(path, LARGEST_BYTES) if content is None else content)
    except FileNotFoundError:
        return _faulty(path, name, None, _("there is no such file"))
    except OSError as error:
        return _faulty(path, name, None, _("cannot be read: %s") % cause(error))
    except Exception as error:  # noqa: BLE001 - whatever a file holds, the last good book serves
        return _faulty(path, name, None, _("cannot be read: %s") % f"{type(error).__name__} {cause(error)}"[:240])
    if len(source.records) > MOST_RECORDS:
        return _faulty(path, name, None, _("more than %d records; that is not a contacts file") % MOST_RECORDS)
    return source


def _faulty(path: Path, name: str, line: int | None, message: str) -> Source:
    return Source(path, name, (), lambda *_where: None, (Fault(name, line, message),))


def _toml(path: Path, name: str, text: bytes, known: Mapping[bytes, Contact]) -> Source:
    records: list[Record] = []
    if (found := sliced(text, known)) is not None:
        raw = found.rest
        for n, (mark, data) in enumerate(found.contacts):
            before = known.get(mark) if data is None else None
            records.append(Record("contact", _NOTHING if data is None else data, n, mark, before))
    else:
        try:
            raw = parse_toml(Path(name), text)
        except InputError as error:
            return Source(path, name, (), lambda *_where: None, error.faults)
    faults: list[Fault] = []
    lines = cache(lambda: Lines(text))

    def line(kind: str, number: int, where: tuple[str | int, ...]) -> int | None:
        key = list(raw["circles"])[number] if kind == "circles" else number
        return lines().at((kind, key, *where))

    for table, value in raw.items():
        if len(faults) >= MOST_FAULTS:
            break
        if table not in _TABLES:
            unknown = _("%s: unknown table") % shorten(one_line(table), 60) + suggestion(table[:60], _TABLES)
            faults.append(Fault(name, lines().at((table,)), unknown))
        elif table == "circles" and isinstance(value, dict):
            records += [Record("circles", {"id": key, **_table(row)}, i) for i, (key, row) in enumerate(value.items())]
        elif table != "circles" and isinstance(value, list) and all(isinstance(row, dict) for row in value):
            records += [Record(table, row, i) for i, row in enumerate(value)]
        else:
            header = "[circles.NAME]" if table == "circles" else f"[[{table}]]"
            faults.append(Fault(name, lines().at((table,)), _("write %s with its keys below") % header))
    return Source(path, name, tuple(records), line, tuple(faults), says_empty=raw.get("contact") == [])


def _table(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {"every": value}


def decode(text: bytes) -> str:
    """Text as spreadsheets save it: UTF-8 (with or without mark), UTF-16, else Windows-1252."""
    if text.startswith((b"\xff\xfe", b"\xfe\xff")):
        return text.decode("utf-16", "replace")
    try:
        return text.decode("utf-8-sig")
    except UnicodeDecodeError:
        return text.decode("cp1252", "replace")


def dialect(content: str) -> tuple[str, int]:
    """The delimiter, and how many lines come before the header: blank ones, and Excel's "sep=;"."""
    lines = content.split("\n")
    skipped = next((n for n, line in enumerate(lines) if line.strip() and not line.startswith("sep=")), 0)
    return max(",;\t", key=lines[skipped].count), skipped  # Swedish Excel writes ";"


def _csv(path: Path, name: str, text: bytes) -> Source:
    content = decode(text)
    delimiter, skipped = dialect(content)
    content = "\n".join(content.split("\n")[skipped:])
    rows = csv.reader(io.StringIO(content, newline=""), delimiter=delimiter, strict=True)
    records: list[Record] = []
    at: list[int] = []
    faults: list[Fault] = []
    header: list[str] | None = None
    before = 0
    try:
        for row in rows:
            start, before = before + 1 + skipped, rows.line_num
            if not any(cell.strip() for cell in row):
                continue
            if header is None:
                header = [cell.strip().casefold() for cell in row]
                faults += _unknown_columns(name, start, header)
            elif len(row) > len(header) and any(cell.strip() for cell in row[len(header) :]):
                faults.append(Fault(name, start, _("%d values, but the header names %d") % (len(row), len(header))))
            else:
                values = {
                    key: unescaped(cell.strip())
                    for key, cell in zip(header, row, strict=False)
                    if cell.strip() and key in _COLUMNS
                }
                records.append(Record("contact", _split(values), len(records)))
                at.append(start)
    except csv.Error as error:
        faults.append(Fault(name, rows.line_num + skipped, _("not a CSV file: %s") % error))
    return Source(
        path,
        name,
        tuple(records),
        lambda _kind, number, _where: at[number] if number < len(at) else None,
        tuple(faults),
    )


def _unknown_columns(name: str, line: int, header: list[str]) -> Iterator[Fault]:
    """Said once, and not in every row."""
    for column in header[:MOST_FAULTS]:
        if column and header.count(column) > 1:
            yield Fault(name, line, _("%s: this column is there twice") % one_line(column)[:60])
        elif column and column not in _COLUMNS:
            yield Fault(name, line, _("%s: unknown column") % one_line(column)[:60] + suggestion(column[:60], _COLUMNS))


def _split(values: dict[str, str]) -> dict[str, Any]:
    """Keys that hold several values have them in one cell."""
    several = ("email", "goals", "tags")
    return {key: re.findall(r"[^\s,;]+", cell) if key in several else cell for key, cell in values.items()}


def _vcf(path: Path, name: str, text: bytes) -> Source:
    read_cards = list(cards(decode(text)))
    faults = tuple(Fault(name, line, fault) for line, _data, fault in read_cards if fault)
    good = [(line, data) for line, data, fault in read_cards if not fault]
    at = [line for line, _data in good]
    records = tuple(Record("contact", data, number) for number, (_line, data) in enumerate(good))
    return Source(path, name, records, lambda _kind, number, _where: at[number] if number < len(at) else None, faults)
