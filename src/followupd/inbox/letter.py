"""The header of a message: who wrote it, what it answers, whether a machine did; read as hostile text."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.message import Message
from email.parser import BytesHeaderParser
from email.utils import getaddresses, parsedate_to_datetime

from followupd.inbox.sender_check import says_fail
from followupd.text.sanitize import one_line

MOST_BYTES, MOST_IDS = 65_536, 60
_IDENTITY = re.compile(r"<[^<>\s]{3,250}>")
_MACHINE_SUBJECT = re.compile(
    r"(?i)\s*(?:auto:|automatic reply|autosvar|automatiskt? svar|autoreply|auto-?response|frånvaro|abwesenheit|"
    r"out of (?:the )?office|undeliver|delivery status|mail delivery (?:failed|failure)|returned mail|olevererbart|"
    r"kunde inte levereras)"
)
_MACHINE_SENDER = re.compile(
    r"(?i)(?:mailer-daemon|postmaster|no-?reply|noreply|do-?not-?reply|bounces?)(?:[+._-].*)?@"
)
_RENAMED = ("X-Microsoft-Original-Message-ID", "X-Google-Original-Message-ID")
"""Where Outlook.com and Gmail keep the Message-ID of a mail that they gave another."""
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
_PARSER = BytesHeaderParser(policy=policy.compat32)

_FROM = b"\nfrom:"


@dataclass(frozen=True, slots=True)
class Letter:
    """What an answer's header says. Addresses are folded."""

    message_id: str
    senders: tuple[str, ...]
    answers: tuple[str, ...]
    """The Message-IDs in In-Reply-To and References, and those that servers kept of a mail they renamed."""
    subject: str
    by_machine: bool
    refused: bool
    """Its sender is forged, says the server that took it (dmarc=fail)."""
    renamed: tuple[str, ...] = ()
    """The Message-IDs it had before a server gave it another."""
    to: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    """Those in To; and with those in Cc and Bcc."""
    date: datetime | None = None


def is_from(header: bytes, addresses: Collection[bytes]) -> bool:
    """Whether one of these addresses (folded) stands in a From: a quick look, so that of ten thousand headers only
    those few are parsed. An expression takes three times as long."""
    text = b"\n" + header.lower()
    begin = text.find(_FROM)
    while begin >= 0:
        end = text.find(b"\n", begin + 1)
        while end >= 0 and text[end + 1 : end + 2] in (b" ", b"\t"):  # folded
            end = text.find(b"\n", end + 1)
        line = text[begin:end] if end >= 0 else text[begin:]
        if any(address in line for address in addresses):
            return True
        begin = text.find(_FROM, begin + 1)
    return False


def letter(header: bytes, trusted: Sequence[str] = ()) -> Letter:
    """A header, read. `trusted`: the names by which the person's own mail server signs what it found out."""
    try:
        message = _PARSER.parsebytes(header[:MOST_BYTES])
        return _letter(message, trusted)
    except (ValueError, LookupError, RecursionError, IndexError, TypeError):
        return Letter("", (), (), "", by_machine=True, refused=True)  # nobody's program writes that


def _letter(message: Message, trusted: Sequence[str]) -> Letter:
    senders = _one_sender(_all(message, "From"))
    ids = [
        found
        for name in ("In-Reply-To", "References", *_RENAMED)
        for found in _IDENTITY.findall(" ".join(_all(message, name)))
    ]
    own = _IDENTITY.findall(_first(message, "Message-ID"))
    subject = _decoded(_first(message, "Subject"))
    return Letter(
        own[0] if own else "", senders, tuple(dict.fromkeys(ids[:MOST_IDS])), subject,
        by_machine=_by_machine(message, senders, subject),
        refused=says_fail(_all(message, "Authentication-Results"), trusted),
        renamed=tuple(found for name in _RENAMED for found in _IDENTITY.findall(" ".join(_all(message, name)))),
        to=_addresses(message, "To"), recipients=_addresses(message, "To", "Cc", "Bcc"),
        date=_date(_first(message, "Date")),
    )  # fmt: skip


def _one_sender(headers: Sequence[str]) -> tuple[str, ...]:
    """The sender, when there is exactly one header with exactly one mailbox and no group (RFC 5322 §3.6.2)."""
    bare = _QUOTED.sub("", headers[0]) if len(headers) == 1 else ","
    found = getaddresses(headers)
    if any(mark in bare for mark in ",;:") or len(found) != 1 or "@" not in found[0][1]:
        return ()
    return (found[0][1].casefold(),)


def _addresses(message: Message, *names: str) -> tuple[str, ...]:
    found = getaddresses([value for name in names for value in _all(message, name)])
    return tuple(dict.fromkeys(address.casefold() for _name, address in found if "@" in address))


def _date(value: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(value[:100])
        return (found if found.tzinfo is not None else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError, TypeError):
        return None


def _all(message: Message, name: str) -> list[str]:
    return [str(value) for value in message.get_all(name, [])][:20]


def _first(message: Message, name: str) -> str:
    return next(iter(_all(message, name)), "")


def _by_machine(message: Message, senders: Sequence[str], subject: str) -> bool:
    """RFC 3834 and what programs did before it."""
    submitted = _first(message, "Auto-Submitted").split(";")[0].strip().casefold()
    precedence = _first(message, "Precedence").strip().casefold()
    return (
        submitted not in ("", "no")
        or precedence in ("bulk", "list", "junk", "auto_reply")
        or any(_first(message, name) for name in ("List-Id", "X-Autoreply", "X-Autorespond"))
        or _first(message, "Return-Path").strip() == "<>"
        or _first(message, "Content-Type").casefold().startswith("multipart/report")
        or any(_MACHINE_SENDER.match(sender) for sender in senders)
        or _MACHINE_SUBJECT.match(subject) is not None
    )


def _decoded(value: str) -> str:
    from email.header import decode_header, make_header

    try:
        return one_line(str(make_header(decode_header(value[:2000]))))
    except (ValueError, LookupError, UnicodeError):
        return one_line(value[:2000])
