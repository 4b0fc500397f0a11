"""Digest → the bytes of a mail (RFC 5322), 7-bit clean, with everything a mail program needs to treat it well."""

import hashlib
from datetime import date, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid

from followupd.digest.parts import Digest
from followupd.digest.render import as_html, as_text
from followupd.model import Letter
from followupd.text import one_line, shorten
from followupd.words import _

# EmailMessage writes 8-bit bodies unless told otherwise, and not every server takes them.
_POLICY = SMTP.clone(cte_type="7bit")
SUBJECT_LENGTH = 90


def letter(digest: Digest, account: str, name: str, recipient: str, sender: str, now: datetime) -> Letter:
    """The finished mail. Its Message-ID depends on account, recipient and slot only: the same slot, the same mail."""
    message_id = message_id_of(account, recipient, digest.slot)
    message = _envelope(message_id, digest.subject, name, recipient, sender, now)
    message.set_content(as_text(digest), cte="quoted-printable")
    message.add_alternative(as_html(digest), subtype="html", cte="quoted-printable")
    for part in message.iter_parts():
        del part["MIME-Version"]  # it belongs to the whole (RFC 2045 §4)
    message.set_boundary(hashlib.sha256(message_id.encode()).hexdigest()[:32])
    return Letter(message_id, sender, recipient, message.as_bytes())


def test_letter(name: str, recipient: str, sender: str, now: datetime) -> Letter:
    """A mail that only shows that mail arrives."""
    message_id = make_msgid(domain=_domain(recipient))
    message = _envelope(message_id, _("followupd can reach you"), name, recipient, sender, now)
    text = _("This is the test mail you asked for. Your digests will come the same way.")
    message.set_content(f"{text}\n", cte="quoted-printable")
    return Letter(message_id, sender, recipient, message.as_bytes())


def message_id_of(account: str, recipient: str, slot: date) -> str:
    person = hashlib.sha256(f"{account}\0{recipient}".encode()).hexdigest()[:16]
    return f"<digest.{slot}.{person}@{_domain(recipient)}>"


def _domain(address: str) -> str:
    return address.rpartition("@")[2].encode("idna").decode()


def _envelope(message_id: str, subject: str, name: str, recipient: str, sender: str, now: datetime) -> EmailMessage:
    # Addresses beyond ASCII need headers in UTF-8 (RFC 6532), and then a server that takes them.
    message = EmailMessage(policy=_POLICY.clone(utf8=not (sender + recipient).isascii()))
    message["From"] = _address("followupd", sender)
    message["To"] = _address(shorten(one_line(name), 40), recipient)
    message["Subject"] = shorten(one_line(subject), SUBJECT_LENGTH)
    message["Date"] = format_datetime(now)
    message["Message-ID"] = message_id
    message["List-Id"] = f"followupd <followupd.{_domain(recipient)}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no vacation answers, please
    message["X-Auto-Response-Suppress"] = "All"  # the same for Exchange
    return message


def _address(name: str, address: str) -> Address:
    local, _at, domain = address.rpartition("@")
    return Address(name, username=local, domain=domain)
