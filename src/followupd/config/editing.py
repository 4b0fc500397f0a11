"""Writing the configuration: a new one, and keys in one that is there; comments and order stay."""

import json
import re
from collections.abc import Mapping
from pathlib import Path

from followupd.config.atomic import replace

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
    document = tomlkit.parse(before.decode("utf-8-sig"))
    new: dict[str, Mapping[str, Value]] = {}
    for header, values in sections.items():
        table = document
        for part in header.split("."):
            found = table.get(part)
            table = found if isinstance(found, dict) else None  # type: ignore[assignment]
            if table is None:
                break
        if table is None:
            new[header] = {key: value for key, value in values.items() if value is not None}
            continue
        for key, value in values.items():
            if value is None:
                table.pop(key, None)
            else:
                table[key] = value
    text = tomlkit.dumps(document)
    if new:
        text = re.sub(r"\n*\Z", "\n\n", text) + as_text(new)
    replace(config, text.encode(), instead_of=before)
