"""Text that came from outside, made harmless before anything shows it."""

import re
import unicodedata
from functools import lru_cache

# Embeddings, overrides and isolates can turn the rest of a line around ("Trojan Source", CVE-2021-42574);
# the plain marks LRM, RLM and ALM stay, because names in Hebrew and Arabic need them.
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")


def plain(value: str) -> str:
    """Several lines of text without control characters or tricks of direction; Unicode NFC, lines ended by \\n."""
    value = value.replace("\r\n", "\n").replace("\r", "\n")
    value = _CONTROL.sub(" ", _TURNING.sub("", unicodedata.normalize("NFC", value)))
    return value.replace("\t", " ").strip()


def visible(value: str) -> str:
    """Text as it may reach a terminal or a log: lines stay, every other control character becomes a question mark."""
    return _CONTROL.sub("?", _TURNING.sub("", value.replace("\r\n", "\n"))).replace("\r", "?")


def one_line(value: str) -> str:
    """What `plain` gives, on a single line, with runs of white space folded."""
    harmless = value.isascii() and value.isprintable()  # most text is, and a large import is all of it
    return " ".join((value if harmless else plain(value)).split())


def shorten(value: str, length: int) -> str:
    """At most `length` characters, ended by an ellipsis where something was left out."""
    return value if len(value) <= length else value[: length - 1].rstrip() + "…"


def as_uri(address: str) -> str:
    """Percent-encodes (as UTF-8) the characters a URI may not hold (RFC 3986); what is encoded already stays."""
    from urllib.parse import quote  # `due` loads this module, and writes no addresses

    return quote(address, safe="%:/?#[]@!$&'()*+,;=~")


@lru_cache(maxsize=8192)
def dialled(number: str) -> str:
    """A phone number as its digits, with a plus in front where it has one (E.164); empty where it is no number.

    "(0)" is dialled only within a country, and what follows "ext" or "x" by nobody but a person.
    """
    head = re.split(r"(?i)\s*(?:,|;|ext\b|x|ankn?\b)", number, maxsplit=1)[0].strip()
    if not re.fullmatch(r"\+?[\d\s()./\u2010-\u2015\u00a0-]{3,40}", head):
        return ""
    digits = re.sub(r"\D", "", head.replace("(0)", "") if head.startswith(("+", "00")) else head)
    if head.startswith("00"):
        head, digits = "+", digits[2:]
    return ("+" if head.startswith("+") else "") + digits if 3 <= len(digits) <= 15 else ""


def web_address(url: str | None) -> str | None:
    """An address that may become a link: of the web, and without a space."""
    return url if url and url.startswith(("https://", "http://")) and " " not in url else None
