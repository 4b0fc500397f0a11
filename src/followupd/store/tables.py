"""The tables. Every row belongs to an account; a personal installation has one.

`entries` is the journal proper and append-only: an undo is an entry too. What is planned, shown and
sent is kept beside it, and the last good book with it.
"""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    bindparam,
    false,
)  # fmt: skip

from followupd.store.instants import Instant

REVISION = "0012"
"""The newest migration: a database at this revision needs none."""

metadata = MetaData()

THIS_ACCOUNT = bindparam("account", type_=Integer)
"""The account in queries that are made once and run often: making one takes longer than running it."""


def of_account() -> "Column[int]":
    """The account that a row belongs to."""
    return Column("account", Integer, ForeignKey("accounts.id"), nullable=False)


accounts = Table(
    "accounts", metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(200), nullable=False, unique=True),
    Column("identity", String(40)),  # random, made with the account
    Column("seed", String(300)),  # what the keys of its calendar items are made from: the address of the first days
    Column("preferences", Text),  # the settings, checked, and how the config looked: JSON
    Column("next_due_at", Instant),  # when a round is to look again; null: at once. It may be early, never late
    Column("secret", String(64)),  # what tokens and Message-IDs are keyed with
    Column("summaries", String(100)),  # version and zone its summaries were made by, and the newest entry they know
    Index("accounts_by_due", "next_due_at"),
)  # fmt: skip

people = Table(
    "people", metadata,
    Column("account", Integer, ForeignKey("accounts.id"), primary_key=True),
    # The id used in journal, plan and calendar: random, or the slug at that time of those known before there were such
    # ids.
    Column("id", String(80), primary_key=True),
    Column("slug", String(80), nullable=False),  # the id in the book: it may change
    Column("seed", String(80), nullable=False),  # what the keys of calendar items are made from: the slug at first
    Column("emails", Text, nullable=False, default="[]"),  # folded, JSON
    Column("vcard_uid", String(300)),
    Column("url", Text),
    UniqueConstraint("account", "slug", name="people_once"),
)  # fmt: skip

summaries = Table(
    "summaries", metadata,
    Column("account", Integer, ForeignKey("accounts.id"), primary_key=True),
    Column("contact", String(80), primary_key=True),
    Column("content", Text, nullable=False),  # what the journal says of this contact in all: JSON
)  # fmt: skip

commands = Table(
    "commands", metadata,
    Column("account", Integer, ForeignKey("accounts.id"), primary_key=True),
    Column("key", String(200), primary_key=True),  # what makes a command the same one: a Message-ID and a line …
    Column("entries", Text, nullable=False),  # the entries it wrote: JSON
    Column("applied_at", Instant, nullable=False),
)  # fmt: skip

books = Table(
    "books", metadata,
    Column("account", Integer, ForeignKey("accounts.id"), primary_key=True),
    Column("sources", Text, nullable=False),  # how the files looked when this was read: JSON
    Column("digest", String(64), nullable=False),  # SHA-256 of `content`
    Column("faults", Text, nullable=False),  # what is wrong with the files now: JSON
    Column("held_since", Instant),  # since when many people are gone, and it is asked whether that is meant
    Column("held_for", Text),  # the ids of those people: JSON
    # The last good book, as JSON. It is large and stands last, so that SQLite reads the others without it.
    Column("content", Text, nullable=False),
    Column("origin", LargeBinary),  # the text each contact was read from, hashed: MessagePack
)  # fmt: skip

newcomers = Table(
    "newcomers", metadata,
    of_account(),
    Column("contact", String(80), nullable=False),
    Column("first_seen", Date, nullable=False),
    Column("first_due", Date, nullable=False),
    UniqueConstraint("account", "contact"),
)  # fmt: skip

habits = Table(
    "habits", metadata,
    of_account(),
    Column("habit", String(200), nullable=False),  # "practice/…", "project/…" or "goal/…"
    Column("first_due", Date, nullable=False),
    UniqueConstraint("account", "habit"),
)  # fmt: skip

entries = Table(
    "entries", metadata,
    Column("id", Integer, primary_key=True),
    of_account(),
    Column("contact", String(80), nullable=False),
    # of domain.journal.EntryType
    Column("type", String(20), nullable=False),
    Column("day", Date, nullable=False),  # of the interaction; of a decision: when it was taken
    Column("until", Date),  # snooze, pause, move, skip, ask, milestone, appointment: until, or when
    Column("kind", String(40)),
    Column("direction", String(10)),  # gave | received
    Column("note", Text),
    Column("undoes", Integer, ForeignKey("entries.id")),
    Column("about", String(200)),  # an event's id; the loop or "practice/…" that is done
    Column("at", Instant),  # an interview's time; of what was moved in the calendar the new one
    Column("place", String(200)),  # and where it is
    Column("known_last", Date),  # snooze, move, skip: the last contact that stood in the book then
    Column("recorded_at", Instant, nullable=False),
    Index("entries_by_contact", "account", "contact", "id"),
    Index("entries_by_id", "account", "id"),
    Index("entries_by_day", "account", "day"),
    Index("entries_undone", "account", "undoes"),
)  # fmt: skip

plans = Table(
    "plans", metadata,
    Column("account", Integer, ForeignKey("accounts.id"), primary_key=True),
    Column("key", Text, nullable=False),  # what the plan was made from
    Column("day", Date, nullable=False),
    # From when until when, in UTC, it is that day for the person: "2026-11-22T23:00:00Z".
    Column("valid_from", String(20), nullable=False),
    Column("valid_until", String(20), nullable=False),
    Column("language", String(10), nullable=False),  # of the reasons
    Column("lookahead_end", Date, nullable=False),
    Column("entry", Integer, nullable=False),  # the newest entry it knows
    Column("calendar_written", Boolean, nullable=False, default=False),
    Column("wake_at", Instant),  # when the next mail that is no digest is due
    Column("config", Text, nullable=False),  # how the config looked: JSON
    Column("sources", Text, nullable=False),  # and the contacts files: JSON
)  # fmt: skip

planned = Table(
    "planned", metadata,
    of_account(),
    Column("contact", String(80), nullable=False),
    Column("name", String(200), nullable=False),
    Column("kind", String(20), nullable=False),  # follow-up | birthday
    Column("since", Date),
    Column("due", Date, nullable=False),
    Column("day", Date, nullable=False),
    Column("moved_from", Date),
    Column("moved_by", String(20)),
    Column("moved_for", String(200)),
    Column("reason", Text, nullable=False),
    Index("planned_by_day", "account", "day"),
    UniqueConstraint("account", "kind", "contact"),
)  # fmt: skip

outbox = Table(
    "outbox", metadata,
    Column("id", Integer, primary_key=True),
    of_account(),
    Column("slot", Date, nullable=False),
    Column("occasion", String(20), nullable=False, server_default="digest"),  # digest | capture | …
    # silent | pending | sending | sent | refused | unknown | superseded (a later mail took its place) | overtaken (the
    # clock was ahead when it was made)
    Column("state", String(10), nullable=False),
    Column("message_id", String(400)),
    Column("subject", Text),
    Column("content", LargeBinary),  # the very bytes; every attempt sends the same
    Column("attempts", Integer, nullable=False, default=0),
    Column("created_at", Instant, nullable=False),
    Column("next_attempt_at", Instant),
    Column("settled_at", Instant),
    Column("answer", Text),  # the server's last words
    Column("tells", Text, nullable=False, default="[]"),  # which slots' troubles stand in it: JSON
    Column("told", Boolean, nullable=False, default=False),  # its own trouble stands in a mail that got through
    Column("entry", Integer, nullable=False, server_default="0"),  # the newest journal entry it knows
    Column("resent", Boolean, nullable=False, default=False, server_default=false()),  # it was not in the mailbox
    UniqueConstraint("account", "slot", "occasion", name="outbox_once"),
    Index("outbox_by_state", "account", "state"),
)  # fmt: skip

shown = Table(
    "shown", metadata,
    of_account(),
    Column("slot", Date, nullable=False),
    Column("occasion", String(20), nullable=False, server_default="digest"),
    Column("number", Integer, nullable=False),  # the short number in that mail
    # follow-up | birthday | greeting (both) | event | capture | talk | practice | project | goal | remark | …
    Column("kind", String(20), nullable=False),
    Column("subject", String(255), nullable=False),  # the id of the contact, event, practice …; or two of them
    Column("day", Date, nullable=False),
    UniqueConstraint("account", "slot", "occasion", "number", name="shown_once"),
    Index("shown_by_day", "account", "day"),
)  # fmt: skip

calendar_items = Table(
    "calendar_items", metadata,
    of_account(),
    Column("uid", String(100), nullable=False),
    Column("key", String(64), nullable=False),  # which thing it is
    Column("generation", Integer, nullable=False),  # of its items; a UID that was cancelled is never used again
    Column("part", String(20), nullable=False),  # follow-ups | events
    Column("kind", String(20), nullable=False),
    Column("subject", String(200), nullable=False),  # the id of the contact, event, practice …
    Column("claim", String(20), key="obligation", nullable=False),  # of a follow-up: the kind of its obligation, and
    Column("handle", String(120), nullable=False),  # its name
    Column("starts", String(40), nullable=False),  # a day, or an instant in UTC, ISO 8601
    Column("ends", String(40), nullable=False),
    Column("digest", String(64), nullable=False),  # SHA-256 of what the item says
    Column("sequence", Integer, nullable=False),
    Column("changed_at", Instant, nullable=False),
    # there | gone (cancelled, for a while) | over (its time has passed)
    Column("state", String(10), nullable=False),
    Column("content", Text, nullable=False),  # the component, as iCalendar
    UniqueConstraint("account", "uid"),
)  # fmt: skip

clock_jumps = Table(
    "clock_jumps", metadata,
    of_account(),
    Column("before", Instant, nullable=False),  # the last round before the clock was seen to have jumped ahead
    Column("after", Instant, nullable=False),  # the first round after it
    UniqueConstraint("account", "after"),
)  # fmt: skip

feeds = Table(
    "feeds", metadata,
    of_account(),
    Column("name", String(20), nullable=False),  # followups | events
    Column("etag", String(64), nullable=False),  # SHA-256 of the content
    Column("content", LargeBinary, nullable=False),
    UniqueConstraint("account", "name"),
)  # fmt: skip

feed_keys = Table(
    "feed_keys", metadata,
    Column("account", Integer, ForeignKey("accounts.id"), primary_key=True),
    Column("key", String(64), nullable=False),  # the secret part of the address
)  # fmt: skip

sign_ins = Table(
    "sign_ins", metadata,
    Column("account", Integer, ForeignKey("accounts.id"), primary_key=True),
    Column("application", Text, nullable=False),  # by which one, and where
    Column("username", String(320), nullable=False),  # who signed in, as the provider says
    Column("tokens", Text, nullable=False),  # what MSAL keeps: JSON
    Column("access_token", Text, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("renew_at", Instant, nullable=False),
    Column("good_until", Instant, nullable=False),
    Column("failing_since", Instant),
    Column("trouble", Text),  # that the provider lets us in no more, in words
)  # fmt: skip

dav_calendars = Table(
    "dav_calendars", metadata,
    of_account(),
    Column("part", String(20), nullable=False),  # all | follow-ups | events
    Column("address", Text, nullable=False),  # what the config said when it was found
    Column("writer", String(32), nullable=False),  # this installation's mark on what it writes
    Column("url", Text),  # of the collection; null: to be found
    Column("token", Text),  # RFC 6578; null: to be listed
    Column("listed_at", Instant),  # when everything in it was last listed
    Column("next_at", Instant),  # when to look again
    Column("failures", Integer, nullable=False),
    Column("failing_since", Instant),
    Column("trouble", Text),  # what is wrong, in words
    Column("others_at", Instant),  # when another followupd was last seen to write here
    Column("lacks", Text),  # what the server was seen not to do, so that it is not asked in vain: JSON
    UniqueConstraint("account", "part"),
)  # fmt: skip

dav_items = Table(
    "dav_items", metadata,
    of_account(),
    Column("uid", String(100), nullable=False),
    Column("part", String(20), nullable=False),
    Column("name", Text, nullable=False),  # of its resource in the calendar
    Column("etag", Text, nullable=False),  # empty for what never got there
    Column("digest", String(64), nullable=False),  # of the item that was written last
    Column("ours", Text, nullable=False),  # that item, as iCalendar
    Column("content", Text, nullable=False),  # what stands on the server, with the person's own changes
    # there | taken (the person deleted it) | left (the person's alone now: it is done)
    Column("state", String(10), nullable=False),
    Column("refused_at", Instant),  # when the server last refused to take it, or a change to it
    UniqueConstraint("account", "uid"),
)  # fmt: skip
