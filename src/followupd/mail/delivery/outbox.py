"""The outbox: one row for each account, slot and occasion, and the states a mail goes through.

    pending ──► sending ──► sent
       ▲           ├──────► refused    the server said never
       │           │        unknown    handed over, and no answer came
       ├───────────┘ deferred
       └──► superseded                 a later digest took its place

A mail is written here, with its bytes, before the first of them leaves. `sending` is stored at the
last moment at which nothing can have arrived. Whoever finds a row in it knows that a process died
there: where the other side can be asked (a Maildir) it is asked; where it cannot (SMTP) the row
becomes `unknown` and is not sent again by itself, because a missing digest is made good by the next
one, and a doubled one is not.
"""

import json
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from sqlalchemy import ColumnElement, Connection, Row, and_, func, insert, select, update

from followupd.domain.book import Letter
from followupd.mail.delivery.transport import Outcome, Transport
from followupd.store.database import Account
from followupd.store.tables import outbox, shown
from followupd.text.catalog import _

log = logging.getLogger(__name__)

Kind = Literal["digest", "capture", "review"]
"""On what occasion a mail is sent: each has its own row on a day."""
State = Literal["silent", "pending", "sending", "sent", "refused", "unknown", "superseded", "overtaken"]
_NEXT: dict[str, State] = {"accepted": "sent", "deferred": "pending", "refused": "refused", "lost": "unknown"}
LONGEST_WAIT = timedelta(hours=1)
_REPLACED = ("digest", "capture")
_IN_TROUBLE = ("refused", "unknown", "superseded", "overtaken")


@dataclass(frozen=True, slots=True)
class Shown:
    """Something a digest named, under its short number."""

    number: int
    kind: str
    subject: str
    day: date


@dataclass(frozen=True, slots=True)
class Posted:
    """A row of the outbox without its bytes. Instants are in UTC."""

    slot: date
    occasion: Kind
    state: State
    subject: str | None
    attempts: int
    created_at: datetime
    next_attempt_at: datetime | None
    settled_at: datetime | None
    answer: str | None

    @property
    def name(self) -> str:
        """What a person calls it by: the date of a digest, "2026-11-23/capture" for the others."""
        return _name(self.slot, self.occasion)


def _name(slot: date, occasion: str) -> str:
    return str(slot) if occasion == "digest" else f"{slot}/{occasion}"


def _named(name: str) -> ColumnElement[bool]:
    slot, _slash, occasion = name.partition("/")
    return and_(outbox.c.slot == date.fromisoformat(slot), outbox.c.occasion == (occasion or "digest"))


def last_slot(account: Account, occasion: Kind = "digest") -> date | None:
    """The newest slot that was served, be it by silence."""
    query = select(func.max(outbox.c.slot)).where(_mine(account), outbox.c.occasion == occasion)
    with account.read() as connection:
        return connection.execute(query).scalar()


def last_heard(account: Account, before: date) -> date | None:
    """The newest slot before a day whose digest got through, or that had nothing to say; what any other said was not
    heard, and is said again."""
    heard = outbox.c.state.in_(("sent", "silent"))
    query = select(func.max(outbox.c.slot)).where(
        _mine(account), outbox.c.occasion == "digest", outbox.c.slot < before, heard
    )
    with account.read() as connection:
        return connection.execute(query).scalar()


def last_told(account: Account) -> int:
    """The newest journal entry that a digest knew which got through."""
    query = select(func.max(outbox.c.entry)).where(
        _mine(account), outbox.c.occasion == "digest", outbox.c.state == "sent"
    )
    with account.read() as connection:
        return connection.execute(query).scalar() or 0


def has_sent_between(account: Account, made: datetime, settled: datetime) -> bool:
    """Whether a digest that was made at the first moment or later had got through by the second."""
    when = (outbox.c.created_at >= made) & (outbox.c.settled_at <= settled)
    sent = (outbox.c.occasion == "digest") & (outbox.c.state == "sent") & when
    with account.read() as connection:
        return connection.execute(select(outbox.c.id).where(_mine(account), sent).limit(1)).first() is not None


def first_slot(account: Account) -> date | None:
    """When the first digest was served."""
    query = select(func.min(outbox.c.slot)).where(_mine(account), outbox.c.occasion == "digest")
    with account.read() as connection:
        return connection.execute(query).scalar()


def post(
    account: Account,
    slot: date,
    letter: Letter,
    subject: str,
    items: Iterable[Shown],
    tells: Iterable[str],
    now: datetime,
    occasion: Kind = "digest",
    entry: int = 0,
) -> None:
    """Puts a mail into the outbox, and with it what it shows, of which slots' troubles it tells, and up to which entry
    of the journal it does. A digest takes the place of what waits from before it, in the same transaction."""
    rows = [
        {
            "account": account.id,
            "slot": slot,
            "occasion": occasion,
            **{key: getattr(one, key) for key in Shown.__slots__},
        }
        for one in items
    ]
    with account.write() as connection:
        connection.execute(
            insert(outbox).values(
                account=account.id, slot=slot, occasion=occasion, state="pending", message_id=letter.message_id,
                subject=subject, content=letter.content, attempts=0, created_at=now, next_attempt_at=now,
                tells=json.dumps(list(tells)), entry=entry,
            )
        )  # fmt: skip
        if rows:
            connection.execute(insert(shown), rows)
        if occasion == "digest":
            waiting = (outbox.c.state == "pending") & outbox.c.occasion.in_(_REPLACED) & (outbox.c.slot < slot)
            values = {"state": "superseded", "settled_at": now, "next_attempt_at": None}
            connection.execute(update(outbox).where(_mine(account), waiting).values(values))


def keep_silent(account: Account, slot: date, now: datetime, occasion: Kind = "digest") -> None:
    """The slot is served; there was nothing to say."""
    with account.write() as connection:
        connection.execute(
            insert(outbox).values(
                account=account.id, slot=slot, occasion=occasion, state="silent", attempts=0, created_at=now,
                settled_at=now,
            )
        )  # fmt: skip


def replaced_by(account: Account, slot: date) -> list[Posted]:
    """What was to leave before this slot and has not: its digest takes their place, when there is one.

    So an outage ends with one mail, and not with one for each of its days.
    """
    return [one for one in _in_state(account, "pending") if one.slot < slot and one.occasion in _REPLACED]


def unfinished(account: Account) -> list[Posted]:
    """Everything that is not well: waiting for another attempt, or refused or unknown and not told of yet."""
    waiting = _in_state(account, "pending", "sending")
    return waiting + [one for one in troubles(account) if one.state in ("refused", "unknown")]


def _in_state(account: Account, *states: State) -> list[Posted]:
    return _selected(account, outbox.c.state.in_(states))


def _selected(account: Account, which: ColumnElement[bool], newest: int | None = None) -> list[Posted]:
    """The oldest first; or only so many of the newest, the newest first."""
    query = select(*(outbox.c[name] for name in Posted.__slots__)).where(_mine(account), which)
    if newest is None:
        query = query.order_by(outbox.c.slot, outbox.c.id)
    else:
        query = query.order_by(outbox.c.slot.desc(), outbox.c.id.desc()).limit(newest)
    with account.read() as connection:
        return [Posted(**row._mapping) for row in connection.execute(query)]


def posted(account: Account, newest: int = 30) -> list[Posted]:
    """The newest rows, newest first; silent slots left out."""
    return _selected(account, outbox.c.state != "silent", newest)


def troubles(account: Account) -> list[Posted]:
    """Mails that were refused, superseded or overtaken or whose fate is unknown, and that no digest which got through
    has told of."""
    return _selected(account, outbox.c.state.in_(_IN_TROUBLE) & outbox.c.told.is_(False))


def deliver(account: Account, transport: Transport, sender: str, recipient: str, now: datetime) -> list[Posted]:
    """One attempt for each mail whose time has come; once the server cannot be reached, the others wait with the first.

    The caller holds the lock of the account, and makes sure that only one thread delivers at a time. Returns the rows
    that were tried, as they stand afterwards.
    """
    settle_interrupted(account, transport, now)
    # A next attempt beyond the longest wait was written by a clock that was ahead.
    due = (outbox.c.next_attempt_at <= now) | (outbox.c.next_attempt_at > now + LONGEST_WAIT)
    query = select(outbox).where(_mine(account), outbox.c.state == "pending", due)
    with account.read() as connection:
        ready = connection.execute(query.order_by(outbox.c.slot, outbox.c.id)).all()
    for row in ready:
        letter = Letter(row.message_id, sender, recipient, row.content)
        try:
            outcome = transport.send(letter, lambda row=row: _claim(account, row.id))  # type: ignore[misc]
        except _Withdrawn:
            continue
        _settle(account, row, outcome, now)
        if outcome.unreached:
            _let_wait(account, [one.id for one in ready if one is not row], now + _backoff(row.attempts + 1))
            break
    return _selected(account, outbox.c.id.in_([row.id for row in ready])) if ready else []


def decide(account: Account, name: str, arrived: bool, now: datetime) -> bool:
    """The person settles a mail whose fate is unknown or that was refused: it arrived, or it is sent once more."""
    values: dict[str, object] = (
        {"state": "sent", "settled_at": now}
        if arrived
        else {"state": "pending", "next_attempt_at": now, "settled_at": None, "told": False}
    )
    with account.write() as connection:
        found = connection.execute(
            update(outbox)
            .where(_mine(account), _named(name), outbox.c.state.in_(("unknown", "refused")))
            .values(**values)
        )
        return found.rowcount == 1


def state_word(state: State) -> str:
    """A state in the language that is spoken."""
    return {
        "silent": _("silent"),
        "pending": _("waiting"),
        "sending": _("being sent"),
        "sent": _("sent"),
        "refused": _("refused"),
        "unknown": _("unknown"),
        "superseded": _("replaced by a later one"),
        "overtaken": _("made while the clock was ahead"),
    }[state]


def _mine(account: Account) -> ColumnElement[bool]:
    return outbox.c.account == account.id


class _Withdrawn(Exception):
    """A later digest took the place of this one while it was on its way to the server."""


def _claim(account: Account, row_id: int) -> None:
    with account.write() as connection:
        claimed = connection.execute(
            update(outbox).where(outbox.c.id == row_id, outbox.c.state == "pending").values(state="sending")
        )
    if claimed.rowcount != 1:
        raise _Withdrawn


def _let_wait(account: Account, rows: list[int], until: datetime) -> None:
    with account.write() as connection:
        waiting = outbox.c.id.in_(rows) & (outbox.c.state == "pending") & (outbox.c.next_attempt_at < until)
        connection.execute(update(outbox).where(waiting).values(next_attempt_at=until))


def _settle(account: Account, row: Row[tuple[object, ...]], outcome: Outcome, now: datetime) -> None:
    state = _NEXT[outcome.result]
    with account.write() as connection:
        _write_state(connection, row.id, state, outcome.answer, now, row.attempts + 1)
        if state == "sent":
            for name in json.loads(row.tells):
                connection.execute(update(outbox).where(_mine(account), _named(name)).values(told=True))
    if state == "sent":
        log.info("%s %s: sent (%s)", row.occasion, row.slot, outcome.answer)
    else:
        log.warning("%s %s: %s (%s)", row.occasion, row.slot, state, outcome.answer)


def _write_state(connection: Connection, row_id: int, state: State, answer: str, now: datetime, attempts: int) -> None:
    waiting = state == "pending"
    connection.execute(
        update(outbox)
        # What was replaced or set aside while the server was talked to stays so.
        .where(outbox.c.id == row_id, outbox.c.state.in_(("pending", "sending")))
        .values(
            state=state,
            answer=answer,
            attempts=attempts,
            next_attempt_at=now + _backoff(attempts) if waiting else None,
            settled_at=None if waiting else now,
        )
    )


def _backoff(attempts: int) -> timedelta:
    """One minute, then twice as long each time, up to an hour."""
    return min(timedelta(minutes=2 ** min(attempts - 1, 10)), LONGEST_WAIT)


def settle_interrupted(account: Account, transport: Transport, now: datetime) -> None:
    """What a process that died left in `sending`. The caller holds the lock, so nobody is sending now."""
    query = select(outbox).where(_mine(account), outbox.c.state == "sending")
    with account.read() as connection:
        rows = connection.execute(query).all()
    for row in rows:
        arrived = transport.has(row.message_id)
        state: State = "unknown" if arrived is None else "sent" if arrived else "pending"
        with account.write() as connection:
            _write_state(connection, row.id, state, "interrupted", now, row.attempts + 1)
            if state == "pending":
                connection.execute(update(outbox).where(outbox.c.id == row.id).values(next_attempt_at=now))
        log.warning("%s %s: the attempt was cut off; %s", row.occasion, row.slot, state)
