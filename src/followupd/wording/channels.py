"""How people usually meet, as they write it in their book."""

import re
from typing import Literal

from followupd.domain.book import Contact

Channel = Literal["call", "text", "mail", "profile", "coffee", "lunch", "video"]
_WORDS: dict[Channel, tuple[str, ...]] = {
    "call": ("phone", "call", "telefon", "ring", "mobil", "samtal"),
    "text": ("sms", "text"),
    "mail": ("mail", "mejl", "e-post", "epost"),
    "profile": ("linkedin", "github", "instagram", "facebook", "twitter", "mastodon"),
    "coffee": ("coffee", "fika", "kaffe"),
    "lunch": ("lunch", "dinner", "middag"),
    "video": ("video", "zoom", "teams", "skype", "facetime"),
}


def channel_of(contact: Contact) -> Channel | None:
    """The channel of a contact as one that is known; None for every other."""
    said = re.findall(r"[\w-]+", (contact.channel or "").casefold())
    return next((channel for channel, words in _WORDS.items() if any(word.startswith(words) for word in said)), None)
