"""Why somebody comes up before their cadence does: said at first, in other words the second time, and a last time."""

from datetime import date, timedelta

from followupd.domain.agenda import Obligation
from followupd.text import catalog
from followupd.text.catalog import _
from followupd.text.sanitize import one_line, shorten

LAST_TIME = 2
"""How often it has come up before when it comes up for the last time (`planning.needs.LET_GO_AFTER`)."""
_LENGTH = 160
_DAY = timedelta(days=1)


def why_now_by_obligation(obligation: Obligation, day: date, times: int = 0) -> str:
    """`day` is the one it is said on; `times` is how often it was said before, without an answer."""
    facts = {
        "about": shorten(one_line(obligation.about), _LENGTH),
        "since": catalog.past_day(obligation.since, today=day),
        "limit": catalog.day(obligation.limit),
    }
    if times == 0 or obligation.kind == "step":  # each step is told of once
        return _first(obligation, day) % facts
    if times < LAST_TIME:
        return _again(obligation) % facts
    return _last_time(obligation) % facts


def _first(obligation: Obligation, day: date) -> str:
    interview, about = obligation.handle == "interview", bool(obligation.about)
    if obligation.kind == "met":
        where = _("You met at %(about)s.") if about else _("You met %(since)s.")
        late = obligation.limit < day
        return f"{where} " + (_("A late hello is a good one too.") if late else _(
            "Write by %(limit)s, while they remember you."))  # fmt: skip
    if obligation.kind == "promise":
        if obligation.limit < day:
            return _("You promised: “%(about)s” (by %(limit)s). Send it now, or a new date.")
        return _("You promised: “%(about)s”, by %(limit)s.")
    if obligation.kind in ("thanks", "report") and interview:
        return _("You talked %(since)s.") + " " + _fresh(obligation, day)
    return {
        "thanks": _("You were helped: “%(about)s”. Say thank you.") if about
        else _("You were helped %(since)s. Say thank you."),
        "outcome": _("Your talk is some weeks ago. Tell what came of it.") if interview
        else _("Tell what came of the help: “%(about)s”.") if about
        else _("Tell what came of the help you got %(since)s."),
        "ask": _("You want to ask for a talk of 20 to 30 minutes: for advice, not for a job."),
        "remind": _("You asked %(since)s and have heard nothing. One gentle reminder, then let it go."),
        "congratulate": _("%(about)s (%(since)s). A late congratulation is a good one too."),
        "question": _("Time to ask how it went: %(about)s."),
        "appointment": _("You had a time together the other day. How was it?"),
        "step": _("A step to your goal “%(about)s”: ask for twenty minutes about it."),
    }[obligation.kind]  # fmt: skip


def _fresh(obligation: Obligation, day: date) -> str:
    if day - obligation.since <= _DAY:
        return _("Send a thank-you now, while the talk is fresh.")
    return _("A thank-you some days later pleases just as much.")


def _again(obligation: Obligation) -> str:
    interview, about = obligation.handle == "interview", bool(obligation.about)
    return {
        "met": _("The hello after %(about)s is still to send; two lines are enough.") if about
        else _("The hello after you met is still to send; two lines are enough."),
        "thanks": _("The thank-you is still to send (%(about)s); two lines are enough.") if about
        else _("The thank-you is still to send; two lines are enough."),
        "report": _("The thank-you for your talk is still to send; two lines are enough."),
        "outcome": _("A line on what came of your talk would please.") if interview
        else _("A line on what came of it would please (%(about)s).") if about
        else _("A line on what came of the help would please."),
        "promise": _("Still promised: “%(about)s”. Send it, or say a new date."),
        "ask": _("The question for a talk is still to ask; three lines are enough."),
        "remind": _("The gentle reminder is still to send."),
        "congratulate": _("Still worth a word: %(about)s."),
        "question": _("You wanted to ask about this: %(about)s."),
        "appointment": _("How was your time together? A word tells it."),
    }[obligation.kind]  # fmt: skip


def _last_time(obligation: Obligation) -> str:
    return {
        "met": _("For the last time: the hello after you met. After this it is let go."),
        "thanks": _("For the last time: the thank-you. After this it is let go."),
        "report": _("For the last time: the thank-you for your talk. After this it is let go."),
        "outcome": _("For the last time: what came of it. After this it is let go."),
        "promise": _("For the last time: “%(about)s”, which you promised. After this it is let go."),
        "ask": _("For the last time: the question for a talk. After this it is let go."),
        "remind": _("For the last time: the gentle reminder. After this it is let go."),
        "congratulate": _("For the last time: a word on %(about)s. After this it is let go."),
        "question": _("For the last time: %(about)s. After this it is let go."),
        "appointment": _("For the last time: how was your time together? After this it is let go."),
    }[obligation.kind]  # fmt: skip
