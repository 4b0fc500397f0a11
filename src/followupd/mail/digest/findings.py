"""What a look back has found, a card each with one thing to do: the same in a month's digest and a quarter's mail."""

from collections.abc import Iterator

from followupd.mail.digest.document import Item, Occasion
from followupd.mail.digest.links import ways_to
from followupd.practice.review import Finding, Review, findings
from followupd.practice.state import PracticeState
from followupd.text.catalog import _
from followupd.wording import reviewing

_DRAFTS = {"drifting": "reconnect", "over-asked": "reconnect", "uncovered": "introduction", "resting": "reconnect"}


def items(
    review: Review, practice_state: PracticeState, occasion: Occasion, numbers: Iterator[int]
) -> Iterator[Item]:  # fmt: skip
    """At most three."""
    asked = {which: len(days) for (kind, which), days in practice_state.shown.items() if kind == "goal"}
    for found in findings(review, practice_state.contact_states, asked):
        yield _item(found, next(numbers), practice_state, occasion)


def _item(found: Finding, number: int, practice_state: PracticeState, occasion: Occasion) -> Item:
    contact, goal = found.contact, found.goal.goal.name if found.goal is not None else None
    draft, short = occasion.drafter.message(_DRAFTS[found.kind], contact, practice_state, goal=goal)
    verb = {"uncovered": _("Ask for an introduction"), "over-asked": _("Share something")}.get(found.kind, _("Write"))
    resting = found.kind == "resting"
    return Item(
        number, "finding", contact.id, occasion.slot, contact.name, "", (reviewing.finding(found),),
        links=() if resting else ways_to(contact, draft, short, verb),
        answers=((_("Rest"), _("rest")),) if resting else ((_("✓ Done"), _("done")),),
        command=f"followupd pause {contact.id}" if resting else f"followupd log {contact.id}",
    )  # fmt: skip
