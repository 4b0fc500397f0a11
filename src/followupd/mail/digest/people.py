"""The people of a digest: whose turn it is, whom to congratulate, each with a draft and an idea."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from followupd.domain.agenda import Agenda, Celebration, Claim, FollowUp
from followupd.domain.book import Contact
from followupd.mail.digest.document import Item, Occasion, Section
from followupd.mail.drafts.draft import kind_for, mailto
from followupd.planning.needs import NOTHING_KNOWN
from followupd.practice.state import Outlook
from followupd.text import catalog
from followupd.text.catalog import _
from followupd.text.sanitize import one_line, shorten, web_address
from followupd.wording import goals, ideas, reasons, steps, talks

NOTE_LENGTH = 220


def by_day(
    turns: list[FollowUp], parties: list[Celebration], agenda: Agenda, outlook: Outlook, occasion: Occasion,
    numbers: Iterator[int],
) -> Iterator[Section]:  # fmt: skip
    """A section for each day: birthdays and milestones first, then the follow-ups; nobody comes up twice on a day."""
    today = agenda.today
    known = {one.id: one for one in (*agenda.followups, *agenda.waiting)}
    for day in sorted({one.day for one in parties} | {one.day for one in turns if one.day}):
        celebrated: dict[str, list[Celebration]] = {}
        for one in parties:
            if one.day == day:
                celebrated.setdefault(one.contact.id, []).append(one)
        items = [
            _party(several, known.get(who), next(numbers), outlook, occasion) for who, several in celebrated.items()
        ]
        # A greeting is the follow-up too.
        items += [
            _turn(one, next(numbers), outlook, occasion) for one in turns if one.day == day and one.id not in celebrated
        ]
        only_today = day == today and occasion.until <= today + timedelta(days=1)
        yield Section(_("Today") if only_today else catalog.capital(catalog.day(day)), tuple(items))


def _turn(one: FollowUp, number: int, outlook: Outlook, occasion: Occasion) -> Item:
    lines = [reasons.why_now(one, outlook.today)]
    moved = [reasons.moved_because(one)] if one.moved_by in ("limit", "gave-way", "closed", "budget") else []
    return _person(
        one.contact, number, "follow-up", one.day or outlook.today, lines, outlook, occasion, one.claim, more=moved
    )  # fmt: skip


def _party(
    several: list[Celebration], turn: FollowUp | None, number: int, outlook: Outlook, occasion: Occasion
) -> Item:  # fmt: skip
    """What there is to celebrate on a day, and the follow-up with it when it falls on the same day."""
    party = several[0]
    same_day = turn is not None and turn.day == party.day
    claim = turn.claim if turn is not None and same_day else None
    lines = [reasons.why_celebrate(one) for one in several]
    lines += [reasons.why_now(turn, outlook.today)] if turn is not None and claim is not None else []
    kind = "greeting" if same_day else "birthday"
    return _person(party.contact, number, kind, party.day, lines, outlook, occasion, claim, party)


def _person(
    contact: Contact, number: int, kind: str, day: date, lines: list[str], outlook: Outlook, occasion: Occasion,
    claim: Claim | None, party: Celebration | None = None, more: Sequence[str] = (),
) -> Item:  # fmt: skip
    standing = outlook.standings.get(contact.id, NOTHING_KNOWN)
    about = ", ".join(filter(None, (contact.role, contact.company)))
    serves = goals.serves(contact, [one.goal for one in outlook.goals])
    others = [loop for loop in outlook.card(contact).open if claim is None or loop.handle != claim.handle]
    notes = [shorten(one_line(contact.notes), NOTE_LENGTH)] if contact.notes else []
    channel = [_("Usually: %s.") % contact.channel] if contact.channel else []
    drafter, language = occasion.drafter, occasion.drafter.language_of(contact)
    facts = drafter.facts(contact, outlook, language, claim, party)
    draft_kind, formal = kind_for(contact, outlook, claim, party), contact.tone == "formal"
    draft = drafter.always(draft_kind, facts, formal=formal, language=language)
    address = contact.emails[0] if contact.emails else None
    note = standing.last_note if claim is None or claim.about != standing.last_note else None
    link = web_address(contact.url)
    return Item(
        number, kind, contact.id, day, contact.name, shorten(about, 120),
        (
            *lines, *_history(outlook.relation(contact).last, note, outlook.today), *more,
            ideas.idea(outlook.suggestion(contact, standing.ignored)),
            *filter(None, [serves]), *talks.open_loops(others), *notes, *channel,
        ),
        address=address,
        write_to=mailto(address, draft) if address else None,
        link=link,
        copy=draft.body if not address and (link or claim or party) else None,
        command=steps.done(claim, contact.id),
    )  # fmt: skip


def _history(last: date | None, note: str | None, today: date) -> Iterator[str]:
    if last is not None:
        yield _("Last contact: %s") % catalog.short_day(last, today=today)
    if note:
        yield _("From last time, to ask about: %s") % shorten(one_line(note), NOTE_LENGTH)
