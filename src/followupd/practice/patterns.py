"""Patterns of behaviour worth a kind remark: only asking, no thanks, no follow-up, always the same few."""

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
    history: Sequence[Entry], open_loops: Sequence[Loop], events: Sequence[EventState], others_wait: int,
    told: Mapping[str, date], today: date,
) -> Pattern | None:  # fmt: skip
    """The pattern worth a word today: at most one in a week, and the same one not again for four weeks.

    `told` is when each was last said; `others_wait` how many contacts are beyond their outer limit.
    """
    if any(day > today - A_WEEK for day in told.values()):
        return None
    for pattern in _patterns(history, open_loops, events, others_wait, today):
        if told.get(pattern, date.min) <= today - FOUR_WEEKS:
            return pattern
    return None


def _patterns(
    history: Sequence[Entry], open_loops: Sequence[Loop], events: Sequence[EventState], others_wait: int, today: date
) -> Iterator[Pattern]:
    recent = [entry for entry in history if today - RECENT < entry.day <= today and entry.in_touch]
    ways = Counter(entry.direction for entry in recent if entry.direction)
    if ways["received"] >= 3 and not ways["gave"]:
        yield "only-asks"
    if sum(loop.kind == "thanks" and loop.limit + A_WEEK < today for loop in open_loops) >= 2:
        yield "no-thanks"
    over = [
        event_state
        for event_state in events
        if event_state.met and event_state.event.ends.date() + A_WEEK < today <= event_state.event.ends.date() + RECENT
    ]
    if sum(len(event_state.open) for event_state in over) > sum(len(event_state.followed) for event_state in over):
        yield "no-follow-up"
    days = Counter(who for who, _day in {(entry.contact, entry.day) for entry in recent if entry.contact})
    two = sum(many for _who, many in days.most_common(2))
    if sum(days.values()) >= 8 and two >= 0.75 * sum(days.values()) and others_wait >= 3:
        yield "same-few"
