"""The obligations to each contact, gathered from loops, events, interviews and milestones."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from followupd.domain.agenda import Obligation
from followupd.domain.book import Book, Milestone
from followupd.practice import events, interviews
from followupd.practice.interviews import Interview
from followupd.practice.summary import Summary

CONGRATULATE_WITHIN, CONGRATULATE_UNTIL = timedelta(days=7), timedelta(days=30)


def obligations(
    book: Book, summaries: Mapping[str, Summary], met: Iterable[Summary], talks: Iterable[Interview], now: datetime,
    zone: ZoneInfo, steps: Iterable[tuple[str, Obligation]] = (),
) -> dict[str, tuple[Obligation, ...]]:  # fmt: skip
    """Each contact's obligations, the earliest first. `met` are those who were met at an event; `steps` lead to
    goals."""
    found: dict[str, list[Obligation]] = defaultdict(list)
    today = now.astimezone(zone).date()
    known = {event.id: event for event in book.events}
    written = {contact.id: contact.last for contact in book.contacts if contact.last is not None}
    for who, summary in summaries.items():
        found[who] += [loop.obligation() for loop in summary.open]
    for summary in met:
        entry = summary.met
        to_follow_up = events.obligation(summary, known.get((entry.about if entry else "") or ""), zone)
        # The 48 hours do not run either when the book says that there was contact after the meeting.
        if entry is not None and to_follow_up is not None and written.get(entry.contact, date.min) <= entry.day:
            found[entry.contact].append(to_follow_up)
    for talk in talks:
        if (step := interviews.obligation(talk, now, zone)) is not None:
            found[talk.contact].append(step)
    for who, towards_goal in steps:
        found[who].append(towards_goal)
    for milestone in book.milestones:
        found[milestone.contact] += _congratulate(milestone, summaries.get(milestone.contact), today)
    order = {
        who: sorted(several, key=lambda obligation: (obligation.due, obligation.limit, obligation.handle))
        for who, several in found.items()
    }
    return {who: tuple(several) for who, several in order.items() if several}


def _congratulate(milestone: Milestone, summary: Summary | None, today: date) -> Iterator[Obligation]:
    """For a milestone whose day has passed without a word: it was learnt late, or let pass."""
    greeted = summary is not None and any(day >= milestone.on for day in summary.touched)
    if not milestone.yearly and not greeted and milestone.on < today <= milestone.on + CONGRATULATE_UNTIL:
        due = milestone.on + timedelta(days=1)
        yield Obligation(
            "congratulate", "milestone", due, milestone.on + CONGRATULATE_WITHIN, milestone.on, 7, milestone.what
        )
