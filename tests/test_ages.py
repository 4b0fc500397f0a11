"""Nothing of the person's is pruned; what is the machine's goes when it is old."""

from datetime import timedelta

from sqlalchemy import func, select, update

from followupd.actions.apply import apply
from followupd.actions.commands import Log
from followupd.store import ages, entries, outbox
from followupd.store.tables import calendar_items, commands, shown
from followupd.store.tables import outbox as outbox_table
from tests.conftest import MONDAY, Home, at

DAY = timedelta(days=1)
BOOK = """\
[[contact]]
name = "Anna Lind"
every = "1 month"
last = 2026-10-01

[[contact]]
name = "Ben Ek"
every = "1 month"
last = 2026-10-28
"""


def test_what_is_old_goes_and_the_journal_stays_whole(home: Home) -> None:
    home.book(BOOK)
    with home.opened() as service:
        service.run_round(at(MONDAY))
        apply(service.account, Log("anna-lind", MONDAY, note="a walk"), at(MONDAY), "a key")
        service.run_round(at(MONDAY, "09:00"))  # her item leaves the plan

        def kept() -> tuple[int, int, int, int]:
            with service.account.read() as connection:
                counts = [connection.scalar(select(func.count()).select_from(table)) or 0
                          for table in (calendar_items, commands, shown)]  # fmt: skip
                texts = connection.scalar(select(func.count(outbox_table.c.content))) or 0
            return texts, counts[0], counts[1], counts[2]

        first = kept()
        ages.prune(service.account, at(MONDAY + 89 * DAY))
        assert kept() == first
        ages.prune(service.account, at(MONDAY + 91 * DAY))
        assert kept() == (0, *first[1:])
        ages.prune(service.account, at(MONDAY + 402 * DAY))
        texts, items, keys, named = kept()
        assert (texts, keys, named) == (0, 0, first[3])
        assert items < first[1], "what has left the calendar"
        assert items > 0, "what stands there"
        ages.prune(service.account, at(MONDAY + 733 * DAY))
        assert kept()[3] == 0
        assert [mail.state for mail in outbox.posted(service.account)] == ["sent"], "that it was sent is known"
        assert [entry.note for entry in entries.effective(service.account)] == ["a walk"]


def test_a_mail_that_still_waits_keeps_its_bytes_however_old(home: Home) -> None:
    home.book(BOOK)
    with home.opened() as service:
        service.run_round(at(MONDAY))
        with service.account.write() as connection:
            connection.execute(
                update(outbox_table).values(state="pending", settled_at=None, next_attempt_at=at(MONDAY))
            )
        ages.prune(service.account, at(MONDAY + 1000 * DAY))
        assert outbox.due(service.account, at(MONDAY + DAY))[0].content
