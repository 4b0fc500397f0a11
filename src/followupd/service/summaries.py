"""The summaries of an account's journal, brought up to date: those kept, and those of contacts with news made anew."""

from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import msgspec

from followupd.practice.summary import VERSION, Summary, summarise
from followupd.store import entries, summaries
from followupd.store.database import Account
from followupd.store.journal import StoredJournal


@dataclass(frozen=True, slots=True)
class Summaries:
    """`known` has everybody the journal knows, as of the entry `upto`; `fresh` are those that were made anew."""

    known: Mapping[str, Summary]
    fresh: Mapping[str, Summary]
    failed: Mapping[str, Exception]
    upto: int
    made_by: str
    before: summaries.Kept

    def keep(self, account: Account) -> None:
        """Writes down what was made anew, if anything, for the next time; nothing while anybody's cannot be made."""
        if self.failed or not (self.fresh or self.before.anew):
            return
        texts = {who: msgspec.json.encode(summary).decode() for who, summary in self.fresh.items()}
        summaries.keep(account, self.made_by, self.upto, self.before, texts)


def summaries_of(account: Account, zone: ZoneInfo) -> Summaries:
    """Every contact's summary as of now; `zone` is the person's. Reads only."""
    made_by, upto = f"{VERSION}/{zone.key}", entries.newest(account)
    before = summaries.kept(account, made_by)
    decoder = msgspec.json.Decoder(Summary)
    known = {who: decoder.decode(text) for who, text in before.texts.items()}
    journal, fresh, failed = StoredJournal(account), {}, {}
    for who in before.stale:
        try:
            fresh[who] = summarise(who, journal.of(who), zone)
        except Exception as error:  # noqa: BLE001 - told by whoever needs the summary, so that others can do without
            failed[who] = error
    return Summaries({**known, **fresh}, fresh, failed, upto, made_by, before)
