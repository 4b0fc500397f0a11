"""A book at one moment, with its plan and its practice: what every mail, calendar and command is made from."""

from collections.abc import Mapping
from dataclasses import dataclass

from followupd.domain.agenda import Agenda, ContactState
from followupd.domain.book import Book
from followupd.planning.guard import LeftOut
from followupd.practice.state import PracticeState

Unit = tuple[str, str]
"""What can be left out of a plan: a person with all that is noted of them, or another record; its kind and its id."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A book at one moment: who comes up when, and what the practice knows."""

    book: Book
    agenda: Agenda
    practice_state: PracticeState
    left_out: tuple[LeftOut[Unit], ...] = ()
    """What would have made all of it fail."""

    entry: int = 0
    """The newest entry of the journal that it knows."""

    @property
    def contact_states(self) -> Mapping[str, ContactState]:
        """What is known of each contact, as the plan used it."""
        return self.practice_state.contact_states
