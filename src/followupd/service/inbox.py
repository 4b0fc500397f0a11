"""Reading the answers to an account's mails, when its config names an inbox."""

from datetime import datetime
from typing import TYPE_CHECKING

from followupd.errors import FollowupdError
from followupd.service.account import AccountService
from followupd.text.catalog import _, speaking
from followupd.wording import reasons

if TYPE_CHECKING:
    from followupd.inbox.round import InboxReader


def reader(service: AccountService) -> "InboxReader":
    """What reads the inbox of an account. Raises FollowupdError when the part for it is not installed."""
    try:
        from followupd.inbox.round import InboxReader
    except ModuleNotFoundError:
        raise FollowupdError(_("Answers by mail need one more part: pip install 'followupd[inbox]'")) from None

    def explain(contact: str, now: datetime) -> str:
        return why(service, contact, now)

    return InboxReader(service.account, service.settings, service.state_in_force, explain)


def why(service: AccountService, contact: str, now: datetime) -> str:
    """Why a contact comes up, and when, in the person's language."""
    book = service.book()
    found = next((one for one in book.contacts if one.id == contact), None)
    made = service.planner.make(book, now)
    turn = service.planner.follow_up_of(found, made) if found is not None else None
    with speaking(service.settings.person.language):
        if turn is None:
            return _("paused")
        state = made.practice_state
        budget = state.budget(service.settings.budget.as_budget())
        return reasons.explain(turn, made.agenda, budget, state.days_shown)
