"""Answers to mails, as they came: what each wrote down and what it asked back."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, Row, insert, select, update

from followupd.store.answer_tables import answers
from followupd.store.database import Account
from followupd.store.tables import THIS_ACCOUNT

ASKED_FOR = timedelta(days=14)
"""For how long a number alone still answers what was asked back."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked back: about what, why, the candidates under their numbers, and the line to read again."""

    about: str
    reason: str
    line: str
    candidates: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that was worked off. `slot` and `occasion` name the mail it answered, if any."""

    id: int
    text: str
    entries: tuple[int, ...]
    asked: tuple[Asked, ...]
    slot: date | None
    occasion: str | None
    taken_back: bool
    acknowledged: bool

    @property
    def is_told(self) -> bool:
        """Whether nothing is left to acknowledge."""
        return self.acknowledged or self.taken_back


_ANSWERS = select(answers).where(answers.c.account == THIS_ACCOUNT)
_NEWEST_FIRST = _ANSWERS.order_by(answers.c.id.desc())


def by_key(connection: Connection, account: Account, key: str) -> Answer | None:
    """The answer with this key, if it came before."""
    row = connection.execute(_ANSWERS.where(answers.c.key == key), {"account": account.id}).first()
    return _answer(row) if row is not None else None


def keep(
    connection: Connection, account: Account, key: str, text: str, now: datetime, written: Sequence[int],
    asked: Sequence[Asked], slot: date | None, occasion: str | None,
) -> int:  # fmt: skip
    """Writes an answer down, within the transaction that carries it out, and returns its number."""
    row = insert(answers).values(
        account=account.id, key=key, at=now, text=text, entries=json.dumps(list(written)), asked=_as_json(asked),
        slot=slot, occasion=occasion, taken_back=False, acknowledged=False,
    )  # fmt: skip
    return int(connection.execute(row.returning(answers.c.id)).scalar_one())


def last_deed(connection: Connection, account: Account) -> Answer | None:
    """The newest answer that did something and has not been taken back."""
    still = _NEWEST_FIRST.where(answers.c.taken_back.is_(False), answers.c.entries != "[]").limit(1)
    row = connection.execute(still, {"account": account.id}).first()
    return _answer(row) if row is not None else None


def mark_taken_back(connection: Connection, account: Account, number: int) -> None:
    """An answer has been taken back."""
    mine = (answers.c.account == account.id) & (answers.c.id == number)
    connection.execute(update(answers).where(mine).values(taken_back=True))


def last_asked(account: Account, now: datetime) -> Answer | None:
    """The newest answer, when it asked something back within ASKED_FOR."""
    with account.read() as connection:
        row = connection.execute(_NEWEST_FIRST.limit(1), {"account": account.id}).first()
    recent = row is not None and row.at >= now - ASKED_FOR
    return _answer(row) if row is not None and recent and row.asked != "[]" else None


def known(account: Account, key: str) -> Answer | None:
    """The answer with this key, if it came before."""
    with account.read() as connection:
        return by_key(connection, account, key)


def fold(account: Account, numbers: Sequence[int], asked: Sequence[Asked]) -> None:
    """Answers are acknowledged in one mail: they become one to take back and to be asked about, the last."""
    with account.write() as connection:
        several = [one for number in numbers if (one := within(connection, account, number)) is not None]
        written = [entry for one in several if not one.taken_back for entry in one.entries]
        for one in several[:-1]:
            _set(connection, account, one.id, [], [])
        if several:
            _set(connection, account, several[-1].id, written, asked)


def _set(connection: Connection, account: Account, number: int, written: Sequence[int], asked: Sequence[Asked]) -> None:
    mine = (answers.c.account == account.id) & (answers.c.id == number)
    values = {"entries": json.dumps(list(written)), "asked": _as_json(asked), "acknowledged": True}
    connection.execute(update(answers).where(mine).values(values))


def _as_json(asked: Sequence[Asked]) -> str:
    return json.dumps([[one.about, one.reason, one.line, list(one.candidates)] for one in asked])


def by_id(account: Account, number: int) -> Answer | None:
    """The answer with this number."""
    with account.read() as connection:
        return within(connection, account, number)


def within(connection: Connection, account: Account, number: int) -> Answer | None:
    """The same within a transaction."""
    row = connection.execute(_ANSWERS.where(answers.c.id == number), {"account": account.id}).first()
    return _answer(row) if row is not None else None


def _answer(row: Row[tuple[object, ...]]) -> Answer:
    asked = tuple(
        Asked(about, reason, line, tuple((number, which) for number, which in candidates))
        for about, reason, line, candidates in json.loads(row.asked)
    )
    entries = tuple(json.loads(row.entries))
    return Answer(row.id, row.text, entries, asked, row.slot, row.occasion, row.taken_back, row.acknowledged)
