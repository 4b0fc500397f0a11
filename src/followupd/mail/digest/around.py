"""What a digest says around people: whom one met, habits, and a look back."""

from collections.abc import Iterator
from datetime import date, timedelta

from followupd.mail.digest.document import Item, Occasion, Section
from followupd.planning.days import closed
from followupd.practice import captures
from followupd.practice.events import SUM_UP_AFTER, EventState, last_day
from followupd.practice.review import month_of
from followupd.practice.state import PracticeState
from followupd.text import catalog
from followupd.text.catalog import _
from followupd.wording import events, goals, habits, reviewing

MOST_ITEMS = 30
"""More than this and a list ends: a mail stays far under the 100 KB at which programs clip it."""


def who_did_you_meet(practice_state: PracticeState, occasion: Occasion, numbers: Iterator[int]) -> Iterator[Section]:
    """The evening's question, for events about which no evening mail asked."""
    asked = [(which, day) for (kind, which), days in practice_state.shown.items() if kind == "capture" for day in days]
    forgotten = captures.forgotten(
        practice_state.book.events, practice_state.now, occasion.previous, asked, occasion.zone,
        evenings=occasion.evenings,
    )  # fmt: skip
    found = [event_state for event_state in practice_state.events if event_state.event in forgotten]
    wanted = [event_state for event_state in found if wants_to_know(event_state)]
    items = tuple(capture(each, last_day(each.event, occasion.zone), next(numbers), occasion) for each in wanted)
    if items:
        yield Section(_("Who did you meet?"), items)


def wants_to_know(event_state: EventState) -> bool:
    """Whether it is worth asking whom one met at an event."""
    return len(event_state.met) < max(1, event_state.event.meet)


def capture(event_state: EventState, day: date, number: int, occasion: Occasion) -> Item:
    """The question about one event, or about one day of it."""
    event = event_state.event
    window = [day + timedelta(days=n) for n in range(1, 30)]
    opens = next((day for day in window if closed(day, occasion.budget) is None), None)
    late = opens if opens is not None and opens > window[1] else None
    lines, command = tuple(events.capture(event_state, late)), events.met_command(event)
    return Item(number, "capture", event.id, day, event.name, "", lines, command=command)


def practices(practice_state: PracticeState, occasion: Occasion, numbers: Iterator[int]) -> Iterator[Section]:
    """The day's habits, each with the command that says it is done."""
    items: list[Item] = []
    for habit in practice_state.habits:
        if habit.day is None or habit.day > occasion.until or len(items) >= MOST_ITEMS:
            continue
        lines = [*habits.lines(habit, practice_state.contacts, practice_state.today)]
        if habit.kind == "goal":
            wanted = [each for each in practice_state.goals if each.goal.id == habit.id]
            lines += [line for each in wanted for line in goals.search(each, occasion.zone)]
        items.append(
            Item(next(numbers), habit.kind, habit.id, habit.day, habits.title(habit), "", tuple(lines),
                 command=habits.command(habit))
        )  # fmt: skip
    if items:
        yield Section(_("Your habits"), tuple(items))


def looking_back(practice_state: PracticeState, occasion: Occasion) -> Iterator[Section]:
    """Two weeks after an event, and with the first digest of a month: what came of it."""
    lines = [
        events.summed_up(event_state)
        for event_state in practice_state.events
        if event_state.met and occasion.comes_now(last_day(event_state.event, occasion.zone) + SUM_UP_AFTER)
    ]
    first = month_of(occasion.slot)
    if practice_state.in_use and occasion.previous is not None and occasion.previous < first:
        end = first - timedelta(days=1)
        numbers = practice_state.numbers(month_of(end), end)
        if numbers.reached:
            lines.append(f"{catalog.capital(catalog.month(end))}: {reviewing.month(numbers)}")
    if lines:
        yield Section(_("Looking back"), lines=tuple(lines))
