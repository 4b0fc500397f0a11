"""What the person did in the calendar, as entries of the journal: moved, deleted or done there counts here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from followupd.calendar.caldav.merge import Deed
from followupd.calendar.identity import current_follow_up_key, key
from followupd.domain.cadence import after
from followupd.domain.journal import BY_CALENDAR, InterviewState
from followupd.planning.needs import NOTHING_KNOWN
from followupd.practice.habits import Habit
from followupd.practice.state import Outlook
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
    """`account` is whose calendar it is. The journal may be ahead of the calendar: what is answered there already is
    answered once."""

    outlook: Outlook
    account: str

    @property
    def today(self) -> date:
        return self.outlook.today

    def to(self, item: Published, deed: Deed) -> Sequence[New]:
        """The entries that a deed is worth; none where the journal knows already, or where it means nothing."""
        if item.kind == "follow-up":
            return self._follow_up(item, deed)
        if item.kind == "talk":
            return self._talk(item, deed)
        if item.kind == "event":
            return self._event(item, deed)
        habit = next((one for one in self.outlook.habits if one.key == f"{item.kind}/{item.subject}"), None)
        return self._habit(habit, item, deed) if habit is not None else ()

    def _follow_up(self, item: Published, deed: Deed) -> Sequence[New]:
        contact = self.outlook.contacts.get(item.subject)
        if contact is None:
            return ()
        standing = self.outlook.standings.get(contact.id, NOTHING_KNOWN)
        if item.key != current_follow_up_key(contact, item, self.outlook, self.account):
            return ()  # there was contact since
        if item.handle and item.handle not in {one.handle for one in standing.claims}:
            return ()  # the claim is settled
        if deed.kind == "done":
            return [self._done(item, deed)]
        if deed.kind == "moved" and deed.day == deed.was:
            return ()  # only the hour is another, and that is the person's own affair
        about = self._about(item)
        if deed.kind == "moved":
            past = "past" if deed.day < self.today else None
            until = self._ahead(deed.day)
            return [New(contact.id, "move", self.today, until, past, about=about, known_last=contact.last)]
        day = self._ahead(deed.day)
        until = day + CLAIM_RESTS if item.claim else after(day, contact.cadence)
        return [New(contact.id, "skip", self.today, until, about=about, known_last=contact.last)]

    def _done(self, item: Published, deed: Deed) -> New:
        if item.handle == "interview":
            return New(item.subject, "interview", deed.day, kind=_STEP[item.claim])
        if item.claim in ("thanks", "outcome", "promise"):
            return New(item.subject, "done", deed.day, about=item.handle)
        return New(item.subject, "interaction", deed.day)

    def _about(self, item: Published) -> str | None:
        """The claim's own name, agenda.Claim.name."""
        return f"{item.handle}/{item.claim}" if item.handle == "interview" else item.handle or None

    def _talk(self, item: Published, deed: Deed) -> Sequence[New]:
        talk = self.outlook.interviews.get(item.subject)
        if (
            talk is None
            or talk.state != "booked"
            or item.key != key(self.account, "interview", talk.contact, talk.round)
        ):
            return ()
        if deed.kind == "done":
            return [New(item.subject, "interview", deed.day, kind="held")]
        if deed.kind == "moved" and deed.at is not None:
            return [New(item.subject, "interview", self.today, kind="booked", about=BY_CALENDAR, at=deed.at)]
        if item.is_past(self.outlook.now, self.outlook.zone):
            return ()
        return [New("", "calendar", self.today, kind=deed.kind, about=f"talk/{item.subject}")]

    def _event(self, item: Published, deed: Deed) -> Sequence[New]:
        """The book is the person's file, and nothing rewrites it: the next digest says what to write there."""
        if deed.kind == "done" or item.is_past(self.outlook.now, self.outlook.zone):
            return ()
        return [New("", "calendar", self.today, kind=deed.kind, about=f"event/{item.subject}", at=deed.at)]

    def _habit(self, habit: Habit, item: Published, deed: Deed) -> Sequence[New]:
        if item.key != key(self.account, habit.kind, habit.id, habit.last or "first"):
            return ()
        if deed.kind == "done":
            return habit_done(habit.key, [who for who in habit.members if who in self.outlook.contacts], deed.day)
        day = self._ahead(deed.day)
        if deed.kind == "deleted":
            return [New("", "skip", self.today, until=after(day, habit.cadence), about=habit.key)]
        return [New("", "move", self.today, until=day, about=habit.key)] if deed.day != deed.was else ()

    def _ahead(self, day: date) -> date:
        """Not before today, and not at the end of time."""
        return min(max(day, self.today), self.today + FARTHEST)
