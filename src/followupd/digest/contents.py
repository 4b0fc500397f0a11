"""What a digest says: the agenda of the days until the next one, as items with short numbers and plain sentences.

Everything is decided and worded here; the templates only set it.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from followupd import reasons, words
from followupd.digest.notices import notices, questions
from followupd.digest.parts import Digest, Group, Item, Occasion
from followupd.model import Agenda, Book, Celebration, Contact, FollowUp, NetworkingEvent
from followupd.planning.cadence import after
from followupd.text import shorten
from followupd.words import _, ngettext

MOST_ITEMS = 30
"""More than this and a list ends with "and N more": a mail stays far under the 100 KB at which programs clip it."""
NOTE_LENGTH = 220


def contents(agenda: Agenda, book: Book, occasion: Occasion) -> Digest:
    """The digest of an agenda, in the language that is spoken (`words.speaking`)."""
    numbers = count(1)
    turns = [one for one in agenda.followups if one.day is not None and one.day <= occasion.until]
    parties = [one for one in agenda.celebrations if one.day <= occasion.until]
    groups = tuple(_groups(turns[:MOST_ITEMS], parties[:MOST_ITEMS], agenda, occasion, numbers))
    events = tuple(
        _event(one, next(numbers), occasion.zone) for one in _news_of_events(book.events, agenda.today, occasion)
    )
    ahead = tuple(_birthdays_ahead(agenda, occasion))
    left_out = max(0, len(turns) - MOST_ITEMS) + max(0, len(parties) - MOST_ITEMS)
    subject = _subject(turns, parties, events, ahead, agenda.today, occasion)
    return Digest(
        slot=occasion.slot,
        subject=subject,
        preview=_preview(groups, subject),
        greeting=_("Hello %s,") % (occasion.person.split() or [""])[0],
        groups=groups,
        more=ngettext("and %d more", "and %d more", left_out) % left_out if left_out else "",
        celebrations=ahead,
        events=events,
        coming=tuple(_coming(agenda, occasion)),
        questions=tuple(questions(agenda, occasion)),
        notices=tuple(notices(agenda, parties, occasion)),
        tells=tuple(slot for slot, _state, _answer in occasion.troubles),
        example=next((one.id for one in turns), next((one.contact.id for one in parties), None)),
    )


def _groups(
    turns: list[FollowUp], parties: list[Celebration], agenda: Agenda, occasion: Occasion, numbers: Iterator[int]
) -> Iterator[Group]:
    """By day: birthdays first, then the follow-ups."""
    today = agenda.today
    known = {one.id: one for one in (*agenda.followups, *agenda.waiting)}
    for day in sorted({one.day for one in parties} | {one.day for one in turns if one.day}):
        celebrated = {one.contact.id for one in parties if one.day == day}
        items = [_party(one, next(numbers), known, today) for one in parties if one.day == day]
        # A greeting is the follow-up too: nobody comes up twice on a day.
        items += [_turn(one, next(numbers), today) for one in turns if one.day == day and one.id not in celebrated]
        only_today = day == today and occasion.until <= today + timedelta(days=1)
        yield Group(_("Today") if only_today else words.capital(words.day(day)), tuple(items))


def _turn(one: FollowUp, number: int, today: date) -> Item:
    lines = [reasons.why_now(one, today), *_history(one.last, one.last_note, today)]
    if one.moved_by in ("limit", "gave-way", "closed", "budget"):
        lines.append(reasons.moved_because(one))
    return _person(one.contact, number, "follow-up", one.day or today, lines)


def _party(one: Celebration, number: int, known: Mapping[str, FollowUp], today: date) -> Item:
    turn = known.get(one.contact.id)
    last, note = (turn.last, turn.last_note) if turn is not None else (one.contact.last, None)
    kind = "greeting" if turn is not None and turn.day == one.day else "birthday"
    return _person(one.contact, number, kind, one.day, [reasons.why_celebrate(one), *_history(last, note, today)])


def _person(contact: Contact, number: int, kind: str, day: date, lines: list[str]) -> Item:
    about = ", ".join(filter(None, (contact.role, contact.company)))
    channel = [_("Usually: %s.") % contact.channel] if contact.channel else []
    notes = [shorten(" ".join(contact.notes.split()), NOTE_LENGTH)] if contact.notes else []
    return Item(
        number, kind, contact.id, day, contact.name, shorten(about, 120), (*lines, *notes, *channel),
        write_to=contact.emails[0] if contact.emails else None,
        link=contact.url if contact.url and contact.url.startswith(("https://", "http://")) else None,
    )  # fmt: skip


def _history(last: date | None, note: str | None, today: date) -> Iterator[str]:
    if last is not None:
        yield _("Last contact: %s") % words.short_day(last, today=today)
    if note:
        yield _("Your last note: %s") % shorten(" ".join(note.split()), NOTE_LENGTH)


def _news_of_events(events: Iterable[NetworkingEvent], today: date, occasion: Occasion) -> list[NetworkingEvent]:
    """Events of the days a digest covers, and those that have just come within the lookahead."""
    near = after(today, occasion.lookahead)
    reached = after(occasion.previous, occasion.lookahead) if occasion.previous else date.min
    chosen = []
    for event in sorted(events, key=lambda one: (one.starts, one.id)):
        first, last = (moment.astimezone(occasion.zone).date() for moment in (event.starts, event.ends))
        if last >= today and (first <= occasion.until or reached < first <= near):
            chosen.append(event)
    return chosen[:MOST_ITEMS]


def when(event: NetworkingEvent, zone: ZoneInfo) -> str:
    """ "Tuesday 2 February, 10:00–16:00", over several days with both."""
    starts, ends = event.starts.astimezone(zone), event.ends.astimezone(zone)
    first = f"{words.capital(words.day(starts.date()))}, {words.clock(starts)}"
    if starts.date() == ends.date():
        return f"{first}–{words.clock(ends)}"
    return f"{first} – {words.day(ends.date())}, {words.clock(ends)}"


def _event(event: NetworkingEvent, number: int, zone: ZoneInfo) -> Item:
    lines = [when(event, zone) + (f", {event.place}" if event.place else ""), reasons.goal_of(event)]
    if event.pitch:
        lines.append(_("Your pitch: %s") % shorten(" ".join(event.pitch.split()), NOTE_LENGTH))
    lines += [_("To ask: %s") % question for question in event.questions[:5]]
    if event.companion:
        lines.append(_("With: %s.") % event.companion)
    link = event.url if event.url and event.url.startswith(("https://", "http://")) else None
    return Item(
        number,
        "event",
        event.id,
        event.starts.astimezone(zone).date(),
        event.name,
        "",
        tuple(filter(None, lines)),
        link=link,
    )


def _birthdays_ahead(agenda: Agenda, occasion: Occasion) -> Iterator[str]:
    """Birthdays after the days of this digest, once they come within the lead time; each is announced once."""
    near = after(occasion.until, occasion.birthday_lead)
    told = after(occasion.told_until, occasion.birthday_lead) if occasion.told_until else occasion.until
    for one in agenda.celebrations:
        if max(told, occasion.until) < one.day <= near:
            said = _("%(name)s on %(day)s, turns %(age)d") if one.turns else _("%(name)s on %(day)s")
            yield said % {"name": one.contact.name, "day": words.day(one.day), "age": one.turns}


def _coming(agenda: Agenda, occasion: Occasion) -> Iterator[str]:
    """What the plan has for the time after this digest, within the lookahead."""
    near = after(agenda.today, occasion.lookahead)
    later = [one for one in agenda.followups if one.day and occasion.until < one.day <= near]
    for one in later[:10]:
        if one.day is not None:
            yield f"{words.weekday(one.day)} {words.short_day(one.day)}: {one.contact.name}"
    if len(later) > 10:
        yield ngettext("and %d more", "and %d more", len(later) - 10) % (len(later) - 10)


def _subject(
    turns: list[FollowUp],
    parties: list[Celebration],
    events: tuple[Item, ...],
    ahead: tuple[str, ...],
    today: date,
    occasion: Occasion,
) -> str:
    """Names people; short, because long subjects with other letters are damaged on the way."""
    everybody = [one.contact.name for one in parties] + [one.contact.name for one in turns]
    if names := list(dict.fromkeys(shorten(name, 24) for name in everybody)):
        days = (occasion.until - today).days
        frame = _("Today: %s") if days == 0 else _("This week: %s") if days >= 4 else _("Coming days: %s")
        return frame % _named(names)
    if events:
        return _("Coming up: %s") % shorten(events[0].title, 50)
    if ahead:
        return _("Birthdays ahead")
    return _("A word from followupd")


def _named(names: list[str]) -> str:
    if (rest := len(names) - 3) <= 0:
        return words.listing(names)
    said = ngettext("%(names)s and %(rest)d more", "%(names)s and %(rest)d more", rest)
    return said % {"names": ", ".join(names[:3]), "rest": rest}


def _preview(groups: tuple[Group, ...], subject: str) -> str:
    first = next((item for group in groups for item in group.items), None)
    return shorten(f"{first.title}: {first.lines[0]}", 140) if first else subject
