"""One small idea for each person: as large as the relation is warm, and giving where one has been asking.

Small requests first make larger ones welcome, and relations grow by steps. The same history gives the
same idea; after each contact, or each time it is let pass, the next one in the list has its turn.
"""

from dataclasses import dataclass
from typing import Literal
from zlib import crc32

from followupd.domain.book import Contact
from followupd.practice.relations import Relation, Warmth

Idea = Literal[
    "hello", "comment", "share", "question", "remember", "praise", "call", "advice", "coffee", "introduction",
    "lunch", "project", "help", "introduce",
]  # fmt: skip
_BY_WARMTH: dict[Warmth, tuple[Idea, ...]] = {
    "new": ("hello", "comment", "share"),
    "cool": ("remember", "share", "question"),
    "mild": ("question", "share", "comment", "call"),
    "warm": ("coffee", "share", "advice", "call", "introduction"),
    "close": ("lunch", "introduce", "project", "coffee"),
}
_GIVING: tuple[Idea, ...] = ("share", "help", "introduce", "praise")


@dataclass(frozen=True, slots=True)
class Suggestion:
    idea: Idea
    because: Warmth | Literal["giving"]


def suggest(contact: Contact, relation: Relation, ignored: int = 0) -> Suggestion:
    """The idea whose turn it is; `ignored` is how often the contact came up since without an answer."""
    because: Warmth | Literal["giving"] = "giving" if relation.asking else relation.warmth
    ideas = _GIVING if relation.asking else _BY_WARMTH[relation.warmth]
    turn = crc32(contact.id.encode()) + relation.ever + ignored
    return Suggestion(ideas[turn % len(ideas)], because)
