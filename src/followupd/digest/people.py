"""The people of a digest: whose turn it is, whom to congratulate, each with a draft and an idea."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from followupd import words
from followupd.agenda import Agenda, Celebration, Claim, FollowUp
from followupd.digest.parts import Item, Occasion, Section
from followupd.drafts.draft import kind_for, mailto
from followupd.model import Contact
from followupd.practice.outlook import Outlook
from followupd.telling import goals, ideas, reasons, steps, talks
from followupd.text import one_line, shorten
from followupd.words import _

NOTE_LENGTH = 220


def by_day(
    turns: list[FollowUp], parties: list[Celebration], agenda: Agenda, outlook: Outlook, occasion: Occasion,
    numbers: Iterator[int],
) -> Iterator[Section]:  # fmt: skip
    """A section for each day: birthdays and milestones first, then the follow-ups."""
    today = agenda.today
    known = {one.id: one for one in (*agenda.followups, *agenda.waiting)}
    for day in sorted({one.day for one in parties} | {one.day for one in turns if one.day}):
        celebrated = {one.contact.id for one in parties if one.day == day}
        items = [_party(one, next(numbers), known, outlook, occasion) for one in parties if one.day == day]
        # A greeting is the follow-up too: nobody comes up twice on a day.
        items += [
            _turn(one, next(numbers), outlook, occasion) for one in turns if one.day == day and one.id not in celebrated
        ]
        only_today = day == today and occasion.until <= today + timedelta(days=1)
        yield Section(_("Today") if only_today else words.capital(words.day(day)), tuple(items))


def _turn(one: FollowUp, number: int, outlook: Outlook, occasion: Occasion) -> Item:
    today = outlook.today
    lines = [reasons.why_now(one, today), *_history(one.last, one.last_note, today)]
    if one.moved_by in ("limit", "gave-way", "closed", "budget"):
        lines.append(reasons.moved_because(one))
    if one.claim is None:
        lines.append(ideas.idea(outlook.suggestion(one.contact, one.ignored)))
    done = steps.command(one.claim, one.id) if one.claim is not None else None
    return _person(one.contact, number, "follow-up", one.day or today, lines, outlook, occasion, one.claim, done=done)


def _party(
    one: Celebration, number: int, known: Mapping[str, FollowUp], outlook: Outlook, occasion: Occasion
) -> Item:  # fmt: skip
    turn = known.get(one.contact.id)
    last, note = (turn.last, turn.last_note) if turn is not None else (one.contact.last, None)
    kind = "greeting" if turn is not None and turn.day == one.day else "birthday"
    lines = [reasons.why_celebrate(one), *_history(last, note, outlook.today)]
    return _person(one.contact, number, kind, one.day, lines, outlook, occasion, None, one)


def _person(
    contact: Contact, number: int, kind: str, day: date, lines: list[str], outlook: Outlook, occasion: Occasion,
    claim: Claim | None, party: Celebration | None = None, done: str | None = None,
) -> Item:  # fmt: skip
    about = ", ".join(filter(None, (contact.role, contact.company)))
    serves = goals.serves(contact, [one.goal for one in outlook.goals])
    others = [loop for loop in outlook.card(contact).open if claim is None or loop.handle != claim.handle]
    notes = [shorten(one_line(contact.notes), NOTE_LENGTH)] if contact.notes else []
    channel = [_("Usually: %s.") % contact.channel] if contact.channel else []
    facts = occasion.drafter.facts(contact, outlook, claim, party)
    draft = occasion.drafter.always(kind_for(contact, outlook, claim, party), contact, facts)
    address = contact.emails[0] if contact.emails else None
    link = web(contact.url)
    return Item(
        number, kind, contact.id, day, contact.name, shorten(about, 120),
        (*lines, *filter(None, [serves]), *talks.open_loops(others), *notes, *channel),
        address=address,
        write_to=mailto(address, draft) if address else None,
        link=link,
        copy=draft.body if link and not address else None,
        command=done,
    )  # fmt: skip


def _history(last: date | None, note: str | None, today: date) -> Iterator[str]:
    if last is not None:
        yield _("Last contact: %s") % words.short_day(last, today=today)
    if note:
        yield _("From last time, to ask about: %s") % shorten(one_line(note), NOTE_LENGTH)


def web(url: str | None) -> str | None:
    return url if url and url.startswith(("https://", "http://")) else None
