"""Somebody in an export, as far as it tells, and the marks by which they are known again."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from followupd.domain.marks import digits, profile

OWNED = ("company", "role", "email", "phone", "url")
"""What a source owns: a newer export may change it. Everything else belongs to the person once it is in the book."""


@dataclass(frozen=True)
class Imported:
    """One person of an export. `keys` are those of a contact in the book; `line` is where they stand in the export."""

    line: int
    keys: Mapping[str, Any]
    uid: str = ""
    """The UID of a vCard (RFC 6350 §6.7.6)."""
    since: date | None = None
    """Since when the two are connected on LinkedIn."""

    @property
    def name(self) -> str:
        return str(self.keys["name"])

    def with_more(self, other: "Imported") -> "Imported":
        """With what another record says of the same person."""
        known = {address.casefold() for address in self.keys.get("email", ())}
        more = [address for address in other.keys.get("email", ()) if address.casefold() not in known]
        keys = {**other.keys, **self.keys}
        if more:
            keys["email"] = [*self.keys.get("email", ()), *more]
        return replace(self, keys=keys)

    @property
    def owned(self) -> dict[str, Any]:
        """What the source tells, of what it owns."""
        return {key: self.keys[key] for key in OWNED if self.keys.get(key)}

    @property
    def told(self) -> dict[str, Any]:
        """What is remembered of the record: what its source owns, the name, and since when the two are connected."""
        since = {"since": str(self.since)} if self.since is not None else {}
        return {"name": self.name, **self.owned, **since}

    @cached_property
    def emails(self) -> tuple[str, ...]:
        """Folded, to compare."""
        return tuple(address.casefold() for address in self.keys.get("email", ()))

    @cached_property
    def profile(self) -> str:
        """The address of a profile, to compare."""
        return profile(self.keys.get("url") or "")

    @cached_property
    def key(self) -> str:
        """By what the source itself tells people apart, the surest first."""
        number = digits(self.keys.get("phone") or "")
        marks = (("uid", self.uid), ("url", self.profile), ("email", "".join(self.emails[:1])), ("tel", number))
        kind, mark = next((pair for pair in marks if pair[1]), ("name", self.name.casefold()))
        return f"{kind}:{mark}"[:300]
