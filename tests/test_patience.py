"""Slow and endless peers: whole conversations have a deadline, and no peer takes the round."""

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest

from followupd.domain.book import OutgoingMail
from followupd.mail.delivery import smtp
from followupd.mail.delivery.deliver import deliver
from followupd.mail.delivery.smtp import Smtp
from followupd.store import outbox
from tests.conftest import MONDAY, Home, at
from tests.mailserver import Mailbox, Start, smtp_section
from tests.servers import free_port

DAY = timedelta(days=1)
BOOK = '[[contact]]\nname = "Anna"\nevery = "1 day"\nlast = 2026-11-01\n'
LETTER = OutgoingMail("<a@example.test>", "from@example.test", "to@example.test", b"Subject: x\r\n\r\nHello.\r\n")


@contextlib.contextmanager
def peer(behave: Callable[[socket.socket], None]) -> Iterator[tuple[int, list[int]]]:
    """A server that does with each connection what it is told; its port, and a list with an item for each."""
    met: list[int] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def accept() -> None:
            with contextlib.suppress(OSError):
                while True:
                    line, _address = listener.accept()
                    met.append(1)
                    threading.Thread(target=work, args=(line,), daemon=True).start()

        def work(line: socket.socket) -> None:
            with contextlib.suppress(OSError), line:
                behave(line)

        threading.Thread(target=accept, daemon=True).start()
        yield listener.getsockname()[1], met
        listener.shutdown(socket.SHUT_RDWR)


def endless(line: socket.socket) -> None:
    while True:
        line.sendall(b"220-and so on\r\n")


def dribbling(line: socket.socket) -> None:
    for outgoing in b"220 " + b"x" * 10_000:
        line.sendall(bytes([outgoing]))
        threading.Event().wait(0.2)


def one_long_line(line: socket.socket) -> None:
    while True:
        line.sendall(b"220" + b"x" * 60_000)


def silent_after_greeting(line: socket.socket) -> None:
    line.sendall(b"220 hello\r\n")
    threading.Event().wait(60)


@pytest.mark.parametrize("behave", [endless, dribbling, one_long_line, silent_after_greeting])
def test_a_mail_server_whose_answer_never_ends_is_left_at_the_deadline(
    behave: Callable[[socket.socket], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smtp, "SECONDS", 1.0)
    with peer(behave) as (port, _met):
        begun = time.monotonic()
        outcome = Smtp("127.0.0.1", port, "none", None, lambda: "").send(LETTER, lambda: None)
        assert time.monotonic() - begun < 3
    assert (outcome.result, outcome.unreached) == ("deferred", True)


def test_a_server_that_dribbles_after_the_dot_leaves_the_fate_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtp, "SECONDS_AFTER_DOT", 1.0)

    def behave(line: socket.socket) -> None:
        line.sendall(b"220 hello\r\n")
        lines = line.makefile("rb")
        for answer in (b"250 ok", b"250 ok", b"250 ok", b"354 go on"):
            lines.readline()
            line.sendall(answer + b"\r\n")
        while lines.readline() != b".\r\n":
            pass
        dribbling(line)

    with peer(behave) as (port, _met):
        begun = time.monotonic()
        outcome = Smtp("127.0.0.1", port, "none", None, lambda: "").send(LETTER, lambda: None)
        assert time.monotonic() - begun < 8
    assert outcome.result == "lost"


def test_when_nobody_answers_the_other_mails_wait_with_the_first(local_home: Home) -> None:
    local_home.configure(**smtp_section(free_port(), security="none"))
    local_home.book(BOOK)
    with peer(lambda line: line.close()) as (port, met):
        local_home.configure(**smtp_section(port, security="none"))
        local_home.tick(at(MONDAY))
        with local_home.opened() as service:
            for n in range(1, 4):
                outbox.post(service.account, MONDAY + n * DAY, LETTER, "x", [], [], at(MONDAY), "review")
            met.clear()
            service.deliver(at(MONDAY, "12:00"))
            rows = [one for one in outbox.posted(service.account) if one.state == "pending"]
    assert len(met) == 1
    assert len(rows) == 4
    assert all(one.next_attempt_at is not None and one.next_attempt_at > at(MONDAY, "12:00") for one in rows)


def test_a_mail_that_is_replaced_while_it_is_under_way_does_not_arrive(
    local_home: Home, start: Start, box: Mailbox
) -> None:
    local_home.configure(**smtp_section(start(), security="none"))
    local_home.book(BOOK)
    with local_home.opened() as service:
        service.prepare(at(MONDAY))
        send = service.transport.send

        class Slow:
            """The day changes while the server is being talked to."""

            def send(self, outgoing: OutgoingMail, commit: Callable[[], None]) -> object:
                def late() -> None:
                    service.prepare(at(MONDAY + DAY))
                    commit()

                return send(outgoing, late)

            def has(self, _message_id: str) -> None:
                return None

        deliver(service.account, Slow(), "a@example.test", "b@example.test", at(MONDAY))  # type: ignore[arg-type]
        service.deliver(at(MONDAY + DAY))
        assert [one.state for one in outbox.posted(service.account)] == ["sent", "superseded"]
    assert len(box.taken) == 1


def test_a_mail_that_was_replaced_while_nobody_answered_stays_replaced(local_home: Home) -> None:
    local_home.configure(**smtp_section(free_port(), security="none"))
    local_home.book(BOOK)
    with local_home.opened() as service:
        service.prepare(at(MONDAY))
        send = service.transport.send

        class Slow:
            def send(self, outgoing: OutgoingMail, commit: Callable[[], None]) -> object:
                service.prepare(at(MONDAY + DAY))  # the next day's digest takes its place
                return send(outgoing, commit)  # and nobody answers there

            def has(self, _message_id: str) -> None:
                return None

        deliver(service.account, Slow(), "a@example.test", "b@example.test", at(MONDAY))  # type: ignore[arg-type]
        assert [one.state for one in outbox.posted(service.account)] == ["pending", "superseded"]


def test_a_jump_of_the_clock_by_years_costs_the_scheduler_nothing() -> None:
    from followupd.service.daemon import _Every

    first = datetime(1970, 1, 1, tzinfo=UTC)
    assert _Every(15).get_next_fire_time(first, at(MONDAY)) == at(MONDAY) + timedelta(seconds=15)
