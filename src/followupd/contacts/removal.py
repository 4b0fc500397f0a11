"""Taking a person out of a .toml file, with what else there points to them; everything else stays as it was written."""

import tomllib
from typing import Any

from followupd.contacts.amend import BOM, tail_of
from followupd.contacts.records import identity
from followupd.contacts.slices import contact_parts


def removed(content: bytes, who: str) -> bytes:
    """The file's text without the contact of this id, their milestones, what is said about them, and their place in
    projects. Raises ValueError for text that is no TOML."""
    text = content.removeprefix(BOM)
    parts = contact_parts(text)
    several = [part for _is_contact, part in parts] if parts is not None else [text]
    written = b"".join(_without(part, who) for part in several)
    if "contact" in tomllib.loads(text.decode()) and "contact" not in tomllib.loads(written.decode()):
        written = b"contact = []\n" + written  # and that is meant
    return content[: len(content) - len(text)] + written


def _without(part: bytes, who: str) -> bytes:
    """One stretch of the file without them. A table that was theirs goes whole, but for the comments after it, which
    may well belong to what follows."""
    import tomlkit

    document: Any = tomlkit.parse(part.decode())
    found = False
    for name, of in (("contact", identity), ("milestone", _about), ("about", _about)):
        several = document.get(name, [])
        for number in reversed(range(len(several))):
            if of(several[number]) == who:
                found = True
                del several[number]
        if found and name in document and not document[name]:
            del document[name]
    for project in document.get("project", []):
        found |= _leave(project, who)
    if not found:
        return part
    left = tomlkit.dumps(document).encode()
    return left + tail_of(part) if not left.strip() else left


def _leave(project: Any, who: str) -> bool:
    members = project.get("members")
    if members == who:
        project["members"] = []
    elif isinstance(members, list) and who in members:
        members.remove(who)
    else:
        return False
    return True


def _about(record: Any) -> str:
    return str(record.get("contact", ""))
