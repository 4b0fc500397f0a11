"""The text of a message: its plain part, or what its HTML says without what programs quote in it."""

import email
from collections.abc import Iterator
from email import policy
from email.message import Message

MOST_CHARACTERS = 60_000
_BLOCKS = frozenset({"p", "div", "br", "li", "tr", "h1", "h2", "h3", "blockquote", "table", "ul", "ol", "td", "th"})
MOST_PARTS = 30
_QUOTED = (
    "//*[contains(@class,'gmail_quote') or contains(@class,'gmail_extra')]",
    "//*[contains(@class,'gmail_signature') or contains(@class,'gmail_attr')]",
    "//blockquote[@type='cite']",
    "(//*[@id='appendonsend'])[1]/following::*",
    "(//*[@id='divRplyFwdMsg'])[1]/following::* | //*[@id='divRplyFwdMsg']",
    "//*[@id='Signature' or @id='AppleMailSignature' or @id='reply-intro']",
    "//*[@id='mail-editor-reference-message-container' or @name='messageReplySection']",
    "//*[starts-with(@class,'moz-cite') or contains(@class,'moz-signature')]",
    "//*[contains(@class,'protonmail_') or contains(@class,'yahoo_quoted')]",
    "//style | //script | //head | //title",
    "(//div[contains(@style,'top:solid #E1E1E1') or contains(@style,'top:solid #B5C4DF')])[1]/following::*",
    "//div[contains(@style,'top:solid #E1E1E1') or contains(@style,'top:solid #B5C4DF')]",
)
"""Where Gmail, Apple Mail, Outlook, Thunderbird, Proton, Yahoo and Roundcube put what they quote."""


def text_of(content: bytes) -> str:
    """The text of a message; empty when it has none, or cannot be read."""
    try:
        if content.lower().count(b"boundary") > MOST_PARTS:
            return ""  # no mail program writes that; parsing it would take long
        parts = list(_leaves(email.message_from_bytes(content, policy=policy.compat32)))
        plain = "\n".join(_decoded(part) for part in parts if part.get_content_type() == "text/plain")
        if plain.strip():
            return plain[:MOST_CHARACTERS]
        html = "\n".join(_decoded(part) for part in parts if part.get_content_type() == "text/html")
        return _from_html(html[:MOST_CHARACTERS])
    except (ValueError, LookupError, RecursionError, TypeError, AttributeError):
        return ""


def _leaves(message: Message) -> Iterator[Message]:
    """The parts that are the message's own: nothing attached, and nothing of a mail inside."""
    if message.get_content_maintype() == "message":
        return
    inside = message.get_payload()
    if message.is_multipart() and isinstance(inside, list):
        for part in inside:
            yield from _leaves(part) if isinstance(part, Message) else ()
    elif not message.get_filename() and message.get_content_disposition() != "attachment":
        yield message


def _decoded(part: Message) -> str:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return ""
    charset = part.get_content_charset() or "utf-8"
    try:
        return payload.decode(charset, "replace")
    except LookupError:
        return payload.decode("utf-8", "replace")


def _from_html(html: str) -> str:
    """By lxml: the parser of the standard library takes quadratic time for some input."""
    if not html.strip():
        return ""
    from lxml import etree
    from lxml import html as parser

    try:
        tree = parser.document_fromstring(html)
    except (etree.ParserError, ValueError):
        return ""
    for path in _QUOTED:
        for element in tree.xpath(path):
            if element.getparent() is not None:
                element.drop_tree()
    for element in tree.iter():
        if element.tag != "pre":
            element.text = " ".join(element.text.split("\n")) if element.text else element.text
        element.tail = " ".join(element.tail.split("\n")) if element.tail else element.tail
        if element.tag in _BLOCKS:
            element.tail = f"\n{element.tail or ''}"
            element.text = f"\n{element.text or ''}" if element.tag != "br" else element.text
    return str(tree.text_content())
