"""Everything the practice knows at one moment, worked out when it is asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from followupd.domain.agenda import ContactState, Obligation, PlannedDay
from followupd.domain.book import Book, Contact, NetworkingEvent
from followupd.domain.journal import Entry, by_contact
from followupd.planning.contact_states import contact_states
from followupd.practice import events, goals, interviews, patterns, review
from followupd.practice.events import EventState
from followupd.practice.goals import GoalState
from followupd.practice.habits import Habit
from followupd.practice.interviews import Interview
from followupd.practice.loops import Loop, loops, still_open
from followupd.practice.obligations import obligations
from followupd.practice.preparation import Card, card
from followupd.practice.relations import Relation, relation
from followupd.practice.suggestions import Suggestion, suggest


@dataclass(frozen=True)
class PracticeState:
    """`shown` is when mails named each thing beside people, by kind and id; `days_shown` when each contact."""

    book: Book
    entries: Sequence[Entry]
    now: datetime
    zone: ZoneInfo
    habits: tuple[Habit, ...] = ()
    shown: Mapping[tuple[str, str], Sequence[date]] = field(default_factory=dict)
    planned_days: Mapping[str, PlannedDay] = field(default_factory=dict)
    days_shown: Mapping[str, Sequence[date]] = field(default_factory=dict)
    first_seen: Mapping[str, tuple[date, date]] = field(default_factory=dict)

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()

    @cached_property
    def by_contact(self) -> Mapping[str, list[Entry]]:
        return {who: several for who, several in by_contact(self.entries).items() if who}

    @cached_property
    def obligations(self) -> Mapping[str, tuple[Obligation, ...]]:
        talks = self.interviews.values()
        return obligations(self.book, self.by_contact, self.open_loops, self.meetings, talks, self.today, self.zone)

    @cached_property
    def contact_states(self) -> Mapping[str, ContactState]:
        """What the plan needs to know of each contact."""
        return contact_states(
            self.by_contact,
            self.obligations,
            self.planned_days,
            self.days_shown,
            self.first_seen,
            self.zone,
            self.today,
        )

    @cached_property
    def meetings(self) -> list[Entry]:
        return events.meetings(self.entries)

    @cached_property
    def all_loops(self) -> list[Loop]:
        found = [loop for several in self.by_contact.values() for loop in loops(several)]
        return sorted(found, key=lambda loop: (loop.opened, loop.handle))

    @cached_property
    def open_loops(self) -> list[Loop]:
        return still_open(self.all_loops)

    @cached_property
    def interviews(self) -> dict[str, Interview]:
        known = {contact.id for contact in self.book.contacts}
        return {who: interview for who, interview in interviews.interviews(self.entries).items() if who in known}

    @cached_property
    def contacts(self) -> dict[str, Contact]:
        return {contact.id: contact for contact in self.book.contacts}

    @cached_property
    def events(self) -> list[EventState]:
        return events.event_states(self.book, self.by_contact, self.meetings)

    @cached_property
    def goals(self) -> list[GoalState]:
        """Of the goals that are still ahead, by their dates."""
        ahead = [goal for goal in self.book.goals if goal.reached is None]
        ahead.sort(key=lambda goal: (goal.by or date.max, goal.id))
        return [goals.goal_state(goal, self.book, self.relation, self.now) for goal in ahead]

    @property
    def in_use(self) -> bool:
        """Whether there is any practice beyond people and cadences; without it nothing of it is heard."""
        book = self.book
        if book.events or book.goals or book.practices or book.projects or book.milestones:
            return True
        return any(entry.type in ("interview", "promise", "done") or entry.direction for entry in self.entries)

    def event(self, identity: str) -> NetworkingEvent | None:
        return next((event for event in self.book.events if event.id == identity), None)

    def of(self, contact: Contact) -> list[Entry]:
        return self.by_contact.get(contact.id, [])

    def relation(self, contact: Contact) -> Relation:
        return relation(contact, self.of(contact), self.today)

    def suggestion(self, contact: Contact, let_pass: int = 0) -> Suggestion:
        return suggest(contact, self.relation(contact), let_pass)

    def card(self, contact: Contact) -> Card:
        return card(contact, self.book.goals, self.of(contact), self.open_loops)

    def remark(self) -> patterns.Pattern | None:
        told = {which: max(days) for (kind, which), days in self.shown.items() if kind == "remark"}
        waiting = sum(self.relation(contact).warmth == "cool" for contact in self.book.contacts) if self.entries else 0
        return patterns.remark(self.entries, self.all_loops, self.events, waiting, told, self.today)

    def progress(self, until: date) -> list[review.Month]:
        return review.progress(self.book, self.by_contact, self.all_loops, until)

    def numbers(self, first: date, last: date) -> review.Month:
        return review.numbers(self.book, self.by_contact, self.all_loops, first, last)

    def review(self, since: date, until: date) -> review.Review:
        return review.review(
            self.book, self.by_contact, self.all_loops, self.contact_states, self.relation, self.goals, since, until
        )
