"""What makes a mail of ours known again: its Message-ID and its token, keyed so that nobody can guess them.

A mail that answers one of them comes from somebody who has the mail: that is the proof an answer needs.
"""

import base64
import hashlib
import hmac
import re
from datetime import date

_KEYED = 20
"""Characters of a keyed part, base32: 100 bits. In lower case, because programs and people change it."""
_TOKEN = 16
_ID = re.compile(r"<?([a-z]+(?:-\d{1,9})?)\.(\d{4}-\d\d-\d\d)(?:\.(\d{1,4}))?\.([a-z2-7]{20})@[^\s<>]{1,250}>?")
_IN_TEXT = re.compile(r"\[fu-(\d{8})([a-z])(\d{0,9})-([a-z2-7]{16})\]", re.I)
_SHORT = {"digest": "d", "capture": "c", "review": "r", "answer": "a", "morning": "m", "login": "l"}


def message_id(secret: str, occasion: str, slot: date, domain: str, again: int = 0) -> str:
    """The same for the same mail (RFC 5322 §3.6.4); `again` counts mails of this slot that were set aside."""
    number = f".{again}" if again else ""
    keyed = _mac(secret, "mail", occasion, slot, again)[:_KEYED]
    return f"<{occasion}.{slot}{number}.{keyed}@{domain}>"


def mail_of(identity: str, secret: str) -> tuple[date, str] | None:
    """Slot and occasion of the mail with this Message-ID, if it is one of ours."""
    match = _ID.fullmatch(identity.strip().lower())
    if match is None or not secret:
        return None
    try:
        slot = date.fromisoformat(match[2])
    except ValueError:
        return None
    keyed = _mac(secret, "mail", match[1], slot, int(match[3] or 0))[:_KEYED]
    return (slot, match[1]) if hmac.compare_digest(keyed, match[4]) else None


def token(secret: str, slot: date, occasion: str) -> str:
    """The token of a mail, to stand in the subject of an answer: "[fu-20261123d-k3jd92ma7qxw4f2s]"."""
    kind, _dash, number = occasion.partition("-")
    return f"[fu-{slot:%Y%m%d}{_SHORT[kind]}{number}-{_mac(secret, 'token', occasion, slot)[:_TOKEN]}]"


def mail_of_token(text: str, secret: str) -> tuple[date, str] | None:
    """Slot and occasion of the mail whose token stands in a text."""
    match = _IN_TEXT.search(text)
    kinds = {short: kind for kind, short in _SHORT.items()}
    if match is None or not secret or match[2].lower() not in kinds:
        return None
    try:
        slot = date(int(match[1][:4]), int(match[1][4:6]), int(match[1][6:]))
    except ValueError:
        return None
    occasion = kinds[match[2].lower()] + (f"-{int(match[3])}" if match[3] else "")
    keyed = _mac(secret, "token", occasion, slot)[:_TOKEN]
    return (slot, occasion) if hmac.compare_digest(keyed, match[4].lower()) else None


def without_token(text: str) -> str:
    """A subject as a person reads it."""
    return _IN_TEXT.sub("", text).strip()


def _mac(secret: str, *parts: object) -> str:
    said = "\0".join(map(str, parts)).encode()
    return base64.b32encode(hmac.digest(secret.encode(), said, hashlib.sha256)).decode().lower().rstrip("=")
