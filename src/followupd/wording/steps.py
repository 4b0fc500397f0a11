"""Obligations in words, each with the command that says it is done."""

from datetime import date

from followupd.domain.agenda import Obligation
from followupd.text import catalog
from followupd.text.catalog import _
from followupd.text.sanitize import one_line, shorten

_LENGTH = 160


def why_now_by_obligation(obligation: Obligation, day: date) -> str:
    """Why a contact comes up before its cadence does."""
    facts = {
        "about": shorten(one_line(obligation.about), _LENGTH),
        "since": catalog.date_of(obligation.since, today=day),
        "limit": catalog.day(obligation.limit),
    }
    if obligation.kind == "met":
        return _met(obligation, day, facts)
    if obligation.kind == "promise" and obligation.limit < day:
        return _('You promised: "%(about)s" (by %(limit)s). Send it now, or a new date.') % facts
    interview = obligation.handle == "interview"
    said = {
        "thanks": _("You talked on %(since)s. A thank-you within a day is remembered.") if interview
        else _('You were helped: "%(about)s". Say thank you.') if obligation.about
        else _("You were helped on %(since)s. Say thank you."),
        "outcome": _("Your talk is some weeks ago. Tell what came of it.") if interview
        else _('Tell what came of the help: "%(about)s".') if obligation.about
        else _("Tell what came of the help you got on %(since)s."),
        "promise": _('You promised: "%(about)s", by %(limit)s.'),
        "ask": _("You want to ask for a talk of 20 to 30 minutes: for advice, not for a job."),
        "remind": _("You asked on %(since)s and have heard nothing. One gentle reminder, then let it go."),
        "report": _("Your talk was on %(since)s. Say thank you today, and write down what you learnt."),
        "congratulate": _("%(about)s (%(since)s). A late congratulation is a good one too."),
        "question": _("Time to ask how it went: %(about)s."),
        "appointment": _("You had a time together the other day. How was it?"),
    }  # fmt: skip
    return said[obligation.kind] % facts


def _met(obligation: Obligation, day: date, facts: dict[str, str]) -> str:
    where = _("You met at %(about)s.") if obligation.about else _("You met on %(since)s.")
    if obligation.limit < day:
        return (where + " " + _("The 48 hours have passed, and a late hello is still a good one.")) % facts
    return (where + " " + _("Write by %(limit)s, while they remember you.")) % facts


def verb(draft_kind: str, obligation: Obligation | None) -> str:
    """What the button of a card is called: what it does."""
    if obligation is not None and obligation.kind in ("promise", "remind", "question", "appointment"):
        return {
            "promise": _("Send what you promised"), "remind": _("Send a reminder"), "question": _("Ask how it went"),
            "appointment": _("Write"),
        }[obligation.kind]  # fmt: skip
    return {
        "thanks": _("Write a thank-you"), "congratulate": _("Congratulate"), "advice": _("Ask for advice"),
        "outcome": _("Tell what came of it"), "after-event": _("Say hello"), "connect": _("Say hello"),
        "introduction": _("Ask for an introduction"),
    }.get(draft_kind, _("Write"))  # fmt: skip


def done(obligation: Obligation | None, contact: str) -> str:
    """What to type when a follow-up is done, whether something presses or it is routine."""
    return command(obligation, contact) if obligation is not None else f"followupd log {contact}"


def command(obligation: Obligation, contact: str) -> str:
    """What to type when it is done."""
    if obligation.handle == "interview":
        state = {"ask": "asked", "remind": "asked", "report": "thanked", "thanks": "thanked", "outcome": "outcome"}
        return f"followupd interview {contact} {state[obligation.kind]}"
    if obligation.kind in ("thanks", "outcome", "promise"):
        return f"followupd done {obligation.handle}"
    return f"followupd log {contact}"
