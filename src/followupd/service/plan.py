"""The plan in force: made anew when its day, the book, the settings or the journal changed, and stored."""

import hashlib
import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TypeVar

from followupd import __version__
from followupd.config.settings import Settings
from followupd.contacts.current import CurrentBook
from followupd.domain.agenda import Agenda, FollowUp
from followupd.domain.book import Book, Contact, DevelopmentGoal, NetworkingEvent, Practice, Project
from followupd.domain.cadence import after
from followupd.mail.schedule import MailSchedule
from followupd.planning.guard import guarded
from followupd.planning.needs import NOTHING_KNOWN, Need, follow_up, need_of, with_first_dues, with_newcomers
from followupd.planning.plan import HORIZON_DAYS, plan, planned_days
from followupd.planning.slots import MIDNIGHT, instant
from followupd.practice.campaigns import with_decided
from followupd.practice.habits import first_days, habits
from followupd.practice.learnt import with_learnt
from followupd.practice.pace import paced, paced_budget
from followupd.practice.snapshot import Snapshot, Unit
from followupd.practice.state import PracticeState, rest
from followupd.service.summaries import Summaries, summaries_of
from followupd.store import entries, plans
from followupd.store.database import Account
from followupd.store.journal import StoredJournal
from followupd.text.catalog import speaking
from followupd.wording import reasons

log = logging.getLogger(__name__)

N = TypeVar("N", Contact, NetworkingEvent, DevelopmentGoal, Practice, Project)


@dataclass(frozen=True, slots=True)
class Planner:
    account: Account
    settings: Settings

    @property
    def _schedule(self) -> MailSchedule:
        return MailSchedule(self.account, self.settings)

    def today(self, now: datetime) -> date:
        """The day of `now` for the person."""
        return now.astimezone(self.settings.zone).date()

    def is_stale(self, stored: plans.Stored | None, book: CurrentBook, now: datetime) -> bool:
        """Whether anything the stored plan was made from has changed."""
        return stored is None or stored.key != self._key(book, now, entries.newest(self.account))

    def practice_state(
        self, book: Book, now: datetime, without: frozenset[Unit] = frozenset(), known: Summaries | None = None
    ) -> PracticeState:
        """What the practice knows as of `now`, `without` some records. Reads the journal, writes nothing."""
        zone, today = self.settings.zone, self.today(now)
        known = known or self.summaries()
        journal, shown = StoredJournal(self.account), plans.things_shown(self.account)
        of_nobody, written = journal.of(""), {goal.id: goal.by for goal in book.goals}
        book = paced(with_decided(with_learnt(book, known.known.values()), of_nobody), of_nobody)
        budget = paced_budget(self.settings.budget.as_budget(), of_nobody).resting(rest(of_nobody))
        firsts = plans.habit_firsts(self.account)
        firsts = first_days(book, firsts, today) | firsts
        said = [entry for entry in of_nobody if entry.type in ("done", "move", "skip")]
        by_key = {f"{kind}/{which}": [day for day in days if day < today] for (kind, which), days in shown.items()}
        return PracticeState(
            book, journal, now, zone, habits(book, said, firsts, by_key, budget, today), shown,
            plans.planned_days(self.account), plans.days_shown(self.account, today, zone),
            plans.first_seen(self.account), written, firsts, known.known, known.failed,
            frozenset(who for kind, who in without if kind == "contact"),
        )  # fmt: skip

    def make(
        self, book: Book, now: datetime, use: Callable[[Snapshot], object] = lambda _made: None,
        known: Summaries | None = None,
    ) -> Snapshot:  # fmt: skip
        """The snapshot as of `now`. Reads the journal, writes nothing.

        `use` is what will be made of it, tried here: a record that the plan, its words or `use` fail with is left out,
        so that nobody else has to do without. Raises what they raise when that does not help.
        """

        known = known or self.summaries()

        def attempt(without: frozenset[Unit]) -> Snapshot:
            part = _without(book, without)
            practice_state, today = self.practice_state(part, now, without, known), self.today(now)
            shown = plans.shown_this_week(self.account, today)
            part, budget = practice_state.book, practice_state.budget(self.settings.budget.as_budget())
            agenda = plan(part, practice_state.contact_states, budget, today, shown)
            made = Snapshot(part, agenda, practice_state, entry=known.upto)
            list(self.lines(agenda))
            self._schedule.wake_at(made, now)
            use(made)
            return made

        made, left_out = guarded(_units(book), attempt)
        for left in left_out:
            log.error("left out of the plan: %s %s", *left.unit, exc_info=left.error)
        return replace(made, left_out=left_out)

    def summaries(self) -> Summaries:
        """What the journal says of each contact by now."""
        return summaries_of(self.account, self.settings.zone)

    def store(self, made: Snapshot, current_book: CurrentBook, now: datetime, known: Summaries) -> str:
        """Stores the plan of a snapshot, and the summaries it was made from. Returns the plan's key."""
        today, tomorrow = made.agenda.today, made.agenda.today + timedelta(days=1)
        basis = plans.Basis(
            key=self._key(current_book, now, known.upto),
            day=today,
            valid_from=self._midnight(today),
            valid_until=self._midnight(tomorrow),
            language=self.settings.person.language,
            lookahead_end=after(today, self.settings.digest.lookahead),
            entry=known.upto,
            config=self.settings.seen,
            sources=current_book.sources,
            wake_at=self._schedule.wake_at(made, now),
        )
        firsts = with_first_dues(made.book.contacts, made.contact_states, today)
        begun = {habit.key: habit.due for habit in made.practice_state.habits if habit.last is None}
        begun |= {key: day for key, day in made.practice_state.begun.items() if key.startswith("goal/")}
        plans.store(self.account, basis, self.lines(made.agenda), firsts, begun)
        known.keep(self.account)
        return basis.key

    def follow_up_of(self, contact: Contact, made: Snapshot) -> FollowUp | None:
        """One contact's next follow-up, also when the agenda does not reach that far; None while paused."""
        agenda = made.agenda
        on_agenda = next((followup for followup in agenda.everybody if followup.id == contact.id), None)
        if on_agenda is not None or contact.id in agenda.paused:
            return on_agenda
        later = _need(contact, made.practice_state)
        return follow_up(later, None) if later is not None else None

    def next_follow_up(self, contact: Contact, book: Book, now: datetime) -> FollowUp | None:
        """The same without a snapshot: where it lies beyond what is planned, nobody else's plan is worked out."""
        known = self.summaries()
        practice_state = self.practice_state(book, now, known=known)
        later = _need(contact, practice_state)
        if later is None:
            return None
        if later.fixed is None and later.earliest > practice_state.today + timedelta(days=HORIZON_DAYS):
            return follow_up(later, None)
        return self.follow_up_of(contact, self.make(book, now, known=known))

    def lines(self, agenda: Agenda) -> Iterator[plans.Line]:
        """The agenda's rows with the words for them, in the person's language."""
        held = planned_days(agenda)
        with speaking(self.settings.person.language):
            for followup in agenda.followups:
                day = followup.day or agenda.today
                why = reasons.why_now(followup, agenda.today)
                yield plans.Line(
                    followup.id, followup.contact.name, "follow-up", followup.due, day, why, held[followup.id]
                )
            first = {celebration.contact.id: celebration for celebration in reversed(agenda.celebrations)}
            for celebration in first.values():
                who, why = celebration.contact, reasons.why_celebrate(celebration)
                yield plans.Line(who.id, who.name, "birthday", celebration.day, celebration.day, why)

    def _midnight(self, day: date) -> str:
        return f"{instant(day, MIDNIGHT, self.settings.zone):%Y-%m-%dT%H:%M:%SZ}"

    def _key(self, book: CurrentBook, now: datetime, entry: int) -> str:
        found = self.settings
        said = repr((found.person, found.digest, found.budget, found.calendar, found.web))
        settings = hashlib.sha256(said.encode()).hexdigest()
        looks = (found.seen, book.sources)
        return json.dumps([__version__, str(self.today(now)), book.digest, settings, *looks, entry])


def _need(contact: Contact, practice_state: PracticeState) -> Need | None:
    today, contact = practice_state.today, practice_state.contacts.get(contact.id, contact)  # at the pace in force
    known = with_newcomers([contact], practice_state.contact_states, today)
    return need_of(contact, known.get(contact.id, NOTHING_KNOWN), today)


def _units(book: Book) -> Iterator[Unit]:
    for contact in book.contacts:
        yield "contact", contact.id
    for kind, several in (("event", book.events), ("goal", book.goals), ("practice", book.practices),
                          ("project", book.projects)):  # fmt: skip
        yield from ((kind, one.id) for one in several)
    for number, _one in enumerate(book.milestones):
        yield "milestone", str(number)


def _without(book: Book, left_out: frozenset[Unit]) -> Book:
    if not left_out:
        return book

    def kept(kind: str, several: tuple[N, ...]) -> tuple[N, ...]:
        return tuple(record for record in several if (kind, record.id) not in left_out)

    milestones = (one for n, one in enumerate(book.milestones) if ("milestone", str(n)) not in left_out)
    return replace(
        book, contacts=kept("contact", book.contacts), events=kept("event", book.events),
        goals=kept("goal", book.goals), practices=kept("practice", book.practices),
        projects=kept("project", book.projects), milestones=tuple(milestones),
    )  # fmt: skip
