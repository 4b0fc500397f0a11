"""Habits that a network tires of, seen kindly: only asking, no thanks, no follow-up, always the same few."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Literal

from followupd.domain.journal import Entry
from followupd.practice.events import EventState
from followupd.practice.loops import Loop

Pattern = Literal["only-asks", "no-thanks", "no-follow-up", "same-few"]
RECENT = timedelta(days=90)
A_WEEK, FOUR_WEEKS = timedelta(days=7), timedelta(days=28)


def remark(
    history: Sequence[Entry], loops: Sequence[Loop], events: Sequence[EventState], others_wait: int,
    told: Mapping[str, date], today: date,
) -> Pattern | None:  # fmt: skip
    """The pattern worth a word today: at most one in a week, and the same one not again for four weeks.

    `told` is when each was last said; `others_wait` how many contacts are beyond their outer limit.
    """
    if any(day > today - A_WEEK for day in told.values()):
        return None
    for one in _patterns(history, loops, events, others_wait, today):
        if told.get(one, date.min) <= today - FOUR_WEEKS:
            return one
    return None


def _patterns(
    history: Sequence[Entry], loops: Sequence[Loop], events: Sequence[EventState], others_wait: int, today: date
) -> Iterator[Pattern]:
    recent = [one for one in history if today - RECENT < one.day <= today and one.in_touch]
    ways = Counter(one.direction for one in recent if one.direction)
    if ways["received"] >= 3 and not ways["gave"]:
        yield "only-asks"
    if sum(one.kind == "thanks" and one.closed is None and one.limit + A_WEEK < today for one in loops) >= 2:
        yield "no-thanks"
    over = [
        one for one in events if one.met and one.event.ends.date() + A_WEEK < today <= one.event.ends.date() + RECENT
    ]
    if sum(len(one.open) for one in over) > sum(len(one.followed) for one in over):
        yield "no-follow-up"
    days = Counter(who for who, _day in {(one.contact, one.day) for one in recent if one.contact})
    two = sum(many for _who, many in days.most_common(2))
    if sum(days.values()) >= 8 and two >= 0.75 * sum(days.values()) and others_wait >= 3:
        yield "same-few"
