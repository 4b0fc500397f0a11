"""What goes into the calendar: one item for each planned follow-up, birthday and event, as plain values."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime

from followupd import reasons
from followupd.model import Agenda, Book, Celebration, FollowUp, NetworkingEvent
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
    place: str | None = None
    url: str | None = None

    @property
    def digest(self) -> str:
        """Changes exactly when the item says something else."""
        return hashlib.sha256(json.dumps(asdict(self), default=str, sort_keys=True).encode()).hexdigest()


def items(agenda: Agenda, book: Book, account: str) -> Iterator[CalendarItem]:
    """The coming weeks in the language that is spoken."""
    for one in agenda.followups:
        if one.day is not None:
            yield _follow_up(one, one.day, account)
    for party in agenda.celebrations:
        yield _celebration(party, account)
    for event in sorted(book.events, key=lambda one: (one.starts, one.id)):
        yield _event(event, account)


def _uid(account: str, *identity: object) -> str:
    """A stable name for a thing (RFC 7986 §5.3 asks that it tells nothing): the same thing has it for ever."""
    said = "\0".join(map(str, (account, *identity)))
    return f"{hashlib.sha256(said.encode()).hexdigest()[:32]}@followupd"


def _follow_up(one: FollowUp, day: date, account: str) -> CalendarItem:
    # The last contact tells this follow-up from the next one with the same person.
    uid = _uid(account, "follow-up", one.id, one.last or "first")
    said = [reasons.why_now(one, day), *_known(one)]
    return CalendarItem(
        uid,
        _("Follow up: %s") % one.contact.name,
        day,
        day,
        "\n".join(said),
        _("Follow-up"),
        url=_link(one.contact.url),
    )


def _known(one: FollowUp) -> Iterator[str]:
    contact = one.contact
    if about := ", ".join(filter(None, (contact.role, contact.company))):
        yield about
    if one.last_note:
        yield _("Last time: %s") % one.last_note
    if contact.notes:
        yield contact.notes
    yield from contact.emails


def _celebration(one: Celebration, account: str) -> CalendarItem:
    uid = _uid(account, "birthday", one.contact.id, one.day.year)
    return CalendarItem(
        uid, _("Birthday: %s") % one.contact.name, one.day, one.day, reasons.why_celebrate(one), _("Birthday")
    )


def _event(event: NetworkingEvent, account: str) -> CalendarItem:
    said = [reasons.goal_of(event)]
    if event.pitch:
        said.append(_("Your pitch: %s") % event.pitch)
    said += [_("To ask: %s") % question for question in event.questions]
    if event.companion:
        said.append(_("With: %s.") % event.companion)
    return CalendarItem(
        _uid(account, "event", event.id), event.name, event.starts.astimezone(UTC), event.ends.astimezone(UTC),
        "\n".join(filter(None, said)), _("Networking"), busy=True, place=event.place, url=_link(event.url),
    )  # fmt: skip


def _link(url: str | None) -> str | None:
    return url if url and url.startswith(("https://", "http://")) and " " not in url else None
