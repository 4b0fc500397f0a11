"""Databases of the past: each schema that a commit ever made is brought up to date with everything it holds."""

import hashlib
import sqlite3
import stat
from datetime import date
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from followupd.store import database, entries, mailboxes, outbox
from followupd.store.database import lacking
from followupd.store.opening import open_account
from followupd.store.tables import REVISION, metadata
from tests.conftest import MONDAY, Home, at, calendar_of

VERSIONS = Path(database.__file__).parent / "migrations/versions"
DUMPS = sorted((Path(__file__).parent / "schemas").glob("*.sql"))
SHIPPED = {
    "0001_the_first_tables.py": "868a9231bd50989d474654413f24f1b68d73674c614a3f0d575931097318c93e",
    "0002_the_practice.py": "889817de1bde3953d3c9a288c831887948676e68149410afc514b6fa8b2fb8e6",
    "0003_the_calendar.py": "011c115f6e5b9933362a8542adfb236161147d425426d3382efa6ec2d093f3e1",
    "0004_what_some_databases_lack.py": "c106d9a311606f901dc997c460f786658b260600cc8bf2f620ef438c09690457",
    "0005_a_person_is_a_row.py": "258a98d789dc2e6dd56a970d17a333ddd696d1b62ca69b8e28f9937ecee6a169",
    "0006_reading_by_record.py": "fdb82b3fb0f703876d793230436579e7ec65df0e90d0a141186112708f00d879",
    "0007_answers.py": "1df9c4d077b0d48433a26ca1c148d034869ab57bdc4191d4dd65bee9b3ec8b62",
    "0008_noticing.py": "b362357c212986a753766f2a85541bb75d4d2c585841b247872ce21ebc43ec31",
    "0009_longer_names.py": "3907472d60bd6e7d7e8315b65d441f20f897015f0872c145c9262643e9dc77a6",
    "0011_forgetting.py": "c774d7c39a232b0bced0904bc98e0c22ff60e21f220e72543af0581ff1beabdb",
    "0012_sign_ins.py": "edc72005ec385c091277ad585d22e6f676994e9973b62ab10a68ea6b75eb6a33",
    "0010_imports.py": "c6de0187d5973b299ddc648983c98404c1a29b86a3efe07a1e9e3d662bdd6e09",
}
"""SHA-256 of each revision that has been shipped. A revision that is wrong is mended by the next one."""
BOOK = """\
[[contact]]
name = "Anna Lind"
every = "1 month"
last = 2026-10-01

[[contact]]
name = "Ben Ek"
every = "2 weeks"

[[event]]
id = "charm"
name = "CHARM"
starts = 2027-02-02T10:00
ends = 2027-02-02T16:00
"""


def test_a_shipped_revision_never_changes() -> None:
    found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in VERSIONS.glob("[0-9]*.py")}
    assert found == SHIPPED


def rebuilt(dump: Path, home: Home) -> Path:
    path = home.folder / "var/followupd.db"
    path.unlink()
    with sqlite3.connect(path) as connection:
        connection.executescript(dump.read_text())
    connection.close()
    path.chmod(0o600)
    return path


@pytest.mark.parametrize("dump", DUMPS, ids=lambda path: path.stem)
def test_a_database_of_any_earlier_commit_goes_on_with_all_it_holds(local_home: Home, dump: Path) -> None:
    local_home.book(BOOK)
    path = rebuilt(dump, local_home)
    uids = {row[0] for row in sqlite3.connect(path).execute("SELECT uid FROM calendar_items")}
    with local_home.opened() as service:
        assert lacking(service.account) == []
        with service.account.read() as connection:
            assert compare_metadata(MigrationContext.configure(connection), metadata) == []
        found = [(one.contact, one.type, one.day, one.note) for one in entries.effective(service.account)]
        assert found == [
            ("anna-lind", "interaction", MONDAY, "she is hiring"), ("ben-ek", "snooze", MONDAY, None),
        ]  # fmt: skip
        assert service.run_round(at(date(2026, 11, 25))).slot == date(2026, 11, 25)
        states = {one.slot: one.state for one in outbox.posted(service.account)}
        assert states[MONDAY] == "sent"
    assert str(calendar_of(local_home)["CHARM"]["uid"]) in uids, "whoever has imported it has it once"
    assert local_home.run("doctor", now=at(date(2026, 11, 25), "09:00")).code == 0


def test_how_far_the_mailbox_was_read_is_known_after_an_upgrade(local_home: Home) -> None:
    path = rebuilt(next(dump for dump in DUMPS if dump.stem == "e13f670"), local_home)
    with sqlite3.connect(path) as connection:
        connection.execute(
            "INSERT INTO mailboxes (account, address, uidvalidity, uid, failures) VALUES (1, 'box', 7, 42, 0)"
        )
    connection.close()
    with local_home.opened() as service:
        assert mailboxes.last(service.account) == mailboxes.Progress("box", 7, 42)


def test_before_it_is_changed_a_database_is_copied_beside_itself(local_home: Home) -> None:
    path = rebuilt(DUMPS[0], local_home)
    before = list(sqlite3.connect(path).iterdump())
    open_account(f"sqlite:///{path}").close()
    copy = path.with_name(f"followupd.db.before-{REVISION}")
    assert list(sqlite3.connect(copy).iterdump()) == before
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    made = copy.stat().st_mtime_ns
    open_account(f"sqlite:///{path}").close()
    assert copy.stat().st_mtime_ns == made, "once"


@pytest.mark.parametrize("harm", ["DROP TABLE shown", "ALTER TABLE outbox DROP COLUMN tells"])
def test_doctor_names_a_table_or_column_that_is_missing(local_home: Home, harm: str) -> None:
    local_home.book(BOOK)
    local_home.tick(at(MONDAY))
    with sqlite3.connect(local_home.folder / "var/followupd.db") as connection:
        connection.execute(harm)
    said = local_home.run("doctor", now=at(MONDAY))
    assert said.code == 1
    assert ("shown" if "shown" in harm else "outbox.tells") in said.out


@pytest.mark.parametrize("how", ["emptied", "deleted"])
def test_a_database_that_is_suddenly_empty_is_not_replaced_in_silence(local_home: Home, how: str) -> None:
    local_home.book(BOOK)
    local_home.run("once", now=at(MONDAY))
    path = local_home.folder / "var/followupd.db"
    for beside in path.parent.glob("followupd.db-*"):
        beside.unlink()
    path.write_bytes(b"") if how == "emptied" else path.unlink()
    for command in ("once", "doctor", "due"):
        said = local_home.run(command, now=at(MONDAY, "09:00"))
        assert said.code == 1, command
        assert "held your journal" in said.out + said.err
    assert len(local_home.mails()) == 1
    path.with_name("followupd.db.lock").unlink()
    assert local_home.run("due", now=at(MONDAY, "09:00")).code == 0, "the person may begin anew"
