"""What to suggest for the next contact: small things first, larger ones as a relation grows warmer, and something
to give when you have been asking. Each idea has to fit what the book knows; when one is let pass, the next one in the
list has its turn.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal
from zlib import crc32

from followupd.domain.book import Contact
from followupd.practice.relations import Relation, Warmth
from followupd.text.sanitize import dialled, web_address

Idea = Literal[
    "hello", "comment", "share", "question", "remember", "praise", "call", "advice", "coffee", "introduction",
    "lunch", "project", "help", "introduce",
]  # fmt: skip
_BY_WARMTH: dict[Warmth, tuple[Idea, ...]] = {
    "new": ("hello", "comment", "share"),
    "cool": ("remember", "share", "question", "call"),
    "mild": ("question", "share", "comment", "call", "remember"),
    "warm": ("coffee", "share", "advice", "call", "introduction", "praise"),
    "close": ("lunch", "introduce", "project", "coffee", "call", "help"),
}
_GIVING: tuple[Idea, ...] = ("share", "help", "introduce", "praise")
_FAMILY = frozenset({"family", "familj"})
_FOR_FAMILY: tuple[Idea, ...] = ("call", "coffee", "lunch", "remember", "help")


@dataclass(frozen=True, slots=True)
class Suggestion:
    idea: Idea
    because: Warmth | Literal["giving"]


def suggest(
    contact: Contact, relation: Relation, ignored: int = 0, taken: Collection[Idea] = (), usual: Idea | None = None
) -> Suggestion | None:
    """The idea whose turn it is, if one fits; `ignored` is how often the contact came up since without an answer,
    `taken` what is proposed to others already, `usual` what the two usually do."""
    because: Warmth | Literal["giving"] = "giving" if relation.asking else relation.warmth
    ideas = [idea for idea in _ideas(contact, relation) if _fits(idea, contact)]
    if not ideas:
        return None
    turn = (crc32(contact.id.encode()) + relation.ever + ignored) % len(ideas)
    ordered = [*ideas[turn:], *ideas[:turn]]
    if usual in ordered and not ignored:
        ordered.sort(key=lambda idea: idea != usual)
    free = next((idea for idea in ordered if idea not in taken), None)
    return Suggestion(free, because) if free is not None else None


def _ideas(contact: Contact, relation: Relation) -> tuple[Idea, ...]:
    if contact.circle in _FAMILY:
        return _FOR_FAMILY
    return _GIVING if relation.asking else _BY_WARMTH[relation.warmth]


def _fits(idea: Idea, contact: Contact) -> bool:
    """Whether the book knows enough for it: no call without a number, no comment without a profile."""
    if idea == "call":
        return bool(dialled(contact.phone or ""))
    if idea == "comment":
        return web_address(contact.url) is not None
    if idea == "advice":
        return bool(contact.goals or contact.role or contact.learn)
    return True
