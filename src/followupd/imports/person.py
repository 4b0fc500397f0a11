"""Somebody in an export, as far as it tells, and the key by which the same record is known the next time."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256
from typing import Any

from followupd.domain.marks import digits, is_a_persons, profile
from followupd.imports.same import Marks, marks
from followupd.text.sanitize import one_line

OWNED = ("company", "role", "email", "phone", "url")
"""What a source owns: a newer export may change it. Everything else belongs to the person once it is in the book."""
_LONGEST_KEY = 300


@dataclass(frozen=True)
class Imported:
    """One person of an export. `keys` are those of a contact in the book; `line` is where they stand in the export."""

    line: int
    keys: Mapping[str, Any]
    uid: str = ""
    """The UID of a vCard (RFC 6350 §6.7.6)."""

    @property
    def name(self) -> str:
        return str(self.keys["name"])

    @property
    def owned(self) -> dict[str, Any]:
        """What the source tells, of what it owns."""
        return {key: self.keys[key] for key in OWNED if self.keys.get(key)}

    @property
    def told(self) -> dict[str, Any]:
        """What is remembered of the record: what its source owns, and the name."""
        return {"name": self.name, **self.owned}

    def with_more(self, other: "Imported") -> "Imported":
        """With what another record says of the same person."""
        known = {address.casefold() for address in self.keys.get("email", ())}
        more = [address for address in other.keys.get("email", ()) if address.casefold() not in known]
        keys = {**other.keys, **self.keys}
        if more:
            keys["email"] = [*self.keys.get("email", ()), *more]
        return replace(self, keys=keys)

    @cached_property
    def emails(self) -> tuple[str, ...]:
        """Folded, to compare."""
        return tuple(address.casefold() for address in self.keys.get("email", ()))

    @cached_property
    def marks(self) -> Marks:
        """What tells whether this is somebody else's record, too."""
        keys = self.keys
        return marks(self.name, self.emails, keys.get("url"), keys.get("phone"), keys.get("company"), uid=self.uid)

    @cached_property
    def profile(self) -> str:
        """The address of a profile, to compare."""
        return profile(self.keys.get("url") or "")

    @cached_property
    def key(self) -> str:
        """By what the source itself tells people apart: a UID, a profile; else an address or a number with the name,
        because families and switchboards share those; else name and company."""
        name, number = " ".join(self.name.casefold().split()), digits(self.keys.get("phone") or "")
        if self.uid:
            found = f"uid:{self.uid}"
        elif is_a_persons(self.profile):
            found = f"url:{self.profile}"
        else:
            mark = next((mark for mark in (*self.emails, number) if mark), self.keys.get("company") or "")
            found = f"{mark}/{name}"
        found = one_line(found)
        return found if len(found) <= _LONGEST_KEY else f"hash:{sha256(found.encode()).hexdigest()}"
