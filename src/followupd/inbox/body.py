"""The text of a message: its plain part, or what its HTML says without what programs quote in it."""

import email
from email import policy
from email.message import Message

MOST_CHARACTERS = 60_000
_BLOCKS = frozenset({"p", "div", "br", "li", "tr", "h1", "h2", "h3", "blockquote", "table", "ul", "ol"})
_QUOTED = (
    "//*[contains(@class,'gmail_quote') or contains(@class,'gmail_extra')]",
    "//*[contains(@class,'gmail_signature') or contains(@class,'gmail_attr')]",
    "//blockquote[@type='cite']",
    "//*[@id='appendonsend']/following::*",
    "//*[@id='divRplyFwdMsg']/following::* | //*[@id='divRplyFwdMsg']",
    "//*[@id='Signature' or @id='AppleMailSignature' or @id='reply-intro']",
    "//*[@id='mail-editor-reference-message-container' or @name='messageReplySection']",
    "//*[starts-with(@class,'moz-cite') or contains(@class,'moz-signature')]",
    "//*[contains(@class,'protonmail_') or contains(@class,'yahoo_quoted')]",
    "//style | //script | //head | //title",
    "//div[contains(@style,'top:solid #E1E1E1') or contains(@style,'top:solid #B5C4DF')]/following::*",
    "//div[contains(@style,'top:solid #E1E1E1') or contains(@style,'top:solid #B5C4DF')]",
)
"""Where Gmail, Apple Mail, Outlook, Thunderbird, Proton, Yahoo and Roundcube put what they quote."""


def text_of(content: bytes) -> str:
    """The text of a message; empty when it has none, or cannot be read."""
    try:
        message = email.message_from_bytes(content, policy=policy.compat32)
        parts = [part for part in message.walk() if not part.is_multipart() and not part.get_filename()]
        plain = next((_decoded(part) for part in parts if part.get_content_type() == "text/plain"), "")
        if plain.strip():
            return plain[:MOST_CHARACTERS]
        html = next((_decoded(part) for part in parts if part.get_content_type() == "text/html"), "")
        return _from_html(html[:MOST_CHARACTERS])
    except (ValueError, LookupError, RecursionError, TypeError, AttributeError):
        return ""


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
        if element.tag in _BLOCKS:
            element.tail = f"\n{element.tail or ''}"
            element.text = f"\n{element.text or ''}" if element.tag != "br" else element.text
    return str(tree.text_content())
