"""Digest → the bytes of a mail (RFC 5322), 7-bit clean, with everything a mail program needs to treat it well."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage, Message
from email.policy import EmailPolicy
from email.utils import format_datetime, make_msgid
from typing import cast

from followupd.domain.book import OutgoingMail
from followupd.mail.digest import identity
from followupd.mail.digest.document import Digest
from followupd.mail.digest.render import as_html, as_text
from followupd.text.catalog import _, language
from followupd.text.sanitize import one_line, shorten


class _Policy(EmailPolicy):
    """The library's, but for subjects: it loses a space between two encoded words (RFC 2047 §6.2), so that "Å · Bo Ö"
    arrives as "Å· Bo Ö", and decodes what only looks like an encoded word."""

    def header_store_parse(self, name: str, value: str) -> tuple[str, str]:
        return (name, value) if name.lower() == "subject" else super().header_store_parse(name, value)

    def fold(self, name: str, value: object) -> str:
        if name.lower() != "subject":
            return super().fold(name, value)  # type: ignore[arg-type, no-any-return]
        said = str(value)
        charset = "us-ascii" if said.isascii() and "=?" not in said else "utf-8"
        return f"{name}: {Header(said, charset, header_name=name).encode(linesep=self.linesep)}{self.linesep}"

    def fold_binary(self, name: str, value: object) -> bytes:
        if name.lower() == "subject":
            return self.fold(name, value).encode("ascii")
        return super().fold_binary(name, value)  # type: ignore[arg-type]


# EmailMessage writes 8-bit bodies unless told otherwise, and not every server takes them.
_POLICY = _Policy(linesep="\r\n", cte_type="7bit")
SUBJECT_LENGTH = 90


@dataclass(frozen=True, slots=True)
class Envelope:
    """Between whom a mail goes. `reply_to`: where an answer is to go, when that is not the sender; `answers`: the
    Message-ID of the mail that it answers."""

    name: str
    recipient: str
    sender: str
    secret: str
    reply_to: str = ""
    answers: str = ""


def outgoing(digest: Digest, occasion: str, envelope: Envelope, now: datetime, again: int = 0) -> OutgoingMail:
    """The finished mail. Its Message-ID depends on the secret, occasion and slot only: the same, the same mail.
    `again` is how many of its slot were set aside before, each another mail.

    Pictures are parts of the HTML (multipart/related, RFC 2387), which is the form that mail programs show.
    """
    recipient, sender = envelope.recipient, envelope.sender
    message_id = identity.message_id(envelope.secret, occasion, digest.slot, _domain(sender), again)
    digits = hashlib.sha256(message_id.encode()).hexdigest()
    ids = {picture.name: f"{picture.name}.{digits[:16]}@{_domain(sender)}" for picture in digest.pictures}
    message = _envelope(message_id, digest.subject, envelope.name, recipient, sender, now)
    _thread(message, message_id, envelope)
    message.set_content(as_text(digest), cte="quoted-printable")
    html = as_html(digest, lambda name: f"cid:{ids[name]}")
    message.add_alternative(html, subtype="html", cte="quoted-printable")
    for picture in digest.pictures:
        _rich(message).add_related(
            picture.content,
            "image",
            "png",
            cid=f"<{ids[picture.name]}>",
            filename=f"{picture.name}.png",
            disposition="inline",
        )
    message["Content-Language"] = language()  # RFC 3282; last, because contents take such headers with them
    _settle(message, digits[:32])
    return OutgoingMail(message_id, sender, recipient, message.as_bytes())


def _rich(message: EmailMessage) -> EmailMessage:
    """The HTML of a mail, with or without pictures around it."""
    *_others, last = message.iter_parts()
    return cast(EmailMessage, last)


def _settle(part: Message, boundary: str) -> None:
    """The same bytes each time: boundaries are given, and MIME-Version belongs to the whole (RFC 2045 §4)."""
    if not part.is_multipart():
        return
    part.set_boundary(boundary)
    for number, inner in enumerate(cast(list[Message], part.get_payload())):
        del inner["MIME-Version"]
        _settle(inner, f"{boundary[:-2]}{number:02}")


def test_mail(name: str, recipient: str, sender: str, now: datetime) -> OutgoingMail:
    """A mail that only shows that mail arrives."""
    message_id = make_msgid(domain=_domain(sender))
    message = _envelope(message_id, _("followupd can reach you"), name, recipient, sender, now)
    message["Auto-Submitted"] = "auto-generated"
    text = _("This mail only shows that mail arrives. Your digests will come the same way.")
    message.set_content(f"{text}\n", cte="quoted-printable")
    return OutgoingMail(message_id, sender, recipient, message.as_bytes())


def _thread(message: EmailMessage, message_id: str, envelope: Envelope) -> None:
    """Some servers (Amazon SES, Outlook.com) give a mail another Message-ID, and keep References: so ours stands there
    too, and an answer brings it back. A Reply-To that adds nothing may leave the answer without a recipient."""
    if envelope.answers:
        message["In-Reply-To"] = envelope.answers
        message["Auto-Submitted"] = "auto-replied"
    else:
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no vacation answers, please
    message["References"] = " ".join(filter(None, [envelope.answers, message_id]))
    if envelope.reply_to and envelope.reply_to.casefold() != envelope.sender.casefold():
        message["Reply-To"] = _address("followupd", envelope.reply_to)


def _domain(address: str) -> str:
    """The domain of an address; `config.types.read_address` has made it ASCII already (IDNA)."""
    return address.rpartition("@")[2]


def _envelope(message_id: str, subject: str, name: str, recipient: str, sender: str, now: datetime) -> EmailMessage:
    # Addresses beyond ASCII need headers in UTF-8 (RFC 6532), and then a server that takes them.
    message = EmailMessage(policy=_POLICY.clone(utf8=not (sender + recipient).isascii()))
    message["From"] = _address("followupd", sender)
    message["To"] = _address(shorten(one_line(name), 40), recipient)
    message["Subject"] = shorten(one_line(subject), SUBJECT_LENGTH)
    message["Date"] = format_datetime(now)
    message["Message-ID"] = message_id
    message["List-Id"] = f"followupd <followupd.{_domain(sender)}>"  # a namespace of the sender's (RFC 2919 §2)
    message["X-Auto-Response-Suppress"] = "All"  # the same for Exchange
    return message


def _address(name: str, address: str) -> Address:
    local, _at, domain = address.rpartition("@")
    return Address(name, username=local, domain=domain)
