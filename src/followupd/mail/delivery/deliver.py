"""Delivering what waits in the outbox: one attempt for each mail, and the state it ends in."""

import logging
from datetime import datetime, timedelta

from followupd.domain.book import OutgoingMail
from followupd.mail.delivery.transport import Outcome, Transport
from followupd.store import outbox
from followupd.store.database import Account
from followupd.store.outbox import Posted, State, Waiting

log = logging.getLogger(__name__)

_NEXT: dict[str, State] = {"accepted": "sent", "deferred": "pending", "refused": "refused", "lost": "unknown"}


class _Withdrawn(Exception):
    """A later digest took the place of this one while it was on its way to the server."""


def deliver(account: Account, transport: Transport, sender: str, recipient: str, now: datetime) -> list[Posted]:
    """One attempt for each mail whose time has come; once the server cannot be reached, the others wait with the first.

    The caller holds the lock of the account, and makes sure that only one thread delivers at a time. Returns the rows
    that were tried, as they stand afterwards.
    """
    settle_interrupted(account, transport, now)
    due = outbox.due(account, now)
    for mail in due:
        outgoing = OutgoingMail(mail.message_id, sender, recipient, mail.content)
        try:
            outcome = transport.send(outgoing, lambda mail=mail: _claim(account, mail))  # type: ignore[misc]
        except _Withdrawn:
            continue
        _settle(account, mail, outcome, now)
        if outcome.unreached:
            others = [other.id for other in due if other is not mail]
            outbox.postpone(account, others, now + _backoff(mail.attempts + 1))
            break
    return outbox.by_id(account, [mail.id for mail in due])


def settle_interrupted(account: Account, transport: Transport, now: datetime) -> None:
    """What a process that died left in `sending`. The caller holds the lock, so nobody is sending now."""
    for mail in outbox.interrupted(account):
        arrived = transport.has(mail.message_id)
        state: State = "unknown" if arrived is None else "sent" if arrived else "pending"
        outbox.settle(account, mail, state, "interrupted", now, now if state == "pending" else None)
        log.warning("%s %s: the attempt was cut off; %s", mail.occasion, mail.slot, state)


def _claim(account: Account, mail: Waiting) -> None:
    if not outbox.claim(account, mail.id):
        raise _Withdrawn


def _settle(account: Account, mail: Waiting, outcome: Outcome, now: datetime) -> None:
    state = _NEXT[outcome.result]
    again = now + _backoff(mail.attempts + 1) if state == "pending" else None
    outbox.settle(account, mail, state, outcome.answer, now, again)
    if state == "sent":
        log.info("%s %s: sent (%s)", mail.occasion, mail.slot, outcome.answer)
    else:
        log.warning("%s %s: %s (%s)", mail.occasion, mail.slot, state, outcome.answer)


def _backoff(attempts: int) -> timedelta:
    """One minute, then twice as long each time, up to an hour."""
    return min(timedelta(minutes=2 ** min(attempts - 1, 10)), outbox.LONGEST_WAIT)
