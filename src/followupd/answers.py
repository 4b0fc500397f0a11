"""What the person did in the calendar, as entries of the journal: moved, deleted or done there counts here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from followupd.calendar.merge import Deed
from followupd.calendar.published import Published
from followupd.history import InterviewState
from followupd.journal.entries import New, habit_done
from followupd.model import Book
from followupd.planning.cadence import after

CLAIM_RESTS = timedelta(weeks=1)
"""What presses, such as a promise, is not settled by skipping it: it comes again after this time."""
_STEP: dict[str, InterviewState] = {
    "ask": "asked", "remind": "asked", "report": "held", "thanks": "thanked", "outcome": "outcome",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Answers:
    book: Book
    today: date

    def to(self, item: Published, deed: Deed) -> Sequence[New]:
        if item.kind == "follow-up":
            return self._follow_up(item, deed)
        if item.kind == "talk":
            return self._talk(item, deed)
        if item.kind == "event" and deed.kind != "done":
            # The book is the person's file, and nothing rewrites it: the next digest says what to write there.
            return [New("", "calendar", self.today, kind=deed.kind, about=f"event/{item.subject}", at=deed.at)]
        if item.kind in ("practice", "project", "goal") and deed.kind == "done":
            members = next((one.members for one in self.book.projects if one.id == item.subject), ())
            known = {one.id for one in self.book.contacts}
            several = [who for who in members if who in known] if item.kind == "project" else []
            return habit_done(f"{item.kind}/{item.subject}", several, deed.day)
        return ()

    def _follow_up(self, item: Published, deed: Deed) -> Sequence[New]:
        contact = next((one for one in self.book.contacts if one.id == item.subject), None)
        if contact is None:
            return ()
        about = item.handle or None
        if deed.kind == "moved":
            if deed.day == deed.was:
                return ()  # only the hour is another, and that is the person's own affair
            return [New(contact.id, "move", self.today, until=max(deed.day, self.today), about=about)]
        if deed.kind == "deleted":
            day = max(deed.day, self.today)
            until = day + CLAIM_RESTS if item.claim else after(day, contact.cadence)
            return [New(contact.id, "skip", self.today, until=until, about=about)]
        if item.handle == "interview":
            return [New(contact.id, "interview", deed.day, kind=_STEP[item.claim])]
        if item.claim in ("thanks", "outcome", "promise"):
            return [New(contact.id, "done", deed.day, about=about)]
        return [New(contact.id, "interaction", deed.day)]

    def _talk(self, item: Published, deed: Deed) -> Sequence[New]:
        if deed.kind == "done":
            return [New(item.subject, "interview", deed.day, kind="held")]
        if deed.kind == "moved" and deed.at is not None:
            return [New(item.subject, "interview", self.today, kind="booked", at=deed.at)]
        return [New("", "calendar", self.today, kind=deed.kind, about=f"talk/{item.subject}", at=deed.at)]
