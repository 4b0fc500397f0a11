"""vCards (RFC 2426, RFC 6350, and the 2.1 of old phones) as contact records, read as they are."""

import json
import logging
import re
from collections.abc import Iterable, Iterator
from email.utils import parseaddr
from functools import lru_cache
from typing import Any

from followupd.config.types import read_address
from followupd.domain.book import slug, told_apart
from followupd.text.catalog import _
from followupd.text.causes import cause
from followupd.text.sanitize import dialled, one_line, plain

_NAME = "[a-zA-Z0-9_-]++"
_HEADER = re.compile(rf'(?:{_NAME}\.)?+{_NAME}(?:;(?=[;:]))?+(?:;{_NAME}(?:[=,](?:"[^"]*+"|[^";:,=]*+))*+)*+:')
"""What vobject takes for the beginning of a line, in a form that never tries twice (possessive): its own expression
takes minutes for a line that it does not match."""
_OF_USE = frozenset({
    "BEGIN", "END", "VERSION", "FN", "N", "ORG", "EMAIL", "TEL", "TITLE", "ROLE", "URL", "BDAY", "CATEGORIES",
    "NOTE", "UID", "KIND", "X-ADDRESSBOOKSERVER-KIND",
})  # fmt: skip
Card = tuple[int, dict[str, Any], str | None]
"""The line of BEGIN, the contact's keys, and what is wrong with the card, if anything."""


def cards(text: str) -> Iterator[Card]:
    """The cards of people, each with an id of its own; a broken card is named.

    A phone's export holds cards without a name (a number somebody once called) and the same person twice: the
    former are left out, equal ones count once, and of different ones with one name the later get an id that is
    made from the card's own UID or address, so that it is the same at the next export.
    """
    seen: dict[str, list[dict[str, Any]]] = {}
    for line, data, fault in _all_cards(text):
        if fault is None and (not slug(data.get("name", "")) or data.pop("kind", "individual") != "individual"):
            continue
        alike = seen.setdefault(slug(data.get("name", "")), [])
        uid = data.pop("uid", "")
        key = uid or json.dumps(data, sort_keys=True)
        if fault is None and data in alike:
            continue
        if alike and fault is None:
            alike.append(data)
            data = data | {"id": told_apart(slug(data["name"]), key)}
        elif fault is None:
            alike.append(data)
        yield line, data | {"vcard_uid": uid[:300]} if uid and fault is None else data, fault


def _all_cards(text: str) -> Iterator[Card]:
    """Every card by itself, so that a broken one does not hide the others."""
    begun: int | None = None
    block: list[str] = []
    for number, line in enumerate(re.split(r"\r\n|\r|\n", text), start=1):
        word = line.strip().upper()
        if word == "BEGIN:VCARD":
            if begun is not None:
                yield begun, {}, _("this card has no END:VCARD")
            begun, block = number, []
        if begun is not None:
            block.append(line)
        if word == "END:VCARD" and begun is not None:
            yield _card(begun, block)
            begun = None
    if begun is not None:
        yield begun, {}, _("this card has no END:VCARD")


def _card(line: int, block: list[str]) -> Card:
    data, fault = _parsed("\n".join(block))
    return line, dict(data), fault


@lru_cache(maxsize=8192)
def _parsed(text: str) -> tuple[dict[str, Any], str | None]:
    """What a card says, and what is wrong with it. A daemon reads a folder anew whenever one card of it has changed."""
    import vobject

    logging.getLogger("vobject.base").disabled = True  # it would repeat what a card says
    try:
        lines = _readable(_of_use(text.split("\n")))
        card = vobject.readOne("\r\n".join(lines) + "\r\n", ignoreUnreadable=True)
        data = _contact(card.contents)
    except Exception as error:  # noqa: BLE001 - vobject raises whatever its parsing meets
        return {}, _("this card cannot be read: %s") % cause(error)[:160]
    return data, None


def _of_use(block: list[str]) -> Iterator[str]:
    """The lines that say what a contact has. Photos are large, and their folding is often broken."""
    skipping = goes_on = False
    for line in block:
        if not (line.startswith((" ", "\t")) or not line or goes_on):
            name, colon, _value = line.partition(":")
            skipping = bool(colon) and name.split(";", 1)[0].upper().rpartition(".")[2] not in _OF_USE
        goes_on = line.endswith("=") and (goes_on or "QUOTED-PRINTABLE" in line.upper())  # vCard 2.1
        if not skipping:
            yield line


def _readable(block: Iterable[str]) -> Iterator[str]:
    """The lines without those, with what is folded onto them, that are no content lines (RFC 6350 §3.3)."""
    folded: list[str] = []
    logical = ""
    for line in block:
        if folded and logical.endswith("=") and "quoted-printable" in logical.lower():  # vCard 2.1
            line = line.removeprefix(" ")  # vobject would keep neither the soft break nor what follows it
            logical = logical[:-1] + line
            folded = [logical]
            continue
        elif folded and line.startswith((" ", "\t")):
            logical += line[1:]
        else:
            if _HEADER.match(logical):
                yield from folded
            folded, logical = [], line
        folded.append(line)
    if _HEADER.match(logical):
        yield from folded


def _contact(contents: dict[str, list[Any]]) -> dict[str, Any]:
    def first(key: str) -> Any:
        return contents[key][0].value if contents.get(key) else None

    name = first("fn") or _name(first("n")) or _joined(first("org"))
    birthday = contents["bday"][0] if contents.get("bday") else None
    keys: dict[str, Any] = {
        "name": one_line(name or ""),
        "email": [address for one in contents.get("email", []) if (address := _address(one.value))],
        "circle_names": [one_line(name) for one in contents.get("categories", []) for name in _values(one.value)],
        "birthday": _birthday(birthday) if birthday is not None else None,
        "phone": _phone(contents.get("tel", [])),
        "company": one_line(_joined(first("org"))),
        "role": one_line(first("title") or first("role") or ""),
        "url": first("url"),
        "notes": plain(first("note") or ""),
        "uid": str(first("uid") or ""),
        "kind": str(first("kind") or first("x-addressbookserver-kind") or "").casefold(),
    }
    return {key: value for key, value in keys.items() if value}


def _address(value: str) -> str | None:
    """The address in "Anna <anna@example.org>"; None where there is none that mail could be sent to."""
    try:
        return read_address(one_line(parseaddr(value)[1]))
    except ValueError:
        return None


def _phone(lines: list[Any]) -> str | None:
    """The number to call: the preferred one, then a mobile, then the first (RFC 6350 §6.4.1); no fax."""

    def order(line: Any) -> tuple[bool, bool]:
        kinds = {kind.lower() for several in line.params.get("TYPE", []) for kind in several.split(",")}
        kinds |= {kind.lower() for kind in line.singletonparams}
        return not ("pref" in kinds or "PREF" in line.params), kinds.isdisjoint({"cell", "mobile", "iphone"})

    numbers = [line for line in lines if "fax" not in str(line.params).lower() + str(line.singletonparams).lower()]
    said = (one_line(str(line.value)).removeprefix("tel:") for line in sorted(numbers, key=order))
    return next((number for number in said if dialled(number)), None)


def _values(value: Any) -> list[str]:
    return value if isinstance(value, list) else str(value).split(",")


def _joined(value: Any) -> str:
    return ", ".join(filter(None, map(str, value))) if isinstance(value, list) else str(value or "")


def _name(value: Any) -> str:
    return " ".join(filter(None, (_joined(value.given), _joined(value.family)))) if value is not None else ""


def _birthday(line: Any) -> str | None:
    """BDAY as phones write it; the year 1604 and X-APPLE-OMIT-YEAR stand for "no year"."""
    value = str(line.value).strip().split("T")[0]
    omitted = line.params.get("X-APPLE-OMIT-YEAR", ["1604"])[0]
    digits = value.replace("-", "")
    if value.startswith("--") and len(digits) == 4:
        return f"{digits[:2]}-{digits[2:]}"
    if len(digits) != 8 or not digits.isdigit():
        return None
    month_day = f"{digits[4:6]}-{digits[6:]}"
    if "00" in (digits[4:6], digits[6:]):
        return None  # some phones write an unknown day like this
    return month_day if digits[:4] == omitted else f"{digits[:4]}-{month_day}"
