"""What the journal says of one contact in all, so that a round need not read it: it costs the same after ten years.

A summary is made from the contact's entries alone. It holds for every day from that of the newest entry on; an earlier
day (a rehearsal) needs the entries again, with `today`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from followupd.domain.journal import MAIL, MEETING, MET, NO, NOTICED, SEEN, SOURCES, Entry, Source
from followupd.planning.contact_states import Decided, decided
from followupd.practice.interviews import Interview, interviews
from followupd.practice.loops import Loop, loops, still_open

VERSION = 5
"""The version of the rules by which summaries are made; another number has all of them made anew."""
YEAR = timedelta(days=365)
MOST_NOTES = 3


@dataclass(frozen=True, slots=True)
class Noticed:
    """What was noticed by itself: when they wrote last, the last mail to them and the last meeting, each source's last
    contact that does not count yet, and source and day of each that the person said was no contact."""

    wrote: date | None = None
    sent: date | None = None
    met: date | None = None
    waiting: tuple[tuple[Source, date], ...] = ()
    refused: tuple[tuple[Source, date], ...] = ()

    def newest(self, source: Source) -> date | None:
        """The last day of which anything is known from it."""
        days = [self.wrote, self.sent] if source == MAIL else [self.met]
        days += [day for one, day in self.waiting if one == source]
        return max((day for day in days if day is not None), default=None)


@dataclass(frozen=True, slots=True)
class Summary:
    """Days are the person's calendar days; what counts within a year is kept for the year before the newest entry."""

    contact: str
    newest: date
    """The latest `day` of any entry."""
    decided: Decided
    notes: tuple[tuple[date, int, str], ...] = ()
    """The newest notes from being in touch, newest first: day, number of the entry, text."""
    first: date | None = None
    """The first day in touch."""
    ever: int = 0
    """The number of days in touch, of all time."""
    touched: tuple[date, ...] = ()
    """The days in touch of the last year, in order."""
    gave: tuple[date, ...] = ()
    received: tuple[date, ...] = ()
    """The days of the last year on which help went one way or the other, once for each time."""
    met: Entry | None = None
    """The first meeting at an event, when that is how the two met."""
    followed: int = 0
    """On how many days they were in touch after that meeting; counted up to 2."""
    open: tuple[Loop, ...] = ()
    interview: Interview | None = None
    milestones: tuple[tuple[date, str], ...] = ()
    """What is to be congratulated on, and when; what is long past is left out."""
    noticed: Noticed = Noticed()
    rated: str = ""
    """How open they were in a talk, how willing to share, and the chemistry: three digits, 1 to 5."""
    sorted_into: str = ""
    """The circle the person said, or NOT_KEPT."""
    practised: bool = False
    """Whether there is anything beyond contacts and decisions: a talk, a promise, help, something done."""


def summarise(contact: str, history: Sequence[Entry], zone: ZoneInfo, today: date | None = None) -> Summary:
    """The summary of one contact's entries, in order. With `today`, being in touch later does not count yet."""
    newest = max((entry.day for entry in history), default=date.min)
    until = newest if today is None else today
    talks = [entry for entry in history if entry.in_touch and entry.day <= until]
    days = sorted({entry.day for entry in talks})
    year = [entry for entry in history if until - YEAR < entry.day <= until] if until > date.min + YEAR else history
    remembered = [*talks, *(entry for entry in history if entry.type == "note" and entry.day <= until)]
    noted = sorted(((entry.day, entry.id, entry.note) for entry in remembered if entry.note), reverse=True)
    met = next((entry for entry in history if entry.type == "interaction" and entry.kind == MET and entry.about), None)
    since = {entry.day for entry in history if met is not None and is_since(met, entry)}
    return Summary(
        contact, newest, decided(history, talks, zone), tuple(noted[:MOST_NOTES]), days[0] if days else None, len(days),
        tuple(day for day in days if day > until - YEAR), tuple(entry.day for entry in year if _gave(entry)),
        tuple(entry.day for entry in year if _received(entry)), met, min(len(since), 2),
        tuple(still_open(loops(history))), interviews(history).get(contact), _milestones(history, newest),
        _noticed(history), next((entry.note or "" for entry in reversed(history) if entry.type == "rating"), ""),
        next((entry.kind or "" for entry in reversed(history) if entry.type == "sort"), ""),
        any(map(_is_practice, history)),
    )  # fmt: skip


def _milestones(history: Sequence[Entry], newest: date) -> tuple[tuple[date, str], ...]:
    learnt = [entry for entry in history if entry.type == "milestone"]
    found = [(entry.until, entry.note or "") for entry in learnt if entry.until is not None]
    return tuple(pair for pair in dict.fromkeys(found) if newest < date.min + YEAR or pair[0] > newest - YEAR)


def _noticed(history: Sequence[Entry]) -> Noticed:
    notices = [entry for entry in history if entry.type == "notice"]
    counted = [entry for entry in history if entry.type == "interaction" and entry.about in NOTICED]
    waiting = [(source, _latest(one for one in notices if one.kind != NO and one.source == source))
               for source in SOURCES]  # fmt: skip
    return Noticed(
        _latest(entry for entry in history if entry.type == "wrote"),
        _latest(entry for entry in counted if entry.source == MAIL),
        _latest(entry for entry in counted if entry.source == MEETING),
        tuple((source, day) for source, day in waiting if day is not None),
        tuple((entry.source, entry.until or entry.day) for entry in notices if entry.kind == NO),
    )


def _latest(found: Iterable[Entry]) -> date | None:
    return max((entry.day for entry in found), default=None)


def is_since(met: Entry, entry: Entry) -> bool:
    """Whether it is contact after the meeting itself."""
    return entry.id > met.id and entry.in_touch and entry.kind not in (MET, SEEN)


def _gave(entry: Entry) -> bool:
    return entry.direction == "gave" or (entry.about or "").startswith("promise-")


def _received(entry: Entry) -> bool:
    return entry.direction == "received" or (entry.type, entry.kind) == ("interview", "held")


def _is_practice(entry: Entry) -> bool:
    return entry.type in ("interview", "promise", "done") or entry.direction is not None
