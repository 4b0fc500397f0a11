"""An export → people. Its kind shows by itself; what cannot be read is said with its line, and the rest goes in."""

import io
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from followupd.config import bounded
from followupd.config.faults import explain
from followupd.contacts.reading import LARGEST_BYTES, MOST_FAULTS, MOST_RECORDS, decode
from followupd.contacts.schema import ContactRow
from followupd.contacts.vcards import cards
from followupd.domain.book import slug
from followupd.errors import CallError, Fault
from followupd.imports.columns import OURS, kind_of
from followupd.imports.dates import birthdays
from followupd.imports.person import Imported
from followupd.imports.tables import Table, read_table
from followupd.text.catalog import _
from followupd.text.causes import cause
from followupd.text.sanitize import dialled, one_line, plain

KINDS = ("linkedin", "google", "outlook", "vcard", "csv")
_IN_A_ZIP = re.compile(r"(?i).*\.(?:vcf|csv)$")
_SOFT = frozenset(ContactRow.model_fields) - {"name", "id"}
"""What is left out of a record where it is wrong, so that the person goes in all the same."""
Watch = Callable[[Iterable[Any]], Iterable[Any]]
"""What shows how far the reading is."""


@dataclass(frozen=True, slots=True)
class Export:
    """What was read: the kind, the people, and what is wrong or left out, with its line."""

    kind: str
    people: tuple[Imported, ...]
    faults: tuple[Fault, ...]
    nameless: int = 0
    """Records without a name, which are left out."""


def content_of(path: Path) -> bytes:
    """An export: a .csv, a .vcf, all of a folder of .vcf files, or what is in the .zip that LinkedIn and Google send.

    Raises CallError for a .zip with several, OSError for what cannot be read.
    """
    if path.is_dir():
        several = sorted(path.glob("*.vcf"))
        return b"\r\n".join(bounded.read(one, LARGEST_BYTES) for one in several[:MOST_RECORDS])
    content = bounded.read(path, LARGEST_BYTES)
    return _unpacked(path, content) if content.startswith(b"PK\x03\x04") else content


def read_content(name: str, content: bytes, kind: str | None = None, watch: Watch = iter) -> Export:
    """The people of an export. Raises CallError where it holds something else than the `kind` it should be."""
    head = decode(content[:400_000]).upper()
    found = "vcard" if "BEGIN:VCARD" in head else ""
    if not content.strip():
        raise CallError(_("%s is empty") % name)
    if found == "vcard" and kind in (None, "vcard"):
        return _of_cards(name, content, watch)
    if found == "vcard" or kind == "vcard":
        raise CallError(_("%s holds no vCards") % name if kind == "vcard" else _("%s holds vCards") % name)
    table = read_table(name, content)
    if not table.header:
        raise CallError(str(table.faults[0]))
    return _of_table(name, table, kind or kind_of(table.header), watch)


def _unpacked(path: Path, content: bytes) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            fitting = [info for info in archive.infolist() if _IN_A_ZIP.match(info.filename)]
            named = [info for info in fitting if "onnections" in info.filename] or fitting
            if len(named) != 1 or named[0].file_size > LARGEST_BYTES:
                listed = ", ".join(one_line(info.filename) for info in fitting[:5])
                raise CallError(
                    _("%(file)s: which file in it? Unpack it and name one: %(files)s")
                    % {"file": path.name, "files": listed or "–"}
                )
            with archive.open(named[0]) as member:
                return member.read(LARGEST_BYTES)
    except (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, OSError) as error:
        raise CallError(f"{path.name}: {cause(error)}") from None


def fitted(export: Export, circles: Container[str], goals: Container[str], name: str) -> Export:
    """Without circles and goals that the book does not have; each is named."""
    people, faults = list[Imported](), list(export.faults)
    for one in export.people:
        keys = dict(one.keys)
        if (circle := keys.get("circle")) and slug(circle) not in circles:
            faults.append(_unfit(name, one, _('there is no circle "%s"') % keys.pop("circle")))
        if strange := [goal for goal in keys.get("goals", ()) if goal not in goals]:
            faults.append(_unfit(name, one, _('there is no goal "%s"') % strange[0]))
            keys["goals"] = [goal for goal in keys["goals"] if goal in goals]
        people.append(one if keys == one.keys else replace(one, keys=keys))
    return replace(export, people=tuple(people), faults=tuple(faults[:MOST_FAULTS]))


def _unfit(name: str, one: Imported, said: str) -> Fault:
    return Fault(name, one.line, f"{one.name}: {said}; " + _("left out"))


def _of_cards(name: str, content: bytes, watch: Watch) -> Export:
    people: list[Imported] = []
    faults: list[Fault] = []
    for line, data, fault in watch(cards(decode(content))):
        if fault:
            faults.append(Fault(name, line, fault))
            continue
        keys = {key: value for key, value in data.items() if key not in ("id", "vcard_uid", "circle_names")}
        if (one := _checked(name, line, keys | {"tags": list(data.get("circle_names", ()))}, faults)) is not None:
            people.append(Imported(line, one, data.get("vcard_uid", "")))
    return Export("vcard", tuple(people), tuple(faults[:MOST_FAULTS]))


def _of_table(name: str, table: Table, kind: str, watch: Watch) -> Export:
    born, said = birthdays([*_column(table, "birthday")])
    faults = [*table.faults, *([Fault(name, None, said)] if said else [])]
    people: list[Imported] = []
    nameless = 0
    for line, cells in watch(table.rows):
        keys = _keys(table, cells, born)
        if not slug(keys.get("name", "")):
            nameless += 1
        elif (one := _checked(name, line, keys, faults)) is not None:
            people.append(Imported(line, one))
    return Export(kind, tuple(people), tuple(faults[:MOST_FAULTS]), nameless)


def _column(table: Table, wanted: str) -> Iterator[str]:
    return (text for _line, cells in table.rows for text in table.values(cells, wanted))


def _keys(table: Table, cells: Sequence[str], born: Mapping[str, str]) -> dict[str, Any]:
    def first(wanted: str) -> str:
        return next(iter(table.values(cells, wanted)), "")

    parts = (first("first"), first("middle"), first("family"))
    found: dict[str, Any] = {
        "name": one_line(" ".join(filter(None, parts)) or first("name")),
        "email": _addresses(table.values(cells, "email")),
        "phone": _phone(table, cells),
        "company": one_line(first("company")),
        "role": one_line(first("role")),
        "url": first("url"),
        "birthday": born.get(first("birthday"), ""),
        "notes": plain("\n".join(table.values(cells, "notes"))),
        "tags": _labels(table.values(cells, "labels")),
    }
    found |= {key: first(key) for key in OURS if key in table.columns}
    found["goals"] = first("goals").split()
    return {key: value for key, value in found.items() if value}


def _addresses(texts: Iterable[str]) -> list[str]:
    """The addresses of cells, also of one like "Anna Lind <anna@example.org>"."""
    bare = (re.findall(r"<([^<>]+)>", text) or re.split(r"[\s,;]+", text) for text in texts)
    several = [one.strip().removeprefix("mailto:") for found in bare for one in found if one.strip()]
    return list({address.casefold(): address for address in several}.values())


def _phone(table: Table, cells: Sequence[str]) -> str:
    """A mobile, or else the first number."""
    labels = table.values(cells, "phone-label")
    numbers = table.values(cells, "phone")
    marked = [number for label, number in zip(labels, numbers, strict=False) if "mob" in label.casefold()]
    several = [*table.values(cells, "mobile"), *marked, *numbers]
    return next((one_line(number) for number in several if dialled(number)), "")


def _labels(texts: Iterable[str]) -> list[str]:
    """Groups as tags, without those that the program keeps for itself ("* myContacts")."""
    several = (one.strip() for text in texts for one in re.split(r"[;,]", text))
    return [one for one in several if one and not one.startswith("*")]


def _checked(name: str, line: int, keys: Mapping[str, Any], faults: list[Fault]) -> dict[str, Any] | None:
    """The keys that a contacts file takes, with their values as they are read there. What is wrong is named; what the
    person can do without is left out."""
    left = {key: value for key, value in keys.items() if value}
    for _time in range(1 + len(left)):
        try:
            row = ContactRow.model_validate(left)
        except ValidationError as error:
            wrong = Counter(str(fault["loc"][0]) for fault in error.errors() if fault["loc"])
            said = {where[0]: what for where, what in explain(error, ContactRow) if where}
            for key in wrong:
                what = f"{one_line(str(left.get('name', '')))[:60]}: {said.get(key, key)}"
                faults.append(Fault(name, line, f"{what}; " + _("left out") if key in _SOFT else what))
            if not wrong or any(key not in _SOFT for key in wrong):
                return None
            left = _without(left, error)
        else:
            return {key: _as_read(getattr(row, key), value) for key, value in left.items()}
    return None


def _as_read(read: Any, written: Any) -> Any:
    """A text or a day as it was checked; what has a form of its own, such as "6 weeks", as it was written."""
    return read if isinstance(read, str | date | list) else written


def _without(keys: Mapping[str, Any], error: ValidationError) -> dict[str, Any]:
    """Without the values that are wrong: of several addresses only those."""
    left = dict(keys)
    for key, *rest in sorted((fault["loc"] for fault in error.errors()), key=str, reverse=True):
        value = left.get(str(key))
        number = rest[0] if rest else None
        if isinstance(value, list) and isinstance(number, int) and number < len(value) > 1:
            left[str(key)] = [*value[:number], *value[number + 1 :]]
        else:
            left.pop(str(key), None)
    return left
