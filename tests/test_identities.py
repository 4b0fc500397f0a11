"""An address, a name and the id in the book only point to a person: journal and calendar stay when they change."""

import re
import sqlite3
from contextlib import closing
from datetime import date, timedelta

import pytest

from followupd.contacts.identities import recognised
from followupd.domain.book import Cadence, Contact
from followupd.store import accounts, entries
from followupd.store.opening import open_account
from followupd.store.people import Person
from tests.conftest import MONDAY, Home, at

DAY = timedelta(days=1)
BOOK = """\
[[contact]]
name = "Anna Lind"
email = "anna@example.org"
every = "1 month"
last = 2026-10-01

[[contact]]
name = "Ben Ek"
every = "1 month"
last = 2026-10-02
"""


def uids(home: Home) -> set[str]:
    text = re.sub(r"\r\n ", "", home.calendar.read_text())
    living = [block for block in text.split("BEGIN:VEVENT")[1:] if "STATUS:CANCELLED" not in block]
    return {re.search(r"UID:(\S+)", block)[1] for block in living}  # type: ignore[index]


def contact(slug: str, *emails: str, uid: str | None = None, url: str | None = None) -> Contact:
    month = Cadence(1, "month")
    return Contact(slug, slug.title(), month, month.times(2), emails=emails, vcard_uid=uid, url=url)


def test_a_new_address_of_your_own_changes_nothing_in_the_calendar(home: Home) -> None:
    home.book(BOOK)
    home.tick(at(MONDAY))
    before = uids(home)
    home.config.write_text(home.config.read_text().replace("maja@example.test", "maja.berg@new.example"))
    home.tick(at(MONDAY, "09:00"))
    assert uids(home) == before
    assert len(before) == 2


def test_somebody_who_marries_is_recognised_by_the_address_and_keeps_history_and_calendar(home: Home) -> None:
    home.book(BOOK)
    home.run("log", "anna", "--received", "--note", "sent me a book", now=at(MONDAY))
    home.tick(at(MONDAY, "09:00"))
    before = uids(home)
    home.book(BOOK.replace("Anna Lind", "Anna Ek").replace("anna@", "Anna@"))
    home.tick(at(MONDAY, "10:00"))
    assert "Anna Ek" in home.run("loops", now=at(MONDAY, "10:01")).out
    assert uids(home) == before
    with home.opened() as service:
        assert [entry.contact for entry in entries.effective(service.account)] == ["anna-ek"]
    assert "rename" not in home.run("check", now=at(MONDAY, "10:02")).out


def test_a_new_address_of_somebody_has_no_history_read_again(home: Home) -> None:
    from sqlalchemy import select

    from followupd.store.tables import accounts as table

    home.book(BOOK)
    home.run("log", "anna", now=at(MONDAY))
    home.tick(at(MONDAY, "09:00"))
    home.book(BOOK.replace("anna@example.org", "anna@work.example"))
    with home.opened() as service:
        service.book()  # read, and taken over
        with service.account.read() as connection:
            assert connection.execute(select(table.c.summaries)).scalar(), "the summaries hold"


def test_without_any_sign_check_names_the_orphan_and_rename_mends_it(home: Home) -> None:
    home.book(BOOK)
    home.run("log", "ben", "--promise", "the report", now=at(MONDAY))
    home.tick(at(MONDAY, "09:00"))
    before = uids(home)
    home.book(BOOK.replace("Ben Ek", "Benjamin Ek"))
    said = home.run("check", now=at(MONDAY, "09:30")).out
    assert "followupd rename ben-ek NEW" in said, "also before a round has read the file"
    home.tick(at(MONDAY, "10:00"))
    home.run("log", "benjamin", "--note", "met in town", now=at(MONDAY, "10:30"))
    assert "the report" not in home.run("loops", now=at(MONDAY, "10:31")).out
    assert home.run("rename", "ben-ek", "benjamin", now=at(MONDAY, "11:00")).code == 0
    loops = home.run("loops", now=at(MONDAY, "11:01")).out
    assert "Benjamin Ek" in loops
    assert "the report" in loops
    home.tick(at(MONDAY, "11:02"))
    assert len(uids(home) & before) >= 1
    with home.opened() as service:
        assert {entry.contact for entry in entries.effective(service.account)} == {"benjamin-ek"}
    assert "ben-ek" not in home.run("check", now=at(MONDAY, "11:03")).out


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [("anna-lind", "ben", "still in your book"), ("nobody", "ben", "knows nobody"), ("ben-ek", "zed", "nobody here")],
)
def test_a_rename_that_means_nothing_is_refused_with_words(home: Home, old: str, new: str, said: str) -> None:
    home.book(BOOK)
    home.run("log", "ben", now=at(MONDAY))
    home.tick(at(MONDAY, "09:00"))
    if old == "ben-ek":
        home.book(BOOK.replace("Ben Ek", "Benjamin Ek"))
    found = home.run("rename", old, new, now=at(MONDAY, "10:00"))
    assert found.code == 2
    assert said in found.err


def test_an_upgraded_installation_keeps_every_uid_that_stands_in_a_calendar(local_home: Home) -> None:
    """The database of before had neither identities nor people; the address and the ids in the book stand for them."""
    local_home.book(BOOK)
    with local_home.opened() as service, service.account.write() as connection:
        connection.exec_driver_sql("UPDATE accounts SET seed = 'maja@example.test'")
        connection.exec_driver_sql(
            "INSERT INTO people VALUES (1, 'anna-lind', 'anna-lind', 'anna-lind', '[]', NULL, NULL)"
        )
    local_home.tick(at(MONDAY))
    before = uids(local_home)
    path = local_home.folder / "var/followupd.db"
    with sqlite3.connect(path) as connection:
        connection.executescript(
            "DROP TABLE people; DROP TABLE summaries; DROP TABLE commands; DROP INDEX accounts_by_due;"
            "DROP INDEX entries_by_id; DROP INDEX entries_by_day; DROP INDEX entries_undone;"
            "ALTER TABLE accounts DROP COLUMN identity; ALTER TABLE accounts DROP COLUMN seed; ALTER TABLE accounts DROP COLUMN preferences; ALTER TABLE accounts DROP COLUMN next_due_at; ALTER TABLE accounts DROP COLUMN secret; DROP TABLE answers; DROP TABLE mailboxes; DROP TABLE imported; DROP TABLE refused; DROP TABLE forgotten; DROP TABLE sign_ins;"
            "ALTER TABLE accounts DROP COLUMN summaries; ALTER TABLE books DROP COLUMN origin; UPDATE alembic_version SET version_num = '0004';"
            "UPDATE calendar_items SET subject = 'ben-ek' WHERE subject NOT IN ('anna-lind');"
            "UPDATE planned SET contact = 'ben-ek' WHERE contact NOT IN ('anna-lind');"
        )
    local_home.tick(at(MONDAY + DAY))
    assert before & uids(local_home), "Anna's item is hers as before"
    with local_home.opened() as service:
        assert accounts.seed(service.account, "another@example.test") == "maja@example.test"


def test_a_look_writes_nothing_and_upgrades_nothing(local_home: Home) -> None:
    local_home.book(BOOK)
    local_home.run("once", now=at(MONDAY))
    path = local_home.folder / "var/followupd.db"
    local_home.book(BOOK.replace("Ben Ek", "Benjamin Ek"))
    with sqlite3.connect(path) as writer:
        before = list(writer.iterdump())
        writer.execute("BEGIN IMMEDIATE")
        for command in (("due",), ("explain", "anna"), ("loops",), ("events",), ("check",), ("outbox",)):
            said = local_home.run(*command, now=at(MONDAY, "09:00"))
            assert (said.code, said.err) == (0, ""), "although somebody else is writing"
        writer.rollback()
        assert list(writer.iterdump()) == before
        writer.execute("UPDATE alembic_version SET version_num = '0004'")
    said = local_home.run("explain", "anna", now=at(MONDAY, "09:00"))
    assert said.code == 1
    assert "older version" in said.err


def test_a_copy_that_is_put_back_after_a_refusal_is_what_is_opened(local_home: Home) -> None:
    local_home.book(BOOK)
    local_home.run("once", now=at(MONDAY))
    path = local_home.folder / "var/followupd.db"
    copy = path.with_name("copy")
    for command in ("PRAGMA wal_checkpoint(TRUNCATE)", "UPDATE alembic_version SET version_num = '0004'"):
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute(command)
        if not copy.exists():
            copy.write_bytes(path.read_bytes())
    assert local_home.run("explain", "anna", now=at(MONDAY, "09:00")).code == 1
    copy.replace(path)
    assert local_home.run("explain", "anna", now=at(MONDAY, "09:00")).code == 0


def test_a_database_is_not_upgraded_under_a_followupd_at_work(local_home: Home) -> None:
    from followupd.store.lock import only_one

    local_home.book(BOOK)
    local_home.run("once", now=at(MONDAY))
    path = local_home.folder / "var/followupd.db"
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0004'")
    account = open_account.__globals__["Account"](open_account.__globals__["connect"](f"sqlite:///{path}"), 1)
    with only_one(account):
        said = local_home.run("log", "anna", now=at(MONDAY, "09:00"))
    assert said.code == 1
    assert "restart that one first" in said.err


def test_only_a_sign_that_one_person_has_before_and_after_counts() -> None:
    known = [
        Person("1", "anna-lind", ("anna@example.org", "office@example.org")),
        Person("2", "ben-ek", ("office@example.org",), "uid-ben", "https://example.org/ben"),
        Person("3", "cleo-dahl", (), None, "https://example.org/cleo"),
    ]
    assert recognised([contact("a", "office@example.org")], known) == {}, "two had that address"
    with_ben = [contact("a", "office@example.org"), contact("ben-ek")]
    assert recognised(with_ben, known) == {}, "two had it, though one of them is still there"
    assert recognised([contact("a", "anna@example.org"), contact("b", "anna@example.org")], known) == {}, "two have it"
    assert recognised([contact("a", "anna@example.org"), contact("anna-lind")], known) == {}, "she is still there"
    assert recognised([contact("a", "anna@example.org", uid="uid-ben")], known) == {}, "two would be one"
    found = recognised(
        [contact("a", "ANNA@example.org"), contact("b", uid="uid-ben"), contact("c", url="https://example.org/cleo")],
        known,
    )
    assert {slug: person.id for slug, person in found.items()} == {"a": "1", "b": "2", "c": "3"}


def test_a_card_that_is_called_otherwise_is_the_same_person(local_home: Home) -> None:
    local_home.config.write_text(local_home.config.read_text() + '\n[contacts]\nfiles = ["people.vcf"]\n')
    card = "BEGIN:VCARD\nVERSION:3.0\nUID:4711\nFN:%s\nEND:VCARD\n"
    local_home.book(card % "Anna Lind", "people.vcf")
    local_home.run("log", "anna", "--note", "hello", now=at(MONDAY))
    local_home.tick(at(MONDAY, "09:00"))
    local_home.book(card % "Anna Maria Ek", "people.vcf")
    local_home.tick(at(date(2026, 11, 24)))
    with local_home.opened() as service:
        assert [entry.contact for entry in entries.effective(service.account)] == ["anna-maria-ek"]
