"""Suggestions in words: the idea, and why this size of idea."""

from followupd.practice.suggestions import Idea, Suggestion
from followupd.text.catalog import _


def idea(suggestion: Suggestion) -> str:
    """ "Idea: suggest a coffee. You are in good contact." """
    return _("Idea: %(idea)s. %(because)s") % {
        "idea": _ideas()[suggestion.idea],
        "because": _reasons()[suggestion.because],
    }


def _ideas() -> dict[Idea, str]:
    return {
        "hello": _("say hello and who you are, in two lines"),
        "comment": _("comment on something they have posted, with a thought of your own"),
        "share": _("share a link or an article they would enjoy"),
        "question": _("ask one short question that takes a minute to answer"),
        "remember": _("write what made you think of them; no reason needed"),
        "praise": _("tell them what you have learnt from them"),
        "call": _("call for ten minutes"),
        "advice": _("ask for advice on something you are working on"),
        "coffee": _("suggest a coffee"),
        "introduction": _("ask whom else you should meet, and for an introduction"),
        "lunch": _("have lunch together"),
        "project": _("propose something to do together, be it small"),
        "help": _("offer a hand with something on their desk"),
        "introduce": _("introduce them to somebody they should know"),
    }


def _reasons() -> dict[str, str]:
    return {
        "new": _("A small first step."),
        "cool": _("It has been a while, so begin small."),
        "mild": _("You are getting to know each other."),
        "warm": _("You are in good contact."),
        "close": _("You know each other well."),
        "giving": _("You have been asking lately, so give first."),
    }
