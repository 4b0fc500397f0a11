"""More promised than a week holds: told once in four weeks, with the two mends that help most."""

from collections.abc import Iterator

from followupd.domain.agenda import Agenda
from followupd.mail.digest.document import Item, Occasion, Section
from followupd.practice.state import PracticeState
from followupd.practice.workload import Mend, is_told_now, workload
from followupd.text.catalog import _
from followupd.wording import workload as words

TOLD = ("workload", "told")
"""What is remembered of it: kind and subject."""


def overload(
    agenda: Agenda, practice_state: PracticeState, occasion: Occasion, numbers: Iterator[int]
) -> Section | None:  # fmt: skip
    """A box, where it does not fit and has not been told lately."""
    if not is_told_now(practice_state, occasion.slot):
        return None
    found = workload(agenda, practice_state, occasion.budget)
    if found is None:
        return None
    items = tuple(_item(mend, next(numbers), occasion) for mend in found.mends)
    return Section(_("More than a week holds"), items, lead=words.overloaded(found), boxed=True)


def _item(mend: Mend, number: int, occasion: Occasion) -> Item:
    return Item(
        number, f"mend-{mend.kind}", mend.about, occasion.slot, words.title(mend), "", (words.effect(mend),),
        answers=((_("✓ Do it"), _("yes")),), command=f"followupd answer {number} {_('yes')}",
    )  # fmt: skip
