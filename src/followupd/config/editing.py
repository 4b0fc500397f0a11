"""Writing the configuration: a new one, and keys in one that is there; comments and order stay."""

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from followupd.config.atomic import Meanwhile, replace
from followupd.errors import CallError
from followupd.text.catalog import _

Value = str | int | bool


def as_text(sections: Mapping[str, Mapping[str, Value]]) -> str:
    """A configuration of these sections."""
    return "\n".join(_section(header, values) for header, values in sections.items())


def _section(header: str, values: Mapping[str, Value]) -> str:
    # A JSON string is a TOML string too, and so are its numbers, true and false.
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in values.items()]
    return "\n".join([f"[{header}]", *lines, ""])


def set_keys(config: Path, sections: Mapping[str, Mapping[str, Value | None]]) -> None:
    """Sets keys of a configuration that is there, by the dotted names of their sections; None takes one away. A section
    that is new comes to the end."""
    import tomlkit

    before = config.read_bytes()
    document: Any = tomlkit.parse(before.decode("utf-8-sig"))
    new: dict[str, Mapping[str, Value]] = {}
    for header, values in sections.items():
        *above, last = header.split(".")
        parent = document
        for part in above:
            parent = parent.get(part, {})
        if last not in parent and isinstance(parent, tomlkit.items.InlineTable):
            parent[last] = tomlkit.inline_table()  # mail = { … } has its parts within
        if last not in parent:
            new[header] = {key: value for key, value in values.items() if value is not None}
            continue
        for key, value in values.items():
            if value is None:
                parent[last].pop(key, None)
            else:
                parent[last][key] = value
    text = tomlkit.dumps(document)
    if new:
        text = text.rstrip("\n") + "\n\n" + as_text(new)
    tomllib.loads(text)  # nothing is written that could not be read again
    try:
        replace(config, text.encode(), instead_of=before)
    except Meanwhile:
        said = _("%s is being changed by another program; nothing was written. Try again in a moment.")
        raise CallError(said % config) from None
