"""What presses, in a sentence, with the command that says it is done."""

from datetime import date

from followupd.domain.agenda import Obligation
from followupd.text import catalog
from followupd.text.catalog import _
from followupd.text.sanitize import one_line, shorten

_LENGTH = 160


def why_claimed(one: Obligation, day: date) -> str:
    """Why a contact comes up before its cadence does."""
    facts = {
        "about": shorten(one_line(one.about), _LENGTH),
        "since": catalog.date_of(one.since, today=day),
        "limit": catalog.day(one.limit),
    }
    if one.kind == "met":
        return _met(one, day, facts)
    if one.kind == "promise" and one.limit < day:
        return _('You promised: "%(about)s". The day was %(limit)s; a word about it is never too late.') % facts
    interview = one.handle == "interview"
    said = {
        "thanks": _("You talked on %(since)s. A thank-you within a day is remembered.") if interview
        else _('You were helped: "%(about)s". Say thank you.') if one.about
        else _("You were helped on %(since)s. Say thank you."),
        "outcome": _("Your talk is some weeks ago. Tell what came of it.") if interview
        else _('Tell what came of the help: "%(about)s".') if one.about
        else _("Tell what came of the help you got on %(since)s."),
        "promise": _('You promised: "%(about)s", by %(limit)s.'),
        "ask": _("You want to ask for a talk of 20 to 30 minutes: for advice, not for a job."),
        "remind": _("You asked on %(since)s and have heard nothing. One gentle reminder, then let it go."),
        "report": _("Your talk was on %(since)s. Say thank you today, and write down what you learnt."),
        "congratulate": _("%(about)s (%(since)s). A late congratulation is a good one too."),
    }  # fmt: skip
    return said[one.kind] % facts


def _met(one: Obligation, day: date, facts: dict[str, str]) -> str:
    where = _("You met at %(about)s.") if one.about else _("You met on %(since)s.")
    if one.limit < day:
        return (where + " " + _("The 48 hours have passed, and a late hello is still a good one.")) % facts
    return (where + " " + _("Whoever hears from you within 48 hours remembers you: write by %(limit)s.")) % facts


def done(one: Obligation | None, contact: str) -> str:
    """What to type when a follow-up is done, whether something presses or it is routine."""
    return command(one, contact) if one is not None else f"followupd log {contact}"


def command(one: Obligation, contact: str) -> str:
    """What to type when it is done."""
    if one.handle == "interview":
        state = {"ask": "asked", "remind": "asked", "report": "thanked", "thanks": "thanked", "outcome": "outcome"}
        return f"followupd interview {contact} {state[one.kind]}"
    if one.kind in ("thanks", "outcome", "promise"):
        return f"followupd done {one.handle}"
    return f"followupd log {contact}"
