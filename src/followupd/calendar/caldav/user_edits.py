"""What the person did in the calendar, as entries of the journal: moved, deleted or done there counts here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from followupd.calendar.caldav.merge import UserEdit
from followupd.calendar.identity import Keys, current_follow_up_key
from followupd.domain.cadence import after
from followupd.domain.journal import BY_CALENDAR, InterviewState
from followupd.planning.needs import NOTHING_KNOWN
from followupd.practice.habits import Habit
from followupd.practice.state import PracticeState
from followupd.store.calendar_items import Published
from followupd.store.entries import New, habit_done

CLAIM_RESTS = timedelta(weeks=1)
"""What presses, such as a promise, is not settled by skipping it: it comes again after this time."""
FARTHEST = timedelta(days=20 * 366)
_STEP: dict[str, InterviewState] = {
    "ask": "asked", "remind": "asked", "report": "held", "thanks": "thanked", "outcome": "outcome",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Answers:
    """Edits the journal already reflects are ignored, so nothing counts twice."""

    practice_state: PracticeState
    keys: Keys

    @property
    def today(self) -> date:
        return self.practice_state.today

    def to(self, item: Published, edit: UserEdit) -> Sequence[New]:
        """The entries that a deed is worth; none where the journal knows already, or where it means nothing."""
        if item.kind == "follow-up":
            return self._follow_up(item, edit)
        if item.kind == "talk":
            return self._talk(item, edit)
        if item.kind == "event":
            return self._event(item, edit)
        habit = next(
            (habit for habit in self.practice_state.habits if habit.key == f"{item.kind}/{item.subject}"), None
        )
        return self._habit(habit, item, edit) if habit is not None else ()

    def _follow_up(self, item: Published, edit: UserEdit) -> Sequence[New]:
        contact = self.practice_state.contacts.get(item.subject)
        if contact is None:
            return ()
        contact_state = self.practice_state.contact_states.get(contact.id, NOTHING_KNOWN)
        if item.key != current_follow_up_key(contact, item, self.practice_state, self.keys):
            return ()  # there was contact since
        if item.handle and item.handle not in {obligation.handle for obligation in contact_state.obligations}:
            return ()  # the claim is settled
        if edit.kind == "done":
            return [self._done(item, edit)]
        if edit.kind == "moved" and edit.day == edit.was:
            return ()  # only the hour is another, and that is the person's own affair
        about = self._about(item)
        if edit.kind == "moved":
            past = "past" if edit.day < self.today else None
            until = self._ahead(edit.day)
            return [New(contact.id, "move", self.today, until, past, about=about, known_last=contact.last)]
        day = self._ahead(edit.day)
        until = day + CLAIM_RESTS if item.obligation else after(day, contact.cadence)
        return [New(contact.id, "skip", self.today, until, about=about, known_last=contact.last)]

    def _done(self, item: Published, edit: UserEdit) -> New:
        if item.handle == "interview":
            return New(item.subject, "interview", edit.day, kind=_STEP[item.obligation])
        if item.obligation in ("thanks", "outcome", "promise"):
            return New(item.subject, "done", edit.day, about=item.handle)
        return New(item.subject, "interaction", edit.day)

    def _about(self, item: Published) -> str | None:
        """The claim's own name, agenda.Claim.name."""
        return f"{item.handle}/{item.obligation}" if item.handle == "interview" else item.handle or None

    def _talk(self, item: Published, edit: UserEdit) -> Sequence[New]:
        talk = self.practice_state.interviews.get(item.subject)
        if (
            talk is None
            or talk.state != "booked"
            or item.key != self.keys.of("interview", self.keys.person(talk.contact), talk.round)
        ):
            return ()
        if edit.kind == "done":
            return [New(item.subject, "interview", edit.day, kind="held")]
        if edit.kind == "moved" and edit.at is not None:
            return [New(item.subject, "interview", self.today, kind="booked", about=BY_CALENDAR, at=edit.at)]
        if item.is_past(self.practice_state.now, self.practice_state.zone):
            return ()
        return [New("", "calendar", self.today, kind=edit.kind, about=f"talk/{item.subject}")]

    def _event(self, item: Published, edit: UserEdit) -> Sequence[New]:
        """The book is the person's file, and nothing rewrites it: the next digest says what to write there."""
        if edit.kind == "done" or item.is_past(self.practice_state.now, self.practice_state.zone):
            return ()
        return [New("", "calendar", self.today, kind=edit.kind, about=f"event/{item.subject}", at=edit.at)]

    def _habit(self, habit: Habit, item: Published, edit: UserEdit) -> Sequence[New]:
        if item.key != self.keys.of(habit.kind, habit.id, habit.last or "first"):
            return ()
        if edit.kind == "done":
            return habit_done(
                habit.key, [who for who in habit.members if who in self.practice_state.contacts], edit.day
            )
        day = self._ahead(edit.day)
        if edit.kind == "deleted":
            return [New("", "skip", self.today, until=after(day, habit.cadence), about=habit.key)]
        return [New("", "move", self.today, until=day, about=habit.key)] if edit.day != edit.was else ()

    def _ahead(self, day: date) -> date:
        """Not before today, and not at the end of time."""
        return min(max(day, self.today), self.today + FARTHEST)
