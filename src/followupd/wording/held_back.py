"""What stood between the day somebody was due and the day the plan gives them, and what would bring it sooner."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, timedelta

from followupd.domain.agenda import Agenda, FollowUp
from followupd.domain.book import Budget
from followupd.planning.days import Closed, closed
from followupd.text import catalog
from followupd.text.catalog import _, ngettext

_SHORT = 10
"""Within so many days each free one is named; beyond, only vacations and holidays are."""
_LONGEST = 400
_MOST_NAMES = 5
Shown = Mapping[str, Collection[date]]


def held_back(followup: FollowUp, agenda: Agenda, budget: Budget, shown: Shown) -> str:
    """Free days, who came first and the limit they fill, or a rest after it was let pass; empty when nothing did.

    `shown` are the days on which mails have named each contact.
    """
    first, last = followup.due, followup.day
    if last is None or last <= first:
        return ""
    days = [first + timedelta(days=n) for n in range(min((last - first).days, _LONGEST))]
    said = [*_free(days, budget)]
    open_days = [day for day in days if closed(day, budget) is None]
    if followup.ignored_on is not None and open_days:
        rest = _("After you let it go by on %s it rests for a while, so that others get their turn.")
        said.append(rest % catalog.short_day(followup.ignored_on))
        rested = followup.ignored_on + timedelta(days=rest_days(followup))
        open_days = [day for day in open_days if day >= rested]
    said += _came_first(followup, agenda, budget, shown, open_days)
    return " ".join(said)


def rest_days(followup: FollowUp) -> int:
    """For how long whoever was let go by rests (`planning.needs`)."""
    return max(1, round(followup.contact.cadence.days * min(followup.ignored, 3) / 6))


def _free(days: Sequence[date], budget: Budget) -> Iterator[str]:
    found = [(day, why) for day in days if (why := closed(day, budget, catalog.language())) is not None]
    if not found:
        return
    if len(days) <= _SHORT:
        listed = ", ".join(f"{catalog.short_day(day)} ({closed_because(why)})" for day, why in found)
        yield _("Not before, because these days are free: %s.") % listed
        return
    parts = [
        _("vacation %(first)s–%(last)s")
        % {"first": catalog.short_day(free.first), "last": catalog.short_day(free.last).rstrip(".")}
        for free in budget.vacations if free.first <= days[-1] and free.last >= days[0]
    ]  # fmt: skip
    holidays = list(dict.fromkeys(name for _day, (kind, name) in found if kind == "holiday"))
    parts += holidays[:_MOST_NAMES]
    if parts:
        yield _("In between: %s.") % catalog.listing(parts)


def _came_first(
    followup: FollowUp, agenda: Agenda, budget: Budget, shown: Shown, open_days: Sequence[date]
) -> Iterator[str]:  # fmt: skip
    taken = set(open_days)
    past = sum(day in taken for who, several in shown.items() if who != followup.id for day in several)
    ahead = [other.contact.name for other in agenda.followups if other.day in taken and other.id != followup.id]
    facts = {"day": budget.per_day, "week": budget.per_week}
    before = _("Your limit of %(day)d a day and %(week)d a week was full before") % facts
    if ahead and not past:
        yield f"{before} ({catalog.listing(ahead[:_MOST_NAMES])})."
    elif many := past + len(ahead):  # with nobody there was another reason, and none is made up
        yield f"{before}: " + ngettext("%d other came first.", "%d others came first.", many) % many


def sooner(followup: FollowUp, agenda: Agenda, budget: Budget, shown: Shown) -> str:
    """What would bring somebody sooner whom the limit held back; empty for all others."""
    if followup.fixed or followup.day is None or followup.day <= followup.due:
        return ""
    first = followup.due
    if followup.ignored_on is not None:
        first = max(first, followup.ignored_on + timedelta(days=rest_days(followup)))
    days = [first + timedelta(days=n) for n in range(min((followup.day - first).days, _LONGEST))]
    open_days = [day for day in days if closed(day, budget) is None]
    if not list(_came_first(followup, agenda, budget, shown, open_days)):
        return ""
    more = _("Sooner: move it in your calendar, or make room: followupd pace %d.")
    return more % (budget.per_week + max(1, budget.per_week // 4))


def closed_because(why: Closed) -> str:
    """Why a day is free, to stand after a colon."""
    kind, name = why
    return {"day-off": _("a day off"), "vacation": _("vacation"), "holiday": name}[kind]
