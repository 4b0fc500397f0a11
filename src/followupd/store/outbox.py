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
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, String, and_, bindparam, func, insert, select, update

from followupd.domain.book import OutgoingMail
from followupd.store.accounts import look_soon
from followupd.store.database import Account
from followupd.store.people import subject_id
from followupd.store.tables import THIS_ACCOUNT, outbox, shown

Kind = str
"""On what occasion a mail is sent: "digest", "capture" (the evening), "morning", "review", "answer-12", "login-61200"
(a sign-in is lost); each has a row of its own on a day."""
State = Literal["silent", "pending", "sending", "sent", "refused", "unknown", "superseded", "overtaken"]
LONGEST_WAIT = timedelta(hours=1)
_REPLACED = ("digest", "capture", "morning")
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


@dataclass(frozen=True, slots=True)
class Waiting:
    """A mail on its way out, with its bytes. `tells`: the names of earlier mails whose failure it reports, JSON."""

    id: int
    slot: date
    occasion: Kind
    message_id: str
    content: bytes
    attempts: int
    tells: str


def _of_this_account(*columns: ColumnElement[Any]) -> Select[Any]:
    return select(*columns).where(outbox.c.account == THIS_ACCOUNT)


_POSTED = _of_this_account(*(outbox.c[name] for name in Posted.__slots__))
_OLDEST_FIRST = _POSTED.order_by(outbox.c.slot, outbox.c.id)
_UNSENT = _OLDEST_FIRST.where(outbox.c.state.in_(("pending", "sending")))
_TROUBLES = _OLDEST_FIRST.where(outbox.c.state.in_(_IN_TROUBLE), outbox.c.told.is_(False))
_WAITING = _of_this_account(*(outbox.c[name] for name in Waiting.__slots__)).order_by(outbox.c.slot, outbox.c.id)
_INTERRUPTED = _WAITING.where(outbox.c.state == "sending")
_IS_DIGEST = outbox.c.occasion == "digest"
_LAST_SLOT = _of_this_account(func.max(outbox.c.slot)).where(outbox.c.occasion == bindparam("occasion", type_=String))
_FIRST_SLOT = _of_this_account(func.min(outbox.c.slot)).where(_IS_DIGEST)
_LAST_TOLD = _of_this_account(func.max(outbox.c.entry)).where(_IS_DIGEST, outbox.c.state == "sent")


def _name(slot: date, occasion: str) -> str:
    return str(slot) if occasion == "digest" else f"{slot}/{occasion}"


def _named(name: str) -> ColumnElement[bool]:
    slot, _slash, occasion = name.partition("/")
    return and_(outbox.c.slot == date.fromisoformat(slot), outbox.c.occasion == (occasion or "digest"))


def last_slot(account: Account, occasion: Kind = "digest") -> date | None:
    """The newest slot that was served, even if there was nothing to send."""
    with account.read() as connection:
        return connection.execute(_LAST_SLOT, {"account": account.id, "occasion": occasion}).scalar()


def last_heard(account: Account, before: date) -> date | None:
    """The newest slot before a day whose digest was sent or had nothing to say. What later digests said may not have
    arrived, and is said again."""
    heard = (outbox.c.slot < before) & outbox.c.state.in_(("sent", "silent"))
    query = select(func.max(outbox.c.slot)).where(_mine(account), outbox.c.occasion == "digest", heard)
    with account.read() as connection:
        return connection.execute(query).scalar()


def last_told(account: Account) -> int:
    """Highest journal entry id covered by a digest that was actually sent; 0 before there is one."""
    with account.read() as connection:
        return connection.execute(_LAST_TOLD, {"account": account.id}).scalar() or 0


def has_sent_between(account: Account, made: datetime, settled: datetime) -> bool:
    """Whether a digest that was made at the first moment or later had got through by the second."""
    when = (outbox.c.created_at >= made) & (outbox.c.settled_at <= settled)
    sent = (outbox.c.occasion == "digest") & (outbox.c.state == "sent") & when
    with account.read() as connection:
        return connection.execute(select(outbox.c.id).where(_mine(account), sent).limit(1)).first() is not None


def first_slot(account: Account) -> date | None:
    """When the first digest was served."""
    with account.read() as connection:
        return connection.execute(_FIRST_SLOT, {"account": account.id}).scalar()


def post(
    account: Account,
    slot: date,
    outgoing: OutgoingMail,
    subject: str,
    items: Iterable[Shown],
    tells: Iterable[str],
    now: datetime,
    occasion: Kind = "digest",
    entry: int = 0,
) -> None:
    """Puts a mail into the outbox, with what it names (`items`), the earlier mails whose failure it reports (`tells`)
    and the newest journal entry it covers (`entry`). A digest supersedes what still waits of earlier slots, in the
    same transaction."""
    rows = [
        {
            "account": account.id,
            "slot": slot,
            "occasion": occasion,
            **{key: getattr(item, key) for key in Shown.__slots__},
        }
        for item in items
    ]
    with account.write() as connection:
        connection.execute(
            insert(outbox).values(
                account=account.id, slot=slot, occasion=occasion, state="pending", message_id=outgoing.message_id,
                subject=subject, content=outgoing.content, attempts=0, created_at=now, next_attempt_at=now,
                tells=json.dumps(list(tells)), entry=entry,
            )
        )  # fmt: skip
        for row in rows:
            row["subject"] = subject_id(connection, account, str(row["kind"]), str(row["subject"]))
        if rows:
            connection.execute(insert(shown), rows)
        if occasion == "digest":
            replaced = outbox.c.occasion.in_(_REPLACED) | outbox.c.occasion.startswith("login-")
            waiting = (outbox.c.state == "pending") & replaced & (outbox.c.slot < slot)
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
    """Mails of earlier slots that still wait; the digest of this slot, if there is one, supersedes them.

    So an outage ends with one mail, and not with one for each of its days.
    """
    waiting = [mail for mail in _posted(account, _UNSENT) if mail.state == "pending"]
    return [mail for mail in waiting if mail.slot < slot and mail.occasion in _REPLACED]


def unfinished(account: Account) -> list[Posted]:
    """Everything that is not well: waiting for another attempt, or refused or unknown and not told of yet."""
    return _posted(account, _UNSENT) + [mail for mail in troubles(account) if mail.state in ("refused", "unknown")]


def _posted(account: Account, query: Select[Any]) -> list[Posted]:
    with account.read() as connection:
        return [Posted(**row._mapping) for row in connection.execute(query, {"account": account.id})]


def posted(account: Account, newest: int = 30) -> list[Posted]:
    """The newest rows, newest first; silent slots left out."""
    said = _POSTED.where(outbox.c.state != "silent")
    return _posted(account, said.order_by(outbox.c.slot.desc(), outbox.c.id.desc()).limit(newest))


def troubles(account: Account) -> list[Posted]:
    """Mails that were refused, superseded or overtaken or whose fate is unknown, and that no digest which got through
    has told of."""
    return _posted(account, _TROUBLES)


def decide(account: Account, name: str, arrived: bool, now: datetime) -> bool:
    """The person settles a mail whose fate is unknown or that was refused: it arrived, or it is sent once more."""
    values: dict[str, object] = (
        {"state": "sent", "settled_at": now}
        if arrived
        else {"state": "pending", "next_attempt_at": now, "settled_at": None, "told": False}
    )
    with account.write() as connection:
        look_soon(connection, account)
        found = connection.execute(
            update(outbox)
            .where(_mine(account), _named(name), outbox.c.state.in_(("unknown", "refused")))
            .values(**values)
        )
        return found.rowcount == 1


def _mine(account: Account) -> ColumnElement[bool]:
    return outbox.c.account == account.id


def due(account: Account, now: datetime) -> list[Waiting]:
    """The mails whose next attempt has come, oldest first."""
    # A next attempt beyond the longest wait was written by a clock that was ahead.
    come = (outbox.c.next_attempt_at <= now) | (outbox.c.next_attempt_at > now + LONGEST_WAIT)
    return _waiting(account, _WAITING.where(outbox.c.state == "pending", come))


def interrupted(account: Account) -> list[Waiting]:
    """The mails that a process died with while it was sending them."""
    return _waiting(account, _INTERRUPTED)


def by_id(account: Account, ids: Sequence[int]) -> list[Posted]:
    """These rows as they stand now, oldest first."""
    return _posted(account, _OLDEST_FIRST.where(outbox.c.id.in_(ids))) if ids else []


def _waiting(account: Account, query: Select[Any]) -> list[Waiting]:
    with account.read() as connection:
        return [Waiting(**row._mapping) for row in connection.execute(query, {"account": account.id})]


def claim(account: Account, row_id: int) -> bool:
    """Marks a mail as being sent. False when a later digest took its place meanwhile."""
    with account.write() as connection:
        claimed = connection.execute(
            update(outbox).where(outbox.c.id == row_id, outbox.c.state == "pending").values(state="sending")
        )
    return claimed.rowcount == 1


def postpone(account: Account, ids: Sequence[int], until: datetime) -> None:
    """These mails are not tried before `until`."""
    with account.write() as connection:
        waiting = outbox.c.id.in_(ids) & (outbox.c.state == "pending") & (outbox.c.next_attempt_at < until)
        connection.execute(update(outbox).where(waiting).values(next_attempt_at=until))


def settle(account: Account, mail: Waiting, state: State, answer: str, now: datetime, again: datetime | None) -> None:
    """How an attempt ended. `again`: when to try next, if ever. A mail that was sent has told of the troubles in it."""
    # What was superseded or overtaken while the server was talked to stays so.
    still_ours = (outbox.c.id == mail.id) & outbox.c.state.in_(("pending", "sending"))
    with account.write() as connection:
        connection.execute(
            update(outbox).where(still_ours).values(
                state=state, answer=answer, attempts=mail.attempts + 1, next_attempt_at=again,
                settled_at=None if state == "pending" else now,
            )
        )  # fmt: skip
        if state == "sent":
            for name in json.loads(mail.tells):
                connection.execute(update(outbox).where(_mine(account), _named(name)).values(told=True))
