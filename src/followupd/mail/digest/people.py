"""The people of a digest: whose turn it is, whom to congratulate, each with a draft and an idea."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from followupd.domain.agenda import Agenda, Celebration, FollowUp, Obligation
from followupd.domain.book import Contact
from followupd.mail.digest.document import Item, Occasion, Section
from followupd.mail.digest.noticed import answered
from followupd.mail.drafts.draft import kind_for, mailto
from followupd.planning.needs import NOTHING_KNOWN
from followupd.practice.state import PracticeState
from followupd.text import catalog
from followupd.text.catalog import _
from followupd.text.sanitize import one_line, shorten, web_address
from followupd.wording import goals, ideas, reasons, steps, talks

NOTE_LENGTH = 220


def by_day(
    turns: list[FollowUp],
    celebrations: list[Celebration],
    agenda: Agenda,
    practice_state: PracticeState,
    occasion: Occasion,
    numbers: Iterator[int],
) -> Iterator[Section]:
    """A section for each day: birthdays and milestones first, then the follow-ups; nobody comes up twice on a day."""
    today = agenda.today
    known = {followup.id: followup for followup in (*agenda.followups, *agenda.waiting)}
    for day in sorted(
        {celebration.day for celebration in celebrations} | {followup.day for followup in turns if followup.day}
    ):
        celebrated: dict[str, list[Celebration]] = {}
        for celebration in celebrations:
            if celebration.day == day:
                celebrated.setdefault(celebration.contact.id, []).append(celebration)
        items = [
            _celebration(several, known.get(who), next(numbers), practice_state, occasion)
            for who, several in celebrated.items()
        ]
        # A greeting is the follow-up too.
        items += [
            _turn(followup, next(numbers), practice_state, occasion)
            for followup in turns
            if followup.day == day and followup.id not in celebrated
        ]
        only_today = day == today and occasion.until <= today + timedelta(days=1)
        yield Section(_("Today") if only_today else catalog.capital(catalog.day(day)), tuple(items))


def _turn(followup: FollowUp, number: int, practice_state: PracticeState, occasion: Occasion) -> Item:
    lines = [reasons.why_now(followup, practice_state.today)]
    moved = [reasons.moved_because(followup)] if followup.moved_by in ("limit", "gave-way", "closed", "budget") else []
    return _person(
        followup.contact,
        number,
        "follow-up",
        followup.day or practice_state.today,
        lines,
        practice_state,
        occasion,
        followup.obligation,
        more=moved,
    )


def _celebration(
    several: list[Celebration], turn: FollowUp | None, number: int, practice_state: PracticeState, occasion: Occasion
) -> Item:  # fmt: skip
    """What there is to celebrate on a day, and the follow-up with it when it falls on the same day."""
    celebration = several[0]
    same_day = turn is not None and turn.day == celebration.day
    obligation = turn.obligation if turn is not None and same_day else None
    lines = [reasons.why_celebrate(celebration) for celebration in several]
    lines += [reasons.why_now(turn, practice_state.today)] if turn is not None and obligation is not None else []
    kind = "greeting" if same_day else "birthday"
    return _person(
        celebration.contact, number, kind, celebration.day, lines, practice_state, occasion, obligation, celebration
    )


def _person(
    contact: Contact,
    number: int,
    kind: str,
    day: date,
    lines: list[str],
    practice_state: PracticeState,
    occasion: Occasion,
    obligation: Obligation | None,
    celebration: Celebration | None = None,
    more: Sequence[str] = (),
) -> Item:
    contact_state = practice_state.contact_states.get(contact.id, NOTHING_KNOWN)
    about = ", ".join(filter(None, (contact.role, contact.company)))
    serves = goals.serves(contact, [goal.goal for goal in practice_state.goals])
    others = [
        loop for loop in practice_state.card(contact).open if obligation is None or loop.handle != obligation.handle
    ]
    notes = [shorten(one_line(contact.notes), NOTE_LENGTH)] if contact.notes else []
    channel = [_("Usually: %s.") % contact.channel] if contact.channel else []
    drafter, language = occasion.drafter, occasion.drafter.language_of(contact)
    facts = drafter.facts(contact, practice_state, language, obligation, celebration)
    draft_kind, formal = kind_for(contact, practice_state, obligation, celebration), contact.tone == "formal"
    draft = drafter.always(draft_kind, facts, formal=formal, language=language)
    address = contact.emails[0] if contact.emails else None
    note = contact_state.last_note if obligation is None or obligation.about != contact_state.last_note else None
    link = web_address(contact.url)
    return Item(
        number, kind, contact.id, day, contact.name, shorten(about, 120),
        (
            *lines, *_history(practice_state.relation(contact).last, note, practice_state.today),
            *answered(practice_state, contact.id), *more,
            ideas.idea(practice_state.suggestion(contact, contact_state.ignored)),
            *filter(None, [serves]), *talks.open_loops(others), *notes, *channel,
        ),
        address=address,
        write_to=mailto(address, draft) if address else None,
        link=link,
        copy=draft.body if not address and (link or obligation or celebration) else None,
        command=steps.done(obligation, contact.id),
    )  # fmt: skip


def _history(last: date | None, note: str | None, today: date) -> Iterator[str]:
    if last is not None:
        yield _("Last contact: %s") % catalog.short_day(last, today=today)
    if note:
        yield _("From last time, to ask about: %s") % shorten(one_line(note), NOTE_LENGTH)
