"""When an account is looked at again: perhaps early, never late; and an idle tick is one query however many there are."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import event, insert

from followupd.actions.apply import apply
from followupd.actions.commands import Log, Pause, Undo
from followupd.contacts import current
from followupd.service.account import AccountService
from followupd.store import accounts, outbox, people
from followupd.store.tables import accounts as table
from tests.conftest import MONDAY, Home, at
from tests.mailserver import smtp_section

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
BOOK = """\
[[contact]]
name = "Anna Lind"
every = "1 month"
last = 2026-10-01

[[contact]]
name = "Ben Ek"
every = "1 month"
last = 2026-10-02
"""


def is_due(service: AccountService, now: datetime) -> bool:
    return bool(accounts.due(service.account.engine, now))


def test_between_two_rounds_nothing_is_due_until_the_hour_or_what_comes_first(home: Home) -> None:
    home.book(BOOK)
    with home.opened() as service:
        assert is_due(service, at(MONDAY)), "a new account is looked at once"
        service.run_round(at(MONDAY))
        assert not is_due(service, at(MONDAY) + SECOND)
        assert not is_due(service, at(MONDAY, "08:59"))
        assert is_due(service, at(MONDAY, "09:00")), "once an hour regardless"
        service.run_round(at(MONDAY + DAY, "06:30"))
        assert not is_due(service, at(MONDAY + DAY, "06:59"))
        assert is_due(service, at(MONDAY + DAY, "07:30"))
        service.run_round(at(MONDAY + DAY, "23:30"))
        assert is_due(service, at(MONDAY + 2 * DAY, "00:00")), "a new day has another plan"


@pytest.mark.parametrize("what", ["log", "undo", "rename", "accept", "outbox", "clock"])
def test_whatever_is_new_has_the_account_looked_at_at_once(home: Home, what: str) -> None:
    home.book(BOOK)
    now = at(MONDAY, "08:10")
    with home.opened() as service:
        apply(service.account, Pause("ben-ek", MONDAY), at(MONDAY))
        service.run_round(at(MONDAY))
        assert not is_due(service, now)
        if what == "log":
            apply(service.account, Log("anna-lind", MONDAY), now)
        elif what == "undo":
            apply(service.account, Undo(MONDAY), now)
        elif what == "rename":
            people.rename(service.account, "nobody", "anna-lind")
        elif what == "accept":
            current.accept(service.account, service.settings)
        elif what == "outbox":
            outbox.decide(service.account, str(MONDAY), True, now)
        else:
            now = at(MONDAY - 9 * DAY)
        assert is_due(service, now)


def test_what_is_said_while_a_round_goes_on_is_not_forgotten(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    home.book(BOOK)
    real = accounts.set_next_due

    def just_before(account: object, moment: datetime, entry: int) -> None:
        apply(service.account, Log("anna-lind", MONDAY), at(MONDAY))
        real(account, moment, entry)  # type: ignore[arg-type]

    with home.opened() as service:
        monkeypatch.setattr(accounts, "set_next_due", just_before)
        service.run_round(at(MONDAY))
        assert is_due(service, at(MONDAY) + SECOND)


def test_a_mail_that_waits_is_tried_again_in_time(home: Home) -> None:
    home.configure(**smtp_section(1, security="none"))
    home.book(BOOK)
    with home.opened() as service:
        service.run_round(at(MONDAY))
        assert is_due(service, at(MONDAY, "08:02")), "a minute later, and not an hour"


def test_an_idle_tick_is_one_query_however_many_accounts_there_are(home: Home) -> None:
    home.book(BOOK)
    with home.opened() as service:
        service.run_round(at(MONDAY))
        with service.account.write() as connection:
            rows = [
                {"name": f"person-{n}", "identity": str(n), "next_due_at": at(MONDAY, "08:30")} for n in range(3000)
            ]
            connection.execute(insert(table), rows)
        asked: list[str] = []
        event.listen(service.account.engine, "after_cursor_execute", lambda *given: asked.append(given[2]))
        assert accounts.due(service.account.engine, at(MONDAY, "08:10")) == []
        asked = [statement for statement in asked if statement.startswith("SELECT")]
        assert len(asked) == 1
        with service.account.read() as connection:
            explain = "EXPLAIN QUERY PLAN " if service.account.file else "EXPLAIN "
            if service.account.file:
                said = str(connection.exec_driver_sql(
                    explain + asked[0], (str(at(MONDAY)), str(at(MONDAY)))
                ).all())  # fmt: skip
                assert "SCAN accounts" not in said, said
                assert "accounts_by_due" in said
        assert len(accounts.due(service.account.engine, at(MONDAY, "08:30"))) == 3000
