"""The stored summary of each contact, so that only the entries of contacts with news are read again.

The text is opaque here (see `practice.summary`). An account's summaries were made by certain rules (`made_by`) up
to an entry; entries after it make the summaries of their contacts stale, whoever wrote them.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Integer, bindparam, delete, insert, select, update

from followupd.store import people
from followupd.store.database import Account
from followupd.store.people import slug_of
from followupd.store.tables import THIS_ACCOUNT, accounts, entries, summaries


@dataclass(frozen=True, slots=True)
class Kept:
    """The valid summaries by contact, and the contacts whose summary is stale. `anew`: all are: the rules changed."""

    texts: Mapping[str, str]
    stale: frozenset[str]
    anew: bool = False


_MADE_BY = select(accounts.c.summaries).where(accounts.c.id == THIS_ACCOUNT)
_TEXTS = select(slug_of(summaries.c.contact), summaries.c.content).where(summaries.c.account == THIS_ACCOUNT)
_WITH_NEWS = (
    select(slug_of(entries.c.contact))
    .where(entries.c.account == THIS_ACCOUNT, entries.c.contact != "", entries.c.id > bindparam("upto", type_=Integer))
    .distinct()
)


def kept(account: Account, made_by: str) -> Kept:
    """What is at hand of what was made by these rules."""
    with account.read() as connection:
        mark = connection.execute(_MADE_BY, {"account": account.id}).scalar()
        rules, _slash, upto = (mark or "").rpartition("/")
        anew = rules != made_by
        news = {"account": account.id, "upto": 0 if anew else int(upto)}
        stale = frozenset(connection.scalars(_WITH_NEWS, news))
        held = () if anew else connection.execute(_TEXTS, {"account": account.id})
        texts = {slug: content for slug, content in held if slug not in stale}
    return Kept(texts, stale, anew)


def keep(account: Account, made_by: str, upto: int, before: Kept, texts: Mapping[str, str]) -> None:
    """Writes down the summaries that were made anew, which know every entry up to one."""
    known = people.ids(account, texts.keys())
    rows = [
        {"account": account.id, "contact": known.get(contact, contact), "content": content}
        for contact, content in texts.items()
    ]
    replaced = summaries.c.account == account.id
    if not before.anew:
        replaced &= summaries.c.contact.in_([row["contact"] for row in rows])
    with account.write() as connection:
        connection.execute(delete(summaries).where(replaced))
        if rows:
            connection.execute(insert(summaries), rows)
        mark = {"summaries": f"{made_by}/{upto}"}
        connection.execute(update(accounts).where(accounts.c.id == account.id).values(mark))
