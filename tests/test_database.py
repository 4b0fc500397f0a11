"""The database: private, upgraded in its own time, and honest about what is wrong."""

import shutil
import sqlite3
import stat
import subprocess
import sys
import threading
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, insert, select, text

from followupd.config import settings
from followupd.errors import AlreadyRunning, StateError
from followupd.store import database, entries
from followupd.store import outbox as box
from followupd.store.database import Account
from followupd.store.lock import only_one
from followupd.store.opening import open_account
from followupd.store.tables import REVISION, metadata, outbox
from tests.conftest import MONDAY, Home, at, calendar_of
from tests.servers import Postgres

CHARM = "208784bd005510c3d2e87105fecb5f7f@followupd"
"""The UID that the first version gave an event of this id."""
BOOK = '[[contact]]\nname = "Anna"\nlast = 2020-01-01\n'


def test_the_database_and_all_beside_it_are_their_owners_alone(local_home: Home) -> None:
    local_home.book(BOOK)
    shutil.rmtree(local_home.folder / "var")
    with local_home.opened() as service:
        service.run_round(at(MONDAY))
        modes = {
            path.name: stat.S_IMODE(path.stat().st_mode) for path in (local_home.folder / "var").glob("followupd.db*")
        }
    assert set(modes) >= {"followupd.db", "followupd.db-wal", "followupd.db-shm"}
    assert set(modes.values()) == {0o600}
    assert stat.S_IMODE((local_home.folder / "var").stat().st_mode) == 0o700


def test_an_instant_comes_back_as_it_went_in_whatever_its_offset(home: Home) -> None:
    moment = datetime.fromisoformat("2026-11-23T08:00:00+05:45")
    row = {"slot": MONDAY, "state": "silent", "attempts": 0, "created_at": moment}
    with home.opened() as service:
        with service.account.write() as connection:
            connection.execute(insert(outbox).values(account=service.account.id, **row))
        with service.account.read() as connection:
            found = connection.execute(select(outbox.c.created_at)).scalar_one()
    assert (found, found.tzinfo) == (moment, UTC)


def test_migrations_make_the_tables_that_the_code_expects(home: Home) -> None:
    with home.opened() as service, service.account.read() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, metadata) == []
        assert context.get_current_revision() == REVISION


def test_a_database_of_a_newer_followupd_is_left_alone(local_home: Home) -> None:
    local_home.book(BOOK)
    local_home.tick(at(MONDAY))
    with sqlite3.connect(local_home.folder / "var/followupd.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    said = local_home.run("once", now=at(MONDAY))
    assert (said.code, "made by a newer followupd" in said.err) == (1, True)


def test_a_server_that_is_not_there_is_named_without_its_password() -> None:
    with pytest.raises(StateError) as error:
        open_account("postgresql+psycopg://maja:s3cret@127.0.0.1:1/net")
    assert "s3cret" not in str(error.value)
    assert "maja" in str(error.value)


def test_a_password_in_the_address_is_shown_nowhere() -> None:
    with pytest.raises(StateError) as error:
        open_account("postgresql+psycopg://127.0.0.1:1/net?user=maja&password=s3cret")
    assert "s3cret" not in str(error.value)


def test_commands_at_the_same_moment_do_not_stumble_over_each_other(home: Home) -> None:
    home.book(BOOK)
    called = [sys.executable, "-m", "followupd", "due", "--json", "--config", str(home.config)]
    rounds = [subprocess.Popen(called, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _n in range(6)]
    said = [(one.communicate()[1], one.returncode) for one in rounds]
    assert said == [("", 0)] * 6


@pytest.mark.interop
def test_a_lock_that_postgresql_dropped_is_taken_again_or_given_up(postgres: Postgres) -> None:
    with postgres.database() as url:
        url = url.replace("postgresql:", "postgresql+psycopg:")
        first, second = open_account(url), open_account(url)
        with only_one(first) as held:
            _end_other_sessions(second)
            held.check()
            with pytest.raises(AlreadyRunning), only_one(second):
                pass
            _end_other_sessions(second)
            with only_one(second):
                for _tick in range(2):
                    with pytest.raises(AlreadyRunning):
                        held.check()
            held.check()  # the other one has gone
        first.close()
        second.close()


def _end_other_sessions(account: Account) -> None:
    with account.write() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()"
            )
        )


def test_two_accounts_in_one_database_know_nothing_of_each_other(home: Home) -> None:
    home.book(BOOK)
    with home.opened() as service:
        service.run_round(at(MONDAY))
        entries.record(service.account, "anna", "interaction", MONDAY, at(MONDAY))
        other = open_account(service.settings.database_url, "somebody else")
        try:
            assert box.last_slot(other) is None
            assert entries.all_entries(other) == []
        finally:
            other.close()


def test_rounds_at_the_same_moment_take_turns_and_send_one_digest(local_home: Home) -> None:
    local_home.book(BOOK)
    called = [
        sys.executable,
        "-m",
        "followupd",
        "once",
        "--now",
        at(MONDAY).isoformat(),
        "--config",
        str(local_home.config),
    ]
    rounds = [subprocess.Popen(called, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) for _n in range(4)]
    assert {one.wait(60) for one in rounds} <= {0, 1}  # 1: another one is at work and does this by itself
    assert len(local_home.mails()) == 1


def _drop_everything(home: Home) -> None:
    engine = create_engine(settings.load(home.config).database_url)
    with engine.begin() as connection:
        metadata.drop_all(connection)
        connection.execute(text("DROP TABLE alembic_version"))
    engine.dispose()


def test_a_database_of_the_first_version_is_brought_up_to_date_with_all_it_holds(home: Home) -> None:
    home.book(BOOK)
    engine = create_engine(settings.load(home.config).database_url)
    _drop_everything(home)
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(Path(database.__file__).parent / "migrations"))
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.execute(text("INSERT INTO accounts (id, name) VALUES (1, 'personal')"))
        connection.execute(
            text(
                "INSERT INTO entries (account, contact, type, day, note, recorded_at) VALUES (1, 'anna', 'interaction', '2026-11-20', 'hiring', '2026-11-20 09:00:00')"
            )
        )
        connection.execute(
            text(
                "INSERT INTO outbox (account, slot, state, attempts, created_at, settled_at, tells, told) VALUES (1, '2026-11-20', 'sent', 1, '2026-11-20 07:00:00', '2026-11-20 07:00:01', '[]', false)"
            )
        )
        connection.execute(
            text(
                "INSERT INTO shown (account, slot, number, kind, subject, day) VALUES (1, '2026-11-20', 1, 'follow-up', 'anna', '2026-11-20')"
            )
        )
        connection.execute(
            text(
                "INSERT INTO calendar_items (account, uid, sequence, digest, changed_at) VALUES (1, :uid, 4, 'x', '2026-11-20 07:00:00')"
            ),
            [{"uid": uid} for uid in (CHARM, "0123456789abcdef0123456789abcdef@followupd")],
        )
    engine.dispose()
    home.book('[[event]]\nid = "charm"\nname = "CHARM"\nstarts = 2027-02-02T10:00\n')
    with home.opened() as service:
        assert [one.note for one in entries.effective(service.account)] == ["hiring"]
        assert box.last_slot(service.account) == date(2026, 11, 20)
        assert service.run_round(at(MONDAY)).slot == MONDAY
        assert [(one.name, one.state) for one in box.posted(service.account)][-1] == ("2026-11-20", "sent")
    charm = calendar_of(home)["CHARM"]
    assert (charm["uid"], charm["sequence"]) == (CHARM, 5), "whoever has imported it has it once"
    assert "0123456789abcdef" not in home.calendar.read_text()


@pytest.mark.interop
def test_writers_of_two_accounts_do_not_wait_for_each_other(postgres: Postgres) -> None:
    """SQLite has one writer in all; in PostgreSQL whoever writes for another person goes on."""

    def writing_to(account: Account) -> tuple[threading.Thread, threading.Event]:
        done = threading.Event()

        def write() -> None:
            entries.record(account, "anna", "interaction", MONDAY, at(MONDAY))
            done.set()

        worker = threading.Thread(target=write)
        worker.start()
        return worker, done

    with postgres.database() as url:
        url = url.replace("postgresql:", "postgresql+psycopg:")
        first, second = open_account(url), open_account(url, "somebody else")
        new = entries.New("ben", "interaction", MONDAY)
        with first.write() as connection:
            entries.add(connection, first, new, at(MONDAY))
            other, done = writing_to(second)
            assert done.wait(10), "although the first is not through"
            same, done = writing_to(first)
            assert not done.wait(0.3), "two writers of one account take turns"
        other.join()
        same.join()
        assert [entry.contact for entry in entries.effective(first)] == ["ben", "anna"]
        for account in (first, second):
            account.close()


def test_a_database_that_is_deleted_under_a_daemon_is_not_begun_anew_by_its_next_connection(local_home: Home) -> None:
    path = local_home.folder / "var/followupd.db"
    with local_home.opened() as service:
        service.account.engine.dispose()  # as a thread does that comes to it for the first time
        for one in path.parent.glob("followupd.db*"):
            if one.suffix != ".lock":
                one.unlink()
        with pytest.raises(StateError, match=r"followupd\.db: "):
            box.posted(service.account)
    assert not path.exists()


def test_whoever_has_a_folder_with_a_name_of_any_letters_is_served(tmp_path: Path) -> None:
    folder = tmp_path / "Åsa Öberg 100% #1"
    folder.mkdir()
    home = Home(folder)
    home.book(BOOK)
    assert home.run("once", now=at(MONDAY, "09:00")).code == 0
    assert len(home.mails()) == 1
    assert home.run("log", "anna", now=at(MONDAY, "10:00")).code == 0
    assert home.run("doctor", now=at(MONDAY, "10:00")).code == 0
    assert [one.name for one in tmp_path.iterdir()] == [folder.name]
    assert (folder / "var/followupd.db.lock").exists()
