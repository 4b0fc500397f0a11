"""forget: afterwards nothing anywhere that is ours tells of the person, nothing brings them back, and the others' things
are as they were."""

import sqlite3
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from followupd.contacts.removal import removed
from tests import exports
from tests.conftest import MONDAY, Home, at, due, flat_mails
from tests.davservers import Radicale
from tests.exports import ANNA, ASA
from tests.machines import set_up

NOON = at(MONDAY, "12:00")
BOOK = """\
# mine
[[contact]]
name = "Annika Lindqvist"    # from school
email = "annika@example.org"
every = "1 month"
last = 2026-10-01
birthday = "11-27"

# work
[[contact]]
name = "Ben Ek"
every = "1 month"
last = 2026-10-05

[[milestone]]
contact = "annika-lindqvist"
what = "New job"
on = 2026-12-01

[[project]]
name = "Circle"
members = ["annika-lindqvist", "ben-ek"]
every = "2 weeks"

[[goal]]
name = "Speak"
"""
TRACES = (b"annika", b"Annika", b"Lindqvist", b"lindqvist")


@pytest.fixture
def lived(home: Home) -> Home:
    """A home in which much is known of Annika."""
    home.book(BOOK)
    for number in range(5):
        home.tick(at(MONDAY + timedelta(days=number)))
    home.run("log", "annika", "--received", "--note", "her tea", "--promise", "a book", now=NOON)
    home.run("undo", "annika", now=NOON)
    home.run("log", "annika", "--promise", "a book", now=NOON)
    home.run("interview", "annika", "booked", "--at", "2026-12-03T10:00", now=NOON)
    home.run("answer", "Annika: pratade om båtar", now=at(MONDAY + timedelta(days=4), "09:00"))
    home.tick(at(MONDAY + timedelta(days=5)))
    return home


LATER = at(MONDAY + timedelta(days=6), "12:00")


def test_nothing_that_is_ours_tells_of_them_any_more(lived: Home) -> None:
    others = lived.run("explain", "ben", now=LATER).out
    said = lived.run("forget", "annika", now=LATER, stdin="y\n")
    assert (said.code, said.err) == (0, "")
    assert "Annika Lindqvist is forgotten: " in said.out
    assert "What was sent lies in your mailbox still" in said.out
    assert told(lived) == []
    assert due(lived, LATER).keys() <= {"ben-ek"}
    assert others.split(".")[0] == lived.run("explain", "ben", now=LATER).out.split(".")[0]
    lived.tick(at(MONDAY + timedelta(days=7)))
    assert "Annika" not in flat_mails(lived)[-1]
    assert lived.run("check").code == 0
    assert lived.run("doctor", now=LATER).code == 0


def test_what_stands_with_others_is_named_and_stays(lived: Home) -> None:
    lived.run("log", "ben", "--note", "knows Annika well", now=LATER)
    said = lived.run("forget", "annika", "--yes", now=LATER)
    assert "1 note about somebody else may name them; it is yours to read:" in said.out
    assert "ben-ek: knows Annika well" in said.out
    assert "entries" in told(lived)


def told(home: Home) -> list[str]:
    """The tables, and files, that tell of Annika."""
    found = [path.name for path in (home.folder / "contacts.toml", home.calendar)
             if path.exists() and any(trace in path.read_bytes() for trace in TRACES)]  # fmt: skip
    with home.opened() as service:
        from followupd.store.dump import dump

        for name, rows in dump(service.account, secrets=True).items():
            content = repr(rows).encode()
            if any(trace in content for trace in TRACES):
                found.append(name)
    return found


def test_the_file_itself_holds_no_deleted_rows(local_home: Home) -> None:
    """What SQLite deletes may lie about in free pages: the file is read as bytes."""
    local_home.book(BOOK)
    local_home.run("log", "annika", "--note", "unmistakable-xyzzy", now=NOON)
    local_home.tick(NOON)
    assert local_home.run("forget", "annika", "--yes", now=NOON).code == 0
    database = local_home.folder / "var/followupd.db"
    with sqlite3.connect(database) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    assert b"unmistakable-xyzzy" not in database.read_bytes()


def test_no_is_no(lived: Home) -> None:
    before = (lived.folder / "contacts.toml").read_bytes()
    said = lived.run("forget", "annika", now=LATER, stdin="\n")
    assert "Nothing was erased." in said.out
    assert (lived.folder / "contacts.toml").read_bytes() == before
    assert lived.run("forget", "annika", now=LATER).code == 2, "nobody is there to answer"
    assert "annika-lindqvist" in due(lived, LATER) or "Annika" in lived.run("explain", "annika", now=LATER).out


def test_somebody_who_was_taken_out_of_the_book_is_forgotten_too(lived: Home) -> None:
    lived.book("# mine\n" + BOOK[BOOK.index("# work") : BOOK.index("[[milestone]]")])
    lived.run("check", "--accept")
    lived.tick(LATER)
    assert "entries" in told(lived) or "people" in told(lived)
    said = lived.run("forget", "Annika Lindqvist", "--yes", now=LATER)
    assert (said.code, said.err) == (0, "")
    assert "Annika Lindqvist is forgotten: " in said.out
    assert told(lived) == []
    again = lived.run("forget", "annika", "--yes", now=LATER)
    assert again.code == 2
    assert 'neither book nor journal know of "annika"' in again.err
    assert "Annika" not in lived.run("due", now=LATER).out


def test_no_import_brings_them_back(local_home: Home) -> None:
    local_home.book("")
    export = local_home.folder / "c.csv"
    export.write_text(exports.linkedin([ANNA, ASA]))
    local_home.run("import", str(export), "--yes", now=NOON)
    local_home.run("forget", "anna", "--yes", now=NOON)
    for content in (exports.linkedin([ANNA, ASA]) + "\n", exports.google_new([replace(ANNA, url="", phone="")])):
        export.write_text(content)
        said = local_home.run("import", str(export), "--yes", now=NOON)
        assert "1 whom you wanted forgotten stays out" in said.out
    assert "Anna Lind" not in (local_home.folder / "contacts.toml").read_text()


def test_a_folder_that_another_program_keeps_does_not_bring_them_back(local_home: Home) -> None:
    local_home.configure(smtp='[contacts]\nfiles = ["contacts.toml", "phone"]\n')
    local_home.book("")
    (local_home.folder / "phone").mkdir()
    card = local_home.folder / "phone/anna.vcf"
    card.write_text(exports.vcards([replace(ANNA, uid="uid-1")]))
    said = local_home.run("forget", "anna", "--yes", now=NOON)
    assert "They stay in anna.vcf, which another program keeps" in said.out
    for changed in (
        replace(ANNA, uid="uid-1"),
        replace(ANNA, uid="uid-1", last="Berg", emails=["new@example.org"], url=""),
    ):
        card.write_text(exports.vcards([changed]))
        local_home.tick(NOON)
        assert "nobody here is called" in local_home.run("explain", "anna", now=NOON).err
    assert card.exists()


def test_somebody_in_a_spreadsheet_is_the_persons_to_take_out(local_home: Home) -> None:
    local_home.configure(smtp='[contacts]\nfiles = ["people.csv"]\n')
    local_home.book("name\nAnnika Lindqvist\nBen Ek\n", "people.csv")
    local_home.run("log", "annika", "--note", "tea", now=NOON)
    said = local_home.run("forget", "annika", "--yes", now=NOON)
    assert "They stand in people.csv, which is yours: take them out there too" in said.out
    local_home.run("export", "data", str(local_home.folder / "out"), now=NOON)
    assert "tea" not in (local_home.folder / "out/journal.csv").read_text()


def test_a_namesake_keeps_everything(local_home: Home) -> None:
    local_home.book('[[contact]]\nname = "Anna Lind"\nemail = "a@example.org"\n\n[[contact]]\nname = "Anna Lind"\nid = "anna-2"\n'
                    'email = "b@example.org"\n')  # fmt: skip
    local_home.run("log", "anna-2", "--note", "mine", now=NOON)
    local_home.run("forget", "anna-lind", "--yes", now=NOON)
    local_home.run("export", "data", str(local_home.folder / "out"), now=NOON)
    assert ",anna-2,interaction," in (local_home.folder / "out/journal.csv").read_text()
    assert (local_home.folder / "contacts.toml").read_text().count("[[contact]]") == 1


def test_while_followupd_is_at_work_nothing_is_erased(local_home: Home) -> None:
    from followupd.store.lock import only_one

    local_home.book(BOOK)
    local_home.tick(NOON)
    with local_home.opened() as service, only_one(service.account):
        said = local_home.run("forget", "annika", "--yes", now=NOON)
    assert said.code == 2
    assert "stop it, forget, and start it again" in said.err
    assert "Annika" in (local_home.folder / "contacts.toml").read_text()


@pytest.mark.interop
def test_their_items_leave_the_calendar_on_the_server_first(radicale: Radicale, tmp_path: Path) -> None:
    machines = set_up(radicale, tmp_path)
    machines.home.book(BOOK)
    now = at(MONDAY, "09:00")
    machines.home.run("once", now=now)
    assert any("Annika" in title for title in machines.phone.items())
    said = machines.home.run("forget", "annika", "--yes", now=now)
    assert (said.code, said.err) == (0, "")
    assert not any("Annika" in text for text in machines.phone.texts().values())
    assert any("Ben" in title for title in machines.phone.items())
    assert told(machines.home) == []


@pytest.mark.interop
def test_a_server_that_is_away_keeps_everything_as_it_was(radicale: Radicale, tmp_path: Path) -> None:
    machines = set_up(radicale, tmp_path)
    machines.home.book(BOOK)
    machines.home.run("once", now=at(MONDAY, "09:00"))
    machines.home.config.write_text(machines.home.config.read_text().replace(f":{radicale.port}/", ":1/"))
    said = machines.home.run("forget", "annika", "--yes", now=at(MONDAY, "09:10"))
    assert said.code == 2
    assert "Nothing was erased: the calendar on the server could not be cleared" in said.err
    assert "Annika" in (machines.home.folder / "contacts.toml").read_text()


def test_only_what_points_to_them_leaves_the_file() -> None:
    said = removed(BOOK.encode(), "annika-lindqvist").decode()
    assert "annika" not in said.casefold()
    for line in ("# mine", "# work", 'name = "Ben Ek"', 'members = ["ben-ek"]', 'name = "Speak"'):
        assert line in said
    assert removed(b'[[contact]]\nname = "Anna"\n', "anna") == b"contact = []\n"
