"""What the person did in the calendar since the last mail, and what the plan made of it."""

from collections import Counter
from collections.abc import Iterator
from datetime import date

from followupd.domain.agenda import Agenda
from followupd.domain.journal import ANSWERED, BY_CALENDAR, NO_ANSWER, Entry
from followupd.mail.digest.document import Occasion
from followupd.planning.days import closed, monday
from followupd.practice.events import length
from followupd.practice.state import PracticeState
from followupd.text import catalog
from followupd.text.catalog import _
from followupd.wording import habits

_TOLD = ("move", "skip", "calendar")


def news(agenda: Agenda, practice_state: PracticeState, occasion: Occasion) -> Iterator[str]:
    """A sentence for each thing that was changed in the calendar since the last digest that got through."""
    since = practice_state.after(occasion.told_entry)
    newest = {
        (entry.contact, entry.about): entry for entry in since
        if (entry.type in _TOLD or entry.about == BY_CALENDAR) and entry.kind not in (ANSWERED, NO_ANSWER)
    }  # fmt: skip
    for entry in newest.values():
        if entry.about == BY_CALENDAR and entry.at is not None and (name := _name(entry, practice_state)):
            local = entry.at.astimezone(occasion.zone)
            yield _("You moved the talk with %(name)s to %(day)s, %(clock)s.") % {
                "name": name, "day": catalog.day(local.date()), "clock": catalog.clock(local),
            }  # fmt: skip
        elif entry.type == "calendar":
            yield from _beside_the_plan(entry, practice_state, occasion)
        elif entry.until is not None and (name := _name(entry, practice_state)):
            said = {
                "move": _("You moved %(name)s to %(day)s, and the plan has followed."),
                "past": _("You moved %(name)s to a day that has passed; the plan has taken %(day)s."),
                "skip": _("You deleted %(name)s there, so this time is skipped. %(name)s comes back around %(day)s."),
            }[entry.kind or entry.type]
            day = entry.until if entry.type == "move" else _next(entry, entry.until, agenda)
            yield said % {"name": name, "day": catalog.date_of(day, today=agenda.today)}
    yield from _over_budget(agenda, occasion)


def _name(entry: Entry, practice_state: PracticeState) -> str:
    """Whom or what it is about; empty for what is in the book no more."""
    if (contact := practice_state.contacts.get(entry.contact)) is not None:
        return contact.name
    return next(
        (catalog.quoted(habits.title(habit)) for habit in practice_state.habits if habit.key == entry.about), ""
    )


def _next(entry: Entry, until: date, agenda: Agenda) -> date:
    """When somebody who was skipped really comes up next: something else may press before."""
    return next((turn.day for turn in agenda.followups if turn.id == entry.contact and turn.day), until)


def _over_budget(agenda: Agenda, occasion: Occasion) -> Iterator[str]:
    """Where the person's own days hold more people than the budget has places."""
    days = Counter(followup.day for followup in agenda.followups if followup.day is not None)
    weeks = Counter(monday(day) for day in days.elements())
    fixed = sorted({followup.day for followup in agenda.followups if followup.fixed and followup.day is not None})
    for day in fixed:
        facts = {"day": catalog.day(day), "many": days[day], "budget": occasion.budget.per_day}
        if closed(day, occasion.budget) is None and days[day] > occasion.budget.per_day:
            yield _("On %(day)s there are %(many)d people now, and your budget is %(budget)d a day.") % facts
        elif weeks[monday(day)] > occasion.budget.per_week:
            facts |= {"many": weeks[monday(day)], "budget": occasion.budget.per_week}
            yield (
                _("In the week of %(day)s there are %(many)d people now, and your budget is %(budget)d a week.") % facts
            )


def _beside_the_plan(entry: Entry, practice_state: PracticeState, occasion: Occasion) -> Iterator[str]:
    """What the plan cannot follow, because it stands in the person's book, with what to write there."""
    kind, _slash, which = (entry.about or "").partition("/")
    if entry.kind == "renewed":
        yield _("The calendar was gone from the server, or empty. It is filled again, and nobody was skipped.")
    elif kind == "talk" and which in practice_state.contacts and entry.kind == "deleted":
        said = _("You deleted the talk with %(name)s there. If it is off: followupd interview %(id)s dropped")
        yield said % {"name": practice_state.contacts[which].name, "id": which}
    elif kind == "talk" and which in practice_state.contacts:
        said = _("You moved the talk with %(name)s to a day without an hour. To book it: "
                 "followupd interview %(id)s booked --at …")  # fmt: skip
        yield said % {"name": practice_state.contacts[which].name, "id": which}
    elif kind != "event" or (event := practice_state.event(which)) is None:
        return
    elif entry.kind == "deleted":
        yield _("You deleted %s there. If you do not go, write cancelled = true in your book.") % event.name
    elif entry.at is not None and entry.at != event.starts:
        local = entry.at.astimezone(occasion.zone)
        ends = (entry.at + length(event)).astimezone(occasion.zone)
        said = _(
            "You moved %(name)s there. If that is its time, write in your book: starts = %(at)s and ends = %(ends)s"
        )
        yield said % {"name": event.name, "at": f"{local:%Y-%m-%dT%H:%M}", "ends": f"{ends:%Y-%m-%dT%H:%M}"}
