"""Digest → the bytes of a mail (RFC 5322), 7-bit clean, with everything a mail program needs to treat it well."""

import hashlib
from datetime import date, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from followupd.delivery.transport import Letter
from followupd.digest.contents import Digest
from followupd.digest.render import as_html, as_text
from followupd.text import one_line, shorten

# EmailMessage writes 8-bit bodies unless told otherwise, and not every server takes them.
_POLICY = SMTP.clone(cte_type="7bit")
SUBJECT_LENGTH = 90


def letter(digest: Digest, account: str, name: str, recipient: str, sender: str, now: datetime) -> Letter:
    """The finished mail. Its Message-ID depends on account, recipient and slot only: the same slot, the same mail."""
    message_id = message_id_of(account, recipient, digest.slot)
    return Letter(message_id, sender, recipient, _bytes(digest, message_id, name, recipient, sender, now))


def message_id_of(account: str, recipient: str, slot: date) -> str:
    person = hashlib.sha256(f"{account}\0{recipient}".encode()).hexdigest()[:16]
    domain = recipient.rpartition("@")[2].encode("idna" if not recipient.isascii() else "ascii").decode()
    return f"<digest.{slot}.{person}@{domain}>"


def _bytes(digest: Digest, message_id: str, name: str, recipient: str, sender: str, now: datetime) -> bytes:
    message = EmailMessage(policy=_POLICY)
    message["From"] = Address("followupd", addr_spec=sender)
    message["To"] = Address(shorten(one_line(name), 40), addr_spec=recipient)
    message["Subject"] = shorten(one_line(digest.subject), SUBJECT_LENGTH)
    message["Date"] = format_datetime(now)
    message["Message-ID"] = message_id
    message["List-Id"] = "followupd <digest.followupd.invalid>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no vacation answers, please
    message["X-Auto-Response-Suppress"] = "All"  # the same for Exchange
    message.set_content(as_text(digest), cte="quoted-printable")
    message.add_alternative(as_html(digest), subtype="html", cte="quoted-printable")
    message.set_boundary(hashlib.sha256(message_id.encode()).hexdigest()[:32])
    return message.as_bytes()
