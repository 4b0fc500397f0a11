"""The plan in force: made anew when its day, the book, the settings or the journal changed, and stored."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from followupd import __version__, reasons
from followupd.journal import entries, plans
from followupd.journal.database import Account
from followupd.model import Agenda, Book, Contact, FollowUp, Standing
from followupd.planning.cadence import after
from followupd.planning.needs import NOTHING_KNOWN, follow_up, need, with_first_dues, with_newcomers
from followupd.planning.plan import placements, plan
from followupd.planning.slots import instant
from followupd.settings import Settings
from followupd.shelf import InForce
from followupd.words import speaking


@dataclass(frozen=True, slots=True)
class Planner:
    account: Account
    settings: Settings

    def today(self, now: datetime) -> date:
        return now.astimezone(self.settings.zone).date()

    def is_stale(self, book: InForce, now: datetime) -> bool:
        return plans.stored_key(self.account) != self._key(book, now, entries.newest(self.account))

    def make(self, book: Book, now: datetime) -> Agenda:
        """The agenda as of `now`. Reads the journal, writes nothing."""
        return self._plan(book, self._standings(self.today(now)), self.today(now))

    def make_and_store(self, in_force: InForce, now: datetime) -> tuple[Book, Agenda, str]:
        entry = entries.newest(self.account)  # read first: what is recorded meanwhile makes this plan stale, not lost
        book, standings = in_force.book(), self._standings(self.today(now))
        agenda = self._plan(book, standings, self.today(now))
        firsts = with_first_dues(book.contacts, standings, agenda.today)
        today, tomorrow = agenda.today, agenda.today + timedelta(days=1)
        basis = plans.Basis(
            key=self._key(in_force, now, entry),
            day=today,
            valid_from=self._midnight(today),
            valid_until=self._midnight(tomorrow),
            language=self.settings.person.language,
            lookahead_end=after(today, self.settings.digest.lookahead),
            entry=entry,
            config=self.settings.seen,
            sources=in_force.sources,
        )
        plans.store(self.account, basis, self.lines(agenda), firsts)
        return book, agenda, basis.key

    def _standings(self, today: date) -> dict[str, Standing]:
        return plans.standings(self.account, today, self.settings.zone)

    def _plan(self, book: Book, standings: Mapping[str, Standing], today: date) -> Agenda:
        shown = plans.shown_this_week(self.account, today)
        return plan(book, standings, self.settings.budget.as_budget(), today, shown)

    def turn(self, contact: Contact, agenda: Agenda) -> FollowUp | None:
        """One contact's next follow-up, also when the agenda does not reach that far; None while paused."""
        on_agenda = next((one for one in (*agenda.followups, *agenda.waiting) if one.id == contact.id), None)
        if on_agenda is not None or contact.id in agenda.resting:
            return on_agenda
        standings = with_newcomers([contact], self._standings(agenda.today), agenda.today)
        later = need(contact, standings.get(contact.id, NOTHING_KNOWN), agenda.today)
        return follow_up(later, None) if later is not None else None

    def lines(self, agenda: Agenda) -> Iterator[plans.Line]:
        """The agenda's rows with the words for them, in the person's language."""
        held = placements(agenda)
        with speaking(self.settings.person.language):
            for one in agenda.followups:
                day = one.day or agenda.today
                why = reasons.why_now(one, agenda.today)
                yield plans.Line(one.id, one.contact.name, "follow-up", one.due, day, why, held[one.id])
            for party in agenda.celebrations:
                who, why = party.contact, reasons.why_celebrate(party)
                yield plans.Line(who.id, who.name, "birthday", party.day, party.day, why)

    def _midnight(self, day: date) -> str:
        return f"{instant(day, time(0), self.settings.zone):%Y-%m-%dT%H:%M:%SZ}"

    def _key(self, book: InForce, now: datetime, entry: int) -> str:
        said = self.settings.model_dump(mode="json", include={"person", "digest", "budget"})
        settings = hashlib.sha256(json.dumps(said, sort_keys=True, default=str).encode()).hexdigest()
        looks = (self.settings.seen, book.sources)
        return json.dumps([__version__, str(self.today(now)), book.digest, settings, *looks, entry])
