"""Why this person, why this day: the sentences that digest, `due` and `explain` share."""

from datetime import date

from followupd.domain import durations
from followupd.domain.agenda import Agenda, Celebration, FollowUp
from followupd.domain.book import Budget
from followupd.text import catalog
from followupd.text.catalog import _, ngettext
from followupd.wording.held_back import Shown, held_back, sooner
from followupd.wording.obligations import why_now_by_obligation

OFTEN_DAYS = 10
"""Of whoever comes up this often, the day is told: the same sentence each week says nothing."""


def why_now(followup: FollowUp, today: date) -> str:
    """One short sentence: why this person comes up."""
    if followup.chosen:
        return _("You asked to be reminded now.")
    if followup.obligation is not None:
        return why_now_by_obligation(followup.obligation, max(followup.day or today, today), followup.times)
    day = max(followup.day or today, today)
    if followup.last is None:
        return _first_hello(followup.times)
    if followup.times:
        return _once_more(followup, followup.last, day)
    rhythm = durations.every(followup.contact.cadence)
    if followup.contact.cadence.days <= OFTEN_DAYS:
        said = _("You were last in touch %s, and it is time again.")
        return said % catalog.past_day(followup.last, today=day)
    if (day - followup.due).days > max(3, followup.contact.cadence.days / 10):
        return _("You wanted to be in touch %(rhythm)s; it has been %(span)s.") % {
            "rhythm": rhythm,
            "span": durations.rough_span((day - followup.last).days, in_weeks=followup.contact.cadence.unit == "week"),
        }
    return _("You wanted to be in touch %(rhythm)s, and it is time.") % {"rhythm": rhythm}


def _first_hello(times: int) -> str:
    if times == 0:
        return _("A first hello: you have not been in touch yet.")
    return (
        _("Still new to you: one line is enough.") if times == 1 else _("No hurry with a first hello; or let it rest.")
    )


def _once_more(followup: FollowUp, last: date, day: date) -> str:
    """Other words each time it comes up without an answer, so that nobody reads one sentence again and again."""
    if followup.times == 1:
        said = _("Two lines are enough; you were last in touch %s.")
        return said % catalog.past_day(last, today=day)
    if followup.times == 2:
        return _("Perhaps not now? Two lines, or let it rest.")
    days = (day - last).days
    return ngettext("No hurry: it has been %d day.", "No hurry: it has been %d days.", days) % days


def why_celebrate(celebration: Celebration) -> str:
    """What there is to celebrate, and how many years it is."""
    if celebration.milestone is None:
        return _("Birthday: turns %d.") % celebration.turns if celebration.turns else _("Birthday.")
    if not celebration.turns:
        return f"{celebration.milestone.what}."
    said = ngettext("%(what)s: %(years)d year.", "%(what)s: %(years)d years.", celebration.turns)
    return said % {"what": celebration.milestone.what, "years": celebration.turns}


def moved_because(followup: FollowUp) -> str:
    """Why the planned day is another than it was; empty when it is not."""
    if followup.moved_from is None or followup.moved_by is None:
        return ""
    cause = {
        "ignored": _("it came up then and you let it go by, which is fine"),
        "missed": _("no digest named it that day"),
        "closed": _("that day is free now"),
        "budget": _("your limit for that day or week is reached"),
        "later": _("it is due later now"),
        "sooner": _("it is due sooner now"),
        "limit": _("the outer limit is near"),
        "person": _("you moved it in your calendar"),
        "gave-way": _("it made room for %s, who could not wait") % (followup.moved_for or ""),
    }[followup.moved_by]
    return _("It was planned for %(day)s before and moved: %(cause)s.") % {
        "day": catalog.day(followup.moved_from),
        "cause": cause,
    }


def late_because(followup: FollowUp, agenda: Agenda, budget: Budget, shown: Shown) -> str:
    """In a mail: why the day moved, or why it comes a good deal later than it was due; empty where neither is so."""
    if followup.moved_by in ("limit", "gave-way", "closed", "budget"):
        return moved_because(followup)
    day, cadence = followup.day or agenda.today, followup.contact.cadence.days
    if followup.obligation is None and not followup.ignored and (day - followup.due).days > max(7, cadence / 4):
        return held_back(followup, agenda, budget, shown)
    return ""


def explain(followup: FollowUp, agenda: Agenda, budget: Budget, shown: Shown) -> str:
    """The whole story of one contact's day in a paragraph: due, what held it back, what would bring it sooner. `shown`
    are the days on which mails have named each contact."""
    parts = [_last_contact(followup), _due(followup, agenda.today)]
    if followup.day is None and followup not in agenda.waiting:
        parts.append(_("That is more than four weeks away; it gets its day when it comes nearer."))
    elif followup.day is None:
        ahead = len(agenda.followups)
        parts.append(
            ngettext(
                "There is no room in the coming four weeks: %d follow-up comes first.",
                "There is no room in the coming four weeks: %d follow-ups come first.",
                ahead,
            )
            % ahead
        )
        more = budget.per_week + max(1, budget.per_week // 4)
        parts.append(_("Room for more people a week would help (followupd pace %d), or slower cadences.") % more)
    else:
        parts.append(_("Planned for %s.") % catalog.day(followup.day, year=True))
        if followup.fixed:
            parts.append(_("You put it on that day in your calendar."))
        else:
            parts += [held_back(followup, agenda, budget, shown), moved_because(followup)]
            parts.append(sooner(followup, agenda, budget, shown))
    if followup.ignored:
        parts.append(
            ngettext("Came up on %d day without an answer.", "Came up on %d days without an answer.", followup.ignored)
            % followup.ignored
        )
    parts.append(_("Outer limit: %s.") % catalog.day(followup.limit, year=True))
    return " ".join(filter(None, parts))


def _last_contact(followup: FollowUp) -> str:
    if followup.last is None:
        return _("You have not been in touch with %s yet.") % followup.contact.name
    return _("You were last in touch with %(name)s on %(day)s.") % {
        "name": followup.contact.name,
        "day": catalog.day(followup.last, year=True),
    }


def _due(followup: FollowUp, today: date) -> str:
    facts = {"rhythm": durations.every(followup.contact.cadence), "day": catalog.day(followup.due, year=True)}
    if followup.chosen:
        return _("You asked to be reminded on %(day)s.") % facts
    if followup.obligation is not None:
        return (
            why_now_by_obligation(followup.obligation, max(followup.due, today))
            + " "
            + _("It is due on %(day)s.") % facts
        )
    if followup.skipped:
        return _("You skipped it, so it is due on %(day)s.") % facts
    if followup.last is None:
        return _("You want to be in touch %(rhythm)s; the first time is spread to %(day)s.") % facts
    return _("You want to be in touch %(rhythm)s, so it is due on %(day)s.") % facts
