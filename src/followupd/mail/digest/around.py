"""What a digest says around people: whom one met, habits, and a look back."""

from collections.abc import Iterator
from datetime import date, timedelta

from followupd.mail.digest import findings
from followupd.mail.digest.document import Action, Item, Occasion, Section
from followupd.mail.digest.links import ways_to
from followupd.planning.days import closed, monday
from followupd.practice import captures
from followupd.practice.events import SUM_UP_AFTER, EventState, last_day
from followupd.practice.goals import GoalState
from followupd.practice.review import month_of
from followupd.practice.state import PracticeState
from followupd.text import catalog
from followupd.text.catalog import _
from followupd.wording import events, goals, habits, reviewing

QUARTERS = frozenset({1, 4, 7, 10})
"""Months that begin a quarter."""
MOST_ITEMS = 30
"""More than this and a list ends: a mail stays far under the 100 KB at which programs clip it."""


def sections(practice_state: PracticeState, occasion: Occasion, numbers: Iterator[int]) -> Iterator[Section]:
    """All of it, in its order."""
    yield from who_did_you_meet(practice_state, occasion, numbers)
    yield from goals_looked_at(practice_state, numbers)
    yield from practices(practice_state, occasion, numbers)
    yield from looking_back(practice_state, occasion, numbers)


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
    in_time = occasion.slot <= day + timedelta(days=1)
    lines, command = tuple(events.capture(event_state, late, in_time=in_time)), events.met_command(event)
    return Item(number, "capture", event.id, day, event.name, "", lines, command=command)


def practices(practice_state: PracticeState, occasion: Occasion, numbers: Iterator[int]) -> Iterator[Section]:
    """The day's habits, each with the command that says it is done; the person's own ones together, once a week."""
    items = list(_week_of_practices(practice_state, occasion, numbers))
    for habit in practice_state.habits:
        if habit.kind == "practice" and occasion.practices != "daily":
            continue
        if habit.day is None or habit.day > occasion.until or len(items) >= MOST_ITEMS:
            continue
        lines = [*habits.lines(habit, practice_state.contacts, practice_state.today)]
        links: tuple[Action, ...] = ()
        if habit.kind == "goal":
            times = len(practice_state.shown.get(("goal", habit.id), ()))
            for goal in (each for each in practice_state.goals if each.goal.id == habit.id):
                lines += goals.search(goal, occasion.zone, times)
                links = _to_introducer(goal, times, practice_state, occasion)
        items.append(
            Item(next(numbers), habit.kind, habit.id, habit.day, habits.title(habit), "", tuple(lines), links=links,
                 command=habits.command(habit))
        )  # fmt: skip
    if items:
        yield Section(_("Your habits"), tuple(items))


def _week_of_practices(practice_state: PracticeState, occasion: Occasion, numbers: Iterator[int]) -> Iterator[Item]:
    """With the first digest of a week: what it holds of the person's own habits. One left out counts as nothing."""
    begins = monday(occasion.slot)
    if occasion.practices != "weekly" or (occasion.previous is not None and occasion.previous >= begins):
        return
    several = habits.of_week(practice_state.habits, begins)
    if several:
        lines = tuple(habits.in_week(habit) for habit in several)
        number = next(numbers)
        yield Item(number, "practices", str(begins), occasion.slot, _("Small things this week"), "", lines,
                   command=f"followupd answer {number} {_('done')}")  # fmt: skip


def _to_introducer(
    goal: GoalState, times: int, practice_state: PracticeState, occasion: Occasion
) -> tuple[Action, ...]:
    """A way to whoever is to be asked for an introduction, with the draft in it."""
    contact = goals.introducer(goal, times)
    if contact is None:
        return ()
    draft, short = occasion.drafter.message("introduction", contact, practice_state, goal=goal.goal.name)
    return ways_to(contact, draft, short, _("Ask for an introduction"))


def goals_looked_at(practice_state: PracticeState, numbers: Iterator[int]) -> Iterator[Section]:
    """Goals midway, and those whose day has come: a look, and an end to choose."""
    names = {contact.id: contact.name for contact in practice_state.book.contacts} if practice_state.goals else {}
    today = practice_state.today
    items = tuple(
        Item(next(numbers), each.look, each.goal.id, today, each.goal.name, "", tuple(goals.look(each, names, today)),
             answers=goals.endings(each.goal, today), command=f"followupd goal {each.goal.id} …")
        for each in practice_state.campaigns if each.look is not None
    )  # fmt: skip
    if items:
        yield Section(_("Your goals"), items)


def looking_back(practice_state: PracticeState, occasion: Occasion, numbers: Iterator[int]) -> Iterator[Section]:
    """Two weeks after an event, and with the first digest of a month: what came of it."""
    lines = [
        events.summed_up(event_state)
        for event_state in practice_state.events
        if event_state.met and occasion.comes_now(last_day(event_state.event, occasion.zone) + SUM_UP_AFTER)
    ]
    first, items = month_of(occasion.slot), tuple[Item, ...]()
    begins = occasion.previous is not None and occasion.previous < first
    if practice_state.in_use and begins and first.month not in QUARTERS:  # then the quarter's mail says it
        end = first - timedelta(days=1)
        review = practice_state.review(month_of(end), end)
        if review.month.reached:
            lines.append(f"{catalog.capital(catalog.month(end))}: {reviewing.month(review.month)}")
            items = tuple(findings.items(review, practice_state, occasion, numbers))
    if lines:
        yield Section(_("Looking back"), items, lead=" ".join(lines))
