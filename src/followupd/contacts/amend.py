"""Changing contacts where they stand in a .toml file: only the keys that change, everything else as it was written."""

import re
from collections.abc import Mapping
from typing import Any

from followupd.contacts.slices import contact_parts

BOM = b"\xef\xbb\xbf"
Changes = Mapping[int, Mapping[str, Any]]
"""By the position among the contacts of the file, from 0: the keys to set; None takes one away."""


def amended(content: bytes, changes: Changes) -> bytes:
    """The file's text with some contacts changed. Raises ValueError for text that is no TOML."""
    text = content.removeprefix(BOM)
    parts = contact_parts(text)
    if parts is None:
        return content[: len(content) - len(text)] + _whole(text, changes)
    number = -1
    found: list[bytes] = []
    for is_contact, part in parts:
        number += is_contact
        found.append(_one(part, changes[number]) if is_contact and number in changes else part)
    return content[: len(content) - len(text)] + b"".join(found)


def tail_of(part: bytes) -> bytes:
    """The blank lines and comments at the end of a table's text."""
    lines = part.splitlines(keepends=True)
    keys = len(lines)
    while keys > 1 and lines[keys - 1].strip().partition(b"#")[0] == b"":
        keys -= 1
    return b"".join(lines[keys:])


def _one(part: bytes, keys: Mapping[str, Any]) -> bytes:
    from tomlkit.exceptions import ParseError

    end = len(part) - len(tail_of(part))
    body = part[:end] if part[:end].endswith(b"\n") else part[:end] + b"\n"
    try:
        return _whole(body, {0: keys}) + part[end:]
    except ParseError:  # what looks like a comment stands within a text
        return _whole(part, {0: keys})


def _added_to(before: Any, after: Any) -> list[Any] | None:
    """What comes after the end of a list; None where more is changed than that."""
    if not isinstance(before, list) or not isinstance(after, list) or after[: len(before)] != before:
        return None
    return after[len(before) :]


def _whole(text: bytes, changes: Changes) -> bytes:
    import tomlkit

    document = tomlkit.parse(text.decode())
    contacts: Any = document["contact"]
    for number, keys in changes.items():
        for key, value in keys.items():
            if value is None:
                contacts[number].pop(key, None)
            elif (more := _added_to(contacts[number].get(key), value)) is not None:
                contacts[number][key].extend(more)  # comments within a list stay
            else:
                contacts[number][key] = value
    written = tomlkit.dumps(document)
    if b"\r\n" in text:
        written = re.sub(r"(?<!\r)\n", "\r\n", written)
    return written.encode()
