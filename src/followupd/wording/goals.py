"""Goals in words: who can help, and where to look."""

from collections.abc import Iterator
from datetime import date
from zoneinfo import ZoneInfo

from followupd.domain import durations
from followupd.domain.book import Contact, DevelopmentGoal
from followupd.practice.goals import GoalState
from followupd.text import catalog
from followupd.text.catalog import _
from followupd.text.sanitize import one_line, shorten

_MOST_NAMES = 3


def helpers(goal: GoalState) -> str:
    """Who can help, in the order in which to approach them; or that nobody can yet."""
    if not goal.covered:
        return _("nobody yet, so look for somebody.")
    names = [helper.name for helper in goal.helpers[:_MOST_NAMES]]
    return f"{names[0]}." if len(names) == 1 else _("first %(first)s, then %(others)s.") % {
        "first": names[0], "others": catalog.listing(names[1:]),
    }  # fmt: skip


def search(goal: GoalState, zone: ZoneInfo) -> Iterator[str]:
    """Why it is worth the search, and where to begin."""
    if goal.goal.why:
        yield shorten(one_line(goal.goal.why), 160)
    yield from where_to_look(goal, zone)


def where_to_look(goal: GoalState, zone: ZoneInfo) -> Iterator[str]:
    """For a goal that nobody covers."""
    if goal.at_events:
        names = [
            f"{event.name} ({catalog.short_day(event.starts.astimezone(zone).date())})" for event in goal.at_events
        ]
        yield _("Look there: %s.") % catalog.listing(names)
    if goal.through:
        yield _("Ask for an introduction: %s.") % catalog.listing([contact.name for contact in goal.through])
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


def serves(contact: Contact, goals: list[DevelopmentGoal]) -> str:
    """That a contact can help with a goal; empty when with none."""
    names = [goal.name for goal in goals if goal.id in contact.goals]
    return _("Can help with your goal: %s.") % catalog.listing(names) if names else ""
