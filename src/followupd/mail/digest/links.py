"""Ways to a person, as buttons of a card: a mail with a draft in it, a call, a text message, a profile."""

from collections.abc import Iterator
from urllib.parse import quote

from followupd.domain.book import Contact
from followupd.mail.digest.document import Action
from followupd.mail.drafts.draft import Draft, mailto
from followupd.text.catalog import _
from followupd.text.sanitize import dialled, web_address
from followupd.wording.channels import Channel, channel_of

_ORDER: dict[Channel | None, str] = {"call": "call", "text": "text", "profile": "profile"}


def ways_to(
    contact: Contact, draft: Draft | None = None, short: str = "", verb: str = "", *, call: bool = False,
    main: bool = True, plain_mail: bool = False,
) -> tuple[Action, ...]:  # fmt: skip
    """The main one first, named by `verb`: the contact's own channel, else a mail, a text message, a call, a profile.

    `call`: what is proposed is a call. `plain_mail`: a mail without the draft, where many cards have to fit.
    """
    found = dict(_ways(contact, None if plain_mail else draft, "" if plain_mail else short))
    wanted = ["call"] if call else [_ORDER[channel_of(contact)]] if channel_of(contact) in _ORDER else []
    first = next((way for way in (*wanted, "mail", "text", "call", "profile") if way in found), None)
    if first is None or not main:
        return tuple(found.values())
    named = found.pop(first)
    label = verb if verb and first in ("mail", "text") else _labels()[first]
    return (Action(label, named.link, main=True, plain=named.plain), *found.values())


def _ways(contact: Contact, draft: Draft | None, short: str) -> Iterator[tuple[str, Action]]:
    if contact.emails:
        address = contact.emails[0]
        link = mailto(address, draft) if draft is not None else f"mailto:{quote(address, safe='@')}"
        yield "mail", Action(_("Write"), link, plain=address)
    if number := dialled(contact.phone or ""):
        body = f"?body={quote(short, safe='')}" if short else ""
        yield "call", Action(_("Call"), f"tel:{number}", plain=contact.phone or "")
        yield "text", Action(_("Text"), f"sms:{number}{body}")  # RFC 5724
    if profile := web_address(contact.url):
        yield "profile", Action(_("Profile"), profile, plain=profile)


def _labels() -> dict[str, str]:
    return {"mail": _("Write"), "call": _("Call"), "text": _("Text"), "profile": _("Open the profile")}
