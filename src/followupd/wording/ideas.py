"""Suggestions in words: the idea, and the button that does it."""

from followupd.practice.suggestions import Idea, Suggestion
from followupd.text import catalog
from followupd.text.catalog import _


def idea(suggestion: Suggestion) -> str:
    """ "Suggest a coffee." """
    said = f"{catalog.capital(_ideas()[suggestion.idea])}."
    because = _("You have been asking lately, so give first.")
    return f"{said} {because}" if suggestion.because == "giving" else said


def verb(which: Idea) -> str:
    """What the button is called that does it."""
    return {
        "hello": _("Say hello"), "comment": _("Open the profile"), "share": _("Share something"),
        "question": _("Ask a question"), "remember": _("Write"), "praise": _("Write"), "call": _("Call"),
        "advice": _("Ask for advice"), "coffee": _("Suggest a coffee"), "introduction": _("Ask for an introduction"),
        "lunch": _("Suggest lunch"), "project": _("Write"), "help": _("Offer a hand"), "introduce": _("Introduce"),
    }[which]  # fmt: skip


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
