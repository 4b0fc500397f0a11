"""A few of the people who came in by an import: whether to keep in touch, and how often."""

from collections.abc import Iterator

from followupd.domain.agenda import Agenda
from followupd.domain.book import Contact
from followupd.mail.digest.document import Item, Occasion, Section
from followupd.practice.sorting import last_in_touch, to_ask
from followupd.practice.state import PracticeState
from followupd.text import catalog
from followupd.text.catalog import _
from followupd.wording.names import work_of
from followupd.wording.sorting import rhythms


def sorting(
    agenda: Agenda, practice_state: PracticeState, occasion: Occasion, numbers: Iterator[int]
) -> Iterator[Section]:  # fmt: skip
    """With the first mail of a week, unless more is promised already than a week holds."""
    if agenda.shortfall is not None:
        return
    wanted = to_ask(practice_state, occasion.slot)
    items = tuple(_item(contact, next(numbers), practice_state, occasion) for contact in wanted)
    if items:
        yield Section(_("Keep in touch?"), items, lead=rhythms(), matters=not practice_state.book.kept)


def _item(contact: Contact, number: int, practice_state: PracticeState, occasion: Occasion) -> Item:
    last = last_in_touch(contact, practice_state)
    lines = (_("You were last in touch on %s.") % catalog.day(last, year=True),) if last is not None else ()
    answers = ((_("Close"), _("close")), (_("Regular"), _("regular")), (_("Seldom"), _("seldom")), (_("No"), _("no")))
    command = f"followupd sort {contact.id} {_('close')}|{_('regular')}|{_('seldom')}|{_('no')}"
    return Item(number, "sort", contact.id, occasion.slot, contact.name, work_of(contact), lines,
                command=command, answers=answers)  # fmt: skip
