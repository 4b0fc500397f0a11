"""Everything the practice knows at one moment, worked out when it is asked for."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from followupd.domain.agenda import OWED, ContactState, Obligation, PlannedDay
from followupd.domain.book import Book, Budget, Contact, NetworkingEvent, Vacation
from followupd.domain.journal import KEPT, Entry, Journal, Source, by_contact
from followupd.planning.contact_states import contact_states
from followupd.practice import events, goals, patterns, review
from followupd.practice.campaigns import Campaign, campaigns, next_steps
from followupd.practice.events import EventState
from followupd.practice.goals import GoalState
from followupd.practice.habits import Habit
from followupd.practice.interviews import Interview
from followupd.practice.loops import Loop, loops
from followupd.practice.obligations import obligations
from followupd.practice.pace import paced_budget
from followupd.practice.preparation import Card, card
from followupd.practice.relations import Relation, relation
from followupd.practice.suggestions import Idea, Suggestion, suggest
from followupd.practice.summary import Summary, summarise


@dataclass(frozen=True)
class PracticeState:
    """Everything derived from book and journal as of `now`, each computed on first use.

    `shown`: when mails named each thing other than people, by kind and id; `days_shown`: when each contact (calendar
    days). `known`: each contact's summary, when at hand; else they are made from the journal. `left_out`: contacts
    whose entries are ignored.
    """

    book: Book
    journal: Journal
    now: datetime
    zone: ZoneInfo
    habits: tuple[Habit, ...] = ()
    shown: Mapping[tuple[str, str], Sequence[date]] = field(default_factory=dict)
    planned_days: Mapping[str, PlannedDay] = field(default_factory=dict)
    days_shown: Mapping[str, Sequence[date]] = field(default_factory=dict)
    first_seen: Mapping[str, tuple[date, date]] = field(default_factory=dict)
    goal_dates: Mapping[str, date | None] = field(default_factory=dict)
    """The date of each goal as it stands in the book, whatever was said since."""
    begun: Mapping[str, date] = field(default_factory=dict)
    """Since when each habit and goal is known, by key."""
    known: Mapping[str, Summary] | None = None
    failed: Mapping[str, Exception] = field(default_factory=dict)
    """Contacts whose entries no summary could be made of, and why."""
    left_out: frozenset[str] = frozenset()

    @property
    def today(self) -> date:
        """The day of `now` for the person."""
        return self.now.astimezone(self.zone).date()

    @cached_property
    def summaries(self) -> Mapping[str, Summary]:
        """What the journal says of each contact, as of today. Raises what one of them fails with."""
        for who, error in self.failed.items():
            if who not in self.left_out:
                raise error
        if self.known is None:
            several = self.by_contact.items()
            return {who: summarise(who, history, self.zone, self.today) for who, history in several}
        return {
            who: summary if summary.newest <= self.today
            else summarise(who, self.journal.of(who), self.zone, self.today)
            for who, summary in self.known.items() if who not in self.left_out
        }  # fmt: skip

    @cached_property
    def entries(self) -> Sequence[Entry]:
        """The whole journal: for looking back, not for a round."""
        return [entry for entry in self.journal.all() if entry.contact not in self.left_out]

    @cached_property
    def by_contact(self) -> Mapping[str, list[Entry]]:
        """The whole journal, by contact."""
        return {who: several for who, several in by_contact(self.entries).items() if who}

    @cached_property
    def obligations(self) -> Mapping[str, tuple[Obligation, ...]]:
        """The obligations to each contact, by contact id."""
        talks = self.interviews.values()
        return obligations(self.book, self.summaries, self.met, talks, self.now, self.zone, self._steps())

    def _steps(self) -> Iterator[tuple[str, Obligation]]:
        """The next step towards each goal that somebody can help with."""
        if not any(goal.covered for goal in self.goals):
            return iter(())
        done = {entry.about: entry.day for entry in self.journal.of("") if entry.type == "done" and entry.about}
        return next_steps(
            self.goals, self.begun, done, self.shown, lambda contact: self.relation(contact).last, self._talk_with,
            self.today,
        )  # fmt: skip

    def _talk_with(self, contact: Contact) -> str:
        talk = self.interviews.get(contact.id)
        return talk.state if talk is not None and not talk.let_go(self.today) else ""

    @cached_property
    def campaigns(self) -> list[Campaign]:
        """Each goal that is still wanted, with the look that is due at it now."""
        return list(campaigns(self.goals, self.begun, self.shown, self.today))

    @cached_property
    def contact_states(self) -> Mapping[str, ContactState]:
        """What the plan needs to know of each contact."""
        said = {who: summary.decided for who, summary in self.summaries.items()}
        owed: dict[str, dict[str, Sequence[date]]] = {}
        for (kind, which), days in self.shown.items():
            if kind == OWED:
                who, _slash, name = which.partition("/")
                owed.setdefault(who, {})[name] = [day for day in days if day < self.today]
        return contact_states(said, self.obligations, self.planned_days, self.days_shown, self.first_seen, owed)

    @cached_property
    def met(self) -> list[Summary]:
        """Those who were met at an event, in order."""
        found = [(summary.met.id, summary) for summary in self.summaries.values() if summary.met is not None]
        return [summary for _number, summary in sorted(found, key=lambda pair: pair[0])]

    @cached_property
    def all_loops(self) -> list[Loop]:
        """Every loop that was ever opened, from the whole journal."""
        found = [loop for several in self.by_contact.values() for loop in loops(several)]
        return sorted(found, key=lambda loop: (loop.opened, loop.handle))

    @cached_property
    def open_loops(self) -> list[Loop]:
        """Every open loop, the earliest due first."""
        found = [loop for summary in self.summaries.values() for loop in summary.open]
        return sorted(found, key=lambda loop: (loop.due, loop.handle))

    @property
    def appointments(self) -> list[tuple[Loop, datetime]]:
        """Every open appointment with somebody of the book, and when it is, in UTC."""
        kept = [loop for loop in self.open_loops if loop.kind == "appointment" and loop.contact in self.contacts]
        return [(loop, loop.at) for loop in kept if loop.at is not None]

    def loop(self, handle: str) -> Loop | None:
        """The loop with this handle, open or closed."""
        number = handle.rpartition("-")[2]
        entry = self.journal.entry(int(number)) if number.isdecimal() and len(number) < 19 else None
        history = self.journal.of(entry.contact) if entry is not None else ()
        return next((loop for loop in loops(history) if loop.handle == handle), None)

    @cached_property
    def interviews(self) -> dict[str, Interview]:
        """The newest round of each contact of the book."""
        known = {contact.id for contact in self.book.contacts}
        return {
            who: summary.interview for who, summary in self.summaries.items()
            if summary.interview is not None and who in known
        }  # fmt: skip

    @cached_property
    def contacts(self) -> dict[str, Contact]:
        """The contacts of the book, by id."""
        return {contact.id: contact for contact in self.book.contacts}

    @cached_property
    def events(self) -> list[EventState]:
        """Every event of the book with what came of it, by time."""
        return events.event_states(self.book, self.met)

    @cached_property
    def goals(self) -> list[GoalState]:
        """The state of each goal that is not reached yet, the earliest date first."""
        ahead = [goal for goal in self.book.goals if goal.is_open]
        ahead.sort(key=lambda goal: (goal.by or date.max, goal.id))
        return [goals.goal_state(goal, self.book, self.relation, self.now) for goal in ahead]

    @cached_property
    def rest(self) -> Vacation | None:
        """The days on which everything rests, because the person said so."""
        return rest(self.journal.of(""))

    def budget(self, written: Budget) -> Budget:
        """The budget that is in force: as it is written, with what the person has said since."""
        return paced_budget(written, self.journal.of("")).resting(self.rest)

    def written_by(self, key: str) -> date | None:
        """The date of a goal ("goal/…") as it stands in the book."""
        return self.goal_dates.get(key.removeprefix("goal/"))

    def rests(self, day: date) -> bool:
        """Whether everything rests on a day."""
        return self.rest is not None and self.rest.first <= day <= self.rest.last

    def noticing(self, source: Source) -> str | None:
        """Whether the person agreed to noticing contact there: YES, NO, or None before they said either."""
        return next((entry.kind for entry in self._said_of(source) if entry.kind != KEPT), None)

    def kept_notices(self, source: Source) -> date | None:
        """The day on which the person kept what had been noticed there, though nothing more was."""
        said = next(iter(self._said_of(source)), None)
        return said.day if said is not None and said.kind == KEPT else None

    def _said_of(self, source: Source) -> list[Entry]:
        """The newest first."""
        return [entry for entry in reversed(self.journal.of("")) if entry.type == "notice" and entry.source == source]

    def waiting_notices(self, source: Source) -> tuple[tuple[str, date], ...]:
        """Contacts of the book and the days on which contact was noticed that does not count yet."""
        waiting = {who: day for who, summary in self.summaries.items() if who in self.contacts
                   for of, day in summary.noticed.waiting if of == source}  # fmt: skip
        last = {who: self.relation(self.contacts[who]).last or date.min for who in waiting}
        return tuple((who, day) for who, day in waiting.items() if day > last[who])

    @property
    def in_use(self) -> bool:
        """Whether the user uses anything beyond contacts and cadences; if not, mails say nothing about such things."""
        book = self.book
        if book.events or book.goals or book.practices or book.projects or book.milestones:
            return True
        return any(summary.practised for summary in self.summaries.values()) or any(
            entry.type == "done" for entry in self.journal.of("")
        )

    def event(self, identity: str) -> NetworkingEvent | None:
        """The event of the book with this id."""
        return next((event for event in self.book.events if event.id == identity), None)

    def of(self, contact: Contact) -> Sequence[Entry]:
        """What counts of one contact, from the journal."""
        return self.journal.of(contact.id) if contact.id not in self.left_out else ()

    def after(self, number: int) -> list[Entry]:
        """What was written down after the entry with this number."""
        return [entry for entry in self.journal.after(number) if entry.contact not in self.left_out]

    def relation(self, contact: Contact) -> Relation:
        """How warm it is, and who gave and received."""
        return relation(contact, self.summaries.get(contact.id), self.today)

    def suggestion(
        self, contact: Contact, ignored: int = 0, taken: Collection[Idea] = (), usual: Idea | None = None
    ) -> Suggestion | None:
        """The idea whose turn it is, if one fits."""
        return suggest(contact, self.relation(contact), ignored, taken, usual)

    def card(self, contact: Contact) -> Card:
        """The card for a talk."""
        return card(contact, self.book.goals, self.summaries.get(contact.id))

    def remark(self) -> patterns.Pattern | None:
        """A pattern worth a word today, if any."""
        told = {which: max(days) for (kind, which), days in self.shown.items() if kind == "remark"}
        since = max(self.today - patterns.RECENT, date.min + timedelta(days=1))
        recent = [entry for entry in self.journal.since(since) if entry.contact not in self.left_out]
        waiting = sum(self.relation(contact).warmth == "cool" for contact in self.book.kept) if recent else 0
        return patterns.remark(recent, self.open_loops, self.events, waiting, told, self.today)

    def progress(self, until: date) -> list[review.Month]:
        """The last twelve months, from the whole journal."""
        return review.progress(self.book, self.by_contact, self.all_loops, until)

    def numbers(self, first: date, last: date) -> review.Month:
        """What happened from `first` to `last`, both included, in numbers."""
        return review.numbers(self.book, self.by_contact, self.all_loops, first, last)

    def review(self, since: date, until: date) -> review.Review:
        """The look back at some days, from the whole journal."""
        return review.review(
            self.book, self.by_contact, self.all_loops, self.contact_states, self.relation, self.goals, since, until
        )


def rest(of_nobody: Sequence[Entry]) -> Vacation | None:
    """The newest pause of everything, from the entries that concern no contact; both days included."""
    decided = next((entry for entry in reversed(of_nobody) if entry.type in ("pause", "resume")), None)
    if decided is None or decided.type == "resume" or decided.until is None or decided.until <= decided.day:
        return None
    return Vacation(decided.day, decided.until - timedelta(days=1))
