"""The tables of answers to mails; they belong to the same metadata as those of `tables`."""

from sqlalchemy import BigInteger, Boolean, Column, Date, ForeignKey, Integer, String, Table, Text, UniqueConstraint

from followupd.store.instants import Instant
from followupd.store.tables import metadata, of_account

__all__ = ["answers", "mailboxes", "metadata"]

answers = Table(
    "answers", metadata,
    Column("id", Integer, primary_key=True),
    of_account(),
    Column("key", String(200), nullable=False),  # a mail's Message-ID, or random
    Column("at", Instant, nullable=False),
    Column("text", Text, nullable=False),  # what the person wrote, without what was quoted
    Column("slot", Date),  # the mail it answers
    Column("occasion", String(20)),
    Column("entries", Text, nullable=False),  # the numbers of the entries it wrote: JSON
    Column("asked", Text, nullable=False),  # what was asked back, with the candidates: JSON
    Column("taken_back", Boolean, nullable=False, default=False),
    Column("acknowledged", Boolean, nullable=False, default=False),  # nothing is left to be told of it
    UniqueConstraint("account", "key", name="answers_once"),
)  # fmt: skip

mailboxes = Table(
    "mailboxes", metadata,
    Column("account", Integer, ForeignKey("accounts.id"), primary_key=True),
    Column("use", String(10), primary_key=True),  # answers | sent | received | meetings: what it is read for
    Column("address", Text, nullable=False),  # host, user and folder when it was read last
    Column("uidvalidity", BigInteger, nullable=False),
    Column("uid", BigInteger, nullable=False),  # up to which message it has been read
    Column("failures", Integer, nullable=False),
    Column("next_at", Instant),  # when to look again, after a failure
    Column("failing_since", Instant),
    Column("trouble", Text),
)  # fmt: skip
