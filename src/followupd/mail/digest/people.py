"""The people of a digest: whose turn it is and whom to congratulate, day by day."""

from collections.abc import Iterator, Sequence

from followupd.domain.agenda import Agenda, Celebration, FollowUp
from followupd.mail.digest.cards import Proposals, card
from followupd.mail.digest.document import Item, Occasion, Section
from followupd.mail.digest.noticed import answered
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

    In a mail that has to last for a week, a line is enough for what neither presses nor is for its first day.
    """
    today, shown = agenda.today, 0
    known = {followup.id: followup for followup in (*agenda.followups, *agenda.waiting)}
    for day in sorted(
        {celebration.day for celebration in celebrations} | {followup.day for followup in turns if followup.day}
    ):
        celebrated: dict[str, list[Celebration]] = {}
        for celebration in celebrations:
            if celebration.day == day:
                celebrated.setdefault(celebration.contact.id, []).append(celebration)
        items: list[Item] = []
        later = occasion.is_weekly and day > max(occasion.slot, today)
        for who, several in celebrated.items():
            brief = later or shown + len(items) >= MOST_CARDS
            turn = known.get(who)
            items.append(_celebration(several, turn, next(numbers), practice_state, occasion, proposals, brief))
        for followup in turns:
            if followup.day == day and followup.id not in celebrated:  # a greeting is the follow-up too
                brief = (later and followup.obligation is None) or shown + len(items) >= MOST_CARDS
                items.append(_turn(followup, next(numbers), practice_state, occasion, proposals, brief))
        shown += len(items)
        only_today = day == today and occasion.days <= 2
        yield Section(_("To be in touch with") if only_today else catalog.capital(catalog.day(day)), tuple(items))


def _turn(
    followup: FollowUp, number: int, practice_state: PracticeState, occasion: Occasion, proposals: Proposals,
    brief: bool,
) -> Item:  # fmt: skip
    lines = [reasons.why_now(followup, practice_state.today), *answered(practice_state, followup.id)]
    if not brief and (moved := reasons.moved_briefly(followup)):
        lines.append(moved)
    day = followup.day or practice_state.today
    return card(followup.contact, number, "follow-up", day, lines, practice_state, occasion, proposals,
                followup.obligation, brief=brief)  # fmt: skip


def _celebration(
    several: list[Celebration], turn: FollowUp | None, number: int, practice_state: PracticeState, occasion: Occasion,
    proposals: Proposals, brief: bool,
) -> Item:  # fmt: skip
    """What there is to celebrate on a day, and the follow-up with it when it falls on the same day."""
    celebration = several[0]
    same_day = turn is not None and turn.day == celebration.day
    obligation = turn.obligation if turn is not None and same_day else None
    lines = [reasons.why_celebrate(celebration) for celebration in several]
    lines += [reasons.why_now(turn, practice_state.today)] if turn is not None and obligation is not None else []
    kind = "greeting" if same_day else "birthday"
    return card(celebration.contact, number, kind, celebration.day, lines, practice_state, occasion, proposals,
                obligation, celebration, brief=brief)  # fmt: skip
