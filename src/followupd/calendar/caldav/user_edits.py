"""What the person did in the calendar, as commands: moved, deleted or done there counts here."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from followupd.actions.commands import (
    Appoint,
    CallOff,
    Close,
    Command,
    DoHabit,
    InterviewStep,
    Log,
    Move,
    MoveHabit,
    NoteChange,
    Skip,
    SkipHabit,
)
from followupd.calendar.caldav.merge import UserEdit
from followupd.calendar.identity import Keys, current_follow_up_key
from followupd.domain.cadence import after
from followupd.domain.journal import InterviewState
from followupd.planning.needs import NOTHING_KNOWN
from followupd.practice.habits import Habit
from followupd.practice.state import PracticeState
from followupd.store.calendar_items import Published

OBLIGATION_PAUSE = timedelta(weeks=1)
"""How long an obligation stays away after its item was deleted in the calendar, which does not settle it."""
FARTHEST = timedelta(days=20 * 366)
_STEP: dict[str, InterviewState] = {
    "ask": "asked", "remind": "asked", "report": "held", "thanks": "thanked", "outcome": "outcome",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class UserEdits:
    """Edits the journal already reflects are ignored, so nothing counts twice."""

    practice_state: PracticeState
    keys: Keys

    @property
    def today(self) -> date:
        """The day of the round for the person."""
        return self.practice_state.today

    def command(self, item: Published, edit: UserEdit) -> Command | None:
        """What an edit means; None where the journal knows already, or where it means nothing."""
        if item.kind == "follow-up":
            return self._follow_up(item, edit)
        if item.kind == "talk":
            return self._talk(item, edit)
        if item.kind == "appointment":
            return self._appointment(item, edit)
        if item.kind == "event":
            return self._event(item, edit)
        habit = next(
            (habit for habit in self.practice_state.habits if habit.key == f"{item.kind}/{item.subject}"), None
        )
        return self._habit(habit, item, edit) if habit is not None else None

    def _follow_up(self, item: Published, edit: UserEdit) -> Command | None:
        contact = self.practice_state.contacts.get(item.subject)
        if contact is None:
            return None
        contact_state = self.practice_state.contact_states.get(contact.id, NOTHING_KNOWN)
        if item.key != current_follow_up_key(contact, item, self.practice_state, self.keys):
            return None  # there was contact since
        if item.handle and item.handle not in {obligation.handle for obligation in contact_state.obligations}:
            return None  # the obligation is settled
        if edit.kind == "done":
            return self._done(item, edit)
        if edit.kind == "moved" and edit.day == edit.was:
            return None  # only the hour is another, and that is the person's own affair
        about = self._about(item)
        if edit.kind == "moved":
            past, to = edit.day < self.today, self._ahead(edit.day)
            return Move(contact.id, self.today, to, about, past, contact.last)
        day = self._ahead(edit.day)
        until = day + OBLIGATION_PAUSE if item.obligation else after(day, contact.cadence)
        return Skip(contact.id, self.today, until, about, contact.last)

    def _done(self, item: Published, edit: UserEdit) -> Command:
        if item.handle == "interview":
            return InterviewStep(item.subject, edit.day, _STEP[item.obligation])
        if item.obligation in ("thanks", "outcome", "promise"):
            return Close(item.subject, edit.day, item.handle)
        return Log(item.subject, edit.day)

    def _about(self, item: Published) -> str | None:
        """The obligation's own name, Obligation.name."""
        return f"{item.handle}/{item.obligation}" if item.handle == "interview" else item.handle or None

    def _talk(self, item: Published, edit: UserEdit) -> Command | None:
        talk = self.practice_state.interviews.get(item.subject)
        if (
            talk is None
            or talk.state != "booked"
            or item.key != self.keys.of("interview", self.keys.person(talk.contact), talk.round)
        ):
            return None
        if edit.kind == "done":
            return InterviewStep(item.subject, edit.day, "held")
        if edit.kind == "moved" and edit.at is not None:
            return InterviewStep(item.subject, self.today, "booked", edit.at, by_calendar=True)
        if item.is_past(self.practice_state.now, self.practice_state.zone):
            return None
        return NoteChange(self.today, _unheard(edit), f"talk/{item.subject}")

    def _appointment(self, item: Published, edit: UserEdit) -> Command | None:
        if item.handle not in {loop.handle for loop, _at in self.practice_state.appointments}:
            return None
        if edit.kind == "done":
            return Log(item.subject, edit.day)
        if edit.kind == "moved" and edit.at is not None:
            return Appoint(item.subject, self.today, edit.at, edit.at.astimezone(self.practice_state.zone).date())
        past = item.is_past(self.practice_state.now, self.practice_state.zone)
        return None if past else CallOff(item.subject, self.today)

    def _event(self, item: Published, edit: UserEdit) -> Command | None:
        """The book is the person's file, and nothing rewrites it: the next digest says what to write there."""
        if edit.kind == "done" or item.is_past(self.practice_state.now, self.practice_state.zone):
            return None
        return NoteChange(self.today, _unheard(edit), f"event/{item.subject}", edit.at)

    def _habit(self, habit: Habit, item: Published, edit: UserEdit) -> Command | None:
        if item.key != self.keys.of(habit.kind, habit.id, habit.last or "first"):
            return None
        if edit.kind == "done":
            members = tuple(who for who in habit.members if who in self.practice_state.contacts)
            return DoHabit(edit.day, habit.key, members)
        day = self._ahead(edit.day)
        if edit.kind == "deleted":
            return SkipHabit(self.today, habit.key, after(day, habit.cadence))
        return MoveHabit(self.today, habit.key, day) if edit.day != edit.was else None

    def _ahead(self, day: date) -> date:
        """The day, but not before today and at most FARTHEST ahead."""
        return min(max(day, self.today), self.today + FARTHEST)


def _unheard(edit: UserEdit) -> Literal["moved", "deleted"]:
    return "deleted" if edit.kind == "deleted" else "moved"
