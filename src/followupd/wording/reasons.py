"""Why this person, why this day: the sentences that digest, `due` and `explain` share."""

from datetime import date, timedelta

from followupd.domain import durations
from followupd.domain.agenda import Agenda, Celebration, FollowUp
from followupd.domain.book import Budget
from followupd.planning.days import Closed, closed
from followupd.text import catalog
from followupd.text.catalog import _, ngettext
from followupd.wording.steps import why_claimed


def why_now(one: FollowUp, today: date) -> str:
    """One short sentence: why this person comes up."""
    if one.chosen:
        return _("You asked to be reminded now.")
    if one.obligation is not None:
        return why_claimed(one.obligation, max(one.day or today, today))
    if one.last is None:
        return _("A first hello: you have not been in touch yet.")
    rhythm = durations.every(one.contact.cadence)
    day = one.day or today
    if (day - one.due).days > max(3, one.contact.cadence.days / 10):
        return _("You wanted to be in touch %(rhythm)s; it has been %(span)s.") % {
            "rhythm": rhythm,
            "span": durations.rough_span(
                (max(day, today) - one.last).days, in_weeks=one.contact.cadence.unit == "week"
            ),
        }
    return _("You wanted to be in touch %(rhythm)s, and it is time.") % {"rhythm": rhythm}


def why_celebrate(one: Celebration) -> str:
    """What there is to celebrate, and how many years it is."""
    if one.milestone is None:
        return _("Birthday: turns %d.") % one.turns if one.turns else _("Birthday.")
    if not one.turns:
        return f"{one.milestone.what}."
    said = ngettext("%(what)s: %(years)d year.", "%(what)s: %(years)d years.", one.turns)
    return said % {"what": one.milestone.what, "years": one.turns}


def closed_because(why: Closed) -> str:
    kind, name = why
    return {"day-off": _("a day off"), "vacation": _("vacation"), "holiday": name}[kind]


def moved_because(one: FollowUp) -> str:
    """Why the planned day is another than it was; empty when it is not."""
    if one.moved_from is None or one.moved_by is None:
        return ""
    cause = {
        "ignored": _("it came up then and was let pass, which is fine"),
        "missed": _("no digest named it that day"),
        "closed": _("that day is free now"),
        "budget": _("the budget has no room on that day any more"),
        "later": _("it is due later now"),
        "sooner": _("it is due sooner now"),
        "limit": _("the outer limit is near"),
        "person": _("you moved it in your calendar"),
        "gave-way": _("it made room for %s, who could not wait") % (one.moved_for or ""),
    }[one.moved_by]
    return _("It was planned for %(day)s before and moved: %(cause)s.") % {
        "day": catalog.day(one.moved_from),
        "cause": cause,
    }


def explain(one: FollowUp, agenda: Agenda, budget: Budget) -> str:
    """The whole story of one contact's day in a paragraph."""
    parts = [_last_contact(one), _due(one)]
    if one.day is None and one not in agenda.waiting:
        parts.append(_("That is more than four weeks away; it gets its day when it comes nearer."))
    elif one.day is None:
        ahead = len(agenda.followups)
        parts.append(
            ngettext(
                "There is no room in the coming four weeks: %d follow-up comes first.",
                "There is no room in the coming four weeks: %d follow-ups come first.",
                ahead,
            )
            % ahead
        )
        parts.append(_("A larger budget or slower cadences would help."))
    else:
        parts.append(_("Planned for %s.") % catalog.day(one.day, year=True))
        if one.fixed:
            parts.append(_("You put it on that day in your calendar."))
        else:
            parts += [_obstacles(one, agenda, budget), moved_because(one)]
    if one.ignored:
        parts.append(
            ngettext("Came up on %d day without an answer.", "Came up on %d days without an answer.", one.ignored)
            % one.ignored
        )
    parts.append(_("Outer limit: %s.") % catalog.day(one.limit, year=True))
    return " ".join(filter(None, parts))


def _last_contact(one: FollowUp) -> str:
    if one.last is None:
        return _("You have not been in touch with %s yet.") % one.contact.name
    return _("You were last in touch with %(name)s on %(day)s.") % {
        "name": one.contact.name,
        "day": catalog.day(one.last, year=True),
    }


def _due(one: FollowUp) -> str:
    facts = {"rhythm": durations.every(one.contact.cadence), "day": catalog.day(one.due, year=True)}
    if one.chosen:
        return _("You asked to be reminded on %(day)s.") % facts
    if one.obligation is not None:
        return why_claimed(one.obligation, one.day or one.due) + " " + _("It is due on %(day)s.") % facts
    if one.skipped:
        return _("You skipped it in your calendar, so it is due on %(day)s.") % facts
    if one.last is None:
        return _("You want to be in touch %(rhythm)s; the first time is spread to %(day)s.") % facts
    return _("You want to be in touch %(rhythm)s, so it is due on %(day)s.") % facts


def _obstacles(one: FollowUp, agenda: Agenda, budget: Budget) -> str:
    """What stood on the days between the due day and the planned one."""
    first = max(one.due, agenda.today)
    if one.day is None or first >= one.day:
        return ""
    free: list[str] = []
    full: list[date] = []
    for n in range(min((one.day - first).days, 28)):
        day = first + timedelta(days=n)
        if (why := closed(day, budget, catalog.language())) is not None:
            free.append(f"{catalog.short_day(day)} ({closed_because(why)})")
        else:
            full.append(day)
    said = []
    if free:
        said.append(_("Not before, because these days are free: %s.") % ", ".join(free))
    if resting := _resting(one, full):
        said.append(resting)
    elif full:
        facts = {"day": budget.per_day, "week": budget.per_week}
        before = _("The budget of %(day)d a day and %(week)d a week was full before") % facts
        names = [other.contact.name for other in agenda.followups if other.day in full][:5]
        said.append(f"{before} ({catalog.listing(names)})." if names else f"{before}.")
    return " ".join(said)


def _resting(one: FollowUp, days: list[date]) -> str:
    if one.ignored_on is None or not days:
        return ""
    return _("After it was let pass on %s it rests for a while, so that others get their turn.") % catalog.short_day(
        one.ignored_on
    )
