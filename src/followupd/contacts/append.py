"""Adding to the book: the new lines go to the end, and all that was there stays as it was. Bytes in, bytes out."""

import csv
import io
import json
import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from followupd.contacts.reading import decode, dialect
from followupd.errors import CallError
from followupd.text.catalog import _

Keys = dict[str, str | list[str] | date | bool]


def appended(path: Path, before: bytes, table: str, several: Sequence[Keys]) -> bytes:
    """What a .toml or .csv file holds with more contacts, or records of another table, at its end.

    Raises CallError where the file's kind cannot be added to or a value has no column.
    """
    if path.suffix == ".toml":
        return _toml(path, before, table, several)
    if path.suffix == ".csv" and table == "contact":
        return _csv(path, before, several)
    raise CallError(_("%s: people can be added to a .toml or .csv file") % path)


def _toml(path: Path, before: bytes, table: str, several: Sequence[Keys]) -> bytes:
    header = re.search(rb"(?m)^[ \t]*\[", before)
    top, rest = (before[: header.start()], before[header.start() :]) if header else (before, b"")
    top = re.sub(rb"(?m)^contact\s*=\s*\[\s*\][ \t]*\r?\n?", b"", top)  # "nobody, and that is meant" ends here
    if table == "contact" and re.search(rb"(?m)^contact\s*=", top):
        raise CallError(_('%s: people stand in one list there ("contact = [ … ]"), to which nothing can be added; '
                          "write each of them below a [[contact]] of their own") % path)  # fmt: skip
    before = top + rest
    newline = b"\r\n" if b"\r\n" in before else b"\n"
    gap = b"" if not before else newline if before.endswith(b"\n") else newline * 2
    records = ([f"[[{table}]]", *(f"{key} = {_value(key, value)}" for key, value in keys.items())] for keys in several)
    texts = (newline.join(line.encode() for line in lines) + newline for lines in records)
    return before + gap + newline.join(texts)


def _value(key: str, value: str | list[str] | date | bool) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(map(_string, value)) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, date):
        return str(value)
    return value if key in ("last", "paused_until") else _string(value)


def _string(value: str) -> str:
    """A TOML basic string (TOML 1.0: JSON's escapes, and U+007F escaped too)."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _csv(path: Path, before: bytes, several: Sequence[Keys]) -> bytes:
    content = decode(before)
    delimiter, skipped = dialect(content)
    first = content.split("\n")[skipped]
    header = [cell.strip().casefold() for cell in next(csv.reader([first], delimiter=delimiter), [])]
    if missing := [key for key in dict.fromkeys(key for keys in several for key in keys) if key not in header]:
        raise CallError(_("%s: there is no column for %s") % (path, ", ".join(missing)))
    rows = io.StringIO()
    newline = "\r\n" if "\r\n" in content else "\n"
    writer = csv.writer(rows, delimiter=delimiter, lineterminator=newline)
    for keys in several:
        cells = (keys.get(key, "") for key in header)
        writer.writerow([" ".join(cell) if isinstance(cell, list) else cell for cell in cells])
    gap = "" if content.endswith("\n") else newline
    return before + _encode_like(before, gap + rows.getvalue())


def _encode_like(before: bytes, text: str) -> bytes:
    if before.startswith(b"\xff\xfe"):
        return text.encode("utf-16-le")
    if before.startswith(b"\xfe\xff"):
        return text.encode("utf-16-be")
    try:
        before.decode("utf-8")
        return text.encode()
    except UnicodeDecodeError:
        return text.encode("cp1252", "replace")
