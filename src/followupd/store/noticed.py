"""Forgetting what was noticed in the mailbox: the one thing that ever leaves the journal."""

from sqlalchemy import delete, or_, select, update

from followupd.domain.journal import BY_NOTICE, FROM_BEFORE
from followupd.store.accounts import look_soon
from followupd.store.answer_tables import mailboxes
from followupd.store.database import Account, Transaction
from followupd.store.tables import accounts, commands, entries


def forget_noticed(connection: Transaction, account: Account) -> None:
    """Deletes who wrote to whom and when, the keys of those mails, and how far sent and received mail were read. The
    summaries are made anew from what is left."""
    noticed = or_(
        entries.c.type.in_(("wrote", "notice")), entries.c.about.in_((BY_NOTICE, FROM_BEFORE))
    ) & (entries.c.account == account.id)  # fmt: skip
    undone = entries.c.undoes.in_(select(entries.c.id).where(noticed))
    connection.execute(delete(entries).where(entries.c.account == account.id, undone))
    connection.execute(delete(entries).where(noticed))
    keys = (commands.c.account == account.id) & commands.c.key.startswith("notice/")
    connection.execute(delete(commands).where(keys))
    connection.execute(delete(mailboxes).where(mailboxes.c.account == account.id, mailboxes.c.use != "answers"))
    connection.execute(update(accounts).where(accounts.c.id == account.id).values(summaries=None))
    look_soon(connection, account)
