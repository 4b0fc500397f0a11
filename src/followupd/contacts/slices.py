"""A contacts.toml in slices: one for each `[[contact]]`, and the rest. A slice that was read before is not read again.

Cutting a text is right only where no cut lies within a value. So every slice and every stretch of the rest is parsed
alone once: a string or list that a cut goes through is an error in the part before it. A slice alone has to give one
contact and nothing else, and the rest together no `contact`; then the whole says what the parts say. Any doubt is for
the parser of whole files.
"""

import re
import tomllib
from collections.abc import Container, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from itertools import groupby, pairwise
from typing import Any

from followupd.config.toml_lines import tables
from followupd.config.toml_text import WITHOUT_SECONDS, loads

MARK_BYTES = 16
_TABLE = re.compile(rb"^[ \t]*\[(?!\[?contact\.)", re.MULTILINE)
"""The header of a table, except those of a table within a contact."""
_CONTACT = re.compile(rb"[ \t]*\[\[contact\]\]")


@dataclass(frozen=True, slots=True)
class Sliced:
    """`rest`: everything but the contacts. `contacts`: for each the hash of its text (the mark), and its keys; None
    when the mark is known."""

    rest: dict[str, Any]
    contacts: list[tuple[bytes, dict[str, Any] | None]]


def sliced(text: bytes, known: Container[bytes]) -> Sliced | None:
    """The text by record; contacts whose mark is `known` are not parsed. None when it has to be parsed whole."""
    contacts: list[tuple[bytes, dict[str, Any] | None]] = []
    stretches: list[str] = []
    text = text.removeprefix(b"\xef\xbb\xbf")  # the mark that Windows writes
    try:
        for is_contact, parts in groupby(_parts(text), lambda part: _CONTACT.match(part) is not None):
            if not is_contact:
                stretches.append(b"".join(parts).decode())
                continue
            for part in parts:
                mark = blake2b(part, digest_size=MARK_BYTES).digest()
                contacts.append((mark, None if mark in known else _contact(part.decode())))
        alone = [loads(stretch) for stretch in stretches]
        rest_text = "".join(stretches)
        rest = alone[0] if len(alone) == 1 else loads(rest_text)
    except (ValueError, RecursionError):
        return None
    if "contact" in rest or _is_mended_elsewhere(text, rest_text):
        return None
    return Sliced(rest, contacts)


def contact_parts(text: bytes) -> list[tuple[bool, bytes]] | None:
    """The text in parts, each with whether it is a contact; None when it cannot be cut.

    To be written, it is cut by the grammar: a line of somebody's notes may look like the header of a table.
    """
    starts = tables(text)
    if starts is None:
        return None
    ends = [*(start for start, _keys in starts), len(text)]
    parts = [(keys == ("contact",), text[start:end])
             for (start, keys), end in zip([(0, ()), *starts], ends, strict=True)]  # fmt: skip
    try:
        for is_contact, part in parts:
            if is_contact:
                _contact(part.decode())
    except (ValueError, RecursionError):
        return None
    return parts


def _parts(text: bytes) -> Iterator[bytes]:
    starts = [0, *(header.start() for header in _TABLE.finditer(text)), len(text)]
    return (text[start:end] for start, end in pairwise(starts))


def _contact(text: str) -> dict[str, Any]:
    """The one contact of a slice. Raises ValueError when there is anything else in it."""
    match tomllib.loads(text):
        case {"contact": [{} as contact], **others} if not others:
            return dict(contact)
    raise ValueError(text)


def _is_mended_elsewhere(text: bytes, rest: str) -> bool:
    """Whether parsing the text whole would change a contact: for a time without seconds in the rest, `loads` adds
    seconds everywhere, even within a contact's notes. Then slices would give another result."""
    many = len(WITHOUT_SECONDS.findall(rest))
    return many > 0 and len(WITHOUT_SECONDS.findall(text.decode())) > many
