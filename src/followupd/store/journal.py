"""The journal as it is asked for: in part, by an index; the whole of it only for looking back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from followupd.domain.journal import Entry
from followupd.store import entries
from followupd.store.database import Account
from followupd.store.tables import entries as table


@dataclass(frozen=True, slots=True)
class StoredJournal:
    """What counts of an account's journal (domain.journal.Journal)."""

    account: Account

    def all(self) -> Sequence[Entry]:
        return entries.effective(self.account)

    def of(self, contact: str) -> Sequence[Entry]:
        with self.account.read() as connection:
            return entries.of(connection, self.account, contact)

    def since(self, day: date) -> Sequence[Entry]:
        return entries.effective(self.account, table.c.day >= day)

    def after(self, number: int) -> Sequence[Entry]:
        return entries.effective(self.account, table.c.id > number)

    def entry(self, number: int) -> Entry | None:
        return next(iter(entries.effective(self.account, table.c.id == number)), None)
