"""doctor tries what a digest needs: each fault is named by it, with the mend, and a home where nothing is wrong is well."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.conftest import MONDAY, Home, at
from tests.mailserver import PASSWORD, Mailbox, Start, smtp_section
from tests.servers import free_port

DAY = timedelta(days=1)
BOOK = "\n".join(f'[[contact]]\nname = "P{n}"\nlast = 2026-01-01\n' for n in range(8))


def doctor(home: Home, clock: str = "09:00") -> str:
    said = home.run("doctor", now=at(MONDAY, clock))
    assert said.code == 1, said.out
    assert "Traceback" not in said.out + said.err
    return " ".join(said.out.split())


def with_calendar(home: Home, file: str) -> None:
    home.config.write_text(f'{home.config.read_text()}\n[calendar]\nfile = "{file}"\n')


def in_the_way(home: Home) -> None:
    (home.folder / "blocked").write_text("a file where a folder should be")
    with_calendar(home, "blocked/x.ics")


def a_folder(home: Home) -> None:
    (home.folder / "x.ics").mkdir()
    with_calendar(home, "x.ics")


def no_maildir(home: Home) -> None:
    shutil.rmtree(home.folder / "var/mail", ignore_errors=True)
    (home.folder / "var/mail").write_text("in the way")


def readable(home: Home) -> None:
    (home.folder / "var/followupd.db").chmod(0o644)


def damaged(home: Home) -> None:
    path = home.folder / "var/followupd.db"
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))


def emptied(home: Home) -> None:
    home.book("")


def many_gone(home: Home) -> None:
    home.book('[[contact]]\nname = "P0"\nlast = 2026-01-01\n')
    home.tick(at(MONDAY, "08:30"))


def broken_book(home: Home) -> None:
    home.book("[[contact]\n")


def a_pipe(home: Home) -> None:
    (home.folder / "contacts.toml").unlink()
    os.mkfifo(home.folder / "contacts.toml")


def wrong_server(home: Home) -> None:
    home.configure(**smtp_section(free_port(), security="none"))


def no_password(home: Home) -> None:
    home.configure(**smtp_section(free_port(), security="starttls", username="maja", password_file="gone"))


@pytest.mark.parametrize(
    ("harm", "named", "mend"),
    [
        (in_the_way, "blocked: Not a directory", "check what it is"),
        (a_folder, "x.ics is a folder", "name a file"),
        (no_maildir, "var/mail: Not a directory", "check what it is"),
        (readable, "can be read by others", "chmod 600"),
        (damaged, "damaged", "put a copy back"),
        (emptied, "it held 8 contacts and is empty now", "contact = []"),
        (many_gone, "7 of 8 people are gone", "check --accept"),
        (broken_book, "contacts.toml:1: not valid TOML", "text stands in quotes"),
        (a_pipe, "contacts.toml: cannot be read: not an ordinary file", ""),
        (wrong_server, "Connection refused", ""),
        (no_password, "Connection refused", ""),
    ],
    ids=lambda one: getattr(one, "__name__", None),
)
def test_each_fault_is_named_with_its_mend(
    local_home: Home, harm: Callable[[Home], None], named: str, mend: str
) -> None:
    local_home.book(BOOK)
    local_home.run("once", now=at(MONDAY))
    harm(local_home)
    said = doctor(local_home)
    assert named in said
    assert mend in said
    assert said.count(named) == 1, "once"


@pytest.mark.parametrize(
    ("security", "login", "said"),
    [
        ("none", False, "it answers; neither encryption nor login is configured"),
        ("starttls", False, "encrypted; no login is configured"),
        ("starttls", True, "encrypted, and logged in"),
    ],
)
def test_doctor_says_of_the_mail_server_only_what_it_has_tried(
    local_home: Home, start: Start, authority: tuple[object, Path], security: str, login: bool, said: str
) -> None:
    keys = {"ca_file": str(authority[1])} if security != "none" else {}
    if login:
        keys |= {"username": "maja", "password_file": "secret"}
        (local_home.folder / "secret").write_text(PASSWORD)
        (local_home.folder / "secret").chmod(0o600)
    port = start(starttls=security == "starttls")
    local_home.configure(**smtp_section(port, security=security, **keys))
    local_home.book(BOOK)
    assert said in " ".join(local_home.run("doctor", now=at(MONDAY)).out.split())


def test_what_waits_is_named_with_why_and_when(local_home: Home, start: Start, box: Mailbox) -> None:
    box.says["MAIL"] = "451 4.7.1 try later"
    local_home.configure(**smtp_section(start(), security="none"))
    local_home.book(BOOK)
    once = local_home.run("once", now=at(MONDAY))
    assert "not sent yet: 451 4.7.1 try later. The next try is at 08:01" in once.out
    assert "2026-11-23: waiting: 451 4.7.1 try later" in doctor(local_home, "08:00")


def test_a_database_that_cannot_be_written_is_found_by_writing(local_home: Home) -> None:
    local_home.book(BOOK)
    local_home.run("once", now=at(MONDAY))
    with local_home.opened() as service, service.account.write() as connection:
        connection.execute(
            text("CREATE TRIGGER no BEFORE UPDATE ON accounts BEGIN SELECT RAISE(FAIL, 'disk is full'); END")
        )
    said = local_home.run("doctor", now=at(MONDAY, "09:00"))
    assert said.code == 1
    assert "disk is full" in said.out


def test_a_place_that_takes_no_more_is_found_by_writing_as_much_as_will_be_written(local_home: Home) -> None:
    local_home.book(BOOK)
    local_home.run("once", now=at(MONDAY))
    limited = f'ulimit -f 64; exec "{sys.executable}" -m followupd doctor --config "{local_home.config}" --now "$0"'
    called = ["sh", "-c", limited, at(MONDAY, "09:00").isoformat()]
    done = subprocess.run(called, capture_output=True, text=True, env={**os.environ, "PYTHONFAULTHANDLER": "0"})
    assert done.returncode == 1, done.stderr
    assert "File too large" in done.stdout


def test_whatever_nobody_foresaw_is_a_finding_and_hides_no_other(local_home: Home) -> None:
    local_home.book(BOOK)
    local_home.config.write_text(
        f'{local_home.config.read_text()}\n[calendar.caldav]\nurl = "http://localhost:{free_port()}/Åsa Öst/"\n'
        'username = "maja"\n'
    )
    said = local_home.run("doctor", now=at(MONDAY))
    assert said.code == 1
    assert "configuration" in said.out
    assert "clock" in said.out
    assert "Traceback" not in said.out + said.err


def test_after_a_wrong_clock_was_overtaken_doctor_is_well_again(local_home: Home) -> None:
    local_home.book(BOOK)
    local_home.tick(at(MONDAY))
    local_home.tick(at(MONDAY + 300 * DAY))
    local_home.tick(at(MONDAY + DAY))
    assert local_home.run("doctor", now=at(MONDAY + DAY, "09:00")).code == 0


def test_check_says_what_only_a_comparison_tells_and_accept_answers_what_it_did(local_home: Home) -> None:
    local_home.book(BOOK)
    local_home.run("once", now=at(MONDAY))
    local_home.book('[[contact]]\nname = "P0"\nlast = 2026-01-01\n')
    said = local_home.run("check")
    assert (said.code, "7 of 8 people are gone" in said.err) == (2, True)
    said = local_home.run("check", "--accept")
    assert said.code == 0
    assert "Taken over; 7 people are gone: P1, P2, P3, P4 and P5, …" in said.err
    assert [row for row in local_home.run("due").out.splitlines() if "P1" in row] == []
    local_home.book("")
    assert "is empty now" in local_home.run("check").err
