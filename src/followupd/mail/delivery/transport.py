"""The interface of a mail transport, and how an attempt can end."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

from followupd.domain.book import OutgoingMail


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an attempt ended, and the words of the other side.

    accepted: it is theirs now. deferred: it certainly is not; try again. refused: it never will be.
    lost: it was handed over whole and no answer came; nobody here can know (RFC 1047).
    """

    result: Literal["accepted", "deferred", "refused", "lost"]
    answer: str
    unreached: bool = False
    """Nobody could be talked to there, so the next mail would fare no better now."""


class Transport(Protocol):
    def send(self, outgoing: OutgoingMail, commit: Callable[[], None]) -> Outcome:
        """Delivers. Calls `commit` once, at the last moment at which nothing can have arrived yet; what that raises
        ends the attempt without anything having arrived."""
        ...

    def has(self, message_id: str) -> bool | None:
        """Whether the mail arrived, after an attempt was cut off; None where that cannot be found out."""
        ...
