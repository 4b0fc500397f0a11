"""The daemon as a process: its life with systemd, its signals, and its only instance."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import text

from followupd.service.sdnotify import notify
from followupd.store.lock import only_one
from tests.conftest import Home
from tests.davservers import PASSWORD, Radicale
from tests.machines import set_up
from tests.mailserver import Mailbox, Start, smtp_section
from tests.servers import free_port, listens, wait_for
from tests.test_feed import addresses, ask

BOOK = '[[contact]]\nname = "Anna"\nlast = 2020-01-01\n'
# Something is due whenever these tests run.
ALWAYS = {
    "at": "00:00",
    "budget": "days_off = []",
    "digest": 'days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]',
}


@dataclass
class Running:
    """A daemon in the environment that systemd gives a Type=notify service."""

    process: subprocess.Popen[bytes]
    listener: socket.socket
    log: Path
    heard: list[str] = field(default_factory=list)

    def hears(self, word: str) -> bool:
        with contextlib.suppress(BlockingIOError):
            while True:
                self.heard.append(self.listener.recv(4096).decode())
        return any(word in one for one in self.heard)

    def wait(self, word: str) -> None:
        wait_for(lambda: self.hears(word) or self.process.poll() is not None)
        assert self.hears(word), f"{word} never came: {self.heard} {self.log.read_text()}"

    def forget(self) -> None:
        self.hears("")
        self.heard.clear()


@contextlib.contextmanager
def daemon(home: Home) -> Iterator[Running]:
    address = home.folder / "notify"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        address.unlink(missing_ok=True)
        listener.bind(str(address))
        listener.setblocking(False)
        log = home.folder / "log"
        with log.open("wb") as out:
            process = subprocess.Popen(
                [sys.executable, "-m", "followupd", "run", "--config", str(home.config)],
                stdout=out, stderr=out, env={**os.environ, "NOTIFY_SOCKET": str(address)},
            )  # fmt: skip
        try:
            yield Running(process, listener, log)
        finally:
            process.kill()
            process.wait()


def test_the_daemon_gets_ready_says_how_it_is_and_stops_cleanly(home: Home) -> None:
    home.configure(**ALWAYS)
    home.book(BOOK)
    with daemon(home) as running:
        running.wait("READY=1")
        running.wait("WATCHDOG=1")
        running.wait("STATUS=Next digest: ")
        running.process.send_signal(signal.SIGTERM)
        assert running.process.wait(10) == 0
        assert running.hears("STOPPING=1")


def test_a_new_book_is_taken_over_on_a_reload_and_a_wrong_config_leaves_the_old_one(local_home: Home) -> None:
    local_home.book(BOOK)
    with daemon(local_home) as running:
        running.wait("READY=1")
        running.forget()
        good = local_home.config.read_text()
        local_home.config.write_text("[person\n")
        running.process.send_signal(signal.SIGHUP)
        running.wait("RELOADING=1")
        running.wait("READY=1")
        wait_for(lambda: "config.toml:1: not valid TOML" in running.log.read_text())
        local_home.config.write_text(good)
        local_home.book(BOOK + '[[contact]]\nname = "Zoe"\nlast = 2020-01-01\n')
        running.forget()
        running.process.send_signal(signal.SIGHUP)
        wait_for(lambda: "contacts read: 2;" in running.log.read_text())
        assert running.process.poll() is None


def test_a_second_daemon_and_a_once_are_told_that_one_is_at_work(home: Home) -> None:
    home.book(BOOK)
    with daemon(home) as running:
        running.wait("READY=1")
        for command in ("run", "once"):
            said = subprocess.run(
                [sys.executable, "-m", "followupd", command, "--config", str(home.config)],
                capture_output=True,
                text=True,
            )
            assert said.returncode == 1
            assert "already at work" in said.stderr
            assert "Traceback" not in said.stderr
        assert "at work" in home.run("doctor").out
        running.process.kill()
        running.process.wait()
    assert home.run("once").code == 0


def test_a_start_that_cannot_work_fails_at_once_with_words(local_home: Home) -> None:
    local_home.book("[[contact]\n")
    with daemon(local_home) as running:
        assert running.process.wait(10) == 2
        assert (
            running.log.read_text()
            == "contacts.toml:1: not valid TOML: Expected ']]' at the end of an array declaration (text stands in quotes, dates are written 2026-09-14)\n"
        )
        assert not running.hears("READY=1")


def test_a_failed_round_feeds_no_watchdog_and_the_next_good_one_does(local_home: Home) -> None:
    local_home.configure(**ALWAYS)
    local_home.book(BOOK)
    with daemon(local_home) as running:
        running.wait("READY=1")
        database = local_home.folder / "var/followupd.db"
        with local_home.opened() as service, service.account.write() as connection:
            connection.execute(text("ALTER TABLE outbox RENAME TO away"))
        running.forget()
        running.process.send_signal(signal.SIGHUP)
        running.wait("STATUS=" + str(database))
        assert not running.hears("WATCHDOG=1")
        with local_home.opened() as service, service.account.write() as connection:
            connection.execute(text("ALTER TABLE away RENAME TO outbox"))
        running.process.send_signal(signal.SIGHUP)
        running.wait("WATCHDOG=1")


def test_sigterm_in_the_middle_of_sending_finishes_the_work_in_hand(
    local_home: Home, start: Start, box: Mailbox
) -> None:
    port = start()
    local_home.configure(**ALWAYS)
    local_home.book(BOOK)
    box.waits = threading.Event()
    local_home.configure(**smtp_section(port, security="none"))
    with daemon(local_home) as running:
        wait_for(lambda: bool(box.offered))  # the mail is with the server, which has not answered yet
        running.process.send_signal(signal.SIGTERM)
        assert running.process.poll() is None
        box.waits.set()
        assert running.process.wait(20) == 0
    assert len(box.taken) == 1
    assert "sent" in local_home.run("outbox").out


def test_nobody_listening_to_notifications_is_no_trouble(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "gone"))
    notify("READY=1")
    monkeypatch.setenv("NOTIFY_SOCKET", "@followupd-test-abstract")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind("\0followupd-test-abstract")
        notify("READY=1", "STATUS=x")
        assert listener.recv(100) == b"READY=1\nSTATUS=x"


def test_the_daemon_serves_the_feed_and_keeps_the_calendar_on_a_server(local_home: Home, radicale: Radicale) -> None:
    machines = set_up(radicale, local_home.folder)
    port = free_port()
    machines.configure(**ALWAYS)
    text = machines.home.config.read_text()
    machines.home.config.write_text(f'{text}\n[web]\nlisten = "127.0.0.1:{port}"\n')
    machines.home.book(BOOK)
    with daemon(machines.home) as running:
        running.wait("READY=1")
        address = addresses(machines.home)["followups"]
        wait_for(lambda: listens(port))
        assert b"Anna" in ask(address).body
        wait_for(lambda: any("Anna" in title for title in machines.phone.items()))
        other = free_port()
        machines.home.config.write_text(machines.home.config.read_text().replace(f":{port}", f":{other}"))
        running.forget()
        running.process.send_signal(signal.SIGHUP)
        running.wait("READY=1")
        wait_for(lambda: listens(other))
        assert ask(address.replace(f":{port}", f":{other}")).status == 200
        with pytest.raises(ConnectionRefusedError):
            ask(address)
        running.process.terminate()
        assert running.process.wait(20) == 0
        assert address.split("/")[4] not in running.log.read_text()
        assert PASSWORD not in running.log.read_text()


def test_an_address_that_is_taken_is_said_keeps_no_mail_back_and_is_tried_again(local_home: Home) -> None:
    local_home.configure(**ALWAYS)
    local_home.book(BOOK)
    taken = socket.create_server(("127.0.0.1", 0))
    listen = f"127.0.0.1:{taken.getsockname()[1]}"
    local_home.config.write_text(local_home.config.read_text() + f'\n[web]\nlisten = "{listen}"\n')
    with daemon(local_home) as running:
        running.wait("READY=1")
        wait_for(lambda: len(local_home.mails()) == 1)
        assert running.log.read_text().count(f"web.listen {listen}: Address already in use") == 1
        taken.close()
        running.process.send_signal(signal.SIGHUP)
        wait_for(lambda: "the calendar is served" in running.log.read_text())
        assert ask(addresses(local_home)["followups"]).status == 200
        assert "feed" in local_home.run("doctor").out


def test_a_feed_that_does_not_answer_is_found_by_doctor(local_home: Home) -> None:
    local_home.book(BOOK)
    local_home.config.write_text(local_home.config.read_text() + f'\n[web]\nlisten = "127.0.0.1:{free_port()}"\n')
    assert local_home.run("doctor").code == 0, "without a daemon nobody serves it"
    with local_home.opened() as service, only_one(service.account):
        said = local_home.run("doctor")
    assert (said.code, "Connection refused" in said.out) == (1, True)


def test_a_calendar_server_that_never_answers_holds_up_neither_mail_nor_stop(local_home: Home) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        config = f'[calendar.caldav]\nurl = "http://127.0.0.1:{silent.getsockname()[1]}/"\n'
        local_home.configure(**ALWAYS)
        local_home.config.write_text(f"{local_home.config.read_text()}\n{config}")
        local_home.book(BOOK)
        with daemon(local_home) as running:
            running.wait("READY=1")
            wait_for(lambda: len(local_home.mails()) == 1)
            running.wait("WATCHDOG=1")
            running.process.terminate()
            assert running.process.wait(60) == 0


def test_a_mail_server_that_keeps_silent_keeps_nobody_from_being_ready_and_the_status_says_what_waits(
    local_home: Home,
) -> None:
    local_home.configure(**ALWAYS)
    local_home.book(BOOK)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        local_home.configure(**smtp_section(silent.getsockname()[1], security="none"))
        with daemon(local_home) as running:
            running.wait("READY=1")
            running.wait("WATCHDOG=1")  # rounds go on beside it
            running.wait("being sent" if running.hears("being sent") else "waiting: on its way")
            silent.close()


def test_the_status_says_what_waits_and_why_and_when_it_is_tried_again(local_home: Home) -> None:
    local_home.configure(**ALWAYS)
    local_home.book(BOOK)
    local_home.configure(**smtp_section(free_port(), security="none"))
    with daemon(local_home) as running:
        running.wait("Connection refused. Next try: ")


def test_a_reload_that_cannot_help_says_so(local_home: Home, tmp_path_factory: pytest.TempPathFactory) -> None:
    local_home.book(BOOK)
    folder = tmp_path_factory.mktemp("credentials")
    (folder / "smtp-password").write_text("as it was at the start")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CREDENTIALS_DIRECTORY", str(folder))
        with daemon(local_home) as running:
            running.wait("READY=1")
            running.process.send_signal(signal.SIGHUP)
            said = "the credential smtp-password is as it was at the start; a changed one needs a restart"
            wait_for(lambda: said in running.log.read_text())
            local_home.config.write_text("[person")
            running.process.send_signal(signal.SIGHUP)
            running.wait("The configuration has faults; the one before is used")


def test_a_database_that_is_deleted_under_the_daemon_is_said_and_not_begun_anew(local_home: Home) -> None:
    local_home.configure(**ALWAYS)
    local_home.book(BOOK)
    with daemon(local_home) as running:
        running.wait("READY=1")
        wait_for(lambda: len(local_home.mails()) == 1)
        for path in (local_home.folder / "var").glob("followupd.db*"):
            if not path.name.endswith(".lock"):
                path.unlink()
        running.process.send_signal(signal.SIGHUP)
        running.wait("was deleted or replaced while followupd runs")
        running.process.terminate()
        assert running.process.wait(20) == 0
    assert local_home.run("once").code == 1
    assert len(local_home.mails()) == 1
