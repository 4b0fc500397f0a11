"""Words for what became of a mail."""

from followupd.text.catalog import _


def state_word(state: str) -> str:
    """A state of the outbox in the language that is spoken."""
    return {
        "silent": _("silent"),
        "pending": _("waiting"),
        "sending": _("being sent"),
        "sent": _("sent"),
        "refused": _("refused"),
        "unknown": _("unknown"),
        "superseded": _("replaced by a later one"),
        "overtaken": _("made while the clock was ahead"),
    }[state]
