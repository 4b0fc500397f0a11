"""How long what is the machine's is kept. Nothing of the person's is ever pruned: the journal stays whole."""

from datetime import datetime, timedelta

from sqlalchemy import delete, update

from followupd.store.database import Account
from followupd.store.tables import calendar_items, commands, outbox, shown

SENT_BYTES = timedelta(days=90)
"""The text of a mail whose fate is settled; that it was sent, and when, stays."""
PAST_ITEMS = timedelta(days=400)
"""An item that has left the calendar, or whose day has passed: longer than any program asks after it."""
APPLIED_KEYS = timedelta(days=400)
"""The keys by which a command that comes twice is recognised."""
SHOWN = timedelta(days=731)
"""What a mail named: two years, in which a yearly contact was due twice."""
_SETTLED = ("sent", "refused", "unknown", "superseded", "overtaken")


def prune(account: Account, now: datetime) -> None:
    """Forgets what has passed its age; `now` in UTC. Once a day is enough."""
    with account.write() as connection:
        old = (outbox.c.account == account.id) & (outbox.c.settled_at < now - SENT_BYTES)
        settled = old & outbox.c.state.in_(_SETTLED) & outbox.c.content.is_not(None)
        connection.execute(update(outbox).where(settled).values(content=None))
        connection.execute(delete(shown).where(shown.c.account == account.id, shown.c.day < (now - SHOWN).date()))
        past = (calendar_items.c.account == account.id) & (calendar_items.c.changed_at < now - PAST_ITEMS)
        connection.execute(delete(calendar_items).where(past, calendar_items.c.state.in_(("gone", "over"))))
        connection.execute(
            delete(commands).where(commands.c.account == account.id, commands.c.applied_at < now - APPLIED_KEYS)
        )
