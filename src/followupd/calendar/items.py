"""What goes into the calendar: one item for each planned follow-up, birthday, event and talk, as plain values."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

from followupd.calendar.identity import Keys
from followupd.calendar.time_slots import LENGTH, time_slots
from followupd.domain.agenda import Agenda, Celebration, FollowUp
from followupd.domain.book import Budget, NetworkingEvent
from followupd.practice import interviews
from followupd.practice.events import prepare_day
from followupd.practice.habits import Habit
from followupd.practice.interviews import Interview
from followupd.practice.loops import Loop
from followupd.practice.state import PracticeState
from followupd.text.catalog import _
from followupd.text.sanitize import one_line, shorten, web_address
from followupd.wording import events, habits, ideas, reasons, steps, talks

Kind = Literal[
    "follow-up", "birthday", "milestone", "event", "preparation", "talk", "appointment", "practice", "project", "goal"
]  # fmt: skip
FOLLOWS: frozenset[str] = frozenset({"follow-up", "practice", "project", "goal"})
"""Kinds whose day the plan decides; the hour may be the user's."""
Part = Literal["follow-ups", "events"]
FollowUps = time | Literal["all-day", "task"]
"""How follow-ups stand in the calendar: as short slots from an hour on, as all-day items, or as tasks (VTODO)."""
NOTE_LENGTH = 220
APPOINTMENT = timedelta(hours=1)
"""How long a time with somebody takes, for which only the beginning was said."""
_ALARM: dict[str, timedelta] = {
    "event": timedelta(hours=1), "talk": timedelta(minutes=30), "appointment": timedelta(minutes=30),
    "follow-up": timedelta(0),
}  # fmt: skip
"""How long before its start an item rings. Whole days do not ring: the mail of the morning names them."""


@dataclass(frozen=True, slots=True)
class CalendarItem:
    """`starts` and `ends` are days (an all-day item; `ends` is the same day) or instants in UTC."""

    key: str
    """Stable and opaque: identifies what the item is about (`identity.Keys`)."""
    kind: Kind
    subject: str
    """The id of its contact, event or practice."""
    summary: str
    starts: date | datetime
    ends: date | datetime
    description: str
    category: str
    obligation: str = ""
    """Of a follow-up with an obligation: its kind, and in `handle` its name."""
    handle: str = ""
    task: bool = False
    busy: bool = False
    cancelled: bool = False
    place: str | None = None
    url: str | None = None

    @property
    def part(self) -> Part:
        """Which calendar it belongs to, for those who keep them apart."""
        return "events" if self.kind in ("event", "preparation", "talk", "appointment") else "follow-ups"

    @property
    def alarm(self) -> timedelta | None:
        """How long before its start it rings, if it does."""
        return _ALARM.get(self.kind) if isinstance(self.starts, datetime) and not self.cancelled else None

    @property
    def digest(self) -> str:
        """Changes exactly when the item says something else."""
        said = [str(getattr(self, name)) for name in self.__slots__]
        return hashlib.sha256("\0".join(said).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class CalendarSource:
    """What items are made from: the plan, the practice, whose calendar it is, and how it is wanted."""

    agenda: Agenda
    practice_state: PracticeState
    budget: Budget
    keys: Keys
    follow_ups: FollowUps = "all-day"
    held: Mapping[str, str] | None = None
    """The start (ISO 8601) of each item in the calendar now, by key: a time slot is kept while the day is the same."""
    ticked: bool = False
    """Whether marking an item as done in the calendar reaches us: only with a CalDAV server."""

    def items(self) -> Iterator[CalendarItem]:
        """The coming weeks in the language that is spoken."""
        yield from self._follow_ups()
        for celebration in self.agenda.celebrations:
            yield self._celebration(celebration)
        for event in sorted(self.practice_state.book.events, key=lambda event: (event.starts, event.id)):
            yield self._event(event)
            if event.ends > self.practice_state.now:
                yield self._preparation(event)
        for talk in sorted(
            self.practice_state.interviews.values(), key=lambda interview: (interview.contact, interview.round)
        ):
            if talk.at is not None:
                yield self._talk(talk, talk.at)
        for loop, at in self.practice_state.appointments:
            yield self._appointment(loop, at)
        for habit in self.practice_state.habits:
            if habit.day is not None:
                yield self._habit(habit, habit.day)

    def _follow_ups(self) -> Iterator[CalendarItem]:
        planned = [
            (self._follow_up_key(followup), followup, followup.day)
            for followup in self.agenda.followups
            if followup.day is not None
        ]
        at: Mapping[str, datetime] = {}
        if isinstance(self.follow_ups, time):
            days = {which: day for which, _followup, day in planned}
            at = time_slots(days, self.held or {}, self.follow_ups, self.practice_state.zone, self._busy())
        for which, followup, day in planned:
            yield self._follow_up(which, followup, day, at.get(which))

    def _busy(self) -> list[tuple[datetime, datetime]]:
        """When the person is at an event or in a talk, where no slot has a place."""
        events = [(event.starts, event.ends) for event in self.practice_state.book.events if not event.cancelled]
        talks = [
            interview.at
            for interview in self.practice_state.interviews.values()
            if interview.at is not None and interview.state == "booked"
        ]
        times = [at for _loop, at in self.practice_state.appointments]
        return [*events, *((at, at + interviews.LENGTH) for at in talks), *((at, at + APPOINTMENT) for at in times)]

    def _follow_up_key(self, followup: FollowUp) -> str:
        handle = followup.obligation.handle if followup.obligation is not None else ""
        return self.keys.follow_up(followup.id, followup.last, handle)

    def _follow_up(self, key: str, followup: FollowUp, day: date, at: datetime | None) -> CalendarItem:
        said = [
            reasons.why_now(followup, day),
            *self._known(followup),
            self._how_to_say_done(steps.done(followup.obligation, followup.id)),
        ]
        return CalendarItem(
            key,
            "follow-up",
            followup.id,
            _("Follow up: %s") % followup.contact.name,
            at or day,
            at + LENGTH if at else day,
            "\n".join(said),
            _("Follow-up"),
            obligation=followup.obligation.kind if followup.obligation else "",
            handle=followup.obligation.handle if followup.obligation else "",
            task=self.follow_ups == "task",
            url=web_address(followup.contact.url),
        )

    def _known(self, followup: FollowUp) -> Iterator[str]:
        """The preparation card: who it is, what to learn and to ask, what was said last, what is open, an idea."""
        contact, card = followup.contact, self.practice_state.card(followup.contact)
        if about := ", ".join(filter(None, (contact.role, contact.company))):
            yield about
        yield from talks.wishes(card)
        if followup.last_note:
            yield _("From last time, to ask about: %s") % shorten(one_line(followup.last_note), NOTE_LENGTH)
        suggestion = self.practice_state.suggestion(contact, followup.ignored) if followup.obligation is None else None
        if suggestion is not None:
            yield ideas.idea(suggestion)
        yield from talks.open_loops(card.open)
        if contact.notes:
            yield shorten(one_line(contact.notes), NOTE_LENGTH)
        yield from contact.emails[:3]

    def _how_to_say_done(self, command: str) -> str:
        if self.ticked and self.follow_ups == "task":
            return _("Done? Tick it here.")
        if self.ticked:
            return _("Done? Put ✓ before the title.")
        return _("Done? %s") % command

    def _celebration(self, celebration: Celebration) -> CalendarItem:
        who, day, why = celebration.contact, celebration.day, reasons.why_celebrate(celebration)
        if celebration.milestone is not None:
            what, on = celebration.milestone.what, celebration.milestone.on
            key = self.keys.of("milestone", self.keys.person(who.id), what, on, day)
            summary = f"{who.name}: {one_line(what)}"
            said = why if celebration.turns else ""
            return CalendarItem(key, "milestone", who.id, summary, day, day, said, _("Milestone"))
        key = self.keys.of("birthday", self.keys.person(who.id), day.year)
        said = why if celebration.turns else ""  # the title says the rest
        return CalendarItem(key, "birthday", who.id, _("Birthday: %s") % who.name, day, day, said, _("Birthday"))

    def _event(self, event: NetworkingEvent) -> CalendarItem:
        return CalendarItem(
            self.keys.of("event", event.id), "event", event.id, event.name,
            event.starts.astimezone(UTC), event.ends.astimezone(UTC),
            self._prepared(event), _("Networking"), busy=not event.cancelled, cancelled=event.cancelled,
            place=event.place, url=web_address(event.url),
        )  # fmt: skip

    def _preparation(self, event: NetworkingEvent) -> CalendarItem:
        """On the last open day that leaves the lead time, or the nearest before the event."""
        day = prepare_day(event, self.budget, self.practice_state.zone)
        return CalendarItem(
            self.keys.of("preparation", event.id), "preparation", event.id, _("Prepare: %s") % event.name, day, day,
            "\n".join(self._to_prepare(event)), _("Networking"), cancelled=event.cancelled, url=web_address(event.url),
        )  # fmt: skip

    def _to_prepare(self, event: NetworkingEvent) -> Iterator[str]:
        """When and where it is, and how to get ready; goal, pitch and questions stand in the event itself."""
        yield events.when_and_where(event, self.practice_state.zone)
        if event.pitch or event.questions:
            yield _("Go over your pitch and your questions; they stand in the event.")
        else:
            yield _("Write a pitch and three questions into your book, and they come along.")
        yield from events.company(event, self.practice_state.book.kept)

    def _prepared(self, event: NetworkingEvent) -> str:
        book = self.practice_state.book
        return "\n".join(events.preparation(event, book.kept, book.events, self.practice_state.zone))

    def _talk(self, interview: Interview, at: datetime) -> CalendarItem:
        """A talk of half an hour, with the card for it; cancelled when it was dropped or asked for anew."""
        contact, day = self.practice_state.contacts[interview.contact], at.astimezone(self.practice_state.zone).date()
        gone = interview.state in ("dropped", "asked", "candidate")
        return CalendarItem(
            self.keys.of("interview", self.keys.person(interview.contact), interview.round),
            "talk",
            interview.contact,
            _("Talk with %s") % contact.name,
            at.astimezone(UTC),
            (at + interviews.LENGTH).astimezone(UTC),
            "\n".join(talks.card_lines(self.practice_state.card(contact), day)),
            _("Talk"),
            busy=not gone,
            cancelled=gone,
            place=interview.place,
            url=web_address(contact.url),
        )

    def _appointment(self, loop: Loop, at: datetime) -> CalendarItem:
        """A time with somebody, of an hour, with what is known of them."""
        contact = self.practice_state.contacts[loop.contact]
        key = self.keys.of("appointment", self.keys.person(contact.id), loop.handle)
        said = [loop.about] if loop.about else []
        said += talks.memory(self.practice_state.card(contact), self.practice_state.today)
        return CalendarItem(
            key, "appointment", contact.id, contact.name, at.astimezone(UTC), (at + APPOINTMENT).astimezone(UTC),
            "\n".join(said), _("Appointment"), handle=loop.handle, busy=True, url=web_address(contact.url),
        )  # fmt: skip

    def _habit(self, habit: Habit, day: date) -> CalendarItem:
        how = self._how_to_say_done(habits.command(habit))
        said = "\n".join([*habits.lines(habit, self.practice_state.contacts, day), how])
        return CalendarItem(
            self.keys.of(habit.kind, habit.id, habit.last or "first"),
            habit.kind,
            habit.id,
            habits.title(habit),
            day,
            day,
            said,
            _("Practice"),
            task=self.follow_ups == "task",
        )
