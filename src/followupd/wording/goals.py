"""Goals in words: who can help, and where to look."""

from collections.abc import Iterator, Mapping
from datetime import date
from zoneinfo import ZoneInfo

from followupd.domain import durations
from followupd.domain.book import Cadence, Contact, DevelopmentGoal
from followupd.domain.cadence import after
from followupd.practice.campaigns import Campaign
from followupd.practice.events import first_day
from followupd.practice.goals import GoalState
from followupd.text import catalog
from followupd.text.catalog import _
from followupd.text.sanitize import one_line, shorten

_MOST_NAMES = 3
_LATER = Cadence(3, "month")
"""By how much a date is put off, when nothing else is said."""


def helpers(goal: GoalState) -> str:
    """Who can help, in the order in which to approach them; or that nobody can yet."""
    if not goal.covered:
        return _("nobody yet, so look for somebody.")
    names = [helper.name for helper in goal.helpers[:_MOST_NAMES]]
    return f"{names[0]}." if len(names) == 1 else _("first %(first)s, then %(others)s.") % {
        "first": names[0], "others": catalog.listing(names[1:]),
    }  # fmt: skip


def search(goal: GoalState, zone: ZoneInfo, times: int = 0) -> Iterator[str]:
    """Why it is worth the search, and where to begin; `times` is how often it was said before."""
    if goal.goal.why:
        yield shorten(one_line(goal.goal.why), 160)
    yield from where_to_look(goal, zone, times)


def where_to_look(goal: GoalState, zone: ZoneInfo, times: int = 0) -> Iterator[str]:
    """For a goal that nobody covers."""
    if goal.at_events:
        names = [f"{event.name} ({catalog.short_day(first_day(event, zone))})" for event in goal.at_events]
        yield _("Look there: %s.") % catalog.listing(names)
    if (contact := introducer(goal, times)) is not None:
        yield _("Ask %s whom they know: three lines are enough.") % contact.name
    if not goal.at_events and not goal.through:
        yield _("Look where people write or talk about it: a meet-up, a course, an author you could write to.")


def until(goal: DevelopmentGoal, today: date) -> str:
    """How long there is left; empty without a date."""
    if goal.by is None:
        return ""
    left = (goal.by - today).days
    if left < 0:
        return _("The date has passed: reached, or a new date?")
    return _("%s left") % durations.rough_span(left)


def look(campaign: Campaign, names: Mapping[str, str], today: date) -> Iterator[str]:
    """Midway, or on its date: what has been done for a goal, and what can become of it. None of it is a reproach."""
    goal, people = campaign.goal, list(dict.fromkeys(names[who] for who, _day in campaign.steps if who in names))
    if campaign.look == "goal-midway" and goal.by is not None:
        yield _("Half of the time has passed; %s.") % until(goal, today)
    elif goal.by is not None:
        yield _("Its day was %s.") % catalog.day(goal.by) if goal.by < today else _("Today is its day.")
    if people:
        yield _("Proposed on the way: %s.") % catalog.listing(people[:5])
    if campaign.look == "goal-midway":
        yield _("Is it still the right one?")
    else:
        yield _("Reached, a new date, or let go? Each is a good end.")


def endings(goal: DevelopmentGoal, today: date) -> tuple[tuple[str, str], ...]:
    """What can be answered to that: a label, and the words of the answer."""
    later = after(max(goal.by or today, today), _LATER)
    midway = goal.by is not None and goal.by > today
    return (
        (_("✓ Still right"), _("keep")) if midway else (_("✓ Reached"), _("reached")),
        (_("New date"), _("new date %s") % later.isoformat()),
        (_("Let it go"), _("let go")),
    )  # fmt: skip


def introducer(goal: GoalState, times: int) -> Contact | None:
    """Whom to ask for an introduction: somebody else each time."""
    return goal.through[times % len(goal.through)] if goal.through else None


def serves(contact: Contact, goals: list[DevelopmentGoal]) -> str:
    """That a contact can help with a goal; empty when with none."""
    names = [goal.name for goal in goals if goal.id in contact.goals]
    return _("Can help with your goal: %s.") % catalog.listing(names) if names else ""
