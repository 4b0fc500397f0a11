"""What to do about an obligation: the button of its card, and the command that says it is done."""

from followupd.domain.agenda import Obligation
from followupd.text.catalog import _


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
        if obligation.kind in ("ask", "remind"):
            return f"followupd interview {contact} asked"
        return f"followupd log {contact} --kind {'outcome' if obligation.kind == 'outcome' else 'thanks'}"
    if obligation.kind in ("thanks", "outcome", "promise"):
        return f"followupd log {obligation.handle}"
    return f"followupd log {contact}"
