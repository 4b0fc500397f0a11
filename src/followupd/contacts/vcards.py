"""vCards (RFC 2426, RFC 6350, and the 2.1 of old phones) as contact records, read as they are."""

import base64
import json
import quopri
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from email.utils import parseaddr
from functools import lru_cache
from typing import Any, NamedTuple

from followupd.config.types import read_address
from followupd.domain.book import slug, told_apart
from followupd.text.catalog import _
from followupd.text.causes import cause
from followupd.text.sanitize import dialled, one_line, plain

_NAME = "[a-zA-Z0-9_-]++"
_HEADER = re.compile(rf'(?:{_NAME}\.)?+{_NAME}(?:;(?=[;:]))?+(?:;{_NAME}(?:[=,](?:"[^"]*+"|[^";:,=]*+))*+)*+:')
"""What vobject takes for the beginning of a line, in a form that never tries twice (possessive): its own expression
takes minutes for a line that it does not match."""
_ESCAPED = re.compile(r"\\([\\,;:nN])")
_TOKEN = re.compile(r"\\.|[^\\,;]+|.", re.DOTALL)
_OF_USE = frozenset({
    "BEGIN", "END", "FN", "N", "ORG", "EMAIL", "TEL", "TITLE", "ROLE", "URL", "BDAY", "CATEGORIES",
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
    try:
        data = _contact(_properties(_readable(_of_use(text.split("\n")[1:-1]))))  # without BEGIN and END
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
    """The content lines (RFC 6350 §3.3), each with what was folded onto it; what is none is left out."""
    logical = ""
    for line in block:
        if logical.endswith("=") and "quoted-printable" in logical.lower():  # vCard 2.1
            logical = logical[:-1] + line.removeprefix(" ")
        elif logical and line.startswith((" ", "\t")):
            logical += line[1:]
        else:
            if _HEADER.match(logical):
                yield logical
            logical = line
    if _HEADER.match(logical):
        yield logical


class _Property(NamedTuple):
    """A content line (RFC 6350 §3.3), decoded. A parameter without a name is a type, as vCard 2.1 has it."""

    name: str
    params: dict[str, list[str]]
    value: str


def _properties(lines: Iterable[str]) -> dict[str, list[_Property]]:
    """What a card says, by the names of the properties; what stands in a component of its own within it is not the
    card's. vobject parses the lines, and no more: its objects for cards take four times as long, and end a text at the
    first comma that is not escaped, as old phones write it."""
    found: dict[str, list[_Property]] = {}
    within: list[str] = []
    for line in lines:
        one = _property(line)
        if one.name == "BEGIN":
            within.append(one.value.upper())
        elif one.name == "END" and (not within or within.pop() != one.value.upper()):
            raise ValueError(_("END:%s has no BEGIN") % one_line(one.value)[:60])
        elif not within:
            found.setdefault(one.name, []).append(one)
    if within:
        raise ValueError(_("BEGIN:%s has no END") % one_line(within[0])[:60])
    return found


def _property(line: str) -> _Property:
    from vobject.base import parseLine

    name, given, value, _group = parseLine(line)
    params: dict[str, list[str]] = {}
    for key, *values in given:
        params.setdefault(key.upper() if values else "TYPE", []).extend(values or [key])  # vCard 2.1: TEL;CELL
    encodings = {kind.upper() for kind in (*params.get("TYPE", ()), *params.get("ENCODING", ()))}
    if "QUOTED-PRINTABLE" in encodings:
        value = quopri.decodestring(value.encode()).decode(params.get("CHARSET", ["utf-8"])[0])
    elif encodings & {"B", "BASE64"}:
        value = base64.b64decode(value).decode("utf-8", "replace")
    return _Property(name.upper(), params, value)


def _contact(contents: dict[str, list[_Property]]) -> dict[str, Any]:
    def first(name: str) -> str:
        return _unescaped(contents[name][0].value) if name in contents else ""

    family, given = [*(_parts(contents["N"][0].value, ";") if "N" in contents else []), "", ""][:2]
    company = ", ".join(filter(None, _parts(contents["ORG"][0].value, ";"))) if "ORG" in contents else ""
    keys: dict[str, Any] = {
        "name": one_line(first("FN") or " ".join((given, family)).replace(",", " ") or company),
        "email": [address for line in contents.get("EMAIL", []) if (address := _address(_unescaped(line.value)))],
        "circle_names": [one_line(name) for line in contents.get("CATEGORIES", []) for name in _parts(line.value, ",")],
        "birthday": _birthday(contents["BDAY"][0]) if "BDAY" in contents else None,
        "phone": _phone(contents.get("TEL", [])),
        "company": one_line(company),
        "role": one_line(first("TITLE") or first("ROLE")),
        "url": first("URL"),
        "notes": plain(first("NOTE")),
        "uid": first("UID"),
        "kind": (first("KIND") or first("X-ADDRESSBOOKSERVER-KIND")).casefold(),
    }
    return {key: value for key, value in keys.items() if value}


def _unescaped(value: str) -> str:
    """Without what escapes letters (RFC 6350 §3.4; old programs escape a colon, too)."""
    return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value) if "\\" in value else value


def _parts(value: str, separator: str) -> list[str]:
    """The parts of a value, between separators that are not escaped."""
    if "\\" not in value:
        return [part.strip() for part in value.split(separator)]
    parts = [""]
    for token in _TOKEN.findall(value):
        if token == separator:
            parts.append("")
        else:
            parts[-1] += token
    return [_unescaped(part).strip() for part in parts]


def _address(value: str) -> str | None:
    """The address in "Anna <anna@example.org>"; None where there is none that mail could be sent to."""
    with suppress(ValueError):
        return read_address(one_line(value))
    with suppress(ValueError):  # several times as slow
        return read_address(one_line(parseaddr(value)[1]))
    return None


def _phone(lines: list[_Property]) -> str | None:
    """The number to call: the preferred one, then a mobile, then the first (RFC 6350 §6.4.1); no fax."""

    def order(line: _Property) -> tuple[bool, bool]:
        kinds = {kind.lower() for several in line.params.get("TYPE", []) for kind in several.split(",")}
        return not ("pref" in kinds or "PREF" in line.params), kinds.isdisjoint({"cell", "mobile", "iphone"})

    numbers = [line for line in lines if "fax" not in str(line.params).lower()]
    said = (one_line(_unescaped(line.value)).removeprefix("tel:") for line in sorted(numbers, key=order))
    return next((number for number in said if dialled(number)), None)


def _birthday(line: _Property) -> str | None:
    """BDAY as phones write it; the year 1604 and X-APPLE-OMIT-YEAR stand for "no year"."""
    value = line.value.strip().split("T")[0]
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
