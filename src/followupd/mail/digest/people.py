"""The people of a digest: whose turn it is and whom to congratulate, day by day."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from followupd.domain.agenda import Agenda, Celebration, FollowUp
from followupd.mail.digest.cards import Proposals, card, is_recent
from followupd.mail.digest.document import Item, Occasion, Section
from followupd.mail.digest.noticed import answered
from followupd.practice.evenings import has_clock
from followupd.practice.state import PracticeState
from followupd.text import catalog
from followupd.text.catalog import _
from followupd.wording import reasons

MOST_CARDS = 12
"""More than this on one mail, and the others are a line each."""


def by_day(
    turns: Sequence[FollowUp], celebrations: Sequence[Celebration], agenda: Agenda, practice_state: PracticeState,
    occasion: Occasion, numbers: Iterator[int], proposals: Proposals,
) -> Iterator[Section]:  # fmt: skip
    """A section for each day: birthdays and milestones first, then the follow-ups; nobody comes up twice on a day.

    In a mail that has to last for a week, the days after the first share one, with a line for each person.
    """
    shown, later = 0, list[Item]()
    known = {followup.id: followup for followup in agenda.everybody} if celebrations else {}
    days = {celebration.day for celebration in celebrations} | {followup.day for followup in turns if followup.day}
    for day in sorted(days):
        is_later = occasion.is_weekly and day > max(occasion.slot, agenda.today)
        items: list[Item] = []
        for who, several in _celebrated(celebrations, day).items():
            brief = is_later or shown + len(items) >= MOST_CARDS
            turn = known.get(who)
            items.append(_celebration(several, turn, next(numbers), practice_state, occasion, proposals, brief))
        for followup in turns:
            if followup.day == day:
                brief = is_later or shown + len(items) >= MOST_CARDS
                items.append(_turn(followup, next(numbers), agenda, practice_state, occasion, proposals, brief))
        shown += len(items)
        if is_later:
            later += (_with_its_day(item) for item in items)
        elif items:
            only_today = day == agenda.today and occasion.days <= 2
            yield Section(_("To be in touch with") if only_today else catalog.capital(catalog.day(day)), tuple(items))
    if later:
        yield Section(_("Later this week"), tuple(later))


def has_its_own_mail(followup: FollowUp, occasion: Occasion) -> bool:
    """Whether it is left to another mail: to the evening of its day, which has no digest, or to the one after a talk
    that has not been yet."""
    day, obligation = followup.day or occasion.slot, followup.obligation
    if obligation is not None and obligation.kind in ("report", "appointment") and obligation.due > occasion.slot:
        return True
    its_evening = occasion.evenings and day > occasion.slot and day.weekday() not in occasion.digest_days
    return its_evening and has_clock(followup)


def _celebrated(celebrations: Sequence[Celebration], day: date) -> dict[str, list[Celebration]]:
    found: dict[str, list[Celebration]] = {}
    for celebration in celebrations:
        if celebration.day == day:
            found.setdefault(celebration.contact.id, []).append(celebration)
    return found


def is_greeted(followup: FollowUp, celebrations: Sequence[Celebration], occasion: Occasion) -> bool:
    """Whether a greeting is the follow-up too: on the same day, and in a week's mail on another day of the week."""
    mine = [celebration for celebration in celebrations if celebration.contact.id == followup.id]
    if any(celebration.day == followup.day for celebration in mine):
        return True
    return bool(mine) and occasion.is_weekly and followup.obligation is None


def _with_its_day(item: Item) -> Item:
    day = f"{catalog.capital(catalog.weekday(item.day))} {item.day.day}"
    return replace(item, lines=(f"{day}: {item.lines[0]}", *item.lines[1:]))


def _turn(
    followup: FollowUp, number: int, agenda: Agenda, practice_state: PracticeState, occasion: Occasion,
    proposals: Proposals, brief: bool,
) -> Item:  # fmt: skip
    lines = [reasons.why_now(followup, practice_state.today), *answered(practice_state, followup.id)]
    held = "" if brief else reasons.late_because(followup, agenda, occasion.budget, practice_state.days_shown)
    if held and not is_recent(followup.id, practice_state):
        lines.append(held)
    day = followup.day or practice_state.today
    return card(followup.contact, number, "follow-up", day, lines, practice_state, occasion, proposals,
                followup.obligation, brief=brief)  # fmt: skip


def _celebration(
    several: list[Celebration], turn: FollowUp | None, number: int, practice_state: PracticeState, occasion: Occasion,
    proposals: Proposals, brief: bool,
) -> Item:  # fmt: skip
    """What there is to celebrate on a day, and the follow-up with it when it falls on the same day."""
    celebration = several[0]
    greets = turn is not None and turn.day is not None and is_greeted(turn, several, occasion)
    same_day = greets and turn is not None and turn.day is not None and turn.day <= occasion.until
    obligation = turn.obligation if turn is not None and same_day else None
    lines = [reasons.why_celebrate(celebration) for celebration in several]
    lines += [reasons.why_now(turn, practice_state.today)] if turn is not None and obligation is not None else []
    kind = "greeting" if same_day else "birthday"
    return card(celebration.contact, number, kind, celebration.day, lines, practice_state, occasion, proposals,
                obligation, celebration, brief=brief)  # fmt: skip
