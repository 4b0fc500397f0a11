"""What goes into the calendar: one item for each planned follow-up, birthday and event, as plain values."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime

from followupd.agenda import Agenda, Celebration, FollowUp
from followupd.model import Budget, NetworkingEvent
from followupd.practice import interviews
from followupd.practice.events import prepare_day
from followupd.practice.habits import Habit
from followupd.practice.interviews import Interview
from followupd.practice.outlook import Outlook
from followupd.telling import events, habits, ideas, reasons, talks
from followupd.text import one_line, web_address
from followupd.words import _


@dataclass(frozen=True, slots=True)
class CalendarItem:
    """`starts` and `ends` are days (an all-day item; `ends` is the same day) or instants in UTC."""

    uid: str
    summary: str
    starts: date | datetime
    ends: date | datetime
    description: str
    category: str
    busy: bool = False
    cancelled: bool = False
    place: str | None = None
    url: str | None = None

    @property
    def digest(self) -> str:
        """Changes exactly when the item says something else."""
        said = {key: value for key, value in asdict(self).items() if key != "cancelled" or value}
        return hashlib.sha256(json.dumps(said, default=str, sort_keys=True).encode()).hexdigest()


def items(agenda: Agenda, outlook: Outlook, budget: Budget, account: str) -> Iterator[CalendarItem]:
    """The coming weeks in the language that is spoken."""
    for one in agenda.followups:
        if one.day is not None:
            yield _follow_up(one, one.day, outlook, account)
    for party in agenda.celebrations:
        yield _celebration(party, account)
    for event in sorted(outlook.book.events, key=lambda one: (one.starts, one.id)):
        yield _event(event, outlook, account)
        if event.ends > outlook.now:
            yield _preparation(event, outlook, budget, account)
    for talk in sorted(outlook.interviews.values(), key=lambda one: (one.contact, one.round)):
        if talk.at is not None:
            yield _talk(talk, talk.at, outlook, account)
    for habit in outlook.habits:
        if habit.day is not None:
            yield _habit(habit, habit.day, outlook, account)


def _uid(account: str, *identity: object) -> str:
    """A stable name for a thing (RFC 7986 §5.3 asks that it tells nothing): the same thing has it for ever."""
    said = "\0".join(map(str, (account, *identity)))
    return f"{hashlib.sha256(said.encode()).hexdigest()[:32]}@followupd"


def _follow_up(one: FollowUp, day: date, outlook: Outlook, account: str) -> CalendarItem:
    # The last contact tells this follow-up from the next one with the same person, and a claim from the cadence.
    claim = (one.claim.handle,) if one.claim is not None else ()
    uid = _uid(account, "follow-up", one.id, one.last or "first", *claim)
    said = [reasons.why_now(one, day), *_known(one, outlook)]
    return CalendarItem(
        uid,
        _("Follow up: %s") % one.contact.name,
        day,
        day,
        "\n".join(said),
        _("Follow-up"),
        url=web_address(one.contact.url),
    )


def _known(one: FollowUp, outlook: Outlook) -> Iterator[str]:
    contact = one.contact
    if about := ", ".join(filter(None, (contact.role, contact.company))):
        yield about
    if one.last_note:
        yield _("From last time, to ask about: %s") % one.last_note
    yield ideas.idea(outlook.suggestion(contact, one.ignored))
    yield from talks.open_loops(outlook.card(contact).open)
    if contact.notes:
        yield contact.notes
    yield from contact.emails


def _celebration(one: Celebration, account: str) -> CalendarItem:
    if one.milestone is not None:
        uid = _uid(account, "milestone", one.contact.id, one.milestone.what, one.milestone.on, one.day)
        summary = f"{one.contact.name}: {one_line(one.milestone.what)}"
        return CalendarItem(uid, summary, one.day, one.day, reasons.why_celebrate(one), _("Milestone"))
    uid = _uid(account, "birthday", one.contact.id, one.day.year)
    return CalendarItem(
        uid, _("Birthday: %s") % one.contact.name, one.day, one.day, reasons.why_celebrate(one), _("Birthday")
    )


def _event(event: NetworkingEvent, outlook: Outlook, account: str) -> CalendarItem:
    return CalendarItem(
        _uid(account, "event", event.id), event.name, event.starts.astimezone(UTC), event.ends.astimezone(UTC),
        _prepared(event, outlook), _("Networking"), busy=not event.cancelled, cancelled=event.cancelled,
        place=event.place, url=web_address(event.url),
    )  # fmt: skip


def _preparation(event: NetworkingEvent, outlook: Outlook, budget: Budget, account: str) -> CalendarItem:
    """On the last open day that leaves the lead time, or the nearest before the event."""
    day = prepare_day(event, budget, outlook.zone)
    return CalendarItem(
        _uid(account, "preparation", event.id), _("Prepare: %s") % event.name, day, day, _prepared(event, outlook),
        _("Networking"), cancelled=event.cancelled, url=web_address(event.url),
    )  # fmt: skip


def _prepared(event: NetworkingEvent, outlook: Outlook) -> str:
    return "\n".join(events.preparation(event, outlook.book.contacts, outlook.book.events, outlook.zone))


def _talk(one: Interview, at: datetime, outlook: Outlook, account: str) -> CalendarItem:
    """Half an hour, with the card for it. It was dropped or is over: it stays as what it was."""
    contact = outlook.contacts[one.contact]
    gone = one.state in ("dropped", "asked", "candidate")
    return CalendarItem(
        _uid(account, "interview", one.contact, one.round), _("Talk with %s") % contact.name,
        at.astimezone(UTC), (at + interviews.LENGTH).astimezone(UTC),
        "\n".join(talks.card_lines(outlook.card(contact), outlook.today)), _("Talk"), busy=not gone, cancelled=gone,
        url=web_address(contact.url),
    )  # fmt: skip


def _habit(one: Habit, day: date, outlook: Outlook, account: str) -> CalendarItem:
    uid = _uid(account, one.kind, one.id, one.last or "first")
    said = "\n".join(habits.lines(one, outlook.contacts, outlook.today))
    return CalendarItem(uid, habits.title(one), day, day, said, _("Practice"))
